"""What is watched, who is told and how often somebody looks: all of it read from the control's settings."""

from __future__ import annotations

from dataclasses import replace

from engine.kinds import Basis, Breach, Level, Strictness, ValueType
from engine.knowledge import (
    ControlType,
    Escalation,
    Iri,
    KnowledgeBase,
    Mapping,
    Metric,
    Parameter,
    ParameterValue,
)
from engine.posture import Posture
from engine.requirements import posture_id, posture_of
from tests.engine.test_requirements import REVIEW, RULES, SERVED, WINDOWS, control, determined, row
from tests.support.kb import knowledge_base, name, rule

SHARE, HOURS, DAYS = Iri("t:share"), Iri("t:hours"), Iri("t:days")
METRIC = Metric(
    id=Iri("t:metric"),
    label="Share seen",
    definition="Seen of all.",
    unit="1",
    measured_by=Iri("t:signal"),
    threshold=SHARE,
    breach=Breach.BELOW,
)
TELL = Escalation(
    id=Iri("t:tell"), label="Too few were seen.", raised_by=METRIC.id, to="Head of review", within=HOURS
)


def number(identifier: Iri, *values: str, stricter: Strictness = Strictness.LOWER) -> Parameter:
    return Parameter(
        id=identifier,
        control=REVIEW,
        label="A number",
        value_type=ValueType.DECIMAL,
        unit="1",
        stricter=stricter,
        values=tuple(
            ParameterValue(
                id=Iri(f"{identifier}.{value}"),
                value=value,
                applies_from="2026-01-01",
                basis=Basis.ENGINEERING_JUDGEMENT,
                rationale="Because.",
                cites=(Iri("t:art_1"),),
            )
            for value in values
        ),
    )


WATCHED = replace(
    control(REVIEW, SHARE, HOURS, DAYS),
    metrics=(METRIC,),
    escalations=(TELL,),
    review_interval=DAYS,
    signals=(Iri("t:signal"),),
)


def packs(watched: ControlType, *parameters: Parameter) -> KnowledgeBase:
    return replace(
        SERVED,
        controls={**SERVED.controls, REVIEW: watched},
        parameters={parameter.id: parameter for parameter in parameters},
    )


def posture(watched: ControlType, *parameters: Parameter) -> Posture:
    return posture_of(determined(packs(watched, *parameters)))


def test_a_metric_takes_its_bound_an_escalation_its_hours_and_a_review_its_days_from_the_settings() -> None:
    (found,) = posture(
        WATCHED, number(SHARE, "0.5"), number(HOURS, "24", "8"), number(DAYS, "90")
    ).requirements
    (watch,) = found.monitoring
    assert (watch.metric, watch.bound, watch.breach, watch.signal) == (METRIC.id, "0.5", "below", "t:signal")
    (criterion,) = found.escalations
    assert (criterion.to, criterion.hours, criterion.raised_by) == ("Head of review", "8", METRIC.id)
    assert (found.review_days, found.signals) == (90, ("t:signal",))


def test_what_has_no_bound_and_no_time_is_not_watched_rather_than_watched_against_nothing() -> None:
    (found,) = posture(WATCHED, number(SHARE), number(HOURS), number(DAYS)).requirements
    assert (found.monitoring, found.escalations, found.review_days) == ((), (), 0)


def test_a_control_that_says_nothing_of_watching_has_none() -> None:
    (found,) = posture(control(REVIEW)).requirements
    assert (found.monitoring, found.escalations, found.review_days, found.signals) == ((), (), 0, ())


def test_demands_that_no_value_meets_are_a_conflict_of_the_posture_and_change_its_id() -> None:
    lowest = replace(number(SHARE, "5", stricter=Strictness.HIGHER), not_above=HOURS)
    torn = posture(WATCHED, lowest, number(HOURS, "4"), number(DAYS, "9"))
    assert [conflict.parameter for conflict in torn.conflicts] == [HOURS, SHARE]
    assert all(conflict.citations for conflict in torn.conflicts)
    assert posture_id(torn) != posture_id(replace(torn, conflicts=()))
    assert posture(WATCHED, lowest, number(HOURS, "5"), number(DAYS, "9")).conflicts == ()


def test_a_concept_that_holds_requires_what_a_row_maps_it_to_and_is_no_gap_where_none_does() -> None:
    special = name("role.special")
    rules = (*RULES, rule("special", "e", level=Level.ACTOR, then="role.special"))

    def firm(*rows: Mapping) -> Posture:
        controls = {REVIEW: control(REVIEW)}
        known = knowledge_base(*rules, windows=WINDOWS, mappings=rows, controls=controls)
        return posture_of(determined(known, a=False, e=True))

    (required,) = firm(row(3, special, REVIEW)).requirements
    assert [reason.finding for reason in required.because] == [special]
    assert (firm().requirements, firm().gaps) == ((), ())


def test_evidence_is_as_old_as_its_setting_allows_and_else_as_the_control_says() -> None:
    plain = control(REVIEW)
    aged = replace(plain, parameters=(DAYS,), evidence_age=DAYS)
    for watched, parameters, expected in (
        (plain, (), plain.evidence_days),
        (replace(plain, evidence_age=DAYS), (), plain.evidence_days),
        (aged, (number(DAYS, "20", "7"),), 7),
    ):
        (required, *_) = posture(watched, *parameters).requirements
        assert required.evidence_days == expected
    assert plain.evidence_days == 30
