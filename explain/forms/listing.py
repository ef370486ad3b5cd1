"""Answers that are lists rather than derivations, as Markdown and as one HTML page.

What would differ, what would flip something, what to ask next and whom something concerns are told as parts,
each a heading with lines; a line that states something carries its citations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explain.forms import words
from explain.forms.markdown import escaped, in_brackets
from explain.forms.page import environment, policy, style


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One statement, or the head of those below it."""

    text: str
    citations: tuple[str, ...] = ()
    below: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is told under one heading."""

    heading: str
    citations: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One answer: what was asked, what follows, and within which bounds."""

    heading: str
    about: str
    """The use case with its dates and packs, or the portfolio."""
    opening: tuple[str, ...]
    """What is supposed or asked, in words."""
    parts: tuple[Part, ...]
    closing: tuple[str, ...]
    """The bounds of the answer; that it is no legal advice stands in every form."""


def listing_markdown(said: Listing) -> str:
    """The answer as a Markdown document; what it quotes cannot change its structure."""
    lines = [f"# {escaped(said.heading)}", "", escaped(said.about)]
    for text in said.opening:
        lines += ["", escaped(text)]
    for part in said.parts:
        lines += ["", f"## {escaped(part.heading)}{in_brackets(part.citations)}", ""]
        lines += _bullets(part.lines, 0)
    for text in (*said.closing, words.NOTICE):
        lines += ["", escaped(text)]
    return "\n".join(lines) + "\n"


def _bullets(lines: Sequence[Line], depth: int) -> Iterator[str]:
    for line in lines:
        yield f"{'  ' * depth}- {escaped(line.text)}{in_brackets(line.citations)}"
        yield from _bullets(line.below, depth + 1)


def listing_page(said: Listing) -> str:
    """The answer as an HTML page that stands alone and can be printed."""
    template = environment().get_template("listing.html")
    return template.render(said=said, words=words, style=style(), policy=policy())
