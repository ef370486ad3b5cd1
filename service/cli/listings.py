"""`--format markdown` and `--format html` for answers that are lists rather than derivations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import click

from explain.forms.listing import Listing, listing_markdown, listing_page

_F = TypeVar("_F", bound=Callable[..., Any])
LISTED: Final = ("markdown", "html")


def listed(*more: str) -> Callable[[_F], _F]:
    """Adds `--format text|json|markdown|html` and `more`."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", *more, "json", *LISTED]),
        default="text",
        show_default=True,
    )


def print_listings(form: str, listings: Sequence[Listing]) -> None:
    """Prints the answers in a form of `LISTED`; a page takes one."""
    if form == "html" and len(listings) > 1:
        raise click.UsageError(
            f"--format html writes one document, and {len(listings)} use cases are asked about."
            " Expected: one profile, or text, markdown or json."
        )
    write = listing_page if form == "html" else listing_markdown
    click.echo("\n".join(map(write, listings)), nl=False)
