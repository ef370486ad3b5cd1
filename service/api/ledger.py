"""The ledger: its entries with proofs of inclusion, its checkpoints, and its check of itself."""

from __future__ import annotations

import base64
from typing import Any

from apiflask import APIBlueprint
from flask import request, url_for
from pydantic import BaseModel, ConfigDict, Field

from evidence import EntryKind, RecordedEntry, Report, Verdict
from service.api.answers import Answer
from service.state import state

blueprint = APIBlueprint("ledger", __name__, tag="Ledger")
SELF_VERIFIED = "Self-verified only: nothing outside this machine vouches for the ledger."


class Paging(BaseModel):
    """Which part of the ledger to list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: int = Field(default=-1, ge=-1, description="List the entries after this place. Default: from 0.")
    limit: int = Field(default=50, ge=1, le=200, description="At most so many entries.")
    subject: str | None = Field(default=None, max_length=200, description="Only of this use case.")
    kind: EntryKind | None = Field(default=None, description="Only of this kind.")


class EntrySummary(Answer):
    """One entry without its content."""

    seq: int
    id: str
    kind: str
    subject: str
    at: str
    actor: str
    leaf_hash: str = Field(description="RFC 6962 leaf hash, in hex.")


class EntryPage(Answer):
    """A page of entries, oldest first."""

    entries: list[EntrySummary]
    size: int = Field(description="How many entries the whole ledger holds.")
    next: str | None = Field(description="Where the next page is; null on the last.")
    notice: str


class Inclusion(Answer):
    """The proof that the entry is in the tree of that size and root (RFC 6962, hashes in hex)."""

    tree_size: int
    root: str
    hashes: list[str]


class EntryRecord(EntrySummary):
    """One entry with its content, the bytes that were hashed, and its proof of inclusion."""

    knowledge_base: str | None
    payload: dict[str, Any]
    leaf: str = Field(description="The exact bytes that were hashed, in base64.")
    inclusion: Inclusion
    notice: str


class CheckpointRecord(Answer):
    """A signed statement of size and root, in C2SP tlog-checkpoint form. Keep it elsewhere."""

    origin: str
    size: int
    root: str
    checkpoint: str
    verifier_key: str
    notice: str


class Span(BaseModel):
    """Between which two sizes of the ledger consistency is to be proven."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    old: int = Field(ge=0, le=2**53, description="The size that an older checkpoint states.")
    new: int | None = Field(default=None, ge=0, le=2**53, description="The later size. Default: all entries.")


class Consistency(Answer):
    """The proof that the tree of `new` entries begins with that of `old` (RFC 6962, hashes in hex)."""

    old: int
    new: int
    old_root: str
    new_root: str
    hashes: list[str]
    notice: str


class Verification(Answer):
    """What the offline verifier says of this ledger."""

    verdict: str = Field(description="`VALID`, `TAMPERED` or `CANNOT_TELL`.")
    size: int
    root: str
    signed_size: int
    anchored: bool
    discrepancies: list[str]
    remarks: list[str]
    notice: str


@blueprint.get("/ledger/entries")
@blueprint.input(Paging, location="query", arg_name="paging")
@blueprint.output(EntryPage)
@blueprint.doc(operation_id="listEntries")
def entries(paging: Paging) -> Any:
    """List entries, oldest first, a page at a time."""
    ledger = state().workspace.ledger
    found = ledger.entries(
        subject=paging.subject, kind=paging.kind, after=paging.after, limit=paging.limit + 1
    )
    page = found[: paging.limit]
    rest: dict[str, Any] = {**request.args.to_dict(), "after": page[-1].seq if page else 0}
    return {
        "entries": [_summary(entry) for entry in page],
        "size": ledger.head().size,
        "next": url_for("ledger.entries", **rest) if len(found) > len(page) else None,
        "notice": SELF_VERIFIED,
    }


@blueprint.get("/ledger/entries/<int:seq>")
@blueprint.output(EntryRecord)
@blueprint.doc(operation_id="readEntry")
def entry(seq: int) -> Any:
    """Read one entry, with the proof that it is in the ledger."""
    ledger = state().workspace.ledger
    proof = ledger.inclusion_proof(seq)
    recorded = ledger.entry(seq)
    return {
        **_summary(recorded),
        "knowledge_base": recorded.entry.knowledge_base,
        "payload": ledger.payload(recorded),
        "leaf": base64.b64encode(recorded.leaf).decode("ascii"),
        "inclusion": {
            "tree_size": proof.size,
            "root": proof.root.hex(),
            "hashes": [each.hex() for each in proof.hashes],
        },
        "notice": SELF_VERIFIED,
    }


@blueprint.get("/ledger/consistency")
@blueprint.input(Span, location="query", arg_name="span")
@blueprint.output(Consistency)
@blueprint.doc(operation_id="proveConsistency")
def consistency(span: Span) -> Any:
    """Prove that the ledger as it is now, or was at `new` entries, only appended to its first `old`."""
    proof = state().workspace.ledger.consistency_proof(span.old, span.new)
    return {
        "old": proof.old,
        "new": proof.new,
        "old_root": proof.old_root.hex(),
        "new_root": proof.new_root.hex(),
        "hashes": [each.hex() for each in proof.hashes],
        "notice": SELF_VERIFIED,
    }


@blueprint.post("/ledger/checkpoint")
@blueprint.output(CheckpointRecord, 201)
@blueprint.doc(operation_id="signCheckpoint", responses={409: "The ledger is empty."})
def checkpoint() -> Any:
    """Sign the ledger as it is now."""
    ledger = state().workspace.ledger
    signed = ledger.checkpoint()
    return {
        "origin": signed.head.origin,
        "size": signed.head.size,
        "root": signed.head.root.hex(),
        "checkpoint": signed.note,
        "verifier_key": ledger.verifier_key,
        "notice": SELF_VERIFIED,
    }


@blueprint.get("/ledger/verification")
@blueprint.output(Verification)
@blueprint.doc(operation_id="verifyLedger")
def verification() -> Any:
    """Check the whole ledger against itself and its signatures."""
    report = state().workspace.ledger.self_check()
    return {
        "verdict": verdict(report),
        "size": report.size,
        "root": report.root.hex(),
        "signed_size": report.signed_size,
        "anchored": report.anchored,
        "discrepancies": [str(each) for each in report.discrepancies],
        "remarks": list(report.remarks),
        "notice": SELF_VERIFIED,
    }


def verdict(report: Report) -> str:
    """The verdict's name."""
    return Verdict(report.verdict).name


def _summary(recorded: RecordedEntry) -> dict[str, Any]:
    return {
        "seq": recorded.seq,
        "id": recorded.id,
        "kind": recorded.entry.kind.value,
        "subject": recorded.entry.subject,
        "at": recorded.entry.at,
        "actor": str(recorded.entry.actor),
        "leaf_hash": recorded.leaf_hash.hex(),
    }
