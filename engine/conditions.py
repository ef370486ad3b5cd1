"""What one condition says about one subject: false, unknown, true but contestable, or true.

A condition on a stated fact is compiled once into a small function of the stated values; a condition on a
conclusion is compiled into the conclusions it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from operator import eq, ge, gt, le, lt
from typing import Any

from engine.knowledge import Condition, FactDefinition, FactKind, Iri, Level, Operator, ValueType
from engine.taxonomy import Taxonomy
from engine.usecase import Stated


class Reading(IntEnum):
    """The truth of a condition or conclusion, ordered so that AND is `min` and OR is `max`."""

    FALSE = 0
    UNKNOWN = 1
    CONTESTABLE = 2
    """True, but resting on a rule whose exceptions are still in doubt."""
    TRUE = 3

    __hash__ = int.__hash__  # readings key what is looked up for every finding; this one is not run by Python


Compare = Callable[[tuple[str, ...]], int]
"""From the stated values (at least one) to a reading."""


@dataclass(frozen=True, slots=True)
class StatedTest:
    """A condition on a fact that the profile states or leaves out."""

    condition: Iri
    fact: Iri
    level: Level
    when_empty: int
    compare: Compare

    def read(self, facts: Mapping[Iri, Stated]) -> int:
        """The reading for a subject with these facts; absent is unknown, never false."""
        stated = facts.get(self.fact)
        if stated is None:
            return 1
        return self.compare(stated.values) if stated.values else self.when_empty


@dataclass(frozen=True, slots=True)
class ConclusionTest:
    """A condition on what rules concluded: true if any of `conclusions` is."""

    condition: Iri
    level: Level
    conclusions: tuple[Iri, ...]


Test = StatedTest | ConclusionTest


def compile_condition(condition: Condition, fact: FactDefinition, taxonomy: Taxonomy) -> Test:
    """The test that decides `condition`, which is about `fact`."""
    if fact.kind is FactKind.CONCLUDED:
        read = {within for value in condition.values for within in taxonomy.within(Iri(value))}
        return ConclusionTest(condition=condition.id, level=fact.level, conclusions=tuple(sorted(read)))
    return StatedTest(
        condition=condition.id,
        fact=fact.id,
        level=fact.level,
        when_empty=Reading.TRUE if condition.operator is Operator.NONE_OF else Reading.FALSE,
        compare=_compare(condition, fact, taxonomy),
    )


def _compare(condition: Condition, fact: FactDefinition, taxonomy: Taxonomy) -> Compare:
    if condition.operator in _COMPARISONS:
        return _compared(condition, _COMPARISONS[condition.operator], _form(fact.value_type))
    wanted = [Iri(value) for value in condition.values]
    matching = frozenset[str]().union(*map(taxonomy.within, wanted))
    broader = frozenset[str]().union(*map(taxonomy.broader_than, wanted)) - matching
    return _among(condition.operator, matching, broader)


def _among(operator: Operator, matching: frozenset[str], broader: frozenset[str]) -> Compare:
    """A broader value could turn out to be one that matches, so it leaves the condition unknown."""
    if operator is Operator.ANY_OF:
        return lambda values: 3 if not matching.isdisjoint(values) else int(not broader.isdisjoint(values))
    if operator is Operator.ONLY_OF:
        possible = matching | broader
        return lambda values: 3 if matching.issuperset(values) else int(possible.issuperset(values))
    return lambda values: 0 if not matching.isdisjoint(values) else 3 if broader.isdisjoint(values) else 1


_COMPARISONS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: eq,
    Operator.LESS: lt,
    Operator.AT_MOST: le,
    Operator.GREATER: gt,
    Operator.AT_LEAST: ge,
}


def _compared(condition: Condition, holds: Callable[[Any, Any], bool], form: Callable[[str], Any]) -> Compare:
    wanted = frozenset(map(form, condition.values))
    if holds is eq and form is str:
        return lambda values: 0 if wanted.isdisjoint(values) else 3
    return lambda values: 3 if any(holds(form(value), bound) for value in values for bound in wanted) else 0


def _form(value_type: ValueType) -> Callable[[str], Any]:
    """Numbers compare exactly, as numbers; ISO dates, truth values and text compare as they are written."""
    return Decimal if value_type in (ValueType.INTEGER, ValueType.DECIMAL) else str
