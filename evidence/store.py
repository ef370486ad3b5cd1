"""The database under the ledger: connections, transactions, schema.

Every write transaction begins with BEGIN IMMEDIATE: a deferred one that reads first and then writes fails at
once when another process wrote in between, and no waiting helps it. Reads begin deferred and see one
snapshot.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from evidence.errors import LedgerUnavailable
from evidence.guards import assert_guards

REVISION = "0001"
"""The schema revision this release reads and writes."""
BUSY_TIMEOUT_SECONDS = 30
_READ_ONLY = "duecare_read_only"
_MIGRATIONS = Path(__file__).parent / "migrations"


def journal_mode_for(version: tuple[int, int, int]) -> str:
    """
    The journal mode that is safe with that SQLite library.

    Write-ahead logging is faster, but before 3.51.3 a race between a checkpoint and a reset of the log can
    corrupt the file (fixed also in 3.44.6 and 3.50.7), so older libraries use the rollback journal.
    """
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)
    return "WAL" if fixed else "DELETE"


def open_engine(url: str) -> Engine:
    """An engine on the SQLite file that `url` names, set for durable and serialised writes."""
    engine = create_engine(_file_url(url), connect_args={"timeout": BUSY_TIMEOUT_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _file_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise LedgerUnavailable(
            f"{url!r} is no database URL: expected one such as sqlite:///ledger.sqlite."
        ) from error
    if parsed.get_backend_name() != "sqlite":
        raise LedgerUnavailable(
            f"This release keeps its ledger in SQLite, not in {parsed.get_backend_name()}: use sqlite:///FILE."
        )
    if not parsed.database or ":memory:" in parsed.database:
        raise LedgerUnavailable(
            "A ledger in memory would vanish with the process: name a file, as in sqlite:///ledger.sqlite."
        )
    return parsed


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # Leaves BEGIN to `_begin`; the driver would otherwise begin deferred, and only before some statements.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA journal_mode = {journal_mode_for(sqlite3.sqlite_version_info)}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA trusted_schema = OFF")
    cursor.close()


def _begin(connection: Connection) -> None:
    deferred = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if deferred else "BEGIN IMMEDIATE")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the write lock from its start, committed at the end of the block."""
    with _translated(engine), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one snapshot and writes nothing."""
    with _translated(engine), engine.connect().execution_options(**{_READ_ONLY: True}) as connection:
        yield connection


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    try:
        yield
    # UnicodeDecodeError: SQLite's own message may quote a schema that was damaged.
    except (SQLAlchemyError, UnicodeDecodeError) as error:
        reason = getattr(error, "orig", None) or error
        raise LedgerUnavailable(
            f"The ledger {engine.url.database} cannot be used: {reason}. Nothing was acknowledged."
        ) from error


def migrate(connection: Connection) -> None:
    """Brings the schema to `REVISION` within the transaction of `connection`, then asserts the triggers."""
    if (revision := _revision(connection)) != REVISION:
        _upgrade(connection, revision)
    assert_guards(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection, revision: str | None) -> None:
    # Imported here because it takes longer to import than to open a ledger whose schema is current.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, REVISION)
    except CommandError as error:
        raise LedgerUnavailable(
            f"The ledger's schema is {revision}, this release knows {REVISION}: use the one that wrote it."
        ) from error
