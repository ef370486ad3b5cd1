"""Going back to what an earlier receipt put in place, by a plan like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from targets.errors import UnknownReceipt
from targets.interface import Document, Receipts, Target
from targets.plan import Plan, compare
from targets.records import RECEIPT, STANDS, Payload, document_of, last_standing


def rollback_plan(
    use_case: str, receipt: str, targets: Sequence[Target], receipts: Receipts, *, author: str
) -> Plan:
    """
    The plan that restores every document of the receipt's target as it was once that receipt's plan was done.

    Documents that came later stay where they are. Raises `UnknownReceipt`, `NotConnected` or a
    `ProviderError`. What is restored may be weaker than what the posture asks for today: the plan shows it.
    """
    history = [each for each in receipts.recorded(RECEIPT, use_case) if each.get("outcome") in STANDS]
    chosen = _chosen(history, receipt, use_case)
    by_name = {target.name: target for target in targets}
    if chosen["target"] not in by_name:
        raise UnknownReceipt(
            f"{receipt} is about {chosen['target']}, which is not looked at here. Next: add --live."
        )
    target = by_name[chosen["target"]]
    changes = [
        replace(compare(target, document), use_cases=tuple(payload["use_cases"]))
        for payload, document in _documents(history, chosen)
    ]
    return Plan(
        posture=str(chosen["posture"]),
        use_cases=tuple(sorted({use_case, *(each for change in changes for each in change.use_cases)})),
        is_complete=True,
        author=author,
        changes=tuple(changes),
        restores=receipt,
    )


def _chosen(history: Sequence[Payload], receipt: str, use_case: str) -> Payload:
    for each in history:
        if each.get("id") == receipt:
            return each
    known = "".join(f"\n  {line}" for line in receipt_lines(history))
    raise UnknownReceipt(
        f"No receipt {receipt!r} of {use_case} put anything in place."
        + (f" Those that did, oldest first:{known}" if known else " Nothing has been applied for it yet.")
    )


def _documents(history: Sequence[Payload], chosen: Payload) -> list[tuple[Payload, Document]]:
    end = max(place for place, each in enumerate(history) if each["plan"] == chosen["plan"])
    then = last_standing(each for each in history[: end + 1] if each["target"] == chosen["target"])
    found = [(payload, document_of(payload)) for _, payload in sorted(then.items())]
    return [(payload, document) for payload, document in found if document is not None]


def receipt_lines(history: Sequence[Payload]) -> tuple[str, ...]:
    """A line for each receipt that can be gone back to."""
    return tuple(
        f"{each['id']}: {each['target']} {each['name']}, {each['stage']}, version {each['version']}"
        for each in history
        if each.get("outcome") in STANDS and "content" in each
    )
