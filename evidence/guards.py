"""The triggers that keep the tables append-only.

They stop mistakes, not insiders: whoever owns the file can drop them, and the proofs find out. They are
asserted after every migration and whenever a ledger is opened, because a migration that rebuilds a table
(Alembic's batch mode) drops them in silence.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

from evidence.errors import GuardMissing


def _guard(name: str, when: str, condition: str, message: str) -> str:
    # RAISE(ABORT) undoes the statement, also under INSERT OR REPLACE, which would delete rows without firing
    # a delete trigger.
    clause = f" WHEN {condition}" if condition else ""
    return f"CREATE TRIGGER {name} BEFORE {when}{clause} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _append_only(table: str, expected_next: str) -> dict[str, str]:
    return {
        f"{table}_never_updated": _guard(
            f"{table}_never_updated", f"UPDATE ON {table}", "", f"{table} is append-only"
        ),
        f"{table}_never_deleted": _guard(
            f"{table}_never_deleted", f"DELETE ON {table}", "", f"{table} is append-only"
        ),
        f"{table}_in_order": _guard(
            f"{table}_in_order", f"INSERT ON {table}", expected_next, f"{table} rows only continue the log"
        ),
    }


GUARDS: Mapping[str, str] = {
    **_append_only(
        "event",
        "NEW.seq <> (SELECT COALESCE(MAX(seq) + 1, 0) FROM event)"
        " OR EXISTS (SELECT 1 FROM event WHERE id = NEW.id)",
    ),
    **_append_only("node", "EXISTS (SELECT 1 FROM node WHERE level = NEW.level AND idx = NEW.idx)"),
    **_append_only("checkpoint", "NEW.size <= (SELECT COALESCE(MAX(size), 0) FROM checkpoint)"),
    "head_never_deleted": _guard("head_never_deleted", "DELETE ON head", "", "the head is never deleted"),
    "head_one_row": _guard(
        "head_one_row", "INSERT ON head", "EXISTS (SELECT 1 FROM head)", "there is one head"
    ),
    "head_only_grows": _guard(
        "head_only_grows",
        "UPDATE ON head",
        "NEW.id <> OLD.id OR NEW.origin <> OLD.origin OR NEW.size <= OLD.size",
        "the head only grows",
    ),
}
"""The statement that creates each trigger, by the trigger's name."""


def assert_guards(connection: Connection) -> None:
    """Raises `GuardMissing`, naming them, when triggers are missing or are not those of `GUARDS`."""
    found = {
        name: sql
        for name, sql in connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        )
    }
    if wrong := sorted(name for name, statement in GUARDS.items() if found.get(name) != statement):
        raise GuardMissing(
            f"The append-only triggers {', '.join(wrong)} are missing or altered: the ledger is not opened. "
            "Run the verifier against a checkpoint kept elsewhere; go on with a copy that it finds valid."
        )
