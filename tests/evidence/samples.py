"""A small ledger and its parts, for tests. Every name in it is made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evidence import Actor, Entry, EntryKind, Ledger, SigningKey

ORIGIN = "example.org/ledger"
KEY = SigningKey(name=ORIGIN, seed=bytes(range(32)))
OTHER_KEY = SigningKey(name=ORIGIN, seed=bytes(range(1, 33)))
AT = "2026-11-22T09:30:00Z"
SIZE = 7
SIGNED = 6
"""How many of the `SIZE` entries of the ledger that is tampered with stand under a checkpoint."""


def entry(number: int, *, subject: str = "cv-screening", **payload: Any) -> Entry:
    """The sample entry with that number; entries of different numbers differ."""
    kinds = [kind for kind in EntryKind if kind is not EntryKind.ERASED]
    return Entry(
        kind=kinds[number % len(kinds)],
        subject=subject,
        actor=Actor(name="A. Sample"),
        at=AT,
        payload={"number": number, **payload},
        knowledge_base="sha256:00",
    )


def url_of(where: Path | str) -> str:
    """The database URL of a file; a URL is one already."""
    return where if isinstance(where, str) else f"sqlite:///{where}"


def open_ledger(where: Path | str, key: SigningKey = KEY) -> Ledger:
    """The ledger in the file or database `where`."""
    return Ledger.open(url_of(where), key, ORIGIN)


def write_ledger(where: Path | str, size: int, checkpoints: frozenset[int] = frozenset()) -> dict[int, str]:
    """Writes `size` entries to `where`, signing at the sizes `checkpoints`; gives the notes by size."""
    notes = {}
    with open_ledger(where) as ledger:
        for number in range(size):
            ledger.append(entry(number))
            if number + 1 in checkpoints:
                notes[number + 1] = ledger.checkpoint().note
    return notes
