"""The errors of collecting, a branch of the room's tree.

LedgerError
├── LedgerUnavailable
│   └── SignalsUnavailable   the folder of the signals cannot be read or written
└── UnknownFormat            (also an InputError) no parser has that name, or its table is faulty
"""

from __future__ import annotations

from engine.errors import InputError
from evidence.errors import LedgerError, LedgerUnavailable


class SignalsUnavailable(LedgerUnavailable):
    """The folder of the signals cannot be read or written; the batch at hand is not acknowledged."""


class UnknownFormat(LedgerError, InputError):
    """There is no parser of that name, or the table that goes with it says something that does not exist."""
