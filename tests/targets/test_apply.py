"""Plans are approved by a second person, applied exactly as approved, and empty afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from engine.errors import IncompleteDetermination
from engine.knowledge import Iri
from engine.posture import Conflict, Posture
from targets.bedrock import BedrockGuardrail
from targets.cedar import CedarPolicies
from targets.errors import (
    ApprovalRefused,
    ConflictingDemands,
    StalePlan,
)
from targets.interface import ChangeKind
from targets.plan import make_plan
from targets.plan_report import plan_text
from tests.support.aws_fake import ContractFake, running
from tests.targets.applying import NOW, Both, approve, plan_of, run, writes
from tests.targets.postures import AGENT, CONTENT, EXAMPLE, permission, posture, postures
from tests.targets.receipts import KeptReceipts


def test_a_plan_after_apply_is_empty(both: Both, receipts: KeptReceipts) -> None:
    run(plan_of(EXAMPLE, both), both, receipts)
    again = plan_of(EXAMPLE, both)
    assert again.is_empty
    assert [each.differences for each in again.changes] == [()] * 3


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=postures())
def test_a_plan_after_apply_is_empty_for_any_posture(drawn: Posture, tmp_path_factory: Any) -> None:
    with running() as fake:
        targets: Both = (
            BedrockGuardrail(fake.client, sleep=lambda seconds: None),
            CedarPolicies(Path(tmp_path_factory.mktemp("cedar"))),
        )
        run(plan_of(drawn, targets), targets, KeptReceipts())
        assert plan_of(drawn, targets).is_empty


def test_each_change_has_a_receipt_with_what_the_provider_answered(
    both: Both, receipts: KeptReceipts
) -> None:
    plan = plan_of(EXAMPLE, both)
    made = run(plan, both, receipts)
    kept = receipts.recorded("receipt", "cv-screening")
    assert [each.document for each in made] == [each["document"] for each in kept]
    assert [each.document.id for each in plan.changes] == [each.document for each in made]
    guardrail = kept[0]
    assert guardrail["provider_id"] == "fake00000001"
    assert guardrail["version"] == "1"
    assert guardrail["plan"] == plan.id
    assert guardrail["token"] == made[0].token
    assert (guardrail["approver"], guardrail["approval"], guardrail["at"]) == ("Grace", "self-declared", NOW)


def test_applying_twice_changes_nothing(both: Both, receipts: KeptReceipts, fake: ContractFake) -> None:
    plan = plan_of(EXAMPLE, both)
    run(plan, both, receipts)
    before = writes(fake)
    assert run(plan, both, receipts) == ()
    assert run(plan_of(EXAMPLE, both), both, receipts) == ()
    assert writes(fake) == before
    assert len(receipts.recorded("receipt", "cv-screening")) == 3


def test_a_change_of_the_posture_updates_what_is_there_and_publishes_a_new_version(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    run(plan_of(EXAMPLE, both), both, receipts)
    changed = posture(EXAMPLE.requirements[:2], EXAMPLE.permissions[:1])
    plan = plan_of(changed, both)
    assert [each.kind for each in plan.changes] == [ChangeKind.UPDATE] * 3
    made = run(plan, both, receipts)
    assert made[0].version == "2"
    assert len(fake.store.guardrails) == 1
    assert plan_of(changed, both).is_empty


def test_an_incomplete_determination_can_be_planned_but_not_applied(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    plan = plan_of(replace(EXAMPLE, is_complete=False), both)
    with pytest.raises(IncompleteDetermination, match="questions"):
        run(plan, both, receipts)
    assert writes(fake) == [] and receipts.entries == []
    assert "not applied" in plan_text(plan, both)


def test_a_posture_whose_demands_conflict_can_be_planned_but_not_applied(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    torn = Conflict(
        control=Iri("ctl:x"), parameter=Iri("ctl:x.y"), message="Kept: it is above.", citations=()
    )
    plan = plan_of(replace(EXAMPLE, conflicts=(torn,)), both)
    with pytest.raises(ConflictingDemands, match="it is above"):
        run(plan, both, receipts)
    assert writes(fake) == [] and receipts.entries == []
    assert "Kept: it is above." in plan_text(plan, both)


@pytest.mark.parametrize(
    "approver",
    ["Ada", "ada", " ADA ", "Ａｄａ", "", "  "],
    ids=["same", "lower", "spaces", "wide", "empty", "blank"],
)
def test_the_author_or_nobody_cannot_approve(both: Both, receipts: KeptReceipts, approver: str) -> None:
    plan = plan_of(EXAMPLE, both)
    with pytest.raises(ApprovalRefused):
        run(plan, both, receipts, approve(plan, approver))
    assert receipts.entries == []


def test_a_plan_without_an_author_cannot_be_applied(both: Both, receipts: KeptReceipts) -> None:
    plan = make_plan(EXAMPLE, both, author="")
    with pytest.raises(ApprovalRefused, match="both have a name"):
        run(plan, both, receipts)


def test_an_approval_of_another_plan_is_none(both: Both, receipts: KeptReceipts) -> None:
    other = plan_of(posture((CONTENT,)), both)
    with pytest.raises(ApprovalRefused, match=other.id):
        run(plan_of(EXAMPLE, both), both, receipts, approve(other))


def test_a_self_declared_approver_is_refused_where_authentication_is_required(
    both: Both, receipts: KeptReceipts
) -> None:
    plan = plan_of(EXAMPLE, both)
    with pytest.raises(ApprovalRefused, match="self-declared"):
        run(plan, both, receipts, require_authenticated=True)
    sure = replace(approve(plan), authenticated=True)
    assert run(plan, both, receipts, sure, require_authenticated=True)
    assert receipts.recorded("receipt", "cv-screening")[0]["approval"] == "authenticated"


def test_a_plan_is_stale_once_what_was_observed_has_moved(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    run(plan_of(EXAMPLE, both), both, receipts)
    plan = plan_of(posture((CONTENT,)), both)
    fake.store.only()["draft"]["blockedInputMessaging"] = "edited by hand"
    before = writes(fake)
    with pytest.raises(StalePlan, match="Nothing was written"):
        run(plan, both, receipts)
    assert writes(fake) == before


def test_a_document_edited_after_the_plan_makes_it_stale_even_if_the_plan_left_it_alone(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    run(plan_of(EXAMPLE, both), both, receipts)
    empty = plan_of(EXAMPLE, both)
    fake.store.only()["draft"]["blockedInputMessaging"] = "edited by hand"
    with pytest.raises(StalePlan):
        run(empty, both, receipts)


def test_an_allowed_agent_stays_where_it_was_when_nothing_is_asked(
    both: Both, receipts: KeptReceipts
) -> None:
    nothing = posture((), (permission("search", "allow", component=AGENT),), stack=())
    made = run(plan_of(nothing, both), both, receipts)
    assert {each.target for each in made} == {"cedar-policies"}
