"""One setting that serves several use cases: all are listed; demands are merged, or refused with names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from engine.posture import Posture
from targets.apply import apply_plan
from targets.capabilities import Claim, Merged
from targets.cedar import CedarPolicies
from targets.errors import ConflictingDemands
from targets.interface import Rendering
from targets.plan import Plan, make_joint_plan
from targets.plan_report import plan_data, plan_text
from targets.shared import left_out
from tests.targets.applying import NOW, Both, approve
from tests.targets.postures import EXAMPLE, permission, posture
from tests.targets.receipts import KeptReceipts

FIRST = posture((), (permission("search", "allow"),), use_case="first")
SECOND = posture((), (permission("search", "deny"),), use_case="second")


class OneFile(CedarPolicies):
    """The real target, made to give every use case the same two files, as a shared gateway would."""

    def render(self, posture: Posture) -> Rendering:
        """The documents under one name for all."""
        rendering = super().render(posture)
        names = {each.name: f"all.{each.name.rsplit('.', 1)[1]}" for each in rendering.documents}
        documents = tuple(replace(each, name=names[each.name]) for each in rendering.documents)
        held = tuple(replace(each, document=names[each.document]) for each in rendering.held)
        return replace(rendering, documents=documents, held=held)


class Strictest(OneFile):
    """As above, and able to merge: the document with a `forbid` prevails."""

    def merge(self, claims: Sequence[Claim]) -> Merged:
        """The strictest claim, or a refusal where two forbid."""
        strict = [each for each in claims if "forbid" in each.document.content]
        if len(strict) > 1:
            return Merged(document=None, conflicts=("both forbid",))
        chosen = (strict or [*claims])[0]
        return Merged(document=chosen.document, decided=(f"{chosen.use_case} prevails",))


def joint(postures: Sequence[Posture], *targets: Any) -> Plan:
    return make_joint_plan(postures, targets, author="Ada")


def test_use_cases_without_a_common_setting_are_planned_side_by_side(both: Both) -> None:
    plan = joint([EXAMPLE, replace(EXAMPLE, use_case="other")], *both)
    assert len(plan.changes) == 6
    assert {each.use_cases for each in plan.changes} == {("cv-screening",), ("other",)}
    assert plan.conflicts == ()
    assert len(plan.coverages) == 2


def test_a_target_that_cannot_merge_refuses_and_says_who_conflicts(
    tmp_path: Any, receipts: KeptReceipts
) -> None:
    target = OneFile(tmp_path)
    plan = joint([FIRST, SECOND], target)
    assert any("all.cedar serves first, second" in each for each in plan.conflicts)
    with pytest.raises(ConflictingDemands, match="first, second"):
        apply_plan(plan, approve(plan), [target], receipts, at=NOW)
    assert receipts.entries == [] and not list(tmp_path.iterdir())


def test_equal_demands_on_one_setting_need_no_merging(tmp_path: Any) -> None:
    plan = joint([FIRST, replace(FIRST, use_case="third")], OneFile(tmp_path))
    assert plan.conflicts == ()
    assert {each.use_cases for each in plan.changes} == {("first", "third")}


def test_the_strictest_demand_prevails_and_the_plan_lists_every_use_case(
    tmp_path: Any, receipts: KeptReceipts
) -> None:
    target = Strictest(tmp_path)
    plan = joint([FIRST, SECOND], target)
    assert "serves: first, second" in plan_text(plan, [target])
    assert "second prevails" in plan_text(plan, [target])
    assert plan_data(plan)["changes"][0]["use_cases"] == ["first", "second"]
    assert plan.id != joint([FIRST], target).id
    apply_plan(plan, approve(plan), [target], receipts, at=NOW)
    assert "forbid" in (tmp_path / "all.cedar").read_text()
    for use_case in ("first", "second"):
        assert len(receipts.recorded("receipt", use_case)) == 2


def test_the_order_in_which_use_cases_are_given_does_not_matter(tmp_path: Any) -> None:
    target = Strictest(tmp_path)
    one, other = joint([FIRST, SECOND], target), joint([SECOND, FIRST], target)
    assert [each.document.content for each in one.changes] == [
        each.document.content for each in other.changes
    ]


def test_a_refusal_to_merge_is_told_with_its_use_cases(tmp_path: Any) -> None:
    plan = joint([SECOND, replace(SECOND, use_case="other")], Strictest(tmp_path))
    assert plan.conflicts[0].endswith("serves other, second: both forbid")
    assert not any(each.document.name == "all.cedar" for each in plan.changes)


def test_a_plan_that_forgets_a_use_case_the_setting_serves_is_told(
    tmp_path: Any, receipts: KeptReceipts
) -> None:
    target = Strictest(tmp_path)
    plan = joint([FIRST, SECOND], target)
    apply_plan(plan, approve(plan), [target], receipts, at=NOW)
    third = joint([replace(FIRST, use_case="third")], target)
    assert all("also serves first, second" in each for each in left_out(third.changes, receipts))
    assert len(left_out(third.changes, receipts)) == 2
    assert left_out(third.changes, receipts, released=["first", "second"]) == ()
    assert left_out(plan.changes, receipts) == ()


def test_receipts_of_a_setting_of_one_use_case_never_stand_in_anothers_way(
    both: Both, receipts: KeptReceipts
) -> None:
    plan = joint([EXAMPLE], *both)
    apply_plan(plan, approve(plan), both, receipts, at=NOW)
    other = joint([replace(EXAMPLE, use_case="other")], *both)
    assert left_out(other.changes, receipts) == ()
