"""Counsel may decide otherwise than the rules, with a reason; what the rules alone say is told beside it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
import yaml

from engine.determination import Determination
from engine.determine import determine
from engine.errors import Fault, ProfileError
from engine.kinds import FactKind
from engine.knowledge import Basis, Iri
from engine.overrides import overrides_of
from engine.profile.profile import read_profile
from engine.record import determination_record
from engine.requirements import posture_of
from engine.terms import OBLIGATION, TIER
from explain.answer import determination_text, posture_text
from service.settings import SHIPPED_KB
from tests.scenarios.scenario import read_scenario
from tests.support.shipped import knowledge_base

HIGH, DAY = Iri("aia:tier.high-risk"), "2026-11-22"
RAISED = {
    "counsel_holds_prohibited": "aia:tier.prohibited",
    "counsel_holds_high_risk": "aia:tier.high-risk",
    "counsel_holds_product_high_risk": "aia:tier.high-risk-section-b",
    "counsel_holds_transparency": "aia:tier.transparency",
}
LOWERED = {
    "not_high_risk": "lowering_is_seconded",
    "not_prohibited": "not_prohibited_is_seconded",
    "no_transparency": "no_transparency_is_seconded",
    "minimal": "minimal_is_seconded",
    "no_ai_system": "no_ai_system_is_seconded",
}


@cache
def example(name: str) -> str:
    return (SHIPPED_KB.parent / "examples" / f"{name}.yaml").read_text()


def judged(by: str, answer: bool = True) -> dict[str, Any]:
    return {"answer": answer, "by": by, "on": "2026-11-02", "because": "It was gone through."}


def profile(name: str, **judgements: dict[str, Any]) -> bytes:
    whole = json.loads(read_profile(example(name).encode(), name, knowledge_base()).document)
    for function in whole["functions"]:
        function.setdefault("judgements", {}).update(judgements)
    return json.dumps(whole).encode()


def decided(name: str, **judgements: dict[str, Any]) -> Determination:
    known = knowledge_base()
    return determine(read_profile(profile(name, **judgements), name, known), known, DAY)


def decided_of(found: Determination, **judgements: dict[str, Any]) -> Determination:
    """The same use case, with `judgements` of each of its functions."""
    whole = json.loads(found.use_case.document)
    for function in whole["functions"]:
        function.setdefault("judgements", {}).update(judgements)
    known = knowledge_base()
    return determine(read_profile(json.dumps(whole).encode(), "p", known), known, found.as_of)


@cache
def scenario(folder: str, tier: str) -> Determination:
    """The first scenario of `folder` that expects `tier`."""
    cases = sorted((SHIPPED_KB.parent / "tests" / "scenarios" / folder).glob("*.yaml"))
    for case in cases:
        if tier in yaml.safe_load(case.read_text())["expect"].get("tiers", ()):
            return read_scenario(case)[1]
    raise AssertionError(f"No scenario of {folder} expects {tier}.")


def lowered(held: str) -> dict[str, dict[str, Any]]:
    return {f"counsel_holds_{held}": judged("counsel"), LOWERED[held]: judged("compliance")}


def faults(**judgements: dict[str, Any]) -> tuple[Fault, ...]:
    with pytest.raises(ProfileError) as caught:
        read_profile(profile("cv-screening", **judgements), "p", knowledge_base())
    return caught.value.faults


def test_where_nobody_decided_nothing_is_overridden_and_nothing_is_asked() -> None:
    found = decided("cv-screening")
    acts = {fact.id for fact in knowledge_base().facts.values() if fact.recorded_act}
    assert overrides_of(found) == () and HIGH in found.tiers
    assert len(acts) == 15 and all(knowledge_base().facts[act].kind is FactKind.JUDGEMENT for act in acts)
    assert not any(finding.contestable for finding in found.findings_of(HIGH))


def test_raising_needs_one_person_and_both_outcomes_are_told() -> None:
    found = decided("faq-bot", counsel_holds_high_risk=judged("counsel"))
    (override,) = overrides_of(found)
    assert HIGH in override.decided and HIGH not in override.computed
    assert [(d.by, d.because) for d in override.decisions] == [("counsel", "It was gone through.")]
    assert determination_record(found)["overrides"][0]["decisions"][0]["by"] == "counsel"
    assert "DECIDED OTHERWISE" in determination_text(found, posture_of(found), ())


def test_lowering_by_one_person_alone_changes_nothing_and_says_that_it_waits() -> None:
    found = decided("cv-screening", counsel_holds_not_high_risk=judged("counsel"))
    (override,) = overrides_of(found)
    assert HIGH in found.tiers and override.computed == override.decided
    assert override.awaiting == (Iri("fact:counsel-holds-not-high-risk"),)
    assert determination_record(found)["overrides"][0]["awaiting"] == list(override.awaiting)
    assert "WAITING FOR A SECOND PERSON" in determination_text(found, posture_of(found), ())
    assert "DECIDED OTHERWISE" not in determination_text(found, posture_of(found), ())


def test_lowering_that_a_second_person_agrees_to_counts_and_the_computed_tier_stays_told() -> None:
    found = decided(
        "cv-screening",
        counsel_holds_not_high_risk=judged("counsel"),
        lowering_is_seconded=judged("compliance"),
    )
    assert HIGH not in found.tiers
    (override,) = overrides_of(found)
    assert HIGH in override.computed and HIGH not in override.decided
    assert len(override.decisions) == 2 and override.awaiting == ()
    assert "DECIDED OTHERWISE" in posture_text(found, posture_of(found))


def test_a_second_person_who_disagrees_stops_the_lowering() -> None:
    found = decided(
        "cv-screening",
        counsel_holds_not_high_risk=judged("counsel"),
        lowering_is_seconded=judged("compliance", answer=False),
    )
    assert HIGH in found.tiers


@pytest.mark.parametrize("same", ["counsel", "Counsel", " COUNSEL ", "Ｃounsel"])
def test_nobody_seconds_themselves(same: str) -> None:
    (fault,) = faults(counsel_holds_not_high_risk=judged("counsel"), lowering_is_seconded=judged(same))
    assert "would second their own judgement" in fault.message
    assert fault.path == "/functions/0/judgements/lowering_is_seconded/answer"


@pytest.mark.parametrize(("act", "tier"), RAISED.items())
def test_one_person_can_raise_what_has_no_tier_to_every_tier(act: str, tier: str) -> None:
    found = decided("demand-forecast", **{act: judged("counsel")})
    assert found.tiers == (tier,)
    (override,) = overrides_of(found)
    assert (override.computed, override.decided) == ((), (tier,))


@pytest.mark.parametrize(("act", "tier"), RAISED.items())
def test_raising_what_the_rules_hold_to_be_no_ai_system_takes_it_for_one(act: str, tier: str) -> None:
    plain = scenario("act-c3", "aia:tier.not-an-ai-system")
    assert plain.tiers == ("aia:tier.not-an-ai-system",)
    raised = decided_of(plain, **{act: judged("counsel")}).tiers
    assert tier in raised and "aia:tier.not-an-ai-system" not in raised


def test_counsel_can_hold_that_it_is_an_ai_system_after_all() -> None:
    plain = scenario("act-c3", "aia:tier.not-an-ai-system")
    found = decided_of(plain, counsel_holds_ai_system=judged("counsel"))
    assert "aia:tier.not-an-ai-system" not in found.tiers
    assert overrides_of(found)[0].computed == ("aia:tier.not-an-ai-system",)


def test_what_counsel_holds_to_be_prohibited_is_a_duty_and_what_is_to_be_disclosed_a_control() -> None:
    prohibited = decided("demand-forecast", counsel_holds_prohibited=judged("counsel"))
    assert prohibited.findings_of(Iri("aia:obl.refrain-from-prohibited-practice"))
    disclosed = posture_of(decided("demand-forecast", counsel_holds_transparency=judged("counsel")))
    (control,) = [r for r in disclosed.requirements if r.control == "ctl:ai-interaction-disclosure"]
    assert control.status == "policy"


def test_what_is_prohibited_needs_two_people_to_be_held_otherwise_and_stays_told() -> None:
    prohibited = scenario("act-c1", "aia:tier.prohibited")
    alone = decided_of(prohibited, counsel_holds_not_prohibited=judged("counsel"))
    assert "aia:tier.prohibited" in alone.tiers
    both = decided_of(
        prohibited,
        counsel_holds_not_prohibited=judged("counsel"),
        not_prohibited_is_seconded=judged("compliance"),
    )
    assert "aia:tier.prohibited" not in both.tiers
    assert "aia:tier.prohibited" in overrides_of(both)[0].computed
    assert "the rules alone say High-risk, Prohibited" in determination_text(both, posture_of(both), ())


def test_without_transparency_none_of_its_duties_is_left() -> None:
    found = decided(
        "faq-bot", counsel_holds_no_transparency=judged("counsel"), no_transparency_is_seconded=judged("b")
    )
    duties = {f.conclusion for f in found.findings if f.family == OBLIGATION}
    assert found.tiers == ("aia:tier.minimal",) and duties
    assert "aia:obl.disclose-ai-interaction" in {f.conclusion for f in decided("faq-bot").findings}
    assert not {"aia:obl.disclose-ai-interaction", "aia:obl.transparency-form"} & duties


@pytest.mark.parametrize("held", ["minimal", "no_ai_system"])
def test_every_tier_can_be_taken_away_at_once(held: str) -> None:
    found = decided("cv-screening", **lowered(held))
    (override,) = overrides_of(found)
    assert HIGH in override.computed and HIGH not in override.decided
    expected = {"minimal": "aia:tier.minimal", "no_ai_system": "aia:tier.not-an-ai-system"}
    assert found.tiers == (expected[held],)


@pytest.mark.parametrize("held", LOWERED)
def test_no_lowering_counts_without_its_own_second_person(held: str) -> None:
    for name in LOWERED.values():
        if name != LOWERED[held]:
            found = decided(
                "cv-screening", **{f"counsel_holds_{held}": judged("counsel"), name: judged("somebody")}
            )
            assert found.tiers == decided("cv-screening").tiers


@pytest.mark.parametrize("held", LOWERED)
def test_nobody_seconds_their_own_lowering_of_any_tier(held: str) -> None:
    (fault,) = faults(**{f"counsel_holds_{held}": judged("counsel"), LOWERED[held]: judged("Counsel")})
    assert "would second their own judgement" in fault.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("prohibited", "not_prohibited"),
        ("high_risk", "not_high_risk"),
        ("product_high_risk", "not_high_risk"),
        ("transparency", "no_transparency"),
        *[(each.removeprefix("counsel_holds_"), "minimal") for each in RAISED],
        *[(each.removeprefix("counsel_holds_"), "no_ai_system") for each in RAISED],
        ("ai_system", "no_ai_system"),
    ],
)
def test_counsel_cannot_hold_both_at_once(one: str, other: str) -> None:
    found = faults(**{f"counsel_holds_{one}": judged("counsel"), f"counsel_holds_{other}": judged("counsel")})
    assert any("at once" in fault.message for fault in found)


def test_every_tier_can_be_raised_to_and_every_rule_for_one_can_be_overridden() -> None:
    """What the law concludes of tiers, a later chapter included, counsel can conclude or take away."""
    known = knowledge_base()
    acts = {fact.id for fact in known.facts.values() if fact.recorded_act}
    seconds = {fact.id for fact in known.facts.values() if fact.seconds}
    tiers = {c.id for c in known.concepts.values() if c.scheme == known.facts[TIER].scheme and not c.residual}
    raising, lowered_rules = set(), set()
    for rule in known.rules.values():
        read = {condition.fact for condition in rule.conditions}
        if read and read <= acts:
            raising |= set(rule.concludes) & tiers
            lowered_rules |= set(rule.defeats) if read & seconds else set()
    by_law = {r.id for r in known.rules.values() if set(r.concludes) & tiers and r.basis is Basis.LAW}
    assert raising == tiers - {"aia:tier.not-an-ai-system"} and len(by_law) > 30
    assert by_law - lowered_rules == {"aia:rule.tier.not-an-ai-system"}
