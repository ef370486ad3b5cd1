"""A hand edit is found, and told apart by what it does to the protection."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from targets.apply import Approval, apply_plan
from targets.drift import Drift, DriftKind, drift_text, find_drift
from targets.errors import PartlyApplied, Unreachable
from targets.interface import Target
from targets.plan import make_plan
from tests.support.aws_fake import ContractFake
from tests.support.guardrail_store import Refused
from tests.targets.postures import CONTENT, EXAMPLE, posture
from tests.targets.receipts import KeptReceipts

Both = tuple[Target, ...]
Draft = dict[str, Any]


def applied(targets: Both, receipts: KeptReceipts) -> None:
    plan = make_plan(EXAMPLE, targets, author="Ada")
    approval = Approval(plan=plan.id, approver="Grace")
    apply_plan(plan, approval, targets, receipts, at="2026-11-22T12:00:00Z")


def guardrail_drift(targets: Both, receipts: KeptReceipts) -> Drift:
    return next(each for each in find_drift(EXAMPLE, targets, receipts) if each.target == "bedrock-guardrail")


def content(draft: Draft, kind: str) -> dict[str, Any]:
    return next(each for each in draft["contentPolicy"]["filters"] if each["type"] == kind)


EDITS: dict[str, tuple[Callable[[Draft], object], DriftKind]] = {
    "strength lowered": (lambda d: content(d, "HATE").update(inputStrength="LOW"), DriftKind.WEAKER),
    "filter removed": (lambda d: d["contentPolicy"]["filters"].remove(content(d, "HATE")), DriftKind.WEAKER),
    "policy removed": (lambda d: d.pop("topicPolicy"), DriftKind.WEAKER),
    "action taken away": (lambda d: content(d, "HATE").update(inputAction="NONE"), DriftKind.WEAKER),
    "switched off": (lambda d: content(d, "HATE").update(outputEnabled=False), DriftKind.WEAKER),
    "masked instead of blocked": (
        lambda d: next(
            e for e in d["sensitiveInformationPolicy"]["piiEntities"] if e["type"] == "PASSWORD"
        ).update(action="ANONYMIZE"),
        DriftKind.WEAKER,
    ),
    "threshold lowered": (
        lambda d: d["contextualGroundingPolicy"]["filters"][0].update(threshold=0.1),
        DriftKind.WEAKER,
    ),
    "one up, one down": (
        lambda d: (
            content(d, "VIOLENCE").update(inputStrength="HIGH"),
            content(d, "HATE").update(inputStrength="LOW"),
        ),
        DriftKind.WEAKER,
    ),
    "strength raised": (lambda d: content(d, "VIOLENCE").update(inputStrength="HIGH"), DriftKind.STRICTER),
    "word list added": (lambda d: d.update(wordPolicy={"words": [{"text": "zephyr"}]}), DriftKind.STRICTER),
    "threshold raised": (
        lambda d: [e.update(threshold=0.95) for e in d["contextualGroundingPolicy"]["filters"]],
        DriftKind.STRICTER,
    ),
    "message changed": (lambda d: d.update(blockedInputMessaging="Sorry."), DriftKind.DIFFERENT),
    "topic reworded": (
        lambda d: d["topicPolicy"]["topics"][0].update(definition="Weather."),
        DriftKind.DIFFERENT,
    ),
    "tier changed": (lambda d: d["contentPolicy"].update(tier={"tierName": "STANDARD"}), DriftKind.DIFFERENT),
}


@pytest.mark.parametrize(("edit", "kind"), EDITS.values(), ids=EDITS.keys())
def test_a_hand_edit_of_a_published_guardrail_is_found(
    edit: Callable[[Draft], object], kind: DriftKind, both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    applied(both, receipts)
    guardrail = fake.store.only()
    edit(guardrail["draft"])
    guardrail["versions"]["2"] = copy.deepcopy(guardrail["draft"])
    found = guardrail_drift(both, receipts)
    assert found.kind is kind
    assert found.is_drift and found.moved


def test_an_edit_of_the_draft_alone_is_found_though_the_published_version_still_protects(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    applied(both, receipts)
    content(fake.store.only()["draft"], "HATE").update(inputStrength="LOW")
    found = guardrail_drift(both, receipts)
    assert {each.difference.path for each in found.moved} == {
        "contentPolicy.filters.HATE.inputStrength",
        "published",
    }


def test_a_weaker_version_published_over_an_honest_draft_is_found(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    applied(both, receipts)
    guardrail = fake.store.only()
    guardrail["versions"]["2"] = copy.deepcopy(guardrail["draft"])
    content(guardrail["versions"]["2"], "HATE").update(inputStrength="LOW")
    found = guardrail_drift(both, receipts)
    assert [each.difference.path for each in found.moved] == ["published"]
    assert found.is_drift


def test_another_order_and_filled_in_defaults_are_no_drift(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    applied(both, receipts)
    guardrail = fake.store.only()
    for state in (guardrail["draft"], guardrail["versions"]["1"]):
        state["contentPolicy"]["filters"].reverse()
        state["contentPolicy"]["tier"] = {"tierName": "CLASSIC"}
        state["wordPolicy"] = {}
        for each in state["sensitiveInformationPolicy"]["piiEntities"]:
            each.update(inputAction=each["action"], outputAction=each["action"], inputEnabled=True)
    assert all(not each.is_drift for each in find_drift(EXAMPLE, both, receipts))


def test_nothing_drifted_right_after_apply(both: Both, receipts: KeptReceipts) -> None:
    applied(both, receipts)
    found = find_drift(EXAMPLE, both, receipts)
    assert [each.kind for each in found] == [DriftKind.IN_PLACE] * 3
    assert all(each.moved == () for each in found)


def test_what_was_never_applied_is_not_called_in_place(both: Both, receipts: KeptReceipts) -> None:
    found = find_drift(EXAMPLE, both, receipts)
    assert [each.kind for each in found] == [DriftKind.NEVER_APPLIED] * 3
    assert all(each.is_drift for each in found)


def test_what_only_failed_was_never_applied(both: Both, receipts: KeptReceipts, fake: ContractFake) -> None:
    fake.trouble["CreateGuardrail"] = Refused("AccessDeniedException", "no", 403)
    with pytest.raises(PartlyApplied):
        applied(both, receipts)
    assert guardrail_drift(both, receipts).kind is DriftKind.NEVER_APPLIED


def test_what_was_deleted_is_missing(both: Both, receipts: KeptReceipts, fake: ContractFake) -> None:
    applied(both, receipts)
    (identifier,) = fake.store.guardrails
    fake.client().delete_guardrail(guardrailIdentifier=identifier)
    assert guardrail_drift(both, receipts).kind is DriftKind.MISSING


def test_a_guardrail_that_lost_our_mark_is_foreign(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    applied(both, receipts)
    arn = fake.store.only()["arn"]
    fake.client().untag_resource(resourceARN=arn, tagKeys=["ai-governance/managed-by"])
    assert guardrail_drift(both, receipts).kind is DriftKind.FOREIGN


def test_a_posture_that_moved_on_is_outdated_and_not_drift_by_hand(
    both: Both, receipts: KeptReceipts
) -> None:
    applied(both, receipts)
    kinds = {each.kind for each in find_drift(posture((CONTENT,)), both, receipts)}
    assert kinds == {DriftKind.OUTDATED}


def test_a_provider_that_does_not_answer_is_an_error_and_never_in_place(
    both: Both, receipts: KeptReceipts, fake: ContractFake
) -> None:
    applied(both, receipts)
    fake.silent.add("GetGuardrail")
    with pytest.raises(Unreachable):
        find_drift(EXAMPLE, both, receipts)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("<= 100", "<= 100000", DriftKind.DIFFERENT),
        ("forbid (", "permit (", DriftKind.DIFFERENT),
        ("@id(", '@id("more") permit (principal, action, resource);\n@id(', DriftKind.WEAKER),
        ("@id(", '@id("more") forbid (principal, action, resource);\n@id(', DriftKind.STRICTER),
        ("permit (", "oops (", DriftKind.WEAKER),
    ],
)
def test_a_hand_edit_of_the_policies_is_found(
    old: str, new: str, kind: DriftKind, both: Both, receipts: KeptReceipts, tmp_path: Path
) -> None:
    applied(both, receipts)
    (path,) = (tmp_path / "cedar").glob("*.cedar")
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    (found,) = (each for each in find_drift(EXAMPLE, both, receipts) if each.is_drift)
    assert found.kind is kind


def test_a_removed_prohibition_is_weaker(both: Both, receipts: KeptReceipts, tmp_path: Path) -> None:
    applied(both, receipts)
    (path,) = (tmp_path / "cedar").glob("*.cedar")
    blocks = path.read_text("utf-8").split("\n\n")
    path.write_text("\n\n".join(each for each in blocks if "forbid" not in each), "utf-8")
    (found,) = (each for each in find_drift(EXAMPLE, both, receipts) if each.is_drift)
    assert found.kind is DriftKind.WEAKER


def test_a_hand_edit_of_the_schema_is_found(both: Both, receipts: KeptReceipts, tmp_path: Path) -> None:
    applied(both, receipts)
    (path,) = (tmp_path / "cedar").glob("*.cedarschema")
    path.write_text(path.read_text("utf-8").replace("Long", "String"), "utf-8")
    (found,) = (each for each in find_drift(EXAMPLE, both, receipts) if each.is_drift)
    assert found.kind is DriftKind.DIFFERENT


def test_the_drift_can_be_read(both: Both, receipts: KeptReceipts, fake: ContractFake) -> None:
    applied(both, receipts)
    content(fake.store.only()["draft"], "HATE").update(inputStrength="LOW")
    said = drift_text(find_drift(EXAMPLE, both, receipts))
    assert "weaker: ~ contentPolicy.filters.HATE.inputStrength: HIGH → LOW" in said
    assert "in place" in said


def test_no_document_is_told_and_not_called_in_place(both: Both, receipts: KeptReceipts) -> None:
    assert "nothing was compared" in drift_text(find_drift(posture(), both, receipts))
