"""The five tables of the ledger, in types that SQLite and PostgreSQL share."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

# Not BigInteger on SQLite: only INTEGER PRIMARY KEY is the row id itself, and so cannot hold anything but an
# integer.
_place = BigInteger().with_variant(Integer(), "sqlite")

event = Table(
    "event",
    metadata,
    Column("seq", _place, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False, index=True),
    Column("subject", Text, nullable=False, index=True),
    Column("leaf", LargeBinary, nullable=False),
)
"""One row an entry. `id`, `kind` and `subject` are copies for finding it: what counts is `leaf`."""

node = Table(
    "node",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("idx", _place, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""The hashes of all complete subtrees; those of level 0 are the leaf hashes."""

head = Table(
    "head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_head"), primary_key=True, autoincrement=False),
    Column("origin", Text, nullable=False),
    Column("size", _place, nullable=False),
    Column("root", LargeBinary, nullable=False),
)
"""The one row that every append locks and moves on: size and root hash of the whole tree."""

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", _place, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
    Column("verifier_key", Text, nullable=False),
)
"""Every signed checkpoint, with the key that verifies it."""

free_text = Table(
    "free_text",
    metadata,
    Column("commitment", Text, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("text", LargeBinary, nullable=False),
)
"""What people wrote, as UTF-8, under the commitment that stands for it in an entry. Erasing deletes rows."""
