"""Making the changes of an approved plan, and only those.

Everything that can be refused is refused before anything is written. A change that an earlier, interrupted
run already made is found in place and not made again, so the same approved plan can be run until it is done.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from engine.canonical import digest
from engine.errors import IncompleteDetermination
from targets.errors import (
    ApprovalRefused,
    ConflictingDemands,
    ForeignResource,
    PartlyApplied,
    ProviderError,
    StalePlan,
)
from targets.interface import Applied, Change, ChangeKind, Receipt, Receipts, Target
from targets.plan import Plan, compare

RECEIPT = "receipt"
"""The kind under which receipts are recorded."""
APPLIED, FOUND, FAILED = "applied", "found in place", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A second person's yes to exactly one plan."""

    plan: str
    approver: str
    authenticated: bool = False

    @property
    def label(self) -> str:
        """How sure it is who approved."""
        return "authenticated" if self.authenticated else "self-declared"


def token_for(plan: Plan, change: Change) -> str:
    """The idempotency token of a change: the same plan repeated gives the same token."""
    return f"posture-{digest((plan.id, change.document.id))[:40]}"


def apply_plan(
    plan: Plan,
    approval: Approval,
    targets: Sequence[Target],
    receipts: Receipts,
    *,
    at: str,
    require_authenticated: bool = False,
) -> tuple[Receipt, ...]:
    """Makes the plan's changes and returns a receipt for each; empty where nothing was left to do.

    `at` is the present instant (RFC 3339), kept with the receipts. Before anything is written it may
    raise `IncompleteDetermination`, `ConflictingDemands`, `ApprovalRefused`, `ForeignResource` or
    `StalePlan`; on the way, `PartlyApplied`.
    """
    if not plan.is_complete:
        raise IncompleteDetermination(
            f"{plan.id} follows from a determination whose open questions could still raise a tier. "
            "Answer them (`duecare questions`) and make a new plan."
        )
    if plan.conflicts:
        raise ConflictingDemands(
            f"{plan.id} holds demands that cannot all be met: {' '.join(plan.conflicts)} "
            "Decide which gives way, state it as the organisation's policy, and make a new plan."
        )
    _check_approval(plan, approval, require_authenticated=require_authenticated)
    by_name = {target.name: target for target in targets}
    now = {
        change.document.id: compare(by_name[change.document.target], change.document)
        for change in plan.changes
    }
    _check_foreign(now)
    _check_unmoved(plan, now)
    return _make(plan, approval, by_name, receipts, now, at)


def _check_approval(plan: Plan, approval: Approval, *, require_authenticated: bool) -> None:
    if approval.plan != plan.id:
        raise ApprovalRefused(
            f"The approval is for {approval.plan}, not for {plan.id}: approve the plan at hand."
        )
    if not _same_name(approval.approver) or not _same_name(plan.author):
        raise ApprovalRefused("The plan's author and its approver must both have a name.")
    if _same_name(approval.approver) == _same_name(plan.author):
        raise ApprovalRefused(f"{plan.author} made the plan and cannot approve it: ask a second person.")
    if require_authenticated and not approval.authenticated:
        raise ApprovalRefused(f"{approval.approver} is self-declared; an authenticated approval is required.")


def _same_name(name: str) -> str:
    """Names that differ in case, width or white space only are one person's."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _check_foreign(now: Mapping[str, Change]) -> None:
    taken = [each.document.name for each in now.values() if each.kind is ChangeKind.FOREIGN]
    if taken:
        raise ForeignResource(
            f"Not created by duecare, so left alone: {', '.join(taken)}. Nothing was written. "
            "Rename or remove it, then make a new plan."
        )


def _check_unmoved(plan: Plan, now: Mapping[str, Change]) -> None:
    moved = [
        planned.document.name
        for planned in plan.changes
        if (current := now[planned.document.id]).kind is not ChangeKind.NONE
        and current.observed.digest != planned.observed.digest
    ]
    if moved:
        raise StalePlan(
            f"Changed since {plan.id} was made: {', '.join(moved)}. Nothing was written. "
            "Make and approve a new plan."
        )


def _make(
    plan: Plan,
    approval: Approval,
    targets: Mapping[str, Target],
    receipts: Receipts,
    now: Mapping[str, Change],
    at: str,
) -> tuple[Receipt, ...]:
    known = {
        (each.get("plan"), each.get("document"))
        for each in receipts.recorded(RECEIPT, plan.use_case)
        if each.get("outcome") != FAILED
    }
    made: list[Receipt] = []
    for position, change in enumerate(plan.to_do):
        current = now[change.document.id]
        if current.kind is ChangeKind.NONE and (plan.id, change.document.id) in known:
            continue
        try:
            receipt = _one(plan, change, current, targets[change.document.target])
        except ProviderError as error:
            failed = _failed(plan, change, error)
            _keep(failed, approval, receipts, plan, at)
            raise PartlyApplied(error, tuple(made), plan.to_do[position:]) from error
        _keep(receipt, approval, receipts, plan, at)
        made.append(receipt)
    return tuple(made)


def _one(plan: Plan, change: Change, current: Change, target: Target) -> Receipt:
    if current.kind is ChangeKind.NONE:
        found = Applied(provider_id=current.observed.provider_id, version=current.observed.version)
        return _receipt(plan, change, found, FOUND)
    return _receipt(plan, change, target.apply(change, token_for(plan, change)), APPLIED)


def _receipt(plan: Plan, change: Change, applied: Applied, outcome: str) -> Receipt:
    return Receipt(
        plan=plan.id,
        target=change.document.target,
        name=change.document.name,
        kind=change.kind,
        outcome=outcome,
        provider_id=applied.provider_id,
        version=applied.version,
        token=token_for(plan, change),
        document=change.document.id,
    )


def _failed(plan: Plan, change: Change, error: ProviderError) -> Receipt:
    return Receipt(
        plan=plan.id,
        target=change.document.target,
        name=change.document.name,
        kind=change.kind,
        outcome=FAILED,
        provider_id=change.observed.provider_id,
        version="",
        token=token_for(plan, change),
        document=change.document.id,
        written=error.written,
        not_written=error.not_written,
    )


def _keep(receipt: Receipt, approval: Approval, receipts: Receipts, plan: Plan, at: str) -> None:
    approved = {"approver": approval.approver, "approval": approval.label}
    payload = {**asdict(receipt), "kind": receipt.kind.value, "posture": plan.posture, **approved}
    payload |= {"written": list(receipt.written), "not_written": list(receipt.not_written)}
    receipts.record(RECEIPT, plan.use_case, payload, plan.author, at)
