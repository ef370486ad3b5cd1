"""How near each rule came to concluding something: what it lacks, counted down to what is stated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from engine.conditions import ConclusionTest, Reading, StatedTest
from engine.knowledge import Condition, Iri, Level, RuleKind
from engine.semantics import Verdict
from explain.readings import Readings


class Distance(NamedTuple):
    """How far something is from holding; what is nearer sorts first."""

    failed: int
    """How many statements stand against it, together with the exceptions that take it away."""
    unknown: int
    """How many statements it waits for."""


NOWHERE = Distance(1, 0)
NOT_SAID = Distance(0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One rule that did not fire for one subject."""

    rule: Iri
    level: Level
    subject: int
    met: int
    """How many of its conditions hold."""
    failed: tuple[Condition, ...]
    unknown: tuple[Condition, ...]
    taken_by: tuple[Iri, ...]
    """The exceptions that fired against it, whether or not its own conditions hold."""
    distance: Distance


class Attempts:
    """Finds the rules nearest to a conclusion, each conclusion and subject once."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._known: dict[tuple[Iri, int], Distance] = {}

    def of(self, conclusions: Iterable[Iri], subjects: Iterable[int]) -> list[Attempt]:
        """Every rule for one of `conclusions` that did not fire, for each of the subjects, nearest first."""
        concluding = self._readings.determination.rule_base.concluding
        rules = {rule for conclusion in conclusions for rule in concluding.get(conclusion, ())}
        found = [self.attempt(rule, subject) for subject in subjects for rule in sorted(rules)]
        return sorted(found, key=lambda each: (each.distance, -each.met, each.rule, each.subject))

    def attempt(self, rule: Iri, subject: int) -> Attempt:
        """What `rule` lacks for one subject."""
        known, readings = self._readings.rules[rule], self._readings
        enough = Reading.TRUE if known.kind is RuleKind.EXCEPTION else Reading.CONTESTABLE
        read = [(condition, readings.read(condition, known.level, subject)) for condition in known.conditions]
        failed = tuple(condition for condition, reading in read if reading == Reading.FALSE)
        unknown = tuple(condition for condition, reading in read if Reading.FALSE < reading < enough)
        taken = tuple(
            other for other in readings.exceptions(rule) if readings.verdict(other, subject) is Verdict.FIRED
        )
        distances = [self._condition(each, known.level, subject) for each in (*failed, *unknown)]
        return Attempt(
            rule=rule,
            level=known.level,
            subject=subject,
            met=len(read) - len(failed) - len(unknown),
            failed=failed,
            unknown=unknown,
            taken_by=taken,
            distance=Distance(
                sum(each.failed for each in distances) + len(taken[:1]),
                sum(each.unknown for each in distances),
            ),
        )

    def conclusion(self, conclusion: Iri, subject: int) -> Distance:
        """How far `conclusion` is from holding of one subject."""
        key = (conclusion, subject)
        if key not in self._known:
            self._known[key] = NOWHERE  # strata forbid a cycle; this only bounds the search
            found = self.of([conclusion], [subject])
            self._known[key] = max(found[0].distance, NOT_SAID) if found else NOWHERE
        return self._known[key]

    def _condition(self, condition: Condition, level: Level, subject: int) -> Distance:
        test = self._readings.test(condition)
        if isinstance(test, StatedTest):
            reading = test.read(self._readings.holder(test, level, subject).facts)
            return NOT_SAID if reading == Reading.UNKNOWN else NOWHERE
        return min(self._concluded(test, level, subject), default=NOWHERE)

    def _concluded(self, test: ConclusionTest, level: Level, subject: int) -> list[Distance]:
        found = [
            self.conclusion(conclusion, place)
            for place in self._readings.places(test, level, subject)
            for conclusion in test.conclusions
        ]
        unlisted = self._readings.determination.use_case.unlisted
        return [*found, NOT_SAID] if test.level is not level and test.level in unlisted else found
