"""What went wrong before changes what must be on, and every answer names the incidents it rests on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.determination import Determination
from engine.determine import determine
from engine.posture import Posture
from engine.profile.profile import read_profile
from engine.questions import open_questions
from engine.requirements import posture_of
from engine.terms import OBLIGATION, TIER
from explain.derivation import Derivation
from explain.why import why
from tests.support.shipped import example_files, knowledge_base, use_case

DAY = "2026-11-22"
UNSTATED = object()


def with_incidents(name: str, incidents: object) -> Determination:
    """The example `name` with what it lists as having gone wrong replaced, or left out."""
    profile: dict[str, Any] = json.loads(use_case(name).document)
    profile.pop("incidents", None)
    if incidents is not UNSTATED:
        profile["incidents"] = incidents
    known = knowledge_base()
    return determine(read_profile(json.dumps(profile).encode(), name, known), known, DAY)


def happened(*entries: str) -> list[dict[str, str]]:
    """Incidents written as `failure gravity origin`."""
    keys = ("failure_mode", "gravity", "origin")
    parts = (entry.split() for entry in entries)
    return [{"id": f"i{number}", **dict(zip(keys, part, strict=True))} for number, part in enumerate(parts)]


def values(posture: Posture) -> dict[str, str]:
    return {s.parameter: s.value for r in posture.requirements for s in r.settings}


def controls(posture: Posture) -> set[str]:
    return {requirement.control for requirement in posture.requirements}


TWO = happened(
    "unequal-treatment limited this-use-case",
    "leaked-personal-data near-miss elsewhere",
    "unequal-treatment limited same-model",
)


def test_a_failure_seen_twice_tightens_what_a_clean_record_leaves() -> None:
    clean = posture_of(with_incidents("cv-screening", []))
    marked = posture_of(with_incidents("cv-screening", TWO))
    assert values(clean)["ctl:bias-monitoring.least-ratio"] == "0.8"
    assert values(marked)["ctl:bias-monitoring.least-ratio"] == "0.9"
    assert values(marked)["ctl:bias-monitoring.review-interval"] == "30"
    assert clean.id != marked.id


def test_a_failure_seen_once_adds_its_control_and_does_not_tighten() -> None:
    once = posture_of(with_incidents("cv-screening", TWO[:2]))
    assert values(once)["ctl:bias-monitoring.least-ratio"] == "0.8"


@pytest.mark.parametrize(
    ("failure", "control", "parameter", "value"),
    [
        ("invented-content", "grounding-check", "grounding-check.grounding-threshold", "0.85"),
        ("harmful-content", "content-filter", "content-filter.misconduct", "3"),
        ("leaked-personal-data", "retrieval-access", "retrieval-access.review-interval", "30"),
        ("rubber-stamped", "human-oversight-assignment", "human-oversight-assignment.minimum-overseers", "2"),
        ("changed-unnoticed", "version-pinning", "version-pinning.review-interval", "14"),
        ("cost-ran-away", "spend-limit", "spend-limit.cost-per-month", "500"),
        ("unavailable", "fallback-process", "fallback-process.review-interval", "90"),
        ("not-disclosed", "ai-interaction-disclosure", "ai-interaction-disclosure.review-interval", "30"),
    ],
)
def test_each_failure_is_answered_by_its_control_and_twice_by_its_setting(
    failure: str, control: str, parameter: str, value: str
) -> None:
    entry = f"{failure} limited elsewhere"
    once = posture_of(with_incidents("faq-bot", happened(entry)))
    twice = posture_of(with_incidents("faq-bot", happened(entry, entry)))
    assert f"ctl:{control}" in controls(once)
    assert values(twice)[f"ctl:{parameter}"] == value
    assert values(once)[f"ctl:{parameter}"] != value


def test_a_grave_incident_shortens_the_time_until_somebody_looks() -> None:
    grave = posture_of(with_incidents("faq-bot", happened("wrong-output grave same-purpose")))
    light = posture_of(with_incidents("faq-bot", happened("wrong-output limited same-purpose")))
    assert values(grave)["ctl:operation-monitoring.review-interval"] == "14"
    assert int(values(light)["ctl:operation-monitoring.review-interval"]) > 14
    assert {"ctl:incident-reporting", "ctl:incident-investigation"} <= controls(grave)


def evidence_days(posture: Posture, control: str) -> int:
    [found] = [r.evidence_days for r in posture.requirements if r.control == f"ctl:{control}"]
    return found


def test_repeated_failures_ask_for_fresher_evidence_and_the_strictest_demand_counts() -> None:
    clean = posture_of(with_incidents("cv-screening", []))
    marked = posture_of(with_incidents("cv-screening", TWO))
    grave = posture_of(with_incidents("cv-screening", happened("wrong-output grave same-purpose")))
    assert (evidence_days(clean, "bias-monitoring"), evidence_days(marked, "bias-monitoring")) == (90, 30)
    assert (evidence_days(clean, "operation-monitoring"), evidence_days(grave, "operation-monitoring")) == (
        30,  # the level of risk asks for it
        14,
    )
    [setting] = [
        s
        for r in grave.requirements
        for s in r.settings
        if s.parameter == "ctl:operation-monitoring.evidence-age"
    ]
    assert [each.value for each in setting.winners] == ["14"]
    assert {each.value for each in setting.overridden} >= {"30", "90"}


def test_why_of_the_age_of_evidence_names_the_incidents() -> None:
    found = with_incidents("cv-screening", TWO)
    told = why(found, posture_of(found), "ctl:bias-monitoring.evidence-age")
    assert {"/incidents/0/failure_mode", "/incidents/2/failure_mode"} <= places(told)


def test_a_failure_with_no_place_in_the_stack_asks_for_nothing() -> None:
    clean = posture_of(with_incidents("demand-forecast", []))
    marked = posture_of(with_incidents("demand-forecast", happened("harmful-content limited elsewhere")))
    assert controls(clean) == controls(marked)


# --- the trace ------------------------------------------------------------------------------------


def places(derivation: Derivation) -> set[str]:
    """The places in the profile that a derivation rests on."""
    return {
        part
        for node in derivation.nodes.values()
        for cited in node.citations
        for part in cited.split()
        if part.startswith("/")
    }


def test_why_of_a_setting_names_each_incident_that_tightened_it() -> None:
    found = with_incidents("cv-screening", TWO)
    told = why(found, posture_of(found), "ctl:bias-monitoring.least-ratio")
    assert {"/incidents/0/failure_mode", "/incidents/2/failure_mode"} <= places(told)
    repeated = [node for node in told.nodes.values() if node.sentence.startswith("Ways it has failed more")]
    assert [node.citations for node in repeated] == [
        ("profile /incidents/0/failure_mode", "profile /incidents/2/failure_mode")
    ]


# --- what is not listed is not known ---------------------------------------------------------------


@pytest.mark.parametrize("name", [path.stem for path in example_files()])
def test_an_absent_list_takes_nothing_away_and_leaves_completeness_alone(name: str) -> None:
    clean, unsaid = with_incidents(name, []), with_incidents(name, UNSTATED)
    assert (clean.is_complete, clean.tiers) == (unsaid.is_complete, unsaid.tiers)
    assert controls(posture_of(clean)) == controls(posture_of(unsaid))
    assert values(posture_of(clean)) == values(posture_of(unsaid))


@pytest.mark.parametrize("name", [path.stem for path in example_files()])
def test_an_absent_list_costs_one_question_that_decides_neither_tier_nor_duty(name: str) -> None:
    before = open_questions(with_incidents(name, []))
    after = open_questions(with_incidents(name, UNSTATED))
    [asked] = [question for question in after if question.pointer == "/incidents"]
    assert len(after) == len(before) + 1
    families = {c.scheme for c in map(knowledge_base().concepts.__getitem__, (c for c, _ in asked.decides))}
    assert families.isdisjoint({knowledge_base().facts[family].scheme for family in (TIER, OBLIGATION)})
