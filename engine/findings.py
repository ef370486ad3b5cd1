"""What holds, read off the verdicts: findings, open conclusions and the classification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.conditions import StatedTest
from engine.determination import Finding, OpenConclusion
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
    for level in Level:
        for index, subject in enumerate(use_case.of(level)):
            read = window_reader(law, use_case, verdicts, level, index)
            for conclusion, best, rules in _concluded(law, level, verdicts[level][index]):
                if best == UNKNOWN:
                    undetermined.append(
                        OpenConclusion(
                            conclusion=conclusion,
                            family=law.families[conclusion],
                            level=level,
                            subject=subject.id,
                            rules=rules,
                        )
                    )
                else:
                    findings.append(
                        Finding(
                            conclusion=conclusion,
                            family=law.families[conclusion],
                            level=level,
                            subject=subject.id,
                            contestable=best == CONTESTABLE,
                            rules=rules,
                            binding=law.timetable.binding(conclusion, as_of, read),
                        )
                    )
    return tuple(findings), tuple(undetermined)


def _concluded(law: Law, level: Level, decided: list[int]) -> Iterator[tuple[Iri, int, tuple[Iri, ...]]]:
    """Each conclusion that holds or may, in order, with its best reading and the rules it owes that to."""
    best: dict[int, int] = {}
    concluded_by = law.concluded_by[level]
    for slot, verdict in enumerate(decided):
        reading = READING_OF[verdict]
        for place in concluded_by[slot] if reading else ():
            if reading > best.get(place, FALSE):
                best[place] = reading
    for place in sorted(best):
        conclusion, rules, slots = law.concluding[level][place]
        owed = rules if len(rules) == 1 else _owed(rules, [READING_OF[decided[slot]] for slot in slots])
        yield conclusion, best[place], owed


def _owed(rules: tuple[Iri, ...], readings: list[int]) -> tuple[Iri, ...]:
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

    def read(condition: Condition) -> int:
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
