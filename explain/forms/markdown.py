"""A derivation as Markdown: in brief, as numbered statements, and as a table of edges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from explain.forms import words
from explain.forms.brief import brief
from explain.forms.explained import Explained
from explain.forms.graph import Depth, Graph, graph
from explain.forms.stated import said as stated

_SIGNS: Final = re.compile(r"[\\`*_{}\[\]<>|#~&]")


def as_markdown(said: Explained, depth: Depth) -> str:
    """The answer as a Markdown document; what it quotes cannot change its structure."""
    return "\n".join(_lines(said, depth)) + "\n"


def _lines(said: Explained, depth: Depth) -> Iterator[str]:
    yield f"# {escaped(said.heading)}"
    yield ""
    yield f"{escaped(said.title)} ({escaped(said.use_case)}). {escaped(said.dates)}; {escaped(said.packs)}."
    yield ""
    for sentence in brief(said.derivation):
        yield f"- {escaped(sentence.text)} {_cited(sentence.citations)}"
    if depth is Depth.FULL:
        yield from _statements(graph(said.derivation))
    yield ""
    yield words.NOTICE


def _statements(whole: Graph) -> Iterator[str]:
    yield ""
    yield "## Statements"
    yield ""
    for node in whole.nodes:
        kind, sentence = stated(node)
        text = f"**{kind}.** {escaped(sentence)} {_cited(node.citations)}"
        yield f"{whole.numbers[node.id]}. {text}"
    if whole.edges:
        yield ""
        yield "## What follows from what"
        yield ""
        yield "| edge | from | relation | to | citation |"
        yield "|---|---|---|---|---|"
    for edge in whole.edges:
        cells = (
            str(edge.number),
            f"{whole.numbers[edge.source.id]} {stated(edge.source).kind}",
            f"{edge.relation} (no effect)" if edge.considered else edge.relation,
            f"{whole.numbers[edge.target.id]} {stated(edge.target).kind}",
            escaped("; ".join(edge.source.citations)),
        )
        yield f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """`text` so that Markdown shows it as it is, on one line."""
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", " ".join(text.split()))


def in_brackets(citations: tuple[str, ...]) -> str:
    """The citations behind a statement, with the blank before them; nothing where there are none."""
    return f" {_cited(citations)}" if citations else ""


def _cited(citations: tuple[str, ...]) -> str:
    return rf"\[{escaped('; '.join(citations))}\]"
