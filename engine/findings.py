"""What holds, read off the verdicts: findings, open conclusions and the classification."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.conditions import ConclusionTest, Reading
from engine.determination import Finding, OpenConclusion
from engine.knowledge import Condition, Iri, Level
from engine.law import Law
from engine.semantics import READING_OF, Verdict
from engine.state import Snapshot, Verdicts
from engine.usecase import UseCase

_FIRED = (Verdict.FIRED, Verdict.FIRED_CONTESTABLY)


def read_findings(
    law: Law, use_case: UseCase, facts: Snapshot, verdicts: Verdicts, as_of: str
) -> tuple[tuple[Finding, ...], tuple[OpenConclusion, ...]]:
    """Every conclusion that holds, and every one that may hold, one for each subject, in a fixed order."""
    read_condition = window_reader(law, use_case, facts, verdicts)
    findings: list[Finding] = []
    undetermined: list[OpenConclusion] = []
    for level in Level:
        subjects = use_case.of(level)
        for subject, decided in zip(subjects, verdicts[level], strict=True):
            for conclusion, rules, slots in law.concluding[level]:
                outcomes = [decided[slot] for slot in slots]
                if not any(outcomes):
                    continue
                best = max([READING_OF[outcome] for outcome in outcomes])
                if best == Reading.FALSE:
                    continue
                family = law.families[conclusion]
                if best == Reading.UNKNOWN:
                    open_rules = _with(rules, outcomes, (Verdict.UNDETERMINED,))
                    undetermined.append(
                        OpenConclusion(
                            conclusion=conclusion,
                            family=family,
                            level=level,
                            subject=subject.id,
                            rules=open_rules,
                        )
                    )
                else:
                    findings.append(
                        Finding(
                            conclusion=conclusion,
                            family=family,
                            level=level,
                            subject=subject.id,
                            contestable=best == Reading.CONTESTABLE,
                            rules=_with(rules, outcomes, _FIRED),
                            binding=law.timetable.binding(conclusion, as_of, read_condition),
                        )
                    )
    return tuple(findings), tuple(undetermined)


def classify(
    law: Law, findings: Iterable[Finding], undetermined: Iterable[OpenConclusion]
) -> tuple[tuple[Iri, ...], bool]:
    """
    The tiers that hold, and whether they are settled.

    They are settled when no open question could add a tier that a holding one does not outrank. The residual tier
    holds only when nothing else of the family does and nothing could.
    """
    ranked = law.ranked
    holding = sorted({finding.conclusion for finding in findings if finding.conclusion in ranked})
    outranked = {lower for tier in holding for lower in ranked[tier].prevails_over}
    possible = {o.conclusion for o in undetermined if o.conclusion in ranked} - set(holding) - outranked
    if not holding and not possible:
        holding = sorted(tier for tier, concept in ranked.items() if concept.residual)
    return tuple(sorted(holding, key=lambda tier: (-len(ranked[tier].prevails_over), tier))), not possible


def window_reader(
    law: Law, use_case: UseCase, facts: Snapshot, verdicts: Verdicts
) -> Callable[[Condition], int]:
    """How a window's condition reads: facts of the use case directly, conclusions as they hold of some subject."""

    def read(condition: Condition) -> int:
        test = law.window_tests[condition.id]
        if isinstance(test, ConclusionTest):
            return _some_reading(law, test, facts, verdicts)
        return test.read(use_case.subjects[0].facts)

    return read


def _some_reading(law: Law, test: ConclusionTest, facts: Snapshot, verdicts: Verdicts) -> int:
    wanted = set(test.conclusions)
    return max(
        (
            READING_OF[decided[slot]]
            for conclusion, _, slots in law.concluding[test.level]
            if conclusion in wanted
            for decided in verdicts[test.level]
            for slot in slots
        ),
        default=Reading(facts.unlisted[test.level]),
    )


def _with(rules: tuple[Iri, ...], outcomes: list[int], wanted: tuple[Verdict, ...]) -> tuple[Iri, ...]:
    return tuple(rule for rule, outcome in zip(rules, outcomes, strict=True) if outcome in wanted)
