"""Going back to an earlier receipt restores what it put in place, by a plan that a second person approves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from targets.bedrock import BedrockGuardrail
from targets.cedar import CedarPolicies
from targets.drift import DriftKind, find_drift
from targets.errors import ApprovalRefused, UnknownReceipt
from targets.interface import Receipt
from targets.plan_report import plan_text
from targets.rollback import rollback_plan
from tests.support.aws_fake import ContractFake
from tests.targets.applying import Both, approve, plan_of, run
from tests.targets.postures import EXAMPLE, permission, posture, requirement
from tests.targets.receipts import KeptReceipts

LATER = posture((requirement("ctl:content-filter", {"hate": "1"}),), EXAMPLE.permissions[:1])


def twice(both: Both, receipts: KeptReceipts) -> tuple[tuple[Receipt, ...], tuple[Receipt, ...]]:
    return run(plan_of(EXAMPLE, both), both, receipts), run(plan_of(LATER, both), both, receipts)


def test_a_rollback_restores_the_guardrail_as_a_new_version(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    first, _ = twice(both, receipts)
    plan = rollback_plan("cv-screening", first[0].id, both, receipts, author="Ada")
    assert [each.document.id for each in plan.to_do] == [first[0].document]
    (made,) = run(plan, both, receipts)
    assert made.version == "3"
    versions = fake.store.only()["versions"]
    assert versions["3"] == versions["1"] != versions["2"]
    assert rollback_plan("cv-screening", first[0].id, both, receipts, author="Ada").is_empty


def test_a_rollback_restores_both_files_of_a_policy(
    both: Both, receipts: KeptReceipts, tmp_path: Path
) -> None:
    first = run(plan_of(EXAMPLE, both), both, receipts)
    before = {each.name: each.read_bytes() for each in (tmp_path / "cedar").iterdir()}
    run(plan_of(LATER, both), both, receipts)
    assert before != {each.name: each.read_bytes() for each in (tmp_path / "cedar").iterdir()}
    policies = next(each for each in first if each.name.endswith(".cedar"))
    run(rollback_plan("cv-screening", policies.id, both, receipts, author="Ada"), both, receipts)
    assert before == {each.name: each.read_bytes() for each in (tmp_path / "cedar").iterdir()}


def test_a_rollback_takes_a_file_its_plan_left_alone_from_the_plan_before(
    cedar: CedarPolicies, receipts: KeptReceipts
) -> None:
    targets: Both = (cedar,)
    stricter = posture((), (permission("search", "deny"), *EXAMPLE.permissions[1:]))
    run(plan_of(EXAMPLE, targets), targets, receipts)
    second = run(plan_of(stricter, targets), targets, receipts)
    run(plan_of(LATER, targets), targets, receipts)
    plan = rollback_plan("cv-screening", second[-1].id, targets, receipts, author="Ada")
    assert len(plan.to_do) == 2
    run(plan, targets, receipts)
    assert {each.kind for each in find_drift(stricter, targets, receipts)} <= {
        DriftKind.IN_PLACE,
        DriftKind.OUTDATED,
    }


def test_what_a_rollback_weakens_is_marked_in_its_plan(both: Both, receipts: KeptReceipts) -> None:
    run(plan_of(LATER, both), both, receipts)
    (earlier,) = [
        e for e in receipts.recorded("receipt", "cv-screening") if e["target"].startswith("bedrock")
    ]
    run(plan_of(EXAMPLE, both), both, receipts)
    plan = rollback_plan("cv-screening", str(earlier["id"]), both, receipts, author="Ada")
    text = plan_text(plan, both)
    assert f"It goes back to {earlier['id']}." in text
    assert "WEAKER ~ contentPolicy.filters.HATE.inputStrength: HIGH → LOW" in text


def test_after_a_rollback_the_posture_is_ahead_of_what_was_applied(
    both: Both, receipts: KeptReceipts
) -> None:
    first, _ = twice(both, receipts)
    run(rollback_plan("cv-screening", first[0].id, both, receipts, author="Ada"), both, receipts)
    found = {each.target: each.kind for each in find_drift(LATER, both, receipts)}
    assert found == {"bedrock-guardrail": DriftKind.OUTDATED, "cedar-policies": DriftKind.IN_PLACE}


def test_a_rollback_needs_a_second_person_like_any_plan(both: Both, receipts: KeptReceipts) -> None:
    first, _ = twice(both, receipts)
    plan = rollback_plan("cv-screening", first[0].id, both, receipts, author="Ada")
    with pytest.raises(ApprovalRefused):
        run(plan, both, receipts, approve(plan, "Ada"))
    forward = plan_of(EXAMPLE, both)
    with pytest.raises(ApprovalRefused):
        run(plan, both, receipts, approve(forward))


def test_a_receipt_nobody_knows_is_refused_with_those_there_are(both: Both, receipts: KeptReceipts) -> None:
    with pytest.raises(UnknownReceipt, match="Nothing has been applied"):
        rollback_plan("cv-screening", "receipt:0", both, receipts, author="Ada")
    first, _ = twice(both, receipts)
    with pytest.raises(UnknownReceipt, match=first[0].id):
        rollback_plan("cv-screening", "receipt:0", both, receipts, author="Ada")
    with pytest.raises(UnknownReceipt, match="Nothing has been applied"):
        rollback_plan("faq-bot", first[0].id, both, receipts, author="Ada")


def test_a_receipt_of_a_target_that_is_not_at_hand_is_refused(both: Both, receipts: KeptReceipts) -> None:
    first, _ = twice(both, receipts)
    with pytest.raises(UnknownReceipt, match="--live"):
        rollback_plan("cv-screening", first[0].id, both[1:], receipts, author="Ada")


def test_a_receipt_keeps_the_document_it_speaks_of(both: Both, receipts: KeptReceipts) -> None:
    run(plan_of(EXAMPLE, both), both, receipts)
    documents = {d.id: d.content for t in both for d in t.render(EXAMPLE).documents}
    kept = {each["document"]: each["content"] for each in receipts.recorded("receipt", "cv-screening")}
    assert kept == documents
    assert json.loads(kept[next(d.id for d in BedrockGuardrail().render(EXAMPLE).documents)])
