"""What each answer to an open question would lead to: each is supposed, and everything determined anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Final

from engine.determination import Determination
from engine.knowledge import Condition, FactDefinition, FactKind, Iri, Level, ValueType
from engine.profile.checks import is_contradictory
from engine.profile.form import form_of
from engine.questions import OpenQuestion, open_questions
from engine.terms import OBLIGATION, TIER
from engine.usecase import Subject
from explain.again import again
from explain.changes import Change, changed
from explain.expected import place_of

MOST_TRIALS: Final = 250
"""How many answers are supposed for one use case."""
_MOST_ANSWERS: Final = 8
"""How many answers to one question are supposed."""


class Standing(IntEnum):
    """How sure a tier or obligation is."""

    OPEN = 1
    PRESUMED = 2
    """It holds while an exception is in doubt."""
    HOLDS = 3


_Key = tuple[Iri, Level, str]
_Weighed = tuple[Iri, str]
"""A tier or obligation, and whose or what's it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one answer would lead to, of tiers and obligations that are open now."""

    values: tuple[str, ...]
    """The answer; empty for: there is none."""
    added: tuple[_Weighed, ...]
    """What would hold, or hold for certain."""
    ruled_out: tuple[_Weighed, ...]
    """What certainly would not."""
    opened: tuple[_Weighed, ...]
    """What would be a new question: settled now, open then."""
    still_open: int
    """How many tiers and obligations would stay open."""
    is_complete: bool
    """Whether no open question could raise a tier any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """An open question with what its answers would lead to."""

    question: OpenQuestion
    outcomes: tuple[Outcome, ...]
    """One for each answer that was supposed; empty where none was."""
    matters_alone: bool
    """Whether some answer settles something; else the question matters only together with another."""


def consequences(determination: Determination) -> tuple[tuple[Consequences, ...], bool]:
    """
    The open questions with the outcomes of their answers, and whether a bound left some without.

    First stand those whose answers settle most on average: tiers, then obligations. Questions no answer to
    which settles anything alone stand after all that do.
    """
    trials = _Trials(determination)
    found = [trials.question(question) for question in open_questions(determination)]
    tiers = _tiers(determination)
    ordered = sorted(range(len(found)), key=lambda place: (*_rank(found[place], tiers), place))
    return tuple(found[place] for place in ordered), trials.is_cut


class _Trials:
    def __init__(self, determination: Determination) -> None:
        self._determination = determination
        self._before = _standings(determination)
        self._made = 0
        self._conditions: dict[Iri, list[Condition]] = {}
        self.is_cut = False
        for rule in determination.rule_base.rules.values():
            for condition in rule.conditions:
                self._conditions.setdefault(condition.fact, []).append(condition)

    def question(self, question: OpenQuestion) -> Consequences:
        outcomes = tuple(self._outcomes(question))
        alone = any(outcome.added or outcome.ruled_out for outcome in outcomes)
        return Consequences(question=question, outcomes=outcomes, matters_alone=alone or not outcomes)

    def _outcomes(self, question: OpenQuestion) -> Iterator[Outcome]:
        fact = self._determination.knowledge_base.facts[question.fact]
        holder = self._holder(fact, question.pointer)
        if holder is None or fact.kind is FactKind.STRUCTURAL or fact.count_from:
            return  # the answer is a list of further subjects, each with facts of its own
        for values in self._answers(fact):
            outcome = self._outcome(holder, fact, values)
            if outcome is not None:
                yield outcome

    def _holder(self, fact: FactDefinition, pointer: str) -> Subject | None:
        subjects = self._determination.use_case.subjects
        return next(
            (s for s in subjects if s.level is fact.level and place_of(fact, s) == pointer),
            None,
        )

    def _answers(self, fact: FactDefinition) -> list[tuple[str, ...]]:
        """The answers rules tell apart: yes and no, or every value they name and, of a list, none of them."""
        if fact.value_type is ValueType.BOOLEAN:
            return [("true",), ("false",)]
        named = {value for condition in self._conditions.get(fact.id, ()) for value in condition.values}
        found = [(value,) for value in sorted(named)]
        none: list[tuple[str, ...]] = [()] if fact.many else []
        self.is_cut = self.is_cut or len(found) > _MOST_ANSWERS
        return [*found[:_MOST_ANSWERS], *none]

    def _outcome(self, holder: Subject, fact: FactDefinition, values: tuple[str, ...]) -> Outcome | None:
        """What follows from one answer; None where it contradicts what is stated, or too many were tried."""
        if self._made >= MOST_TRIALS:
            self.is_cut = True
            return None
        change = Change(level=holder.level, subject=holder.id, fact=fact.id, values=values)
        use_case = changed(self._determination.use_case, [change])
        if is_contradictory(form_of(self._determination.knowledge_base), use_case.subjects):
            return None
        self._made += 1
        determination = again(self._determination, use_case)
        after = _standings(determination)
        came = (key for key, now in after.items() if self._before.get(key, now) < now)
        gone = (key for key, was in self._before.items() if was < Standing.HOLDS and key not in after)
        new = (key for key, now in after.items() if now is Standing.OPEN and key not in self._before)
        return Outcome(
            values=values,
            added=self._named(came),
            ruled_out=self._named(gone),
            opened=self._named(new),
            still_open=sum(now < Standing.HOLDS for now in after.values()),
            is_complete=determination.is_complete,
        )

    def _named(self, keys: Iterable[_Key]) -> tuple[_Weighed, ...]:
        """Tiers before obligations."""
        scheme = self._determination.knowledge_base.facts[TIER].scheme
        concepts = self._determination.knowledge_base.concepts
        ordered = sorted(keys, key=lambda key: (concepts[key[0]].scheme != scheme, key))
        return tuple((conclusion, subject) for conclusion, _, subject in ordered)


def _standings(determination: Determination) -> dict[_Key, Standing]:
    """Every tier and obligation that holds or may."""
    found = {
        (each.conclusion, each.level, each.subject): Standing.OPEN
        for each in determination.undetermined
        if each.family in (TIER, OBLIGATION)
    }
    for finding in determination.findings:
        if finding.family in (TIER, OBLIGATION):
            standing = Standing.PRESUMED if finding.contestable else Standing.HOLDS
            found[finding.conclusion, finding.level, finding.subject] = standing
    return found


def _tiers(determination: Determination) -> frozenset[Iri]:
    """The tiers that hold or may."""
    holding = {finding.conclusion for finding in determination.findings if finding.family == TIER}
    return frozenset(
        holding | {each.conclusion for each in determination.undetermined if each.family == TIER}
    )


def _rank(found: Consequences, tiers: frozenset[Iri]) -> tuple[bool, Fraction, Fraction]:
    settled = [(*outcome.added, *outcome.ruled_out) for outcome in found.outcomes]
    count = max(len(settled), 1)
    of_tiers = sum(conclusion in tiers for each in settled for conclusion, _ in each)
    return (
        not found.matters_alone,
        Fraction(-of_tiers, count),
        Fraction(-sum(map(len, settled)), count),
    )
