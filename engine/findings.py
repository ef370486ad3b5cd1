"""What holds, read off the verdicts: findings, open conclusions and the classification."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress

from engine.conditions import Reading, StatedTest, Test
from engine.determination import Finding, OpenConclusion
from engine.kinds import LEVELS
from engine.knowledge import Condition, Iri, Level
from engine.law import Law
from engine.semantics import CONTESTABLE, FALSE, READING_OF, UNKNOWN
from engine.state import Verdicts
from engine.usecase import UseCase


def read_findings(
    law: Law, use_case: UseCase, verdicts: Verdicts, as_of: str
) -> tuple[tuple[Finding, ...], tuple[OpenConclusion, ...]]:
    """Every conclusion that holds, and every one that may hold, one for each subject, in a fixed order."""
    findings: list[Finding] = []
    undetermined: list[OpenConclusion] = []
    timetable, windows = law.timetable, _WindowReader(law, use_case, verdicts)
    for level in LEVELS:
        concluding, concluded_by = law.concluding[level], law.concluded_by[level]
        for index, subject in enumerate(windows.subjects[level]):
            decided, name = verdicts[level][index], subject.id
            read = windows.of(level, index)
            for place, best in sorted(_best(concluded_by, decided).items()):
                conclusion, family, rules, slots = concluding[place]
                owed = rules if len(rules) == 1 else _owed(rules, [READING_OF[decided[s]] for s in slots])
                if best == UNKNOWN:
                    undetermined.append(OpenConclusion(conclusion, family, level, name, owed))
                else:
                    asked = timetable.asked.get(conclusion)
                    binding = None if asked is None else timetable.read(conclusion, as_of, read(asked))
                    findings.append(
                        Finding(conclusion, family, level, name, best == CONTESTABLE, owed, binding)
                    )
    return tuple(findings), tuple(undetermined)


def _best(concluded_by: Sequence[tuple[int, ...]], decided: list[int]) -> dict[int, int]:
    """By its place, each conclusion that holds or may, with its best reading."""
    best: dict[int, int] = {}
    for verdict, places in zip(filter(None, decided), compress(concluded_by, decided), strict=True):
        reading = READING_OF[verdict]
        for place in places:
            if reading > best.get(place, FALSE):
                best[place] = reading
    return best


def _owed(rules: tuple[Iri, ...], readings: list[Reading]) -> tuple[Iri, ...]:
    """The rules that fired, contestably or not; where none did, those that may yet fire."""
    least = min(max(readings), CONTESTABLE)
    return tuple(rule for rule, reading in zip(rules, readings, strict=True) if reading >= least)


def classify(
    law: Law, findings: Iterable[Finding], undetermined: Iterable[OpenConclusion]
) -> tuple[tuple[Iri, ...], bool]:
    """
    The tiers that hold, highest first, and whether they are settled.

    They are settled when no open question could add a tier that a holding one does not outrank. The residual
    tier holds only when nothing else of the family does and nothing could, and only if it was law as known.
    """
    tiers = law.tiers
    holding = {finding.conclusion for finding in findings if finding.conclusion in tiers}
    outranked = frozenset[Iri]().union(*(tiers[tier].outranks for tier in holding))
    possible = {o.conclusion for o in undetermined if o.conclusion in tiers} - holding - outranked
    if not holding and not possible:
        holding = {tier for tier, standing in tiers.items() if standing.residual}
    return tuple(sorted(holding, key=lambda tier: (-len(tiers[tier].outranks), tier))), not possible


class _WindowReader:
    """
    How the conditions of windows read for each subject.

    A window asks about the subject of the finding it times, or about the use case; loading refuses any other.
    Many windows share their conditions, so those of one subject, or of the use case, are read once.
    """

    def __init__(self, law: Law, use_case: UseCase, verdicts: Verdicts) -> None:
        self.subjects = {level: use_case.of(level) for level in LEVELS}
        self._law = law
        self._verdicts = verdicts
        self._of_use_case: dict[Iri, int] = {}

    def of(self, level: Level, index: int) -> Callable[[int], tuple[int, ...]]:
        """From a place in `Timetable.conditions` to how they read for the subject at `index` of `level`."""
        own: dict[Iri, int] = {}
        known: dict[int, tuple[int, ...]] = {}

        def read(condition: Condition) -> int:
            test = self._law.window_tests[condition.id]
            place, memory = (index, own) if test.level is level else (0, self._of_use_case)
            reading = memory.get(condition.id)
            if reading is None:
                reading = memory[condition.id] = self._decide(test, place)
            return reading

        def read_all(asked: int) -> tuple[int, ...]:
            readings = known.get(asked)
            if readings is None:
                readings = known[asked] = tuple(map(read, self._law.timetable.conditions[asked]))
            return readings

        return read_all

    def _decide(self, test: Test, place: int) -> int:
        if isinstance(test, StatedTest):
            return test.read(self.subjects[test.level][place].facts)
        decided, slots = self._verdicts[test.level][place], self._law.slots
        readings = [
            READING_OF[decided[slot]] for conclusion in test.conclusions for slot in slots.get(conclusion, ())
        ]
        return max(readings, default=FALSE)
