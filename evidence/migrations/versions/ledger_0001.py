"""The ledger: entries, tree, head, checkpoints, and the triggers that keep them append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from evidence.guards import statements

revision = "0001"
down_revision = None

_place = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Creates the four tables and their triggers."""
    op.create_table(
        "event",
        sa.Column("seq", _place, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False, index=True),
        sa.Column("subject", sa.Text, nullable=False, index=True),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "node",
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("idx", _place, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "head",
        sa.Column(
            "id",
            sa.Integer,
            sa.CheckConstraint("id = 1", name="one_head"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("size", _place, nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", _place, primary_key=True, autoincrement=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("verifier_key", sa.Text, nullable=False),
    )
    for statement in statements(op.get_context().dialect.name, "event", "node", "head", "checkpoint"):
        op.execute(statement)
