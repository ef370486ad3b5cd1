"""What PostgreSQL could do to a ledger, and does not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import text

from evidence import GuardMissing, Ledger, LedgerUnavailable, Verdict, verify_url
from evidence.guards import guards_of
from evidence.store import open_engine, reading, writing
from tests.evidence.samples import KEY, ORIGIN, entry, open_ledger, write_ledger
from tests.support.postgresql import Server, serving


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    """A session beside the ledger's own, in the same schema."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def ledger(postgresql: str) -> str:
    write_ledger(postgresql, 5, frozenset({3}))
    return postgresql


@pytest.mark.parametrize("table", ["event", "node", "checkpoint"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_rows_are_neither_updated_nor_deleted(ledger: str, table: str, statement: str) -> None:
    column = {"event": "seq", "node": "idx", "checkpoint": "size"}[table]
    with connected(ledger) as session, pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        session.execute(statement.format(table, column).encode())


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO event VALUES (6, 'x', 'plan', 's', '')",
        "INSERT INTO event VALUES (-1, 'x', 'plan', 's', '')",
        "INSERT INTO event SELECT 5, id, kind, subject, leaf FROM event WHERE seq = 2",
        "INSERT INTO event VALUES (5, 'x', 'plan', 's', ''), (7, 'y', 'plan', 's', '')",
        "INSERT INTO node VALUES (0, 0, '')",
        "INSERT INTO checkpoint VALUES (2, 'note', 'key')",
        "INSERT INTO head VALUES (1, 'other', 9, '')",
        "UPDATE head SET size = size",
        "UPDATE head SET size = size + 1, origin = 'other'",
        "DELETE FROM head",
        "TRUNCATE head",
        "TRUNCATE free_text",
    ],
)
def test_the_log_is_only_ever_continued(ledger: str, statement: str) -> None:
    with connected(ledger) as session, pytest.raises(psycopg.errors.RaiseException):
        session.execute(statement.encode())
    assert verify_url(ledger).verdict is Verdict.VALID


@pytest.mark.parametrize("name", [guard.name for guard in guards_of("postgresql")])
def test_a_ledger_without_one_of_its_triggers_is_not_opened(ledger: str, name: str) -> None:
    table = next(guard.table for guard in guards_of("postgresql") if guard.name == name)
    with connected(ledger) as session:
        session.execute(f"DROP TRIGGER {name} ON {table}".encode())
    with pytest.raises(GuardMissing, match=name):
        open_ledger(ledger)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE event DISABLE TRIGGER event_never_deleted",
        "ALTER TABLE event ENABLE TRIGGER event_never_deleted",
        "CREATE OR REPLACE FUNCTION event_never_deleted() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN OLD; END'",
    ],
)
def test_a_trigger_that_is_switched_off_or_does_nothing_does_not_count(ledger: str, statement: str) -> None:
    with connected(ledger) as session:
        session.execute(statement.encode())
    with pytest.raises(GuardMissing, match="event_never_deleted"):
        open_ledger(ledger)


def test_triggers_fire_for_changes_that_claim_to_be_replicated(ledger: str) -> None:
    with connected(ledger) as session, pytest.raises(psycopg.errors.RaiseException):
        session.execute("SET session_replication_role = replica")
        session.execute("DELETE FROM event")


