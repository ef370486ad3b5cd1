"""The ledger in a PostgreSQL schema: connections, the lock by which appends take turns, demands on a server.

A write transaction takes one advisory lock first and reads afterwards. Serializable transactions would abort
under contention, sequences leave gaps that look like deletions, and a snapshot taken before the lock would
not see what was appended while waiting for it: hence READ COMMITTED, whatever the server's default.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from evidence.errors import LedgerUnavailable

READING: Final = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""The execution options of a connection that only reads: one snapshot over all its statements."""
_LOCK: Final = text(
    "SELECT set_config('lock_timeout', '30s', true),"
    " set_config('idle_in_transaction_session_timeout', '60s', true),"
    " pg_advisory_xact_lock(hashtextextended('duecare ledger ' || current_schema(), 0))"
)
"""A client that stalls while it holds the lock is cut off, and its transaction undone."""
_DEMANDS: Final = {
    "fsync": ("on", "it would lose acknowledged entries in a crash"),
    "full_page_writes": ("on", "a crash could tear its pages"),
    "server_encoding": ("UTF8", "it cannot hold every name"),
    "transaction_read_only": ("off", "it takes no writes; a standby must be promoted first"),
}


def postgresql_engine(url: URL) -> Engine:
    """An engine on the schema that `url` leads to: the first of its search path."""
    if url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise LedgerUnavailable(f"The driver {url.get_driver_name()} is not supported: use postgresql://.")
    if find_spec("psycopg") is None:
        raise LedgerUnavailable("PostgreSQL needs the package psycopg: install duecare[postgresql].")
    # The ping finds a connection that did not outlive a restart of the server.
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"), isolation_level="READ COMMITTED", pool_pre_ping=True
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") is None:
        connection.execute(_LOCK)


def require_trustworthy(connection: Connection) -> None:
    """Raises `LedgerUnavailable` where the server's settings would let an acknowledged entry be lost."""
    found = {name: connection.scalar(text(f"SHOW {name}")) for name in (*_DEMANDS, "synchronous_commit")}
    wrong = [
        f"{name} is {found[name]}, so {why}"
        for name, (value, why) in _DEMANDS.items()
        if found[name] != value
    ]
    if found["synchronous_commit"] == "off":
        wrong.append("synchronous_commit is off, so it acknowledges before anything is on disk")
    if wrong:
        raise LedgerUnavailable(f"The PostgreSQL server cannot keep a ledger: {'; '.join(wrong)}.")


def purge(engine: Engine) -> None:
    """Rewrites the table of free texts, so that what was erased is not left in its file."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM FULL free_text"))
