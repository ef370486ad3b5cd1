"""Writing down each change before and after it is made, so that no interruption loses its receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from targets.interface import Applied, Change, ChangeKind, Receipt, Receipts, Target
from targets.plan import Plan, compare
from targets.records import FOUND, INTENT, INTERRUPTED, RECEIPT, STANDS, Payload, document_of, payload_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The record of one run of one approved plan."""

    plan: Plan
    approver: str
    approval: str
    receipts: Receipts
    at: str

    def has_receipt(self, change: Change) -> bool:
        """Whether an earlier run of this plan made `change` and told so."""
        return any(
            each.get("document") == change.document.id and each.get("outcome") in STANDS
            for each in self._about(RECEIPT, change)
        )

    def begin(self, change: Change, intended: Receipt) -> int:
        """Records that `change` is about to be made; returns which try at it this is, counted from 1."""
        tries = [each for each in self._about(INTENT, change) if each.get("document") == change.document.id]
        attempt = len(tries) + 1
        payload = payload_of(intended, change, self._under) | {"attempt": attempt}
        self._record(INTENT, change, payload)
        return attempt

    def keep(self, receipt: Receipt, change: Change) -> None:
        """Records what became of `change`, under every use case it serves."""
        self._record(RECEIPT, change, payload_of(receipt, change, self._under))

    @property
    def _under(self) -> Mapping[str, str]:
        return {
            "posture": self.plan.posture,
            "author": self.plan.author,
            "approver": self.approver,
            "approval": self.approval,
        }

    def _about(self, kind: str, change: Change) -> Iterable[Payload]:
        found = self.receipts.recorded(kind, change.use_cases[0])
        return (each for each in found if each.get("plan") == self.plan.id)

    def _record(self, kind: str, change: Change, payload: Payload) -> None:
        for use_case in change.use_cases:
            self.receipts.record(kind, use_case, payload, self.plan.author, self.at)


def settle(
    use_cases: Iterable[str], targets: Sequence[Target], receipts: Receipts, *, at: str
) -> tuple[Receipt, ...]:
    """
    Gives every change that an interrupted run began its receipt: found in place, or not.

    Changes at targets that are not among `targets` stay open until these are at hand.
    """
    by_name = {target.name: target for target in targets}
    settled = []
    for use_case in use_cases:
        told = {_try(each) for each in receipts.recorded(RECEIPT, use_case)}
        for intent in receipts.recorded(INTENT, use_case):
            if _try(intent) not in told and intent["target"] in by_name:
                receipt, payload = _settled(intent, by_name[intent["target"]])
                receipts.record(RECEIPT, use_case, payload, str(intent["author"]), at)
                settled.append(receipt)
    return tuple({each.id: each for each in settled}.values())


def _try(payload: Payload) -> tuple[object, ...]:
    return payload.get("plan"), payload.get("document"), payload.get("attempt")


def _settled(intent: Payload, target: Target) -> tuple[Receipt, Payload]:
    document = document_of(intent)
    if document is None:
        raise ValueError("An intent always carries its document.")
    current = compare(target, document)
    stands = current.kind is ChangeKind.NONE
    found = Applied(provider_id=current.observed.provider_id, version=current.observed.version)
    receipt = Receipt(
        plan=intent["plan"],
        target=document.target,
        name=document.name,
        kind=ChangeKind(intent["kind"]),
        outcome=FOUND if stands else INTERRUPTED,
        provider_id=found.provider_id,
        version=found.version if stands else "",
        token=intent["token"],
        document=document.id,
        attempt=intent["attempt"],
        not_written=() if stands else ("unknown how far it came; a new plan will show",),
    )
    told = {"outcome": receipt.outcome, "id": receipt.id, "provider_id": receipt.provider_id}
    told |= {"version": receipt.version}
    return receipt, {**intent, **told, "not_written": list(receipt.not_written)}
