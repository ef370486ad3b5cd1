"""What other rooms may use of the evidence room."""

from __future__ import annotations

import inspect

import evidence
from engine.errors import DuecareError, InputError
from evidence import errors

PUBLIC = (
    *("ERASED", "Acknowledgement", "Actor", "Checkpoint", "CheckpointRefused", "ConsistencyProof"),
    *("Discrepancy", "Entry", "EntryKind", "EntryRefused", "EvidenceItem", "FreeText", "GuardMissing"),
    *("InclusionProof", "KeyUnusable", "Ledger"),
    *("LedgerDamaged", "LedgerError", "LedgerReceipts", "LedgerUnavailable", "NoteRejected"),
    *("NothingToErase", "NothingToSign"),
    *("Outcome", "RecordedEntry", "Report", "Review", "SigningKey", "TreeHead", "UnknownEntry", "Verdict"),
    *(
        "VerifierKey",
        "What",
        "evidence_payload",
        "holds_ledger",
        "load_or_create_key",
        "open_checkpoint",
        "review_payload",
    ),
    *("verify_consistency", "verify_database", "verify_inclusion", "verify_proof", "verify_url"),
)


def test_the_public_names_are_these() -> None:
    assert tuple(evidence.__all__) == PUBLIC
    assert all(hasattr(evidence, name) for name in PUBLIC)


def test_every_error_of_the_room_is_one_of_ours_and_stands_in_the_drawn_tree() -> None:
    defined = [
        kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__
    ]
    assert len(defined) > 5
    for kind in defined:
        assert issubclass(kind, errors.LedgerError)
        assert issubclass(kind, DuecareError)
        assert kind.__name__ in (errors.__doc__ or "")
    assert issubclass(errors.EntryRefused, InputError)