@pytest.mark.parametrize("isolation", ["serializable", "repeatable read"])
def test_appends_see_what_was_appended_while_they_waited_whatever_the_default(
    postgresql: str, isolation: str
) -> None:
    with connected(postgresql) as session:
        session.execute(f"ALTER ROLE duecare SET default_transaction_isolation = '{isolation}'".encode())
        try:
            with open_ledger(postgresql) as ledger:
                threads = [threading.Thread(target=ledger.append, args=(entry(n % 9),)) for n in range(18)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                assert sorted(found.entry.payload["number"] for found in ledger.entries()) == list(range(9))
        finally:
            session.execute("ALTER ROLE duecare RESET default_transaction_isolation")


def test_a_reader_sees_one_moment_and_writes_nothing(ledger: str) -> None:
    engine = open_engine(ledger)
    with reading(engine) as connection:
        before = connection.scalar(text("SELECT count(*) FROM event"))
        with open_ledger(ledger) as other:
            other.append(entry(9))
        assert connection.scalar(text("SELECT count(*) FROM event")) == before == 5
    with pytest.raises(LedgerUnavailable, match="read-only"), reading(engine) as connection:
        connection.execute(text("INSERT INTO event VALUES (6, 'x', 'plan', 's', '')"))
    engine.dispose()


def test_a_connection_that_was_cut_is_made_anew(ledger: str) -> None:
    with open_ledger(ledger) as opened, connected(ledger) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        assert opened.append(entry(9)).seq == 5


def test_a_transaction_that_is_cut_off_leaves_nothing_and_no_gap(ledger: str) -> None:
    engine = open_engine(ledger)
    with pytest.raises(LedgerUnavailable), writing(engine) as connection, connected(ledger) as session:
        connection.execute(text("INSERT INTO event VALUES (5, 'x', 'plan', 's', '')"))
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
        session.execute("SELECT pg_terminate_backend(%s)", (pid,))
        connection.execute(text("SELECT 1"))
    engine.dispose()
    with open_ledger(ledger) as opened:
        assert opened.append(entry(9)).seq == 5


@pytest.mark.parametrize("setting", ["synchronous_commit = off", "default_transaction_read_only = on"])
def test_a_session_that_would_lose_or_refuse_writes_is_not_used(server: Server, setting: str) -> None:
    name, value = setting.split(" = ")
    url = server.url(f"session_{name}") + f"%20-c{name}%3D{value}"
    with pytest.raises(LedgerUnavailable, match=value if name[0] == "s" else "transaction_read_only is on"):
        open_ledger(url)


def test_a_server_that_would_lose_acknowledged_entries_is_not_used() -> None:
    with (
        serving(options=("-c", "fsync=off", "-c", "full_page_writes=off")) as server,
        pytest.raises(LedgerUnavailable, match=r"fsync is off.*full_page_writes is off"),
    ):
        open_ledger(server.url("unsafe"))


def test_the_owner_migrates_and_a_role_with_fewer_rights_appends(server: Server, ledger: str) -> None:
    schema = ledger.rpartition("%3D")[2]
    with connected(ledger) as session:
        session.execute("DROP ROLE IF EXISTS duecare_app")
        for statement in (
            "CREATE ROLE duecare_app LOGIN",
            f"GRANT USAGE ON SCHEMA {schema} TO duecare_app",
            "GRANT SELECT, INSERT ON event, node, checkpoint, free_text TO duecare_app",
            "GRANT SELECT, UPDATE ON head TO duecare_app",
            "GRANT SELECT ON alembic_version TO duecare_app",
            "GRANT DELETE ON free_text TO duecare_app",
        ):
            session.execute(statement.encode())
    app = ledger.replace("duecare@", "duecare_app@")
    with open_ledger(app) as opened:
        assert opened.append(entry(9)).seq == 5
        assert opened.checkpoint().head.size == 6
    with connected(app) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute("DROP TRIGGER event_never_deleted ON event")


def test_two_ledgers_of_one_database_do_not_wait_for_each_other(server: Server, ledger: str) -> None:
    engine = open_engine(ledger)
    with writing(engine), open_ledger(server.url("beside")) as beside:
        assert beside.append(entry(0)).seq == 0
    engine.dispose()


def test_a_password_is_not_told_when_the_server_cannot_be_reached(server: Server) -> None:
    url = f"postgresql://duecare:s3cret@/nowhere?host={server.folder}"
    with pytest.raises(LedgerUnavailable) as refused:
        Ledger.open(url, KEY, ORIGIN)
    assert "s3cret" not in str(refused.value)
    assert "s3cret" not in str(verify_url(url))
    assert verify_url(url).verdict is Verdict.CANNOT_TELL
