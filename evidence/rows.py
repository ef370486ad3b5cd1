"""Reading the ledger's rows, each function within the transaction it is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, false, or_, select

from evidence import tree
from evidence.entries import Entry, EntryKind, RecordedEntry, normalised, unseal
from evidence.errors import LedgerDamaged, UnknownEntry
from evidence.notes import TreeHead
from evidence.tables import checkpoint, event, free_text, head, node
from evidence.verify import Record


def head_of(connection: Connection) -> TreeHead:
    """The stored head."""
    row = connection.execute(select(head.c.origin, head.c.size, head.c.root)).one_or_none()
    if row is None:
        raise LedgerDamaged("The head row is gone, so the ledger does not know how many entries it has.")
    return TreeHead(origin=row.origin, size=row.size, root=row.root)


def peaks_of(connection: Connection, size: int) -> dict[tree.Position, bytes]:
    """The stored hashes that an append to a tree of `size` leaves, or its root, needs."""
    places = [and_(node.c.level == level, node.c.idx == index) for level, index in tree.peaks(size)]
    found = connection.execute(select(node.c.level, node.c.idx, node.c.hash).where(or_(false(), *places)))
    nodes = {(row.level, row.idx): row.hash for row in found}
    if len(nodes) != len(places):
        raise LedgerDamaged(f"Of the {len(places)} nodes over the {size} entries {len(nodes)} are stored.")
    return nodes


def node_reader(connection: Connection) -> tree.Reader:
    """A reader of stored nodes; one that is not there raises `LedgerDamaged`."""

    def read(level: int, index: int) -> bytes:
        where = and_(node.c.level == level, node.c.idx == index)
        if (found := connection.scalar(select(node.c.hash).where(where))) is None:
            raise LedgerDamaged(f"The node {index} of level {level} is not stored.")
        return bytes(found)

    return read


def hashed_leaves(connection: Connection, since: int) -> Iterator[tuple[int, bytes]]:
    """Place and leaf hash of each entry from `since` on, hashed anew and compared with what is stored."""
    for row in connection.execute(_leaves().where(event.c.seq >= since).order_by(event.c.seq)):
        yield row.seq, _checked_hash(row)


def recorded(
    connection: Connection,
    *,
    subject: str | None = None,
    kind: EntryKind | None = None,
    after: int = -1,
    limit: int | None = None,
) -> Iterator[RecordedEntry]:
    """
    The entries about `subject` and of `kind` after the place `after`, in order, at most `limit`.

    They are read from the bytes that were hashed, a thousand at a time.
    """
    query = _leaves().where(event.c.seq > after).order_by(event.c.seq).limit(limit)
    if subject is not None:
        query = query.where(event.c.subject == normalised(subject))
    if kind is not None:
        query = query.where(event.c.kind == kind.value)
    yield from map(_recorded, connection.execute(query, execution_options={"yield_per": 1000}))


def recorded_at(connection: Connection, seq: int) -> RecordedEntry:
    """The entry at place `seq`; `UnknownEntry` where the ledger does not hold it."""
    size = head_of(connection).size
    if not 0 <= seq < size:
        raise UnknownEntry(f"There is no entry {seq}: the ledger holds {size}, counted from 0.")
    row = connection.execute(_leaves().where(event.c.seq == seq)).one_or_none()
    if row is None:
        raise LedgerDamaged(f"Entry {seq} is not there, although the ledger counts {size}.")
    return _recorded(row)


def _recorded(row: Row[Any]) -> RecordedEntry:
    leaf_hash = _checked_hash(row)
    return RecordedEntry(seq=row.seq, id=row.id, entry=_unsealed(row), leaf=row.leaf, leaf_hash=leaf_hash)


def places_of(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    """The place and leaf hash of those of `ids` that are recorded."""
    found: dict[str, tuple[int, bytes]] = {}
    for start in range(0, len(ids), 1000):
        for row in connection.execute(_leaves().where(event.c.id.in_(ids[start : start + 1000]))):
            found[row.id] = row.seq, _checked_hash(row)
    return found


def checkpoint_notes(connection: Connection) -> tuple[str, ...]:
    """The notes of all checkpoints, oldest first."""
    return tuple(connection.scalars(select(checkpoint.c.note).order_by(checkpoint.c.size)))


def last_checkpoint(connection: Connection) -> str | None:
    """The note of the newest checkpoint, None where none was signed."""
    return connection.scalar(select(checkpoint.c.note).order_by(checkpoint.c.size.desc()).limit(1))


def whole_record(connection: Connection) -> Record:
    """Every row, as the verifier wants them."""
    return Record(
        events=_tuples(connection, select(event).order_by(event.c.seq)),
        nodes=_tuples(connection, select(node)),
        heads=_tuples(connection, select(head.c.origin, head.c.size, head.c.root)),
        checkpoints=_tuples(connection, select(checkpoint).order_by(checkpoint.c.size)),
        texts=_tuples(connection, select(free_text).order_by(free_text.c.commitment)),
    )


def _leaves() -> Select[Any]:
    stored = and_(node.c.level == 0, node.c.idx == event.c.seq)
    return select(event.c.seq, event.c.id, event.c.leaf, node.c.hash).join(node, stored, isouter=True)


def _checked_hash(row: Row[Any]) -> bytes:
    if not isinstance(row.leaf, bytes):
        raise LedgerDamaged(f"Entry {row.seq}: it is not stored as bytes any more; it was rewritten.")
    hashed = tree.leaf_hash(row.leaf)
    if hashed != row.hash:
        raise LedgerDamaged(f"Entry {row.seq}: its bytes do not give its stored leaf hash; one was changed.")
    return hashed


def _unsealed(row: Row[Any]) -> Entry:
    try:
        return unseal(row.leaf)
    except (ValueError, TypeError, KeyError) as error:
        raise LedgerDamaged(f"Entry {row.seq}: its bytes are not those of an entry.") from error


def _tuples(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(query)]
