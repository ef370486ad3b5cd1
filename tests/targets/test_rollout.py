"""A guardrail is rolled out in steps where nobody says otherwise; what cannot be held back says so."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from engine.posture import Posture
from targets.apply import apply_plan
from targets.bedrock import BedrockGuardrail
from targets.drift import DriftKind, find_drift
from targets.interface import ChangeKind, Observed
from targets.plan import Plan, make_plan
from targets.plan_report import plan_text
from targets.stages import Stage, next_stage
from tests.support.aws_fake import ContractFake
from tests.targets.applying import NOW, Both, approve
from tests.targets.postures import EXAMPLE, posture, postures
from tests.targets.receipts import KeptReceipts


def step(given_posture: Posture, targets: Both, receipts: KeptReceipts, to: Stage | None = None) -> Plan:
    """Plans one step, applies it, and returns the plan."""
    plan = make_plan(given_posture, targets, author="Ada", to=to)
    apply_plan(plan, approve(plan), targets, receipts, at=NOW)
    return plan


def actions(fake: ContractFake) -> set[str]:
    """Every action that the published guardrail takes."""
    (newest,) = list(fake.store.only()["versions"].values())[-1:]
    found: set[str] = set()
    for policy in newest.values():
        for entries in policy.values() if isinstance(policy, dict) else ():
            for entry in entries if isinstance(entries, list) else ():
                found |= {value for key, value in entry.items() if key.lower().endswith("action")}
    return found


def test_a_first_plan_goes_from_draft_to_observe_only_and_the_next_to_enforce(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    first = step(EXAMPLE, both, receipts)
    assert "draft → observe-only" in plan_text(first, both)
    assert actions(fake) == {"NONE"}
    second = step(EXAMPLE, both, receipts)
    assert "observe-only → enforce" in plan_text(second, both)
    assert [each.kind for each in second.to_do] == [ChangeKind.UPDATE]
    assert actions(fake) == {"ANONYMIZE", "BLOCK"}
    assert make_plan(EXAMPLE, both, author="Ada", to=None).is_empty


def test_what_is_told_to_enforce_enforces_at_once(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    step(EXAMPLE, both, receipts, Stage.ENFORCE)
    assert "BLOCK" in actions(fake)


def test_a_plan_to_observe_only_is_empty_after_its_apply(both: Both, receipts: KeptReceipts) -> None:
    step(EXAMPLE, both, receipts, Stage.OBSERVE)
    assert make_plan(EXAMPLE, both, author="Ada", to=Stage.OBSERVE).is_empty


def test_a_changed_posture_never_takes_what_enforces_back_to_observe_only(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    step(EXAMPLE, both, receipts, Stage.ENFORCE)
    changed = posture(EXAMPLE.requirements[:2])
    plan = make_plan(changed, both, author="Ada", to=None)
    assert {each.document.stage for each in plan.changes} == {Stage.ENFORCE}
    assert not any("OBSERVE" in each.document.content for each in plan.changes)


def test_a_target_that_cannot_be_held_back_says_so(both: Both) -> None:
    text = plan_text(make_plan(EXAMPLE, both, author="Ada", to=None), both)
    assert text.count("draft → enforce; this target cannot hold it at observe-only") == 2


def test_a_guardrail_at_observe_only_is_in_place_and_drifts_from_there(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    step(EXAMPLE, both, receipts)
    assert {each.kind for each in find_drift(EXAMPLE, both, receipts)} == {DriftKind.IN_PLACE}
    for entry in fake.store.only()["draft"]["contentPolicy"]["filters"]:
        entry["inputAction"] = "BLOCK"
    (moved,) = [each for each in find_drift(EXAMPLE, both, receipts) if each.is_drift]
    assert moved.kind is DriftKind.DIFFERENT, "one switch is stricter, but what is published is not the draft"


def test_taking_the_actions_out_of_an_enforcing_guardrail_is_weaker(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    step(EXAMPLE, both, receipts, Stage.ENFORCE)
    for policy in ("contentPolicy", "topicPolicy", "contextualGroundingPolicy", "sensitiveInformationPolicy"):
        for entries in fake.store.only()["draft"][policy].values():
            for entry in entries if isinstance(entries, list) else ():
                entry |= {key: "NONE" for key in entry if key.lower().endswith("action")}
    (moved,) = [each for each in find_drift(EXAMPLE, both, receipts) if each.is_drift]
    assert moved.kind is DriftKind.WEAKER


@given(postures())
def test_what_only_watches_acts_nowhere_and_is_otherwise_the_same(drawn: Posture) -> None:
    target = BedrockGuardrail()
    for document in target.render(drawn).documents:
        watching = target.at_stage(document, Stage.OBSERVE)
        assert target.validate([watching]) == ()
        assert target.at_stage(document, Stage.ENFORCE) is document
        assert target.stage_of(Observed(exists=True, state=target.normalise(watching))) is Stage.OBSERVE
        assert target.stage_of(Observed(exists=True, state=target.normalise(document))) is Stage.ENFORCE
        assert watching.id != document.id
        before, after = json.loads(document.content), json.loads(watching.content)
        assert before.keys() == after.keys()
        assert {key: before[key] for key in before if not key.endswith("Config")} == {
            key: after[key] for key in after if not key.endswith("Config")
        }


def test_a_watching_document_that_would_act_is_refused() -> None:
    target = BedrockGuardrail()
    (document,) = target.render(EXAMPLE).documents
    faults = target.validate([replace(document, stage=Stage.OBSERVE)])
    assert faults and all("only to watch" in each.message for each in faults)


@pytest.mark.parametrize(
    ("current", "goal", "step_to"),
    [
        (Stage.DRAFT, None, Stage.OBSERVE),
        (Stage.OBSERVE, None, Stage.ENFORCE),
        (Stage.ENFORCE, None, Stage.ENFORCE),
        (Stage.DRAFT, Stage.ENFORCE, Stage.ENFORCE),
        (Stage.DRAFT, Stage.OBSERVE, Stage.OBSERVE),
        (Stage.ENFORCE, Stage.OBSERVE, Stage.ENFORCE),
    ],
)
def test_steps_go_forward_only(current: Stage, goal: Stage | None, step_to: Stage) -> None:
    assert next_stage(current, goal) is step_to
