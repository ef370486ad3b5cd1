"""What someone can do who owns the file, or the signing key too."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from evidence import Report, Verdict, What, tree
from evidence.entries import content_id, content_of, seal
from evidence.keys import SigningKey
from evidence.notes import TreeHead, sign_note
from tests.evidence.samples import KEY, ORIGIN, entry


@contextmanager
def insider(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection from which the append-only triggers are gone; they are put back at the end."""
    with closing(sqlite3.connect(path)) as database:
        guards = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            database.execute(f"DROP TRIGGER {name}")
        yield database
        for _, statement in guards:
            database.execute(statement)
        database.commit()


def found(report: Report) -> tuple[Verdict, What, int | None]:
    """The verdict, and what and where the first discrepancy is."""
    assert report.discrepancies, report
    first = report.discrepancies[0]
    return report.verdict, first.what, first.seq


def leaf_of(number: int, seq: int) -> bytes:
    """The bytes of the sample entry `number`, as they would be at place `seq`."""
    content = content_of(entry(number))
    return seal(content, entry_id=content_id(content), log=ORIGIN, seq=seq)


def rewrite(path: Path, numbers: list[int], key: SigningKey | None = None, keep: int = 10**9) -> None:
    """
    Makes the ledger hold the sample entries `numbers`, with a tree and a head that fit.

    Checkpoints over more than `keep` entries are deleted; with `key` the others are signed anew.
    """
    leaves = [leaf_of(number, seq) for seq, number in enumerate(numbers)]
    nodes: dict[tree.Position, bytes] = {}
    tree.extend(nodes, 0, [tree.leaf_hash(leaf) for leaf in leaves])
    root_at: Callable[[int], bytes] = lambda size: tree.root(size, lambda *place: nodes[place])  # noqa: E731
    with insider(path) as database:
        for table in ("event", "node"):
            database.execute(f"DELETE FROM {table}")
        database.execute("DELETE FROM checkpoint WHERE size > ?", (min(keep, len(leaves)) if key else keep,))
        database.executemany(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?)", map(event_row, numbers, range(len(numbers)), leaves)
        )
        database.executemany(
            "INSERT INTO node VALUES (?, ?, ?)", [(*place, hashed) for place, hashed in nodes.items()]
        )
        database.execute("UPDATE head SET size = ?, root = ?", (len(leaves), root_at(len(leaves))))
        for (size,) in database.execute("SELECT size FROM checkpoint").fetchall() if key else ():
            resign(database, key or KEY, size, root_at(size))


def event_row(number: int, seq: int, leaf: bytes) -> tuple[Any, ...]:
    """The row of the sample entry `number` at place `seq`."""
    content = content_of(entry(number))
    return seq, content_id(content), content["kind"], content["subject"], leaf


def resign(database: sqlite3.Connection, key: SigningKey, size: int, root: bytes) -> None:
    """Puts a checkpoint signed by `key` in the place of the one over `size` entries."""
    note = sign_note(TreeHead(origin=ORIGIN, size=size, root=root).text(), key)
    database.execute(
        "UPDATE checkpoint SET note = ?, verifier_key = ? WHERE size = ?", (note, str(key.verifier), size)
    )
