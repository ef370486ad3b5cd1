"""Whoever owns the PostgreSQL schema can make everything in it fit; an outside checkpoint finds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from evidence import Verdict, What, tree, verify_url
from evidence.tables import metadata
from tests.evidence.insider import found, leaf_of
from tests.evidence.samples import KEY, SIGNED, SIZE, entry, open_ledger, write_ledger

VKEY = str(KEY.verifier)
TABLES = [table.name for table in metadata.sorted_tables]


@contextmanager
def owner(url: str) -> Iterator[psycopg.Connection]:
    """A connection under which no trigger fires; they fire again at the end."""
    with psycopg.connect(url) as connection:
        for table in TABLES:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        yield connection
        connection.commit()
        for table in TABLES:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())


@pytest.fixture
def outside(postgresql: str) -> str:
    return write_ledger(postgresql, SIZE, frozenset({3, SIGNED}))[SIGNED]


@pytest.mark.parametrize("seq", range(SIZE))
def test_a_changed_entry_is_found_and_named(postgresql: str, outside: str, seq: int) -> None:
    assert verify_url(postgresql, VKEY, outside).verdict is Verdict.VALID
    with owner(postgresql) as database:
        database.execute("UPDATE event SET leaf = %s WHERE seq = %s", (leaf_of(50, seq), seq))
    assert found(verify_url(postgresql, VKEY, outside))[::2] == (Verdict.TAMPERED, seq)


@pytest.mark.parametrize("seq", range(SIZE))
def test_a_removed_entry_is_found_and_named(postgresql: str, outside: str, seq: int) -> None:
    with owner(postgresql) as database:
        database.execute("DELETE FROM event WHERE seq = %s", (seq,))
    assert found(verify_url(postgresql, VKEY, outside)) == (Verdict.TAMPERED, What.MISSING, seq)


@pytest.mark.parametrize("kept", range(1, SIGNED))
def test_a_tail_cut_off_with_its_tree_and_checkpoints_is_found_by_an_outside_checkpoint(
    postgresql: str, outside: str, kept: int
) -> None:
    nodes: dict[tree.Position, bytes] = {}
    tree.extend(nodes, 0, [tree.leaf_hash(leaf_of(seq, seq)) for seq in range(kept)])
    root = tree.root(kept, lambda *place: nodes[place])
    with owner(postgresql) as database:
        database.execute("DELETE FROM event WHERE seq >= %s", (kept,))
        database.execute("DELETE FROM node WHERE (idx + 1) << level > %s", (kept,))
        database.execute("UPDATE head SET size = %s, root = %s", (kept, root))
        database.execute("DELETE FROM checkpoint WHERE size > %s", (kept,))
    alone = verify_url(postgresql, VKEY)
    assert (alone.discrepancies, alone.anchored) == ((), False)
    assert "Self-verified only" in str(alone)
    assert found(verify_url(postgresql, VKEY, outside)) == (Verdict.TAMPERED, What.MISSING, kept)


def test_a_history_written_anew_and_signed_again_is_found_by_an_outside_checkpoint(
    postgresql: str, outside: str
) -> None:
    with owner(postgresql) as database:
        for table in ("event", "node", "checkpoint", "head"):
            database.execute(f"TRUNCATE {table}".encode())
    with psycopg.connect(postgresql) as connection:
        for table in TABLES:
            connection.execute(f"DROP TABLE {table}".encode())
        connection.execute("DROP TABLE alembic_version")
        for (name,) in connection.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
        ).fetchall():
            connection.execute(f"DROP FUNCTION {name}".encode())
    with open_ledger(postgresql) as ledger:
        ledger.append_many([entry(number) for number in (0, 1, 50, 3, 4, 5, 6)])
        ledger.checkpoint()
    alone = verify_url(postgresql, VKEY)
    assert (alone.verdict, alone.anchored) == (Verdict.VALID, False)
    assert found(verify_url(postgresql, VKEY, outside))[:2] == (Verdict.TAMPERED, What.CONSISTENCY)
