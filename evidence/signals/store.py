"""Signals at rest: Parquet files by day of occurrence, each signal in one of them once.

The id of a signal is the digest of what it says, its time included. So the same signal always belongs to the
same day, wherever and whenever it comes in, and only that day has to be looked at to know it again. Files are
written whole, put in place at once and never changed; a day of many small ones is merged into one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from evidence.signals.batch import Rejected
from evidence.signals.signal import Signal, digest_of
from evidence.signals.summary import SummaryLine, summary
from evidence.signals.warehouse import alone, ask, reading_along, settle, warehouse

MOST_PARTS: Final = 32
"""A folder with more files than this is merged; senders that post every few seconds would leave thousands."""
_READ_SIGNALS: Final = """
CREATE TABLE incoming AS SELECT DISTINCT ON (id) *, substr(occurred_at, 1, 10) AS day
FROM read_json(?, format = 'newline_delimited', columns = {
    id: 'VARCHAR', content: 'VARCHAR', key: 'VARCHAR', source: 'VARCHAR', kind: 'VARCHAR',
    occurred_at: 'VARCHAR', observed_at: 'VARCHAR', signal: 'VARCHAR', outcome: 'VARCHAR', said: 'VARCHAR',
    value: 'DOUBLE', unit: 'VARCHAR', subject: 'VARCHAR', use_case: 'VARCHAR', posture: 'VARCHAR',
    digest: 'VARCHAR'
}) ORDER BY id, digest
"""
_READ_REJECTED: Final = """
CREATE TABLE incoming AS SELECT DISTINCT ON (id) *
FROM read_json(?, format = 'newline_delimited', columns = {
    id: 'VARCHAR', digest: 'VARCHAR', disposition: 'VARCHAR', reason: 'VARCHAR', source: 'VARCHAR',
    observed_at: 'VARCHAR'
}) ORDER BY id
"""
_STATED: Final = (
    *("key", "source", "kind", "occurred_at", "observed_at", "signal", "said", "value", "unit", "subject"),
    *("use_case", "posture", "digest"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a store made of signals: counts of the new ones, and per use case their number and digest."""

    accepted: int
    duplicates: int
    late: int
    unattributed: int
    unmapped: int
    by_use_case: tuple[tuple[str, int, str], ...]


class SignalStore:
    """The signals under one folder, shared by any number of processes of one machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, signals: Iterable[Signal], late_before: str) -> Kept:
        """
        Keeps those of `signals` that are not held yet; again or in another order they change nothing.

        Those that happened before the instant `late_before` are counted as late. After an interruption the
        same call again completes what was begun.
        """
        with alone(self.folder), warehouse(self.folder) as db, self._scratch() as scratch:
            handed_in = _spool(scratch / "signals", (_row(each) for each in signals))
            db.execute(_READ_SIGNALS, [str(scratch / "signals")])
            days = [day for (day,) in ask(db, "SELECT DISTINCT day FROM incoming ORDER BY day")]
            _drop_held(db, _parts(*(self.folder / f"day={day}" for day in days)))
            kept = _counted(db, handed_in, late_before)
            for day in days:
                fresh = "SELECT * EXCLUDE (day) FROM incoming WHERE day = ? ORDER BY id"
                _add(db, self.folder / f"day={day}", scratch, fresh, [day])
            return kept

    def keep_rejected(self, rejected: Sequence[Rejected], source: str, observed_at: str) -> None:
        """Keeps digest and reason of what was no signal, once each."""
        if not rejected:
            return
        folder = self.folder / "rejected"
        with alone(self.folder), warehouse(self.folder) as db, self._scratch() as scratch:
            rows = ({**_rejected(each), "source": source, "observed_at": observed_at} for each in rejected)
            _spool(scratch / "rejected", rows)
            db.execute(_READ_REJECTED, [str(scratch / "rejected")])
            _drop_held(db, _parts(folder))
            _add(db, folder, scratch, "SELECT * FROM incoming ORDER BY id", [])

    def rejected(self) -> tuple[tuple[str, str, str, str], ...]:
        """Of everything that was no signal: digest, disposition, reason and format, in order."""
        if not (parts := _parts(self.folder / "rejected")):
            return ()
        query = "SELECT DISTINCT digest, disposition, reason, source FROM read_parquet(?) ORDER BY ALL"
        with reading_along(self.folder), warehouse(self.folder) as db:
            return tuple((each[0], each[1], each[2], each[3]) for each in ask(db, query, [parts]))

    def summary(self, use_case: str = "") -> tuple[SummaryLine, ...]:
        """What is held, or what is held of `use_case`, by posture and signal; nothing held, no line."""
        if not self.folder.exists():
            return ()
        with reading_along(self.folder), warehouse(self.folder) as db:
            parts = _parts(*sorted(self.folder.glob("day=*")))
            return summary(db, parts, use_case) if parts else ()

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        with TemporaryDirectory(dir=self.folder, prefix=".incoming-") as made:
            yield Path(made)


def _row(signal: Signal) -> dict[str, object]:
    stated = {name: getattr(signal, name) for name in _STATED}
    content = signal.content
    return {"id": signal.id_with(content), "content": content, "outcome": signal.outcome.value, **stated}


def _rejected(rejected: Rejected) -> dict[str, object]:
    stated = (rejected.digest, rejected.disposition.value, rejected.reason)
    return {"id": digest_of(*stated), **dict(zip(("digest", "disposition", "reason"), stated, strict=True))}


def _spool(path: Path, rows: Iterable[Mapping[str, object]]) -> int:
    """Writes `rows` for DuckDB to read, so that a million of them need no memory; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row) + "\n")
            count += 1
    return count


