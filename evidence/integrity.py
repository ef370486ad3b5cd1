"""What must hold of a ledger before it is opened for writing."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from evidence import tree
from evidence.errors import LedgerDamaged, LedgerUnavailable
from evidence.rows import hashed_leaves, head_of, peaks_of
from evidence.tables import event, head

RECENT = 1000
"""How many of the newest entries are hashed again; all of them are the verifier's work."""


def begin_log(connection: Connection, origin: str) -> None:
    """Gives a new ledger its name and its empty head; a ledger of another name raises `LedgerUnavailable`."""
    named = connection.scalar(select(head.c.origin))
    if named is None and _count(connection) == 0:
        connection.execute(insert(head).values(id=1, origin=origin, size=0, root=tree.EMPTY_ROOT))
    elif named is not None and named != origin:
        raise LedgerUnavailable(f"This is the ledger {named}, not {origin}: open it under its own name.")


def require_whole(connection: Connection) -> None:
    """Raises `LedgerDamaged` unless the head fits the rows and the newest entries fit their hashes."""
    stated, counted = head_of(connection), _count(connection)
    newest = connection.scalars(select(func.coalesce(func.max(event.c.seq), -1))).one()
    if not stated.size == counted == newest + 1:
        raise LedgerDamaged(
            f"The head counts {stated.size} entries, {counted} are there, and the last is entry {newest}. "
            "Run the verifier, keep this file, and go on with a copy that it finds valid."
        )
    require_root(stated.size, peaks_of(connection, stated.size), stated.root)
    for _ in hashed_leaves(connection, stated.size - RECENT):
        """Each is compared as it is read."""


def require_root(size: int, nodes: dict[tree.Position, bytes], root: bytes) -> None:
    """Raises `LedgerDamaged` unless `nodes` give `root` over the first `size` entries."""
    if tree.root(size, lambda level, index: nodes[level, index]) != root:
        raise LedgerDamaged(f"The stored root over {size} entries is not the root of the stored tree.")


def _count(connection: Connection) -> int:
    return connection.scalars(select(func.count()).select_from(event)).one()
