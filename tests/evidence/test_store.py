"""The database: what is refused, what is guarded, and what happens when it is not what it should be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Text, inspect

from evidence import GuardMissing, Ledger, LedgerDamaged, LedgerUnavailable, Verdict, tree, verify_database
from evidence.guards import guards_of
from evidence.sqlite import journal_mode_for
from evidence.store import REVISION, migrate, open_engine, writing
from evidence.tables import metadata
from tests.evidence.insider import insider
from tests.evidence.samples import KEY, ORIGIN, entry, open_ledger, write_ledger

MIGRATIONS = Path(__file__).parents[2] / "evidence" / "migrations"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_ledger(tmp_path / "ledger.sqlite", 5, frozenset({3}))
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 0), "DELETE"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 53, 4), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_write_ahead_logging_is_used_only_where_it_cannot_corrupt(
    version: tuple[int, int, int], mode: str
) -> None:
    assert journal_mode_for(version) == mode


def test_a_connection_writes_durably_in_the_safe_journal_mode(path: Path) -> None:
    engine = open_engine(f"sqlite:///{path}")
    with writing(engine) as connection:
        mode = journal_mode_for(sqlite3.sqlite_version_info).lower()
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == mode
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000
    engine.dispose()


def test_a_write_takes_the_lock_before_it_reads(path: Path, database: sqlite3.Connection) -> None:
    engine = open_engine(f"sqlite:///{path}")
    database.execute("PRAGMA busy_timeout = 0")
    with writing(engine), pytest.raises(sqlite3.OperationalError, match="locked"):
        database.execute("BEGIN IMMEDIATE")
    engine.dispose()


@pytest.mark.parametrize("table", ["event", "node", "checkpoint"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
def test_rows_are_neither_updated_nor_deleted(
    database: sqlite3.Connection, table: str, statement: str
) -> None:
    column = {"event": "seq", "node": "idx", "checkpoint": "size"}[table]
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
        database.execute(statement.format(table).replace("rowid", column))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO event VALUES (2, 'x', 'plan', 's', x'00')",
        "INSERT OR REPLACE INTO event SELECT 5, id, kind, subject, leaf FROM event WHERE seq = 2",
        "INSERT INTO event VALUES (6, 'x', 'plan', 's', x'00')",
        "INSERT INTO event VALUES (-1, 'x', 'plan', 's', x'00')",
        "INSERT OR REPLACE INTO node VALUES (0, 0, zeroblob(32))",
        "INSERT OR REPLACE INTO checkpoint VALUES (3, 'note', 'key')",
        "INSERT INTO checkpoint VALUES (2, 'note', 'key')",
        "INSERT OR REPLACE INTO head VALUES (1, 'other', 9, zeroblob(32))",
        "UPDATE head SET size = size",
        "UPDATE head SET size = size - 1",
        "UPDATE head SET size = size + 1, origin = 'other'",
        "DELETE FROM head",
    ],
)
def test_the_log_is_only_ever_continued(database: sqlite3.Connection, path: Path, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        database.execute(statement)
    assert verify_database(path).verdict is Verdict.VALID


@pytest.mark.parametrize("name", [guard.name for guard in guards_of("sqlite")])
def test_a_ledger_without_one_of_its_triggers_is_not_opened(
    database: sqlite3.Connection, path: Path, name: str
) -> None:
    database.execute(f"DROP TRIGGER {name}")
    with pytest.raises(GuardMissing, match=name):
        open_ledger(path)


def test_a_trigger_that_does_nothing_does_not_count(database: sqlite3.Connection, path: Path) -> None:
    database.execute("DROP TRIGGER event_never_deleted")
    database.execute("CREATE TRIGGER event_never_deleted BEFORE DELETE ON event BEGIN SELECT 1; END")
    with pytest.raises(GuardMissing, match="event_never_deleted"):
        open_ledger(path)


def test_a_migration_that_rebuilds_a_table_and_loses_its_triggers_is_undone(path: Path) -> None:
    engine = open_engine(f"sqlite:///{path}")
    with (
        pytest.raises(GuardMissing, match="checkpoint_in_order, checkpoint_never_deleted"),
        writing(engine) as connection,
    ):
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("checkpoint", recreate="always") as batch:
            batch.alter_column("note", type_=Text, nullable=True)
        migrate(connection)
    engine.dispose()
    with open_ledger(path) as ledger:
        assert len(ledger.entries()) == 5


def test_the_migrations_lead_to_the_tables_of_the_code(path: Path) -> None:
    engine = open_engine(f"sqlite:///{path}")
    with writing(engine) as connection:
        found = inspect(connection)
        for table in metadata.tables.values():
            columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
            assert columns == {column.name: bool(column.nullable) for column in table.columns}
    engine.dispose()


def test_the_newest_migration_is_the_one_the_code_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_a_ledger_of_a_later_release_is_not_opened(database: sqlite3.Connection, path: Path) -> None:
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerUnavailable, match="schema is 9999"):
        open_ledger(path)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "no database URL"),
        ("ledger.sqlite", "no database URL"),
        ("mysql://localhost/ledger", "SQLite or PostgreSQL, not in mysql"),
        ("postgresql+asyncpg://localhost/ledger", "driver asyncpg is not supported"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("sqlite:///file::memory:?uri=true", "in memory"),
        ("sqlite:////nowhere/at/all/ledger.sqlite", "unable to open"),
    ],
)
def test_what_cannot_keep_a_ledger_is_refused(url: str, reason: str) -> None:
    with pytest.raises(LedgerUnavailable, match=reason):
        Ledger.open(url, KEY, ORIGIN)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear auditor, " * 100)
    with pytest.raises(LedgerUnavailable, match="not a database"):
        open_ledger(path)
    assert path.read_text().startswith("Dear auditor")


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM event WHERE seq = 4", "counts 5 entries, 4 are there"),
        ("DELETE FROM event WHERE seq = 1", "counts 5 entries, 4 are there"),
        ("UPDATE event SET seq = 9 WHERE seq = 4", "the last is entry 9"),
        ("UPDATE head SET size = 4", "counts 4 entries, 5 are there"),
        ("UPDATE head SET root = zeroblob(32)", "not the root of the stored tree"),
        ("DELETE FROM node WHERE level = 2", "Of the 2 nodes"),
        ("UPDATE node SET hash = zeroblob(32) WHERE level = 0 AND idx = 1", "Entry 1: its bytes do not give"),
        ("DELETE FROM node WHERE level = 0 AND idx = 1", "Entry 1: its bytes do not give"),
        ("UPDATE event SET leaf = x'7b7d' WHERE seq = 2", "Entry 2: its bytes do not give"),
        ("DELETE FROM head", "The head row is gone"),
    ],
)
def test_a_damaged_ledger_is_not_opened(path: Path, statement: str, reason: str) -> None:
    with insider(path) as database:
        database.execute(statement)
    with pytest.raises(LedgerDamaged, match=reason):
        open_ledger(path)


def test_an_entry_rewritten_as_text_is_damage_and_no_other_error(path: Path) -> None:
    with open_ledger(path) as ledger:
        with insider(path) as database:
            database.execute("UPDATE event SET leaf = CAST(leaf AS TEXT) WHERE seq = 2")
        with pytest.raises(LedgerDamaged, match="Entry 2: it is not stored as bytes"):
            ledger.entries()


def test_damage_after_opening_is_noticed_when_it_is_read_or_built_upon(path: Path) -> None:
    with open_ledger(path) as ledger:
        with insider(path) as database:
            database.execute("UPDATE event SET leaf = x'7b7d' WHERE seq = 2")
            database.execute("UPDATE node SET hash = zeroblob(32) WHERE level = 2")
            database.execute("DELETE FROM node WHERE level = 0 AND idx = 0")
        with pytest.raises(LedgerDamaged, match="Entry 0"):
            ledger.entries()
        with pytest.raises(LedgerDamaged, match="not the root"):
            ledger.append(entry(9))
        with pytest.raises(LedgerDamaged, match="is not stored"):
            ledger.inclusion_proof(1)


def test_bytes_that_fit_their_hash_but_are_no_entry_are_damage(path: Path) -> None:
    with open_ledger(path) as ledger:
        with insider(path) as database:
            database.create_function("leaf_hash", 1, tree.leaf_hash)
            database.execute("UPDATE event SET leaf = x'7b7d' WHERE seq = 0")
            database.execute("UPDATE node SET hash = leaf_hash(x'7b7d') WHERE level = 0 AND idx = 0")
        with pytest.raises(LedgerDamaged, match="not those of an entry"):
            ledger.entries()


def test_a_database_that_fails_acknowledges_nothing(path: Path) -> None:
    with open_ledger(path) as ledger:
        with insider(path) as database:
            database.execute(
                "CREATE TRIGGER full BEFORE UPDATE ON head BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        with pytest.raises(LedgerUnavailable, match=r"disk full.*Nothing was acknowledged"):
            ledger.append(entry(9))
        assert len(ledger.entries()) == ledger.head().size == 5
