"""Making, approving and applying a plan in one line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.posture import Posture
from targets.apply import Approval, apply_plan
from targets.interface import Receipt, Target
from targets.plan import Plan, make_plan
from tests.targets.receipts import KeptReceipts

if TYPE_CHECKING:
    from tests.support.aws_fake import ContractFake  # where the provider's client is not installed

NOW = "2026-11-22T12:00:00Z"
Both = tuple[Target, ...]


def plan_of(given_posture: Posture, targets: Sequence[Target]) -> Plan:
    return make_plan(given_posture, targets, author="Ada")


def approve(plan: Plan, approver: str = "Grace") -> Approval:
    return Approval(plan=plan.id, approver=approver)


def run(
    plan: Plan,
    targets: Sequence[Target],
    receipts: KeptReceipts,
    approval: Approval | None = None,
    **more: Any,
) -> tuple[Receipt, ...]:
    return apply_plan(plan, approval or approve(plan), targets, receipts, at=NOW, **more)


def writes(fake: ContractFake) -> list[str]:
    return [each for each in fake.calls if not each.startswith(("Get", "List"))]
