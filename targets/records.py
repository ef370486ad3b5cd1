"""What receipts say, read back: which change stands, and the document it put in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from targets.interface import Change, Document, Receipt
from targets.stages import Stage

RECEIPT, INTENT = "receipt", "intent"
"""The kinds under which receipts, and changes about to be made, are recorded."""
APPLIED, FOUND, FAILED, INTERRUPTED = "applied", "found in place", "failed", "interrupted"
STANDS = (APPLIED, FOUND)
"""The outcomes after which a document is in place."""

Payload = Mapping[str, Any]


def payload_of(receipt: Receipt, change: Change, under: Mapping[str, str]) -> dict[str, Any]:
    """
    A receipt for the record: with the document itself, so that it can be restored and compared.

    `under` says which posture, author and approval the change was made under.
    """
    document = change.document
    return {
        **asdict(receipt),
        "id": receipt.id,
        "kind": receipt.kind.value,
        "written": list(receipt.written),
        "not_written": list(receipt.not_written),
        "use_cases": list(change.use_cases),
        "stage": document.stage.value,
        "media_type": document.media_type,
        "document_posture": document.posture,
        "content": document.content,
        **under,
    }


def document_of(payload: Payload) -> Document | None:
    """The document a receipt speaks of; None where an earlier release recorded its digest only."""
    if "content" not in payload:
        return None
    return Document(
        target=payload["target"],
        name=payload["name"],
        media_type=payload["media_type"],
        content=payload["content"],
        posture=payload["document_posture"],
        stage=Stage(payload["stage"]),
    )


def last_standing(receipts: Iterable[Payload]) -> dict[tuple[str, str], Payload]:
    """The newest receipt of each target and name after which the document was in place."""
    return {
        (str(each["target"]), str(each["name"])): each for each in receipts if each.get("outcome") in STANDS
    }
