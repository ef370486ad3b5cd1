"""Every error of the evidence room, as one branch of the project's tree.

DuecareError
└── LedgerError
    ├── EntryRefused           (also an InputError) what was to be recorded cannot be; carries all its faults
    ├── EntryConflict          an identifier is already recorded with other content
    ├── LedgerUnavailable      the database cannot be opened, read or written
    ├── LedgerDamaged          what is stored contradicts itself
    │   └── CheckpointRefused  signing would vouch for a history that differs from one already signed
    ├── GuardMissing           a trigger that keeps the tables append-only is not there
    ├── NothingToSign          an empty ledger was to be signed
    ├── NothingToErase         an entry whose free texts were to be erased has none
    ├── UnknownEntry           a sequence number the ledger does not hold
    ├── KeyUnusable            a key, or the file it is kept in, is not what it must be
    └── NoteRejected           a signed note or checkpoint is malformed, or not signed by the key
"""

from __future__ import annotations

from engine.errors import DuecareError, InputError


class LedgerError(DuecareError):
    """The base of every error this room raises on purpose."""


class EntryRefused(LedgerError, InputError):
    """An entry, evidence item or review cannot be recorded as it is; `faults` says all that is wrong."""


class LedgerUnavailable(LedgerError):
    """The database cannot be opened, read or written; nothing was acknowledged."""


class LedgerDamaged(LedgerError):
    """What is stored contradicts itself: run the verifier, keep the file, restore a verified copy."""


class CheckpointRefused(LedgerDamaged):
    """The ledger no longer extends the history that its last checkpoint signed, so it is not signed again."""


class GuardMissing(LedgerError):
    """An append-only trigger is missing or altered, so nothing is written."""


class NothingToSign(LedgerError):
    """A checkpoint of an empty ledger would vouch for nothing."""


class NothingToErase(LedgerError):
    """The entry has no free text, or it was erased before."""


class UnknownEntry(LedgerError):
    """A sequence number at or beyond the ledger's size was asked for."""


class KeyUnusable(LedgerError):
    """A key or its file is malformed, readable by others, or belongs to another log."""


class NoteRejected(LedgerError):
    """A note or checkpoint is malformed, or carries no valid signature of the expected key."""
