"""One model in four uses: what must be on follows the use, and every number says on what ground it stands."""

from __future__ import annotations

from functools import cache

import pytest
from rdflib import URIRef

from engine.knowledge import Basis, Iri
from engine.posture import Posture
from engine.requirements import posture_of
from tests.kb_content.packs import CTL, GOV, objects, of_class, one
from tests.support.shipped import determined, knowledge_base

SHARED = ("faq-bot", "cv-screening", "clinical-note-drafter", "filings-summariser")
LEVELS = ("low", "moderate", "elevated", "high")
LEVEL = "term:use-concept.risk-level-"


@cache
def posture(name: str) -> Posture:
    return posture_of(determined(name))


def controls(name: str) -> set[str]:
    return {requirement.control.removeprefix("ctl:") for requirement in posture(name).requirements}


def value(name: str, parameter: str) -> str:
    """The value of a setting; empty where its control is not required."""
    settings = {s.parameter: s.value for r in posture(name).requirements for s in r.settings}
    return settings.get(Iri(f"ctl:{parameter}"), "")


def decisions(name: str) -> set[str]:
    return {permission.decision for permission in posture(name).permissions}


def level(name: str) -> str:
    """The highest level of risk that holds."""
    held = {f.conclusion for f in determined(name).findings}
    reached = [level for level in LEVELS if f"{LEVEL}{level}" in held]
    assert reached == list(LEVELS[: len(reached)])  # levels are floors: each holds with all below it
    return reached[-1]


def test_the_four_uses_run_on_one_and_the_same_model() -> None:
    models = {
        (component.id, component.kind, component.platform, component.model)
        for name in SHARED
        for component in posture(name).stack
        if component.kind == "term:component-kind.language-model"
    }
    assert len(models) == 1


def test_the_four_uses_are_complete_and_no_two_have_the_same_posture() -> None:
    assert all(posture(name).is_complete for name in SHARED)
    assert len({frozenset(controls(name)) for name in SHARED}) == len(SHARED)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("demand-forecast", "low"),
        ("filings-summariser", "moderate"),
        ("faq-bot", "moderate"),
        ("meeting-assistant", "elevated"),
        ("clinical-note-drafter", "high"),
        ("cv-screening", "high"),
        ("credit-and-fraud", "high"),
    ],
)
def test_each_example_has_the_level_that_its_dimensions_give(name: str, expected: str) -> None:
    assert level(name) == expected


def test_only_what_speaks_to_customers_discloses_itself_and_hands_over() -> None:
    speaking = {
        name for name in SHARED if {"ai-interaction-disclosure", "handover-to-person"} <= controls(name)
    }
    assert speaking == {"faq-bot"}


def test_only_the_screening_owes_what_the_law_asks_of_high_risk() -> None:
    owing = {"conformity-assessment", "affected-person-information", "explanation-on-request"}
    assert {name for name in SHARED if owing <= controls(name)} == {"cv-screening"}


def test_only_agents_have_tools_to_permit() -> None:
    assert {name: decisions(name) for name in SHARED} == {
        "faq-bot": set(),
        "filings-summariser": set(),
        "cv-screening": {"allow", "ask"},
        "clinical-note-drafter": {"allow", "ask"},
    }


def test_only_the_two_that_look_sources_up_check_that_answers_rest_on_them() -> None:
    assert {name for name in SHARED if "source-citation" in controls(name)} == {
        "faq-bot",
        "filings-summariser",
    }


def test_settings_follow_the_level_and_not_the_model() -> None:
    intervals = {name: value(name, "operation-monitoring.review-interval") for name in SHARED}
    assert intervals == {
        "faq-bot": "75",
        "filings-summariser": "75",
        "cv-screening": "30",
        "clinical-note-drafter": "30",
    }
    assert value("demand-forecast", "operation-monitoring.review-interval") == "90"
    assert value("clinical-note-drafter", "logging.retention") == "12"


def test_evidence_is_fresher_where_the_risk_is_higher() -> None:
    ages = {
        name: r.evidence_days
        for name in (*SHARED, "demand-forecast")
        for r in posture(name).requirements
        if r.control == "ctl:operation-monitoring"
    }
    assert ages == {
        "faq-bot": 75,
        "filings-summariser": 75,
        "cv-screening": 30,
        "clinical-note-drafter": 30,
        "demand-forecast": 90,
    }


def test_an_age_of_evidence_starts_from_what_the_control_says_and_is_only_shortened() -> None:
    known = knowledge_base()
    aged = [control for control in known.controls.values() if control.evidence_age]
    assert len(aged) == 22
    for control in aged:
        values = known.parameters[control.evidence_age or Iri("")].values
        assert [int(v.value) for v in values if not v.required_by] == [control.evidence_days]
        assert all(int(v.value) < control.evidence_days for v in values if v.required_by)
        assert any(v.required_by for v in values)


def test_a_deeper_level_never_loosens_a_setting() -> None:
    known = knowledge_base()
    for parameter in known.parameters.values():
        graded = {v.required_by[0]: float(v.value) for v in parameter.values if _is_graded(v.required_by)}
        ordered = [graded[Iri(f"{LEVEL}{each}")] for each in LEVELS if Iri(f"{LEVEL}{each}") in graded]
        strict = sorted(ordered, reverse=parameter.stricter.value == "lower")
        assert ordered == strict, parameter.id


def _is_graded(required_by: tuple[str, ...]) -> bool:
    return bool(required_by) and required_by[0].startswith(LEVEL)


def test_no_number_of_risk_or_incidents_passes_for_law() -> None:
    apart = [v for p in knowledge_base().parameters.values() for v in p.values if _is_ours(v.required_by)]
    assert len(apart) > 60
    assert {v.basis for v in apart} == {Basis.ENGINEERING_JUDGEMENT}
    assert all(v.rationale and v.cites for v in apart)


def _is_ours(required_by: tuple[str, ...]) -> bool:
    return any(name.startswith("term:use-concept.") for name in required_by)


RULES = [
    rule
    for kind in ("ConceptRule", "ControlRule")
    for rule in of_class(kind)
    if any(name.rpartition("/")[2].startswith(("use-concept.",)) for name in objects(rule, GOV.concludes))
]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_rule_about_the_whole_use_case_is_engineering_judgement_and_reads_what_is_there(
    rule: URIRef,
) -> None:
    assert one(rule, GOV.basis) == str(GOV["engineering-judgement"])
    assert str(rule).startswith(str(CTL))
    operators = {one(URIRef(c), GOV.operator) for c in objects(rule, GOV.condition)}
    assert operators == {str(GOV["any-of"])}