def _parts(*folders: Path) -> list[str]:
    return [str(part) for folder in folders for part in sorted(folder.glob("*.parquet"))]


def _drop_held(db: duckdb.DuckDBPyConnection, parts: list[str]) -> None:
    if parts:
        db.execute("DELETE FROM incoming WHERE id IN (SELECT id FROM read_parquet(?))", [parts])


def _counted(db: duckdb.DuckDBPyConnection, handed_in: int, late_before: str) -> Kept:
    query = """
        SELECT count(*), count(*) FILTER (occurred_at < ?), count(*) FILTER (use_case = ''),
               count(*) FILTER (signal = '') FROM incoming
    """
    ((accepted, late, unattributed, unmapped),) = ask(db, query, [late_before])
    owners = ask(db, "SELECT use_case, count(*) FROM incoming WHERE use_case <> '' GROUP BY ALL ORDER BY ALL")
    ids = "SELECT id FROM incoming WHERE use_case = ? ORDER BY id"
    return Kept(
        accepted=accepted,
        duplicates=handed_in - accepted,
        late=late,
        unattributed=unattributed,
        unmapped=unmapped,
        by_use_case=tuple((owner, count, _digest_of_ids(db, ids, [owner])) for owner, count in owners),
    )


def _digest_of_ids(db: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object]) -> str:
    hashed = sha256()
    found = db.execute(query, list(parameters))
    while rows := found.fetchmany(10_000):
        hashed.update("".join(f"{name}\n" for (name,) in rows).encode())
    return f"sha256:{hashed.hexdigest()}"


def _add(
    db: duckdb.DuckDBPyConnection, folder: Path, scratch: Path, query: str, parameters: Sequence[object]
) -> None:
    """Adds what `query` gives to `folder`, and merges its files where there are many."""
    _write(db, folder, scratch, query, parameters)
    if len(parts := _parts(folder)) <= MOST_PARTS:
        return
    whole = "SELECT DISTINCT ON (id) * FROM read_parquet(?) ORDER BY id, observed_at"
    merged = _write(db, folder, scratch, whole, [parts])
    # Until they are gone everything stands in two files, which no reader counts twice.
    for part in parts:
        if part != str(merged):
            Path(part).unlink()


def _write(
    db: duckdb.DuckDBPyConnection, folder: Path, scratch: Path, query: str, parameters: Sequence[object]
) -> Path | None:
    """Writes what `query` gives as a file of `folder` named by the ids in it; nothing given, no file."""
    part = scratch / "part"
    db.execute(f"CREATE OR REPLACE TABLE part AS {query}", list(parameters))
    if not ask(db, "SELECT 1 FROM part LIMIT 1"):
        return None
    db.execute("COPY part TO ? (FORMAT parquet, COMPRESSION zstd)", [str(part)])
    folder.mkdir(parents=True, exist_ok=True)
    named = _digest_of_ids(db, "SELECT id FROM part ORDER BY id", [])
    final = folder / f"{named.removeprefix('sha256:')}.parquet"
    settle(part, final)
    return final
