"""What is left when a provider refuses half-way, and how it is finished."""

from __future__ import annotations

from pathlib import Path

import pytest

from targets.apply import token_for
from targets.bedrock import BedrockGuardrail
from targets.cedar import CedarPolicies
from targets.errors import (
    PartlyApplied,
)
from targets.interface import ChangeKind
from tests.support.aws_fake import ContractFake
from tests.support.guardrail_store import Refused
from tests.targets.applying import Both, plan_of, run, writes
from tests.targets.postures import EXAMPLE
from tests.targets.receipts import KeptReceipts


def test_a_failure_between_two_steps_says_what_was_written_and_leaves_a_plan_for_the_rest(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    fake.trouble["CreateGuardrailVersion"] = Refused("ThrottlingException", "slow down", 429)
    plan = plan_of(EXAMPLE, both)
    with pytest.raises(PartlyApplied, match=r"Written: guardrail\. Not written: published version") as caught:
        run(plan, both, receipts)
    assert caught.value.receipts == ()
    assert [each.document.target for each in caught.value.rest] == ["bedrock-guardrail"] + [
        "cedar-policies"
    ] * 2
    (kept,) = receipts.recorded("receipt", "cv-screening")
    assert (kept["outcome"], kept["written"], kept["not_written"]) == (
        "failed",
        ["guardrail"],
        ["published version"],
    )
    fake.trouble.clear()
    rest = plan_of(EXAMPLE, both)
    assert [each.kind for each in rest.changes] == [ChangeKind.UPDATE, ChangeKind.CREATE, ChangeKind.CREATE]
    assert [each.path for each in rest.changes[0].differences] == ["published"]
    run(rest, both, receipts)
    assert plan_of(EXAMPLE, both).is_empty


def test_a_failure_at_the_second_target_leaves_the_first_with_its_receipt(
    bedrock: BedrockGuardrail, receipts: KeptReceipts, tmp_path: Path
) -> None:
    (tmp_path / "cedar").write_text("a file where the folder should be", "utf-8")
    targets: Both = (bedrock, CedarPolicies(tmp_path / "cedar" / "deeper"))
    (tmp_path / "cedar").unlink()
    plan = plan_of(EXAMPLE, targets)
    (tmp_path / "cedar").mkdir()
    (tmp_path / "cedar" / "deeper").mkdir()
    (tmp_path / "cedar" / "deeper" / "managed.json").write_text("{}", "utf-8")
    with pytest.raises(PartlyApplied) as caught:
        run(plan, targets, receipts)
    assert [each.target for each in caught.value.receipts] == ["bedrock-guardrail"]
    assert [each.document.target for each in caught.value.rest] == ["cedar-policies"] * 2
    (tmp_path / "cedar" / "deeper" / "managed.json").unlink()
    made = run(plan, targets, receipts)
    assert [each.target for each in made] == ["cedar-policies"] * 2
    assert plan_of(EXAMPLE, targets).is_empty


def test_a_change_made_by_an_interrupted_run_is_found_in_place_and_gets_its_receipt(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    plan = plan_of(EXAMPLE, both)
    both[0].apply(plan.changes[0], token_for(plan, plan.changes[0]))
    made = run(plan, both, receipts)
    assert [each.outcome for each in made] == ["found in place", "applied", "applied"]
    assert writes(fake) == ["CreateGuardrail", "CreateGuardrailVersion"]


def test_a_repeated_create_with_the_same_token_makes_no_second_guardrail(
    both: Both, fake: ContractFake
) -> None:
    plan = plan_of(EXAMPLE, both)
    token = token_for(plan, plan.changes[0])
    first = both[0].apply(plan.changes[0], token)
    assert both[0].apply(plan.changes[0], token) == first
    assert len(fake.store.guardrails) == 1


def test_a_change_whose_answer_was_lost_is_found_in_place_by_the_same_plan(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    fake.garbage.add("CreateGuardrailVersion")
    plan = plan_of(EXAMPLE, both)
    with pytest.raises(PartlyApplied, match="Unknown whether written: published version"):
        run(plan, both, receipts)
    fake.garbage.clear()
    made = run(plan, both, receipts)
    assert [each.outcome for each in made] == ["found in place", "applied", "applied"]
    outcomes = [each["outcome"] for each in receipts.recorded("receipt", "cv-screening")]
    assert outcomes == ["failed", "found in place", "applied", "applied"]
    assert fake.calls.count("CreateGuardrailVersion") == 1
