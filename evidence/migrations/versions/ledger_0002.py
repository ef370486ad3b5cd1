"""Free text beside the entries, where it can be erased without touching them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from evidence.guards import statements

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Creates the table of free texts and its triggers."""
    op.create_table(
        "free_text",
        sa.Column("commitment", sa.Text, primary_key=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
    )
    for statement in statements(op.get_context().dialect.name, "free_text"):
        op.execute(statement)
