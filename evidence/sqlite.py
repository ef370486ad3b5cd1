"""The ledger in an SQLite file: connections set for durable and serialised writes.

Every write transaction begins with BEGIN IMMEDIATE: a deferred one that reads first and then writes fails at
once when another process wrote in between, and no waiting helps it. Reads begin deferred and see one
snapshot.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from evidence.errors import LedgerUnavailable

BUSY_TIMEOUT_SECONDS: Final = 30
READING: Final = {"duecare_read_only": True}
"""The execution options of a connection that only reads."""


def journal_mode_for(version: tuple[int, int, int]) -> str:
    """
    The journal mode that is safe with that SQLite library.

    Write-ahead logging is faster, but before 3.51.3 a race between a checkpoint and a reset of the log can
    corrupt the file (fixed also in 3.44.6 and 3.50.7), so older libraries use the rollback journal.
    """
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)
    return "WAL" if fixed else "DELETE"


def sqlite_engine(url: URL) -> Engine:
    """An engine on the SQLite file that `url` names."""
    if not url.database or ":memory:" in url.database:
        raise LedgerUnavailable(
            "A ledger in memory would vanish with the process: name a file, as in sqlite:///ledger.sqlite."
        )
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # Leaves BEGIN to `_begin`; the driver would otherwise begin deferred, and only before some statements.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA journal_mode = {journal_mode_for(sqlite3.sqlite_version_info)}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA trusted_schema = OFF")
    # What is erased must not stay in pages that are free.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("duecare_read_only", False):
        connection.exec_driver_sql("BEGIN")
    else:
        _take_turn(connection)


def _take_turn(connection: Connection) -> None:
    """
    Begins a write transaction, waiting for those of other processes.

    SQLite waits longer between tries the longer it has waited, so of many writers the patient ones starve: of
    sixteen that were measured, some had no turn for thirty seconds. Random waits of even length give each
    the same chance.
    """
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 0")
    until = time.monotonic() + BUSY_TIMEOUT_SECONDS
    try:
        while time.monotonic() < until:
            try:
                cursor.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
            time.sleep((1 + secrets.randbelow(10)) / 1000)
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")
        cursor.close()
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # says what is wrong, should it still be


def purge(engine: Engine) -> None:
    """Leaves no erased text in the write-ahead log, where there is one."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
