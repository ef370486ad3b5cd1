"""The verifier over a ledger wherever it is kept, opened for reading only."""

from __future__ import annotations

from sqlalchemy import inspect, make_url

from evidence.errors import LedgerUnavailable
from evidence.rows import whole_record
from evidence.store import open_engine, reading
from evidence.verify import Report, Unusable, Verdict, check, verify_database


def holds_ledger(url: str) -> bool:
    """Whether the database at `url` holds a ledger; one that cannot be reached raises `LedgerUnavailable`."""
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            return inspect(connection).has_table("event")
    finally:
        engine.dispose()


def verify_url(url: str, vkey: str | None = None, since: str | None = None) -> Report:
    """
    What the offline verifier says of the ledger at `url`, in SQLite or PostgreSQL.

    `vkey` and `since` are those of `verify_database`. What cannot be read is `CANNOT_TELL`.
    """
    try:
        engine = open_engine(url)
        if engine.dialect.name == "sqlite":
            return verify_database(str(make_url(url).database), vkey, since)
        try:
            with reading(engine) as connection:
                record = whole_record(connection)
        finally:
            engine.dispose()
        return check(record, vkey, since)
    except (LedgerUnavailable, Unusable) as error:
        return Report(verdict=Verdict.CANNOT_TELL, remarks=(str(error),))
