"""What holds, read off the verdicts: findings, open conclusions and the classification."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.conditions import Reading, StatedTest
from engine.determination import Finding, OpenConclusion
from engine.kinds import LEVELS
from engine.knowledge import Condition, Iri, Level
from engine.law import Law
from engine.semantics import CONTESTABLE, FALSE, READING_OF, UNKNOWN
from engine.state import Verdicts
from engine.timeline import ReadCondition
from engine.usecase import UseCase


def read_findings(
    law: Law, use_case: UseCase, verdicts: Verdicts, as_of: str
) -> tuple[tuple[Finding, ...], tuple[OpenConclusion, ...]]:
    """Every conclusion that holds, and every one that may hold, one for each subject, in a fixed order."""
    findings: list[Finding] = []
    undetermined: list[OpenConclusion] = []
    for level in LEVELS:
        concluding = law.concluding[level]
        for index, subject in enumerate(use_case.of(level)):
            decided, name = verdicts[level][index], subject.id
            read = window_reader(law, use_case, verdicts, level, index)
            best = _best(law.concluded_by[level], decided)
            for place in sorted(best):
                conclusion, family, rules, slots = concluding[place]
                owed = rules if len(rules) == 1 else _owed(rules, [READING_OF[decided[s]] for s in slots])
                if best[place] == UNKNOWN:
                    undetermined.append(OpenConclusion(conclusion, family, level, name, owed))
                else:
                    binding = law.timetable.binding(conclusion, as_of, read)
                    findings.append(
                        Finding(conclusion, family, level, name, best[place] == CONTESTABLE, owed, binding)
                    )
    return tuple(findings), tuple(undetermined)


def _best(concluded_by: Sequence[tuple[int, ...]], decided: list[int]) -> dict[int, int]:
    """By its place, each conclusion that holds or may, with its best reading."""
    best: dict[int, int] = {}
    for slot, verdict in enumerate(decided):
        if verdict:
            reading = READING_OF[verdict]
            for place in concluded_by[slot]:
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


def window_reader(law: Law, use_case: UseCase, verdicts: Verdicts, level: Level, index: int) -> ReadCondition:
    """
    How a window's condition reads for the subject at `index` of `level`.

    A window asks about the subject of the finding it times, or about the use case; loading refuses any other.
    """

    known: dict[Iri, int] = {}

    def read(condition: Condition) -> int:
        reading = known.get(condition.id)
        if reading is None:
            reading = known[condition.id] = decide(condition)
        return reading

    def decide(condition: Condition) -> int:
        test = law.window_tests[condition.id]
        place = index if test.level is level else 0
        if isinstance(test, StatedTest):
            return test.read(use_case.of(test.level)[place].facts)
        decided = verdicts[test.level][place]
        readings = [
            READING_OF[decided[slot]]
            for conclusion in test.conclusions
            for slot in law.slots.get(conclusion, ())
        ]
        return max(readings, default=FALSE)

    return read
