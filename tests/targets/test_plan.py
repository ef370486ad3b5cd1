"""A plan says what would change, is bound to what was observed, and can be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine.posture import Posture
from targets.apply import token_for
from targets.bedrock import BedrockGuardrail
from targets.cedar import CedarPolicies
from targets.errors import (
    ForeignResource,
    InvalidDocument,
    NotConnected,
)
from targets.interface import ChangeKind, Document
from targets.plan import make_plan
from targets.plan_report import plan_data, plan_text
from tests.support.aws_fake import ContractFake
from tests.targets.applying import Both, plan_of, run, writes
from tests.targets.postures import CONTENT, EXAMPLE, posture
from tests.targets.receipts import KeptReceipts


def test_a_first_plan_creates_every_document(both: Both) -> None:
    plan = plan_of(EXAMPLE, both)
    assert [each.kind for each in plan.changes] == [ChangeKind.CREATE] * 3
    assert not plan.is_empty


def test_a_guardrail_of_that_name_that_is_not_ours_is_never_touched(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    name = plan_of(EXAMPLE, both).changes[0].document.name
    fake.client().create_guardrail(
        name=name,
        wordPolicyConfig={"wordsConfig": [{"text": "theirs"}]},
        blockedInputMessaging="no",
        blockedOutputsMessaging="no",
    )
    plan = plan_of(EXAMPLE, both)
    assert plan.changes[0].kind is ChangeKind.FOREIGN
    assert not plan.is_empty
    assert "left alone" in plan_text(plan, both)
    before = writes(fake)
    with pytest.raises(ForeignResource, match=name):
        run(plan, both, receipts)
    assert writes(fake) == before and receipts.entries == []


def test_another_use_cases_guardrail_is_not_ours_either(
    both: Both, fake: ContractFake, receipts: KeptReceipts
) -> None:
    run(plan_of(EXAMPLE, both), both, receipts)
    arn = fake.store.only()["arn"]
    fake.client().tag_resource(resourceARN=arn, tags=[{"key": "ai-governance/use-case", "value": "another"}])
    assert plan_of(EXAMPLE, both).changes[0].kind is ChangeKind.FOREIGN


def test_tags_of_others_stay_and_are_no_difference(
    both: Both, fake: ContractFake, receipts: KeptReceipts
) -> None:
    run(plan_of(EXAMPLE, both), both, receipts)
    arn = fake.store.only()["arn"]
    fake.client().tag_resource(resourceARN=arn, tags=[{"key": "cost-centre", "value": "42"}])
    assert plan_of(EXAMPLE, both).is_empty
    changed = posture((CONTENT,))
    run(plan_of(changed, both), both, receipts)
    tags = fake.client().list_tags_for_resource(resourceARN=arn)["tags"]
    assert {"key": "cost-centre", "value": "42"} in tags


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
