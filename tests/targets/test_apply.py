"""Plans are approved by a second person, applied exactly as approved, and empty afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from engine.errors import IncompleteDetermination
from engine.posture import Posture
from targets.apply import Approval, apply_plan, token_for
from targets.bedrock import BedrockGuardrail
from targets.cedar import CedarPolicies
from targets.errors import (
    ApprovalRefused,
    ForeignResource,
    InvalidDocument,
    NotConnected,
    PartlyApplied,
    StalePlan,
)
from targets.interface import ChangeKind, Document, Receipt, Target
from targets.plan import Plan, make_plan, plan_data, plan_text
from tests.support.aws_fake import ContractFake, running
from tests.support.guardrail_store import Refused
from tests.targets.postures import AGENT, CONTENT, EXAMPLE, permission, posture, postures
from tests.targets.receipts import KeptReceipts

NOW = "2026-11-22T12:00:00Z"
Both = tuple[Target, ...]


def plan_of(given_posture: Posture, targets: Sequence[Target]) -> Plan:
    return make_plan(given_posture, targets, author="Ada")


def approve(plan: Plan, approver: str = "Grace") -> Approval:
    return Approval(plan=plan.id, approver=approver)


def run(
    plan: Plan, targets: Sequence[Target], receipts: KeptReceipts, approval: Approval | None = None, **more: Any
) -> tuple[Receipt, ...]:
    return apply_plan(plan, approval or approve(plan), targets, receipts, at=NOW, **more)


def writes(fake: ContractFake) -> list[str]:
    return [each for each in fake.calls if not each.startswith(("Get", "List"))]


def test_a_first_plan_creates_every_document(both: Both) -> None:
    plan = plan_of(EXAMPLE, both)
    assert [each.kind for each in plan.changes] == [ChangeKind.CREATE] * 3
    assert not plan.is_empty


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


def test_each_change_has_a_receipt_with_what_the_provider_answered(both: Both, receipts: KeptReceipts) -> None:
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
    assert len(receipts.entries) == 3


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


@pytest.mark.parametrize(
    "approver", ["Ada", "ada", " ADA ", "Ａｄａ", "", "  "], ids=["same", "lower", "spaces", "wide", "empty", "blank"]
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


def test_a_guardrail_of_that_name_that_is_not_ours_is_never_touched(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    name = plan_of(EXAMPLE, both).changes[0].document.name
    filters = [{"type": "HATE", "inputStrength": "LOW", "outputStrength": "LOW"}]
    messages = {"blockedInputMessaging": "no", "blockedOutputsMessaging": "no"}
    fake.client().create_guardrail(name=name, contentPolicyConfig={"filtersConfig": filters}, **messages)  # type: ignore[arg-type]
    plan = plan_of(EXAMPLE, both)
    assert plan.changes[0].kind is ChangeKind.FOREIGN
    assert not plan.is_empty
    assert "left alone" in plan_text(plan, both)
    before = writes(fake)
    with pytest.raises(ForeignResource, match=name):
        run(plan, both, receipts)
    assert writes(fake) == before and receipts.entries == []


def test_another_use_cases_guardrail_is_not_ours_either(both: Both, fake: ContractFake, receipts: KeptReceipts) -> None:
    run(plan_of(EXAMPLE, both), both, receipts)
    arn = fake.store.only()["arn"]
    fake.client().tag_resource(resourceARN=arn, tags=[{"key": "ai-governance/use-case", "value": "another"}])
    assert plan_of(EXAMPLE, both).changes[0].kind is ChangeKind.FOREIGN


def test_tags_of_others_stay_and_are_no_difference(both: Both, fake: ContractFake, receipts: KeptReceipts) -> None:
    run(plan_of(EXAMPLE, both), both, receipts)
    arn = fake.store.only()["arn"]
    fake.client().tag_resource(resourceARN=arn, tags=[{"key": "cost-centre", "value": "42"}])
    assert plan_of(EXAMPLE, both).is_empty
    changed = posture((CONTENT,))
    run(plan_of(changed, both), both, receipts)
    tags = fake.client().list_tags_for_resource(resourceARN=arn)["tags"]
    assert {"key": "cost-centre", "value": "42"} in tags


def test_a_failure_between_two_steps_says_what_was_written_and_leaves_a_plan_for_the_rest(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    fake.trouble["CreateGuardrailVersion"] = Refused("ThrottlingException", "slow down", 429)
    plan = plan_of(EXAMPLE, both)
    with pytest.raises(PartlyApplied, match="Written: guardrail. Not written: published version") as caught:
        run(plan, both, receipts)
    assert caught.value.receipts == ()
    assert [each.document.target for each in caught.value.rest] == ["bedrock-guardrail"] + ["cedar-policies"] * 2
    (kept,) = receipts.recorded("receipt", "cv-screening")
    assert (kept["outcome"], kept["written"], kept["not_written"]) == ("failed", ["guardrail"], ["published version"])
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


def test_a_repeated_create_with_the_same_token_makes_no_second_guardrail(both: Both, fake: ContractFake) -> None:
    plan = plan_of(EXAMPLE, both)
    token = token_for(plan, plan.changes[0])
    first = both[0].apply(plan.changes[0], token)
    assert both[0].apply(plan.changes[0], token) == first
    assert len(fake.store.guardrails) == 1


def test_tokens_differ_between_plans_and_documents(both: Both) -> None:
    plan, other = plan_of(EXAMPLE, both), make_plan(EXAMPLE, both, author="Mary")
    tokens = {token_for(each, change) for each in (plan, other) for change in each.changes}
    assert len(tokens) == 6


def test_a_plan_id_changes_with_anything_it_stands_for(both: Both, receipts: KeptReceipts) -> None:
    plan = plan_of(EXAMPLE, both)
    assert plan_of(EXAMPLE, both).id == plan.id
    others = [
        make_plan(EXAMPLE, both, author="Mary").id,
        plan_of(replace(EXAMPLE, is_complete=False), both).id,
        plan_of(posture((CONTENT,)), both).id,
        plan_of(EXAMPLE, both[:1]).id,
    ]
    run(plan, both, receipts)
    others.append(plan_of(EXAMPLE, both).id)
    assert len({plan.id, *others}) == 6


def test_the_plan_can_be_read(both: Both) -> None:
    plan = plan_of(EXAMPLE, both)
    said = plan_text(plan, both)
    assert plan.id in said and EXAMPLE.id in said and "made by Ada" in said
    assert "exercised against a contract fake" in said
    assert "contentPolicy.filters.HATE.inputStrength: HIGH" in said
    assert "owner to be named" in said


def test_an_empty_plan_and_a_posture_without_documents_say_so(both: Both, receipts: KeptReceipts) -> None:
    run(plan_of(EXAMPLE, both), both, receipts)
    assert "Nothing to do" in plan_text(plan_of(EXAMPLE, both), both)
    assert "no document" in plan_text(plan_of(posture(), both), both)


def test_the_plan_as_data_is_json_and_names_each_difference(both: Both) -> None:
    import json

    plan = plan_of(EXAMPLE, both)
    data = json.loads(json.dumps(plan_data(plan)))
    assert data["id"] == plan.id
    assert [each["kind"] for each in data["changes"]] == ["create"] * 3
    assert {"path": "published", "before": None, "after": True} in data["changes"][0]["differences"]


def test_targets_without_a_place_can_be_rendered_but_not_planned() -> None:
    for target in (BedrockGuardrail(), CedarPolicies()):
        assert target.render(EXAMPLE).documents
        with pytest.raises(NotConnected, match=target.name):
            plan_of(EXAMPLE, (target,))


def test_a_document_our_validator_refuses_is_never_planned(
    bedrock: BedrockGuardrail, monkeypatch: pytest.MonkeyPatch, fake: ContractFake
) -> None:
    render: Callable[[Posture], Any] = bedrock.render

    def broken(given_posture: Posture) -> Any:
        rendering = render(given_posture)
        bad: list[Document] = [replace(each, content='{"name":""}') for each in rendering.documents]
        return replace(rendering, documents=tuple(bad))

    monkeypatch.setattr(bedrock, "render", broken)
    with pytest.raises(InvalidDocument, match="blockedInputMessaging"):
        plan_of(EXAMPLE, (bedrock,))
    assert fake.calls == []


def test_an_allowed_agent_stays_where_it_was_when_nothing_is_asked(both: Both, receipts: KeptReceipts) -> None:
    nothing = posture((), (permission("search", "allow", component=AGENT),), stack=())
    made = run(plan_of(nothing, both), both, receipts)
    assert {each.target for each in made} == {"cedar-policies"}
