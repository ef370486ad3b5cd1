"""Options and helpers that several commands share."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from engine.errors import Fault, InputError
from engine.usecase import UseCase
from service.workspace import Workspace

PROFILE_SUFFIXES = (".yaml", ".yml", ".json")
_F = TypeVar("_F", bound=Callable[..., Any])


class IsoDate(click.ParamType):
    """A calendar date as `YYYY-MM-DD`, kept as text."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """`value` if it is a real date."""
        text = str(value)
        if not text and param is not None and param.default == "":
            return text
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                raise ValueError
            date.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is no date. Expected: a real calendar date such as 2026-11-22.", param, ctx)
        return text


def dated(command: _F) -> _F:
    """Adds `--as-of` and `--known-at`."""
    command = click.option(
        "--known-at",
        type=IsoDate(),
        default="",
        help="As the law was known on this day, by publication. Default: the earlier of --as-of and the day"
        " until which the packs were checked.",
    )(command)
    return click.option(
        "--as-of", type=IsoDate(), default="", help="What binds on this day. Default: today."
    )(command)


def formatted(command: _F) -> _F:
    """Adds `--format text|json`."""
    return click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
    )(command)


files_argument = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE..."
)
file_argument = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE"
)


def actor_option(help_text: str, *, required: bool = True) -> Callable[[_F], _F]:
    """Adds `--as NAME`; the name is recorded as self-declared."""
    default = None if required else "not named"
    return click.option("--as", "actor", required=required, default=default, metavar="NAME", help=help_text)


def profiles(paths: Sequence[Path]) -> list[Path]:
    """The profile files among `paths`: files as they are, folders by their profile files, sorted."""
    found: list[Path] = []
    for path in paths:
        inside = (
            sorted(p for p in path.rglob("*") if p.suffix in PROFILE_SUFFIXES) if path.is_dir() else [path]
        )
        if not inside:
            raise click.UsageError(
                f"{path} holds no profile. Expected: files ending in {', '.join(PROFILE_SUFFIXES)};"
                " `duecare new` writes one."
            )
        found.extend(inside)
    return list(dict.fromkeys(found))


def read_all(workspace: Workspace, paths: Sequence[Path]) -> list[UseCase]:
    """Every use case in `paths`; if any is faulty, all faults of all files are raised together."""
    use_cases: list[UseCase] = []
    faults: list[Fault] = []
    origin: dict[str, Path] = {}
    for path in profiles(paths):
        try:
            use_case = workspace.read(path)
        except InputError as error:
            faults.extend(error.faults)
            continue
        first = origin.setdefault(use_case.id, path)
        if first != path:
            faults.append(
                Fault(
                    source=str(path),
                    path="/id",
                    message=f"The use case {use_case.id!r} is described in {first} too.",
                    expected="one file a use case; give one of them another id.",
                )
            )
        use_cases.append(use_case)
    if faults:
        raise InputError(faults)
    return use_cases


@contextmanager
def progress(items: Sequence[Any], label: str) -> Iterator[Iterator[Any]]:
    """Iterates over `items`, with a bar on standard error if that is a terminal and there are several."""
    if len(items) < 2 or not sys.stderr.isatty():
        yield iter(items)
        return
    with click.progressbar(items, label=label, file=sys.stderr) as bar:
        yield iter(bar)
