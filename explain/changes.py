"""Changes to what is stated: which would meet or break a condition, and what a profile becomes by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from engine.conditions import StatedTest
from engine.knowledge import Condition, FactDefinition, FactKind, Iri, KnowledgeBase, Level, ValueType
from engine.usecase import Stated, Subject, UseCase

Place = tuple[Level, str, Iri]
"""A fact of one subject: level, name, fact."""
ChangeSet = tuple["Change", ...]
"""Changes of different places, in order of place."""

_VALUES: Final = 6
"""How many values of one condition are tried for one change."""
_OTHERS: Final = 4
"""How many other terms are tried in place of a single one."""


class Change(NamedTuple):
    """What would have to be true of one fact of one subject; a tuple, since a search makes thousands."""

    level: Level
    subject: str
    fact: Iri
    values: tuple[str, ...]
    """All values the fact would have; empty for: there is none."""

    @property
    def place(self) -> Place:
        """The fact it is about."""
        return self.level, self.subject, self.fact


def changes_for(
    knowledge_base: KnowledgeBase, condition: Condition, test: StatedTest, holder: Subject, wanted: int
) -> Iterator[Change]:
    """The changes of one fact of `holder` by which `condition` would read as `wanted`."""
    fact = knowledge_base.facts[condition.fact]
    if fact.kind is FactKind.STRUCTURAL or fact.count_from or fact.recorded_act:
        return  # a list of subjects or events, or somebody's decision: neither is added nor taken away
    stated = holder.facts.get(fact.id)
    now = stated.values if stated else None
    for values in dict.fromkeys(_candidates(knowledge_base, fact, condition, now)):
        if now is not None and sorted(values) == sorted(now):
            continue
        if (test.compare(values) if values else test.when_empty) == wanted:
            yield Change(level=holder.level, subject=holder.id, fact=fact.id, values=values)


def _candidates(
    knowledge_base: KnowledgeBase, fact: FactDefinition, condition: Condition, now: tuple[str, ...] | None
) -> Iterator[tuple[str, ...]]:
    wanted = condition.values[:_VALUES]
    match fact.value_type:
        case ValueType.BOOLEAN:
            yield from (("true",), ("false",))
        case ValueType.CONCEPT if fact.many:
            yield from _lists(wanted, condition.values, now)
        case ValueType.CONCEPT:
            yield from ((value,) for value in wanted)
            yield from ((value,) for value in _others(knowledge_base, fact, condition.values))
        case ValueType.INTEGER | ValueType.DECIMAL:
            for bound in map(Decimal, wanted):
                yield from ((f"{value:f}",) for value in (bound, bound + 1, bound - 1) if value >= 0)
        case ValueType.DATE:
            yield from ((day,) for value in wanted for day in _around(value))
        case ValueType.TEXT:
            yield from ((value,) for value in wanted)


def _lists(
    wanted: Iterable[str], matching: Iterable[str], now: tuple[str, ...] | None
) -> Iterator[tuple[str, ...]]:
    """One value more, one value alone, the list without what matches, and nothing at all."""
    kept = now or ()
    for value in wanted:
        yield (*kept, value) if value not in kept else kept
    for value in wanted:
        yield (value,)
    without = tuple(value for value in kept if value not in matching)
    yield without
    yield from ((value,) for value in kept)
    yield ()


def _others(knowledge_base: KnowledgeBase, fact: FactDefinition, matching: Iterable[str]) -> list[Iri]:
    """Some terms of the fact's list that a condition does not name."""
    named = frozenset(matching)
    terms = [concept.id for concept in knowledge_base.concepts.values() if concept.scheme == fact.scheme]
    return [term for term in terms if term not in named][:_OTHERS]


def _around(day: str) -> Iterator[str]:
    at = date.fromisoformat(day)
    yield from ((at + timedelta(days=step)).isoformat() for step in (0, 1, -1))


def merged(
    sets: Iterable[Iterable[Change]], stated: Mapping[Place, tuple[str, ...]], most: int
) -> ChangeSet | None:
    """
    The union of sets of changes; None where two contradict each other, or there are more than `most`.

    Values that two changes both add to a list are both added, those that both take away are both gone.
    """
    found: dict[Place, Change] = {}
    for change in (change for each in sets for change in each):
        place = change[:3]
        known = found.get(place)
        if known is None:
            if len(found) == most:
                return None
            found[place] = change
        elif known.values != change.values:
            values = _joined(known.values, change.values, stated.get(place, ()))
            if values is None:
                return None
            found[place] = Change(*place, values)
    return tuple(sorted(found.values()))


def _joined(one: tuple[str, ...], other: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...] | None:
    if sorted(one) == sorted(other):
        return one
    before, first, second = frozenset(now), frozenset(one), frozenset(other)
    if first >= before and second >= before and (len(first) > 1 or len(second) > 1):
        return (*one, *(value for value in other if value not in first))
    if first <= before and second <= before:
        return tuple(value for value in one if value in second)
    return None


def changed(use_case: UseCase, changes: Iterable[Change]) -> UseCase:
    """`use_case` as it would be with `changes`; its document stays as it was."""
    wanted: dict[tuple[Level, str], list[Change]] = {}
    for change in changes:
        wanted.setdefault((change.level, change.subject), []).append(change)
    return replace(
        use_case,
        subjects=tuple(
            replace(subject, facts=_with(subject, wanted[subject.level, subject.id]))
            if (subject.level, subject.id) in wanted
            else subject
            for subject in use_case.subjects
        ),
    )


def _with(subject: Subject, changes: Iterable[Change]) -> Mapping[Iri, Stated]:
    facts = dict(subject.facts)
    for change in changes:
        facts[change.fact] = Stated(values=change.values, pointers=())
    return facts
