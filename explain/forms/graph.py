"""A derivation as numbered statements and edges: the one list that every drawn or tabled form is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from explain.derivation import Derivation, Node
from explain.forms import words
from explain.forms.shortest import Shortest
from explain.report import reachable


class Depth(StrEnum):
    """How much of a derivation is given."""

    BRIEF = "brief"
    """Three sentences; drawn, the shortest proof."""
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """That one statement does something for another."""

    number: int
    source: Node
    """The statement that is relied on."""
    target: Node
    """What follows from it, or what it was considered for."""
    relation: str
    """The verb between them."""
    considered: bool
    """True where it was considered and changed nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Statements in reading order, each with a citation, and the edges between them."""

    nodes: tuple[Node, ...]
    numbers: Mapping[str, int]
    """Of each statement, by its identifier: its number, counted from 1 over the whole derivation."""
    edges: tuple[Edge, ...]
    all: int
    """How many statements the whole derivation has."""


def graph(derivation: Derivation, depth: Depth = Depth.FULL) -> Graph:
    """
    The statements of `derivation` and their edges: all of them, or those of the shortest proof.

    A statement without a citation is left out with its edges.
    """
    cited = [derivation.nodes[key] for key in reachable(derivation) if derivation.nodes[key].citations]
    numbers = {node.id: number for number, node in enumerate(cited, 1)}
    kept = Shortest(derivation).proof() if depth is Depth.BRIEF else {}
    pairs = [
        (derivation.nodes[child], node, child in node.considered and child not in node.because)
        for node in cited
        for child in dict.fromkeys((*node.because, *node.considered))
        if child in numbers and (depth is Depth.FULL or child in kept.get(node.id, ()))
    ]
    return Graph(
        nodes=tuple(node for node in cited if depth is Depth.FULL or node.id in kept),
        numbers=numbers,
        edges=tuple(
            Edge(
                number=number,
                source=source,
                target=target,
                relation=_relation(source, target, considered=considered),
                considered=considered,
            )
            for number, (source, target, considered) in enumerate(pairs, 1)
        ),
        all=len(cited),
    )


def _relation(source: Node, target: Node, *, considered: bool) -> str:
    known = words.CONSIDERED if considered else words.RELATIONS
    return known.get((source.kind, target.kind), words.RELATION)
