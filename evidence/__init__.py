"""What was decided, approved, applied and observed, kept so that an outsider can verify it."""

from __future__ import annotations

from evidence.appending import Acknowledgement
from evidence.entries import Actor, Entry, EntryKind, RecordedEntry
from evidence.errors import (
    CheckpointRefused,
    EntryRefused,
    GuardMissing,
    KeyUnusable,
    LedgerDamaged,
    LedgerError,
    LedgerUnavailable,
    NoteRejected,
    NothingToErase,
    NothingToSign,
    UnknownEntry,
)
from evidence.freetext import ERASED, FreeText
from evidence.inspection import holds_ledger, verify_url
from evidence.keys import SigningKey, VerifierKey, load_or_create_key
from evidence.ledger import Checkpoint, Ledger
from evidence.notes import TreeHead, open_checkpoint
from evidence.proofs import ConsistencyProof, InclusionProof
from evidence.receipts import LedgerReceipts
from evidence.reviews import EvidenceItem, Outcome, Review, evidence_payload, review_payload
from evidence.tree import verify_consistency, verify_inclusion
from evidence.verify import Discrepancy, Report, Verdict, What, verify_database, verify_proof

__all__ = [
    "ERASED",
    "Acknowledgement",
    "Actor",
    "Checkpoint",
    "CheckpointRefused",
    "ConsistencyProof",
    "Discrepancy",
    "Entry",
    "EntryKind",
    "EntryRefused",
    "EvidenceItem",
    "FreeText",
    "GuardMissing",
    "InclusionProof",
    "KeyUnusable",
    "Ledger",
    "LedgerDamaged",
    "LedgerError",
    "LedgerReceipts",
    "LedgerUnavailable",
    "NoteRejected",
    "NothingToErase",
    "NothingToSign",
    "Outcome",
    "RecordedEntry",
    "Report",
    "Review",
    "SigningKey",
    "TreeHead",
    "UnknownEntry",
    "Verdict",
    "VerifierKey",
    "What",
    "evidence_payload",
    "holds_ledger",
    "load_or_create_key",
    "open_checkpoint",
    "review_payload",
    "verify_consistency",
    "verify_database",
    "verify_inclusion",
    "verify_proof",
    "verify_url",
]
