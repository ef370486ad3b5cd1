"""The database under the ledger, SQLite or PostgreSQL: engines, transactions, schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from evidence import postgresql, sqlite
from evidence.errors import LedgerUnavailable
from evidence.guards import assert_guards

REVISION: Final = "0002"
"""The schema revision this release reads and writes."""
_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def open_engine(url: str) -> Engine:
    """An engine on the database that `url` names, set for durable and serialised writes."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        # The URL itself is not quoted: it may hold a password.
        raise LedgerUnavailable(
            "This is no database URL: expected sqlite:///FILE or postgresql://USER@HOST/DATABASE."
        ) from error
    match parsed.get_backend_name():
        case "sqlite":
            return sqlite.sqlite_engine(parsed)
        case "postgresql":
            return postgresql.postgresql_engine(parsed)
        case other:
            raise LedgerUnavailable(
                f"A ledger is kept in SQLite or PostgreSQL, not in {other}: use sqlite:///FILE or"
                " postgresql://USER@HOST/DATABASE."
            )


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the write lock from its start, committed at the end of the block."""
    with _translated(engine), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one snapshot and writes nothing."""
    options = sqlite.READING if engine.dialect.name == "sqlite" else postgresql.READING
    with _translated(engine), engine.connect().execution_options(**options) as connection:
        yield connection


def purge(engine: Engine) -> None:
    """Leaves as little of erased texts in the database's files as the database lets us."""
    with _translated(engine):
        (sqlite if engine.dialect.name == "sqlite" else postgresql).purge(engine)


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    try:
        yield
    # UnicodeDecodeError: SQLite's own message may quote a schema that was damaged.
    except (SQLAlchemyError, UnicodeDecodeError) as error:
        reason = str(getattr(error, "orig", None) or error).strip()
        raise LedgerUnavailable(
            f"The ledger {_named(engine)} cannot be used: {reason}. Nothing was acknowledged."
        ) from error


def _named(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return engine.url.render_as_string(hide_password=True)


def migrate(connection: Connection) -> None:
    """Brings the schema to `REVISION` within the transaction of `connection`, then asserts the triggers."""
    if connection.dialect.name == "postgresql":
        postgresql.require_trustworthy(connection)
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
