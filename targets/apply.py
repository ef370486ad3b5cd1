"""Making the changes of an approved plan, and only those.

Everything that can be refused is refused before anything is written. A change that an earlier, interrupted
run already made is found in place and not made again, so the same approved plan can be run until it is done.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from engine.canonical import digest
from engine.errors import IncompleteDetermination
from targets.errors import (
    ApprovalRefused,
    Conflict,
    ConflictingDemands,
    ForeignResource,
    PartlyApplied,
    ProviderError,
    StalePlan,
)
from targets.interface import Applied, Change, ChangeKind, Receipt, Receipts, Target
from targets.plan import Plan, compare
from targets.recording import Recording, settle
from targets.records import APPLIED, FAILED, FOUND


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

    First of all, changes that an interrupted run began get their receipts, which are among those returned.

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
    settled = settle(plan.use_cases, targets, receipts, at=at)
    by_name = {target.name: target for target in targets}
    now = {
        change.document.id: compare(by_name[change.document.target], change.document)
        for change in plan.changes
    }
    _check_foreign(plan, now)
    _check_unmoved(plan, now)
    recording = Recording(
        plan=plan, approver=approval.approver, approval=approval.label, receipts=receipts, at=at
    )
    return (*settled, *_make(recording, by_name, now))


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


def _check_foreign(plan: Plan, now: Mapping[str, Change]) -> None:
    ours = {each.document.id for each in plan.changes if each.kind is not ChangeKind.BY_HAND}
    taken = [
        each.document.name for key, each in now.items() if each.kind is ChangeKind.FOREIGN and key in ours
    ]
    if taken:
        raise ForeignResource(
            f"Not created by duecare, so left alone: {', '.join(taken)}. Nothing was written. "
            "Rename or remove it, then make a new plan."
        )


def _check_unmoved(plan: Plan, now: Mapping[str, Change]) -> None:
    moved = [
        planned.document.name for planned in plan.changes if _has_moved(planned, now[planned.document.id])
    ]
    if moved:
        raise StalePlan(
            f"Changed since {plan.id} was made: {', '.join(moved)}. Nothing was written. "
            "Make and approve a new plan."
        )


def _has_moved(planned: Change, current: Change) -> bool:
    is_there = current.kind is ChangeKind.NONE
    return not is_there and current.observed.digest != planned.observed.digest


def _make(
    recording: Recording, targets: Mapping[str, Target], now: Mapping[str, Change]
) -> tuple[Receipt, ...]:
    made: list[Receipt] = []
    to_do = recording.plan.to_do
    for position, change in enumerate(to_do):
        target = targets[change.document.target]
        try:
            current = _current(change, target, now[change.document.id] if position == 0 else None)
            if current.kind is not ChangeKind.NONE or not recording.has_receipt(change):
                made.append(_one(recording, change, current, target))
        except ProviderError as error:
            raise PartlyApplied(error, tuple(made), to_do[position:]) from error
    return tuple(made)


def _current(change: Change, target: Target, just_seen: Change | None) -> Change:
    """What stands there at the moment before it is changed; refuses what somebody else changed meanwhile."""
    if just_seen is not None:
        return just_seen
    current = compare(target, change.document)
    if _has_moved(change, current):
        message = f"{change.document.name} was changed by somebody else while the plan was being applied."
        raise Conflict(message, not_written=(change.document.name,))
    return current


def _one(recording: Recording, change: Change, current: Change, target: Target) -> Receipt:
    if current.kind is ChangeKind.NONE:
        found = Applied(provider_id=current.observed.provider_id, version=current.observed.version)
        receipt = _receipt(recording.plan, change, found, FOUND)
    else:
        blank = _receipt(recording.plan, change, Applied(provider_id="", version=""), FAILED)
        attempt = recording.begin(change, blank)
        try:
            applied = target.apply(change, blank.token)
        except ProviderError as error:
            recording.keep(_failed(blank, change, error, attempt), change)
            raise
        receipt = replace(_receipt(recording.plan, change, applied, APPLIED), attempt=attempt)
    recording.keep(receipt, change)
    return receipt


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


def _failed(blank: Receipt, change: Change, error: ProviderError, attempt: int) -> Receipt:
    return replace(
        blank,
        provider_id=change.observed.provider_id,
        attempt=attempt,
        written=error.written,
        not_written=error.not_written,
    )
