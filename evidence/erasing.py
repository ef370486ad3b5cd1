"""Erasing the free texts of an entry, and recording that this was done."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from evidence.appending import Acknowledgement, append_contents, prepare
from evidence.entries import Actor, Entry, EntryKind
from evidence.errors import NothingToErase
from evidence.freetext import commitments
from evidence.rows import recorded_at
from evidence.shelf import texts_of
from evidence.tables import free_text


def erase(connection: Connection, seq: int, *, actor: Actor, at: str, ground: str) -> Acknowledgement:
    """Deletes the free texts of entry `seq` and appends an entry that says so, within one transaction."""
    about = recorded_at(connection, seq)
    standing = texts_of(connection, commitments(about.entry.payload))
    if not standing:
        raise NothingToErase(f"Entry {seq} has no free text that is still there.")
    entry = Entry(
        kind=EntryKind.ERASED,
        subject=about.entry.subject,
        actor=actor,
        at=at,
        payload={"entry": seq, "commitments": sorted(standing), "ground": ground},
    )
    (acknowledged,) = append_contents(connection, [prepare(entry)])
    connection.execute(delete(free_text).where(free_text.c.commitment.in_(list(standing))))
    return acknowledged
