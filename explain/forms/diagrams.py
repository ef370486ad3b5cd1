"""A derivation as the text of a diagram: Mermaid and Graphviz DOT. Nothing quoted can end a label."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from explain.derivation import Node, NodeKind
from explain.forms import words
from explain.forms.explained import Explained
from explain.forms.graph import Depth, Graph, graph
from explain.forms.stated import said as stated

_BOX: Final = "box"
_SHAPES: Final = {
    NodeKind.RULE: "hexagon",
    NodeKind.EXCEPTION: "hexagon",
    NodeKind.CONTROL: "octagon",
    NodeKind.PERMISSION: "octagon",
    NodeKind.FINDING: "ellipse",
    NodeKind.SETTING: "ellipse",
}
_ENTITIES: Final = str.maketrans(
    {sign: f"#{ord(sign)};" for sign in "#\"'`<>&;()[]{}|\\"}  # Mermaid reads decimal codes between # and ;
)
_WIDE: Final = 60


def as_mermaid(said: Explained, depth: Depth) -> str:
    """The graph as a Mermaid flowchart: facts above, the answer below; a dotted line had no effect."""
    return "\n".join(_mermaid(said, graph(said.derivation, depth))) + "\n"


def as_dot(said: Explained, depth: Depth) -> str:
    """The graph for Graphviz: facts above, the answer below; a dashed line had no effect."""
    return "\n".join(_dot(said, graph(said.derivation, depth))) + "\n"


def _mermaid(said: Explained, drawn: Graph) -> Iterator[str]:
    yield f"%% {' '.join(_lines_above(said))}"
    yield "flowchart TB"
    for node in drawn.nodes:
        label = "<br/>".join(line.translate(_ENTITIES) for line in _label(node))
        yield f'  n{drawn.numbers[node.id]}["{label}"]'
    for edge in drawn.edges:
        arrow = "-.->" if edge.considered else "-->"
        source, target = drawn.numbers[edge.source.id], drawn.numbers[edge.target.id]
        yield f'  n{source} {arrow}|"{edge.relation.translate(_ENTITIES)}"| n{target}'


def _dot(said: Explained, drawn: Graph) -> Iterator[str]:
    yield "digraph explanation {"
    yield f'  label="{_quoted(" ".join(_lines_above(said)))}";'
    yield '  node [fontname="sans-serif"]; edge [fontname="sans-serif"];'
    for node in drawn.nodes:
        label = r"\n".join(map(_quoted, _label(node)))
        shape = _SHAPES.get(node.kind, _BOX)
        yield f'  n{drawn.numbers[node.id]} [shape={shape}, label="{label}"];'
    for edge in drawn.edges:
        style = ", style=dashed" if edge.considered else ""
        source, target = drawn.numbers[edge.source.id], drawn.numbers[edge.target.id]
        yield f'  n{source} -> n{target} [label="{_quoted(edge.relation)}"{style}];'
    yield "}"


def _lines_above(said: Explained) -> tuple[str, ...]:
    """What the diagram is about, on one line."""
    return tuple(" ".join(part.split()) for part in (f"{said.heading}.", f"{said.dates}.", words.NOTICE))


def _label(node: Node) -> list[str]:
    kind, sentence = stated(node)
    text = f"{kind}: {sentence} [{'; '.join(node.citations)}]"
    return textwrap.wrap(text, _WIDE)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
