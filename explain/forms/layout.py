"""Where the statements of a graph stand when it is drawn: facts at the top, the answer at the bottom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import networkx as nx

from explain.derivation import Node
from explain.forms.graph import Edge, Graph

WIDTH: Final = 236
HEIGHT: Final = 88
_ACROSS: Final = 264
_DOWN: Final = 128
_MARGIN: Final = 14
_MOST: Final = 4
"""How many statements stand side by side, so that a page can hold them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A statement with the place of its upper left corner."""

    node: Node
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An edge with where it begins and ends."""

    edge: Edge
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A graph laid out; the same graph always gives the same drawing."""

    width: int
    height: int
    places: tuple[Place, ...]
    lines: tuple[Line, ...]


def layout(graph: Graph) -> Drawing:
    """The drawing of `graph`: each statement above everything that follows from it."""
    rows = _rows(graph)
    across = max(map(len, rows), default=1)
    places: dict[str, Place] = {}
    by_id = {node.id: node for node in graph.nodes}
    for down, row in enumerate(reversed(rows)):
        indent = (across - len(row)) * _ACROSS // 2
        for place, key in enumerate(row):
            x, y = _MARGIN + indent + place * _ACROSS, _MARGIN + down * _DOWN
            places[key] = Place(node=by_id[key], x=x, y=y)
    return Drawing(
        width=2 * _MARGIN + (across - 1) * _ACROSS + WIDTH,
        height=2 * _MARGIN + max(len(rows) - 1, 0) * _DOWN + HEIGHT,
        places=tuple(places[node.id] for node in graph.nodes),
        lines=tuple(_line(edge, places) for edge in graph.edges),
    )


def _line(edge: Edge, places: Mapping[str, Place]) -> Line:
    source, target = places[edge.source.id], places[edge.target.id]
    half = WIDTH // 2
    return Line(edge=edge, x1=source.x + half, y1=source.y + HEIGHT, x2=target.x + half, y2=target.y)


def _rows(graph: Graph) -> list[list[str]]:
    """The statements row by row, the answers first; what is in a row does not rest on what is in it."""
    drawn: nx.DiGraph[str] = nx.DiGraph()
    drawn.add_nodes_from(node.id for node in graph.nodes)
    drawn.add_edges_from((edge.target.id, edge.source.id) for edge in graph.edges)
    position: dict[str, float] = {}
    rows: list[list[str]] = []
    for generation in nx.topological_generations(drawn):
        ordered = sorted(
            generation, key=lambda key: (_middle(list(drawn.pred[key]), position), graph.numbers[key])
        )
        position |= {key: place - len(ordered) / 2 for place, key in enumerate(ordered)}
        rows += [ordered[start : start + _MOST] for start in range(0, len(ordered), _MOST)]
    return rows


def _middle(above: Sequence[str], position: Mapping[str, float]) -> float:
    """The middle of where the statements stand that rest on one."""
    return sum(position[key] for key in above) / len(above) if above else 0.0
