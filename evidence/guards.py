"""The triggers that keep the tables append-only, on SQLite and on PostgreSQL.

They stop mistakes, not insiders: whoever owns the database can drop them, and the proofs find out. They are
asserted after every migration and whenever a ledger is opened, because a migration that rebuilds a table
(Alembic's batch mode) drops them in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from evidence.errors import GuardMissing


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A trigger before a change of a table that refuses it, always or under a condition on OLD and NEW."""

    name: str
    table: str
    change: str
    """INSERT, UPDATE, DELETE, or TRUNCATE, which SQLite does not have."""
    message: str
    condition: str = ""
    postgresql_condition: str = ""
    """The condition where PostgreSQL writes it otherwise."""

    def sqlite(self) -> tuple[str, ...]:
        """The statement that creates it on SQLite; none for what SQLite does not have."""
        if self.change == "TRUNCATE":
            return ()
        # RAISE(ABORT) undoes the statement, also under INSERT OR REPLACE, which would delete rows without
        # firing a delete trigger.
        clause = f" WHEN {self.condition}" if self.condition else ""
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.change} ON {self.table}{clause}"
            f" BEGIN SELECT RAISE(ABORT, '{self.message}'); END",
        )

    def postgresql(self) -> tuple[str, ...]:
        """The statements that create it on PostgreSQL, so that it fires for replicated changes as well."""
        return (
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $${self._body}$$",
            self._definition,
            f"ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {self.name}",
        )

    def expected(self, dialect: str) -> str:
        """What a database of that `dialect` says of the trigger where it is as it was made."""
        if dialect == "sqlite":
            return "".join(self.sqlite())
        return f"{self._definition} A {self._body}"

    @property
    def _definition(self) -> str:
        each = "STATEMENT" if self.change == "TRUNCATE" else "ROW"
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.change} ON {self.table}"
            f" FOR EACH {each} EXECUTE FUNCTION {self.name}()"
        )

    @property
    def _body(self) -> str:
        refuse = f"RAISE EXCEPTION '{self.message}';"
        condition = self.postgresql_condition or self.condition
        if not condition:
            return f"BEGIN {refuse} END"
        allowed = "OLD" if self.change == "DELETE" else "NEW"
        return f"BEGIN IF {condition} THEN {refuse} END IF; RETURN {allowed}; END"


def _append_only(table: str, wrong_next: str) -> Iterable[Guard]:
    message = f"{table} is append-only"
    yield Guard(name=f"{table}_never_updated", table=table, change="UPDATE", message=message)
    yield Guard(name=f"{table}_never_deleted", table=table, change="DELETE", message=message)
    yield Guard(name=f"{table}_never_truncated", table=table, change="TRUNCATE", message=message)
    yield Guard(
        name=f"{table}_in_order",
        table=table,
        change="INSERT",
        message=f"{table} rows only continue the log",
        condition=wrong_next,
    )


_ALL = (
    *_append_only(
        "event",
        "NEW.seq <> (SELECT COALESCE(MAX(seq) + 1, 0) FROM event)"
        " OR EXISTS (SELECT 1 FROM event WHERE id = NEW.id)",
    ),
    *_append_only("node", "EXISTS (SELECT 1 FROM node WHERE level = NEW.level AND idx = NEW.idx)"),
    *_append_only("checkpoint", "NEW.size <= (SELECT COALESCE(MAX(size), 0) FROM checkpoint)"),
    Guard(name="head_never_deleted", table="head", change="DELETE", message="the head is never deleted"),
    Guard(name="head_never_truncated", table="head", change="TRUNCATE", message="the head is never deleted"),
    Guard(
        name="head_one_row",
        table="head",
        change="INSERT",
        message="there is one head",
        condition="EXISTS (SELECT 1 FROM head)",
    ),
    Guard(
        name="head_only_grows",
        table="head",
        change="UPDATE",
        message="the head only grows",
        condition="NEW.id <> OLD.id OR NEW.origin <> OLD.origin OR NEW.size <= OLD.size",
    ),
    Guard(
        name="free_text_never_updated",
        table="free_text",
        change="UPDATE",
        message="free text is erased, never changed",
    ),
    Guard(
        name="free_text_never_truncated",
        table="free_text",
        change="TRUNCATE",
        message="free text is erased one by one",
    ),
    Guard(
        name="free_text_once",
        table="free_text",
        change="INSERT",
        message="free text is never replaced",
        condition="EXISTS (SELECT 1 FROM free_text WHERE commitment = NEW.commitment)",
    ),
    Guard(
        name="free_text_erased_on_record",
        table="free_text",
        change="DELETE",
        message="free text is deleted only after an entry that says so",
        condition="NOT EXISTS (SELECT 1 FROM event WHERE kind = 'erased'"
        " AND instr(leaf, CAST(OLD.commitment AS BLOB)))",
        postgresql_condition="NOT EXISTS (SELECT 1 FROM event WHERE kind = 'erased'"
        " AND position(convert_to(OLD.commitment, 'UTF8') IN leaf) > 0)",
    ),
)

GUARDS: Mapping[str, Guard] = {guard.name: guard for guard in _ALL}
"""Every trigger by its name."""


def guards_of(dialect: str, *tables: str) -> tuple[Guard, ...]:
    """The guards that a database of that `dialect` has on `tables`; without `tables`, all it has."""
    chosen = (guard for guard in _ALL if not tables or guard.table in tables)
    return tuple(guard for guard in chosen if dialect != "sqlite" or guard.sqlite())


def statements(dialect: str, *tables: str) -> tuple[str, ...]:
    """The statements that create the guards of `tables`."""
    chosen = guards_of(dialect, *tables)
    return tuple(
        each for guard in chosen for each in (guard.sqlite() if dialect == "sqlite" else guard.postgresql())
    )


_FOUND = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname,"
    " pg_get_triggerdef(t.oid, true) || ' ' || t.tgenabled::text || ' ' || p.prosrc"
    " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
    " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace",
}


def assert_guards(connection: Connection) -> None:
    """Raises `GuardMissing`, naming them, when triggers are missing, altered or switched off."""
    dialect = connection.dialect.name
    found = {name: told for name, told in connection.execute(text(_FOUND[dialect]))}
    wrong = [guard.name for guard in guards_of(dialect) if found.get(guard.name) != guard.expected(dialect)]
    if wrong:
        raise GuardMissing(
            f"The append-only triggers {', '.join(sorted(wrong))} are missing or altered: the ledger is not"
            " opened. Run the verifier against a checkpoint kept elsewhere; go on with a copy that it finds"
            " valid."
        )
