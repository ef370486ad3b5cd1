"""What one condition says of what is recorded: a small evaluator of its own, apart from the engine's.

It shares with the engine the packs and the reading of a profile, and nothing that decides. So a fault there
is not repeated here.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import IntEnum
from typing import Any

from engine.kinds import ValueType
from engine.knowledge import Condition, FactDefinition, FactKind, Iri, KnowledgeBase, Level, Operator
from engine.usecase import Subject, UseCase


class Truth(IntEnum):
    """How far a condition is met, the least first."""

    NOT_MET = 0
    UNKNOWN = 1
    IN_DOUBT = 2
    MET = 3


class Conditions:
    """Reads conditions against the facts of a profile and the findings of a record."""

    def __init__(self, record: dict[str, Any], use_case: UseCase, knowledge_base: KnowledgeBase) -> None:
        self._facts = knowledge_base.facts
        self._concepts = knowledge_base.concepts
        self._broader = {concept: self._closed(concept) for concept in knowledge_base.concepts}
        self._use_case = use_case
        self._subjects = {(subject.level, subject.id): subject for subject in use_case.subjects}
        self._found: dict[tuple[str, str], set[tuple[str, Truth]]] = {}
        for finding in record["findings"]:
            truth = Truth.IN_DOUBT if finding["contestable"] else Truth.MET
            self._note(finding["conclusion"], finding["level"], finding["subject"], truth)
        for waiting in record["undetermined"]:
            for level in Level:
                self._note(waiting["conclusion"], level.value, waiting["subject"], Truth.UNKNOWN)

    def _note(self, conclusion: str, level: str, subject: str, truth: Truth) -> None:
        self._found.setdefault((conclusion, level), set()).add((subject, truth))

    def subject(self, level: str, name: str) -> Subject | None:
        """The subject of a level called `name`; None where the profile has none."""
        return self._subjects.get((Level(level), name)) if level in set(Level) else None

    def read(self, condition: Condition, subject: Subject) -> Truth:
        """How far `condition` is met for `subject`; what is not stated is unknown, never false."""
        fact = self._facts[condition.fact]
        if fact.kind is FactKind.CONCLUDED:
            return self._concluded(condition, fact, subject)
        holder = self._use_case.of(Level.USE_CASE)[0] if fact.level is Level.USE_CASE else subject
        stated = holder.facts.get(fact.id)
        if stated is None:
            return Truth.UNKNOWN
        if not stated.values:
            return Truth.MET if condition.operator is Operator.NONE_OF else Truth.NOT_MET
        return self._stated(condition, fact, stated.values)

    def _concluded(self, condition: Condition, fact: FactDefinition, subject: Subject) -> Truth:
        own = fact.level is subject.level
        found = {
            truth
            for (conclusion, level), holding in self._found.items()
            if level == fact.level.value and not self._broadened(conclusion).isdisjoint(condition.values)
            for name, truth in holding
            if not own or name == subject.id
        }
        unlisted = not own and fact.level in self._use_case.unlisted
        return max(found, default=Truth.UNKNOWN if unlisted else Truth.NOT_MET)

    def _stated(self, condition: Condition, fact: FactDefinition, values: tuple[str, ...]) -> Truth:
        match condition.operator:
            case Operator.ANY_OF | Operator.ONLY_OF | Operator.NONE_OF:
                return self._among(condition, values)
            case operator:
                met = any(_compares(operator, fact, v, bound) for v in values for bound in condition.values)
                return Truth.MET if met else Truth.NOT_MET

    def _among(self, condition: Condition, values: tuple[str, ...]) -> Truth:
        """Whether values are among those of the condition; a broader one could turn out to be one of them."""
        wanted = set(condition.values)
        within = [not self._broadened(value).isdisjoint(wanted) for value in values]
        broader = set[str]().union(*(self._broadened(value) for value in wanted))
        possible = [inside or value in broader for inside, value in zip(within, values, strict=True)]
        if condition.operator is Operator.ANY_OF:
            return Truth.MET if any(within) else Truth.UNKNOWN if any(possible) else Truth.NOT_MET
        if condition.operator is Operator.ONLY_OF:
            return Truth.MET if all(within) else Truth.UNKNOWN if all(possible) else Truth.NOT_MET
        return Truth.NOT_MET if any(within) else Truth.UNKNOWN if any(possible) else Truth.MET

    def _broadened(self, concept: str) -> set[str]:
        """`concept` and everything broader."""
        return self._broader.get(Iri(concept), {concept})

    def _closed(self, concept: Iri) -> set[str]:
        found: set[str] = set()
        frontier: list[Iri] = [concept]
        while frontier:
            each = frontier.pop()
            if each not in found:
                found.add(each)
                frontier.extend(self._concepts[each].broader if each in self._concepts else ())
        return found


def least(truths: Iterable[Truth]) -> Truth:
    """How far all are met; nothing is met by none, for no conditions would hold of everything."""
    return min(truths, default=Truth.NOT_MET)


def _compares(operator: Operator, fact: FactDefinition, value: str, bound: str) -> bool:
    one: Any = value
    other: Any = bound
    if fact.value_type in (ValueType.INTEGER, ValueType.DECIMAL):
        one, other = Decimal(value), Decimal(bound)
    match operator:
        case Operator.EQUAL:
            return bool(one == other)
        case Operator.LESS:
            return bool(one < other)
        case Operator.AT_MOST:
            return bool(one <= other)
        case Operator.GREATER:
            return bool(one > other)
        case _:
            return bool(one >= other)
