"""What holds, read off the verdicts: findings, open conclusions and the classification."""

from __future__ import annotations

from collections.abc import Iterable

from engine.conditions import Reading, StatedTest
from engine.determination import Finding, OpenConclusion
from engine.knowledge import Condition, Iri, Level
from engine.law import Law
from engine.semantics import READING_OF, Verdict
from engine.state import Verdicts
from engine.timeline import ReadCondition
from engine.usecase import UseCase

_FIRED = (Verdict.FIRED, Verdict.FIRED_CONTESTABLY)
_OPEN = (Verdict.UNDETERMINED,)


def read_findings(
    law: Law, use_case: UseCase, verdicts: Verdicts, as_of: str
) -> tuple[tuple[Finding, ...], tuple[OpenConclusion, ...]]:
    """Every conclusion that holds, and every one that may hold, one for each subject, in a fixed order."""
    findings: list[Finding] = []
    undetermined: list[OpenConclusion] = []
    for level in Level:
        for index, subject in enumerate(use_case.of(level)):
            decided = verdicts[level][index]
            read = window_reader(law, use_case, verdicts, level, index)
            for conclusion, rules, slots in law.concluding[level]:
                outcomes = [decided[slot] for slot in slots]
                best = max([READING_OF[outcome] for outcome in outcomes])
                if best >= Reading.CONTESTABLE:
                    findings.append(
                        Finding(
                            conclusion=conclusion,
                            family=law.families[conclusion],
                            level=level,
                            subject=subject.id,
                            contestable=best == Reading.CONTESTABLE,
                            rules=_with(rules, outcomes, _FIRED),
                            binding=law.timetable.binding(conclusion, as_of, read),
                        )
                    )
                elif best == Reading.UNKNOWN:
                    undetermined.append(
                        OpenConclusion(
                            conclusion=conclusion,
                            family=law.families[conclusion],
                            level=level,
                            subject=subject.id,
                            rules=_with(rules, outcomes, _OPEN),
                        )
                    )
    return tuple(findings), tuple(undetermined)


def classify(
    law: Law, findings: Iterable[Finding], undetermined: Iterable[OpenConclusion]
) -> tuple[tuple[Iri, ...], bool]:
    """
    The tiers that hold, highest first, and whether they are settled.

    They are settled when no open question could add a tier that a holding one does not outrank. The residual
    tier holds only when nothing else of the family does and nothing could.
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
        return max(readings, default=Reading.FALSE)

    return read


def _with(rules: tuple[Iri, ...], outcomes: list[int], wanted: tuple[Verdict, ...]) -> tuple[Iri, ...]:
    return tuple(rule for rule, outcome in zip(rules, outcomes, strict=True) if outcome in wanted)
