"""The order in which rules can be decided.

A rule comes after the exceptions that could defeat it and after the rules whose conclusions it reads. A rule
that depends on itself has no place in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from engine.knowledge import Iri, Level, Rule


def dependencies(rules: Iterable[Rule], reads: Mapping[Iri, frozenset[Iri]]) -> dict[Iri, frozenset[Iri]]:
    """For each rule, the rules that must be decided before it. `reads`: the conclusions each rule reads."""
    listed = tuple(rules)
    concluding: dict[Iri, set[Iri]] = {}
    defeating: dict[Iri, set[Iri]] = {}
    for rule in listed:
        for conclusion in rule.concludes:
            concluding.setdefault(conclusion, set()).add(rule.id)
        for defeated in rule.defeats:
            defeating.setdefault(defeated, set()).add(rule.id)
    return {
        rule.id: frozenset(
            defeating.get(rule.id, set()).union(*(concluding.get(read, set()) for read in reads[rule.id]))
        )
        for rule in listed
    }


def cycles(depends: Mapping[Iri, frozenset[Iri]]) -> tuple[tuple[Iri, ...], ...]:
    """Every group of rules that depend on one another, sorted; empty where the rules can be ordered."""
    try:
        TopologicalSorter(depends).prepare()
    except CycleError:
        pass
    else:
        return ()
    import networkx as nx  # only a faulty rule base needs it, and it is slow to import

    graph: nx.DiGraph[Iri] = nx.DiGraph((earlier, rule) for rule in depends for earlier in depends[rule])
    groups = [
        tuple(sorted(group))
        for group in nx.strongly_connected_components(graph)
        if len(group) > 1 or any(graph.has_edge(node, node) for node in group)
    ]
    return tuple(sorted(groups))


def stratify(
    depends: Mapping[Iri, frozenset[Iri]], levels: Mapping[Iri, Level]
) -> tuple[tuple[Level, tuple[Iri, ...]], ...]:
    """
    The strata, first to last: a level, and rules of that level, sorted.

    No rule depends on one of its own or a later stratum. So that strata are few, that level goes next on one
    of whose rules the longest chain of other rules waits. Raises `graphlib.CycleError` where there is no such
    order; `cycles` names what is in the way.
    """
    waiting = _waiting(depends)
    sorter = TopologicalSorter(depends)
    sorter.prepare()
    ready: dict[Level, list[Iri]] = {}
    strata: list[tuple[Level, tuple[Iri, ...]]] = []
    while sorter.is_active():
        for rule in sorter.get_ready():
            ready.setdefault(levels[rule], []).append(rule)
        _, level = max((max(waiting[rule] for rule in rules), level) for level, rules in ready.items())
        rules = ready.pop(level)
        strata.append((level, tuple(sorted(rules))))
        sorter.done(*rules)
    return tuple(strata)


def _waiting(depends: Mapping[Iri, frozenset[Iri]]) -> dict[Iri, int]:
    """For each rule, the length of the longest chain of rules that wait for it."""
    waiting = dict.fromkeys(depends, 0)
    for rule in reversed(tuple(TopologicalSorter(depends).static_order())):
        for earlier in depends[rule]:
            waiting[earlier] = max(waiting[earlier], waiting[rule] + 1)
    return waiting
