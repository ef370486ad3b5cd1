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
    return _among(condition.operator, _closeness(condition, taxonomy))


def _closeness(condition: Condition, taxonomy: Taxonomy) -> dict[str, int]:
    """Each concept's standing towards the condition: 3 matches, 1 is broader than a match; absent: apart."""
    table: dict[str, int] = {}
    for value in condition.values:
        for broader in taxonomy.broader_than(Iri(value)):
            table[broader] = 1
    for value in condition.values:
        for within in taxonomy.within(Iri(value)):
            table[within] = 3
    return table


def _among(operator: Operator, table: dict[str, int]) -> Compare:
    standing = table.get
    if operator is Operator.ANY_OF:
        return lambda values: max([standing(value, 0) for value in values])
    if operator is Operator.ONLY_OF:
        return lambda values: min([standing(value, 0) for value in values])
    return lambda values: _OPPOSITE[max([standing(value, 0) for value in values])]


_OPPOSITE = {3: 0, 1: 1, 0: 3}
"""None-of: a match makes it false, a broader value leaves it unknown, anything else makes it true."""

_COMPARISONS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: eq,
    Operator.LESS: lt,
    Operator.AT_MOST: le,
    Operator.GREATER: gt,
    Operator.AT_LEAST: ge,
}


def _compared(condition: Condition, holds: Callable[[Any, Any], bool], form: Callable[[str], Any]) -> Compare:
    wanted = [form(value) for value in condition.values]
    return lambda values: 3 if any(holds(form(value), bound) for value in values for bound in wanted) else 0


def _form(value_type: ValueType) -> Callable[[str], Any]:
    """Numbers compare exactly, as numbers; ISO dates, truth values and text compare as they are written."""
    return Decimal if value_type in (ValueType.INTEGER, ValueType.DECIMAL) else str
