"""Nothing rests on itself: rules have an order, and so has whatever is broader, older or stronger."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from engine.checks.growth import conclusions_read
from engine.errors import Fault
from engine.knowledge import Iri
from engine.loading.draft import Draft
from engine.strata import cycles, dependencies
from engine.taxonomy import Taxonomy


def check_cycles(draft: Draft) -> Iterator[Fault]:
    """A fault for every group of things that depend on one another, with one way round spelled out."""
    kb = draft.knowledge_base
    taxonomy = Taxonomy(kb.concepts)
    reads = {rule.id: conclusions_read(kb, rule, taxonomy) for rule in kb.rules.values()}
    depends = dependencies(kb.rules.values(), reads)
    known = {name: frozenset(others & kb.rules.keys()) for name, others in depends.items()}
    yield from _circles(draft, known, "depends on itself, through what it reads and what defeats it")
    broader = {concept.id: frozenset(concept.broader) for concept in kb.concepts.values()}
    yield from _circles(draft, broader, "is broader than itself")
    prevails = {concept.id: frozenset(concept.prevails_over) for concept in kb.concepts.values()}
    yield from _circles(draft, prevails, "prevails over itself")
    replaces = {window.id: frozenset(window.replaces) for window in kb.windows.values()}
    yield from _circles(draft, replaces, "replaces itself")
    parts = {item.id: frozenset({item.parent} - {None}) for item in kb.provisions.values()}
    yield from _circles(draft, parts, "is part of itself")  # type: ignore[arg-type]


def _circles(draft: Draft, edges: Mapping[Iri, frozenset[Iri]], what: str) -> Iterator[Fault]:
    for group in cycles(edges):
        way = _way_round(group, edges)
        yield draft.fault(
            group[0],
            f"It {what}: {' → '.join(way)}.",
            mention=way[1],
            expected="one of these steps taken out.",
        )


def _way_round(group: tuple[Iri, ...], edges: Mapping[Iri, frozenset[Iri]]) -> tuple[Iri, ...]:
    """A shortest way from the first of `group` back to itself."""
    start = group[0]
    ways: deque[tuple[Iri, ...]] = deque([(start,)])
    seen: set[Iri] = set()
    while True:
        way = ways.popleft()
        for following in sorted(edges.get(way[-1], frozenset()) & frozenset(group)):
            if following == start:
                return (*way, start)
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
