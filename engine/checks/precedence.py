"""Where the same conditions lead to different tiers or permissions, one of them must prevail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from engine.errors import Fault
from engine.knowledge import Concept, Iri, Rule
from engine.loading.draft import Draft

_FAMILIES = ("gov:Tier", "gov:Permission")


def check_precedence(draft: Draft) -> Iterator[Fault]:
    """A fault for every two rules that hold together and conclude two things of which neither prevails."""
    concepts = draft.knowledge_base.concepts
    ranked = set(draft.of_class(*_FAMILIES))
    alike: dict[object, list[Rule]] = defaultdict(list)
    for rule in draft.knowledge_base.rules.values():
        alike[_antecedent(rule)].append(rule)
    for rules in alike.values():
        for one, other in combinations(rules, 2):
            if _succeed(one, other) or _exclude(draft, one, other):
                continue
            for left, right in ((a, b) for a in one.concludes for b in other.concludes):
                if {left, right} <= ranked and _conflict(concepts, left, right):
                    yield draft.fault(
                        other.id,
                        f"It concludes {right} on the same conditions on which {one.id} concludes {left}.",
                        mention=right,
                        expected="gov:prevailsOver between the two, or conditions that tell them apart.",
                    )


def _antecedent(rule: Rule) -> object:
    return rule.level, frozenset((c.fact, c.operator, frozenset(c.values)) for c in rule.conditions)


def _succeed(one: Rule, other: Rule) -> bool:
    """Whether the instrument that introduced one of two rules repealed the other, so that they never meet."""
    pairs = (one.repealed_by, other.introduced_by), (other.repealed_by, one.introduced_by)
    return any(old is not None and old == new for old, new in pairs)


def _exclude(draft: Draft, one: Rule, other: Rule) -> bool:
    """Whether two rules stand under different readings of one contested point, so that they never meet."""
    points = [
        {known.point for name in rule.under if (known := draft.knowledge_base.readings.get(name))}
        for rule in (one, other)
    ]
    return len(points[0]) == 1 and points[0] == points[1] and not set(one.under) & set(other.under)


def _conflict(concepts: Mapping[Iri, Concept], left: Iri, right: Iri) -> bool:
    if left == right or concepts[left].scheme != concepts[right].scheme:
        return False
    return right not in _outranked(concepts, left) and left not in _outranked(concepts, right)


def _outranked(concepts: Mapping[Iri, Concept], concept: Iri) -> set[Iri]:
    found: set[Iri] = set()
    frontier = [concept]
    while frontier:
        known = concepts.get(frontier.pop())
        fresh = set(known.prevails_over) - found if known else set()
        found |= fresh
        frontier.extend(fresh)
    return found
