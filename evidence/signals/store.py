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
from evidence.signals.warehouse import alone, ask, settle, warehouse

PARTS_OF_A_DAY: Final = 32
"""A day with more files than this is merged; senders that post every few seconds would leave thousands."""
COLUMNS: Final = {
    "id": "VARCHAR",
    "content": "VARCHAR",
    "key": "VARCHAR",
    "source": "VARCHAR",
    "kind": "VARCHAR",
    "occurred_at": "VARCHAR",
    "observed_at": "VARCHAR",
    "signal": "VARCHAR",
    "outcome": "VARCHAR",
    "said": "VARCHAR",
    "value": "DOUBLE",
    "unit": "VARCHAR",
    "subject": "VARCHAR",
    "use_case": "VARCHAR",
    "posture": "VARCHAR",
    "digest": "VARCHAR",
}
_REJECTED: Final = {
    "id": "VARCHAR",
    "digest": "VARCHAR",
    "disposition": "VARCHAR",
    "reason": "VARCHAR",
    "source": "VARCHAR",
    "observed_at": "VARCHAR",
}


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
        Keeps those of `signals` that are not held yet; keeping them twice or in another order changes nothing.

        Those that happened before the instant `late_before` are counted as late. After an interruption the
        same call again completes what was begun.
        """
        with alone(self.folder), warehouse(self.folder) as db, self._scratch() as scratch:
            handed_in = _spool(scratch / "signals", (_row(each) for each in signals))
            db.execute(
                f"CREATE TABLE incoming AS SELECT DISTINCT ON (id) * FROM {_spooled(COLUMNS)} ORDER BY id, digest",
                [str(scratch / "signals")],
            )
            days = [day for (day,) in ask(db, f"SELECT DISTINCT {_DAY} AS day FROM incoming ORDER BY day")]
            self._forget_held(db, days)
            kept = _counted(db, handed_in, late_before)
            for day in days:
                self._write_day(db, day, scratch)
            return kept

    def keep_rejected(self, rejected: Iterable[Rejected], source: str, observed_at: str) -> None:
        """Keeps digest and reason of what was no signal, once each."""
        folder = self.folder / "rejected"
        with alone(self.folder), warehouse(self.folder) as db, self._scratch() as scratch:
            rows = ({**_rejected(each), "source": source, "observed_at": observed_at} for each in rejected)
            if not _spool(scratch / "rejected", rows):
                return
            db.execute(
                f"CREATE TABLE incoming AS SELECT DISTINCT ON (id) * FROM {_spooled(_REJECTED)} ORDER BY id",
                [str(scratch / "rejected")],
            )
            _drop_held(db, _parts(folder))
            _write(db, folder, scratch, "SELECT * FROM incoming ORDER BY id", ())

    def rejected(self) -> tuple[tuple[str, str, str, str], ...]:
        """Of everything that was no signal: digest, disposition, reason and format, in order."""
        if not (parts := _parts(self.folder / "rejected")):
            return ()
        query = "SELECT DISTINCT digest, disposition, reason, source FROM read_parquet(?) ORDER BY ALL"
        with warehouse(self.folder) as db:
            return tuple(ask(db, query, [parts]))  # type: ignore[arg-type]  # four texts, as the query says

    def summary(self, use_case: str = "") -> tuple[SummaryLine, ...]:
        """What is held, or what is held of `use_case`, by posture and signal; nothing held, no line."""
        parts = _parts(*sorted(self.folder.glob("day=*")))
        if not parts:
            return ()
        with warehouse(self.folder) as db:
            return summary(db, parts, use_case)

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        with TemporaryDirectory(dir=self.folder, prefix=".incoming-") as made:
            yield Path(made)

    def _forget_held(self, db: duckdb.DuckDBPyConnection, days: Sequence[str]) -> None:
        _drop_held(db, _parts(*(self.folder / f"day={day}" for day in days)))

    def _write_day(self, db: duckdb.DuckDBPyConnection, day: str, scratch: Path) -> None:
        folder = self.folder / f"day={day}"
        _write(db, folder, scratch, f"SELECT * FROM incoming WHERE {_DAY} = ? ORDER BY id", (day,))
        if len(parts := _parts(folder)) > PARTS_OF_A_DAY:
            whole = "SELECT DISTINCT ON (id) * FROM read_parquet(?) ORDER BY id, observed_at"
            written = _write(db, folder, scratch, whole, (parts,))
            # Until they are gone every signal stands in two files, which no reader counts twice.
            for part in parts:
                if part != str(written):
                    Path(part).unlink()


_DAY: Final = 32
"""A day with more files than this is merged; senders that post every few seconds would leave thousands."""
COLUMNS: Final = {
    "id": "VARCHAR",
    "content": "VARCHAR",
    "key": "VARCHAR",
    "source": "VARCHAR",
    "kind": "VARCHAR",
    "occurred_at": "VARCHAR",
    "observed_at": "VARCHAR",
    "signal": "VARCHAR",
    "outcome": "VARCHAR",
    "said": "VARCHAR",
    "value": "DOUBLE",
    "unit": "VARCHAR",
    "subject": "VARCHAR",
    "use_case": "VARCHAR",
    "posture": "VARCHAR",
    "digest": "VARCHAR",
}
_REJECTED: Final = {
    "id": "VARCHAR",
    "digest": "VARCHAR",
    "disposition": "VARCHAR",
    "reason": "VARCHAR",
    "source": "VARCHAR",
    "observed_at": "VARCHAR",
}


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
        Keeps those of `signals` that are not held yet; keeping them twice or in another order changes nothing.

        Those that happened before the instant `late_before` are counted as late. After an interruption the
        same call again completes what was begun.
        """
        with alone(self.folder), warehouse(self.folder) as db, self._scratch() as scratch:
            handed_in = _spool(scratch / "signals", (_row(each) for each in signals))
            db.execute(
                f"CREATE TABLE incoming AS SELECT DISTINCT ON (id) * FROM {_spooled(COLUMNS)} ORDER BY id, digest",
                [str(scratch / "signals")],
            )
            days = [day for (day,) in ask(db, f"SELECT DISTINCT {_DAY} AS day FROM incoming ORDER BY day")]
            self._forget_held(db, days)
            kept = _counted(db, handed_in, late_before)
            for day in days:
                self._write_day(db, day, scratch)
            return kept

    def keep_rejected(self, rejected: Iterable[Rejected], source: str, observed_at: str) -> None:
        """Keeps digest and reason of what was no signal, once each."""
        folder = self.folder / "rejected"
        with alone(self.folder), warehouse(self.folder) as db, self._scratch() as scratch:
            rows = ({**_rejected(each), "source": source, "observed_at": observed_at} for each in rejected)
            if not _spool(scratch / "rejected", rows):
                return
            db.execute(
                f"CREATE TABLE incoming AS SELECT DISTINCT ON (id) * FROM {_spooled(_REJECTED)} ORDER BY id",
                [str(scratch / "rejected")],
            )
            _drop_held(db, _parts(folder))
            _write(db, folder, scratch, "SELECT * FROM incoming ORDER BY id", ())

    def rejected(self) -> tuple[tuple[str, str, str, str], ...]:
        """Of everything that was no signal: digest, disposition, reason and format, in order."""
        if not (parts := _parts(self.folder / "rejected")):
            return ()
        query = "SELECT DISTINCT digest, disposition, reason, source FROM read_parquet(?) ORDER BY ALL"
        with warehouse(self.folder) as db:
            return tuple(ask(db, query, [parts]))  # type: ignore[arg-type]  # four texts, as the query says

    def summary(self, use_case: str = "") -> tuple[SummaryLine, ...]:
        """What is held, or what is held of `use_case`, by posture and signal; nothing held, no line."""
        parts = _parts(*sorted(self.folder.glob("day=*")))
        if not parts:
            return ()
        with warehouse(self.folder) as db:
            return summary(db, parts, use_case)

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        with TemporaryDirectory(dir=self.folder, prefix=".incoming-") as made:
            yield Path(made)

    def _forget_held(self, db: duckdb.DuckDBPyConnection, days: Sequence[str]) -> None:
        _drop_held(db, _parts(*(self.folder / f"day={day}" for day in days)))

    def _write_day(self, db: duckdb.DuckDBPyConnection, day: str, scratch: Path) -> None:
        folder = self.folder / f"day={day}"
        _write(db, folder, scratch, f"SELECT * FROM incoming WHERE {_DAY} = ? ORDER BY id", (day,))
        if len(parts := _parts(folder)) > PARTS_OF_A_DAY:
            whole = "SELECT DISTINCT ON (id) * FROM read_parquet(?) ORDER BY id, observed_at"
            written = _write(db, folder, scratch, whole, (parts,))
            # Until they are gone every signal stands in two files, which no reader counts twice.
            for part in parts:
                if part != str(written):
                    Path(part).unlink()


class _Scratch(TemporaryDirectory[str]):
    def __enter__(self) -> Path:  # type: ignore[override]  # a path is what its users want
        return Path(super().__enter__())


_DAY: Final = "substr(occurred_at, 1, 10)"


def _row(signal: Signal) -> dict[str, object]:
    stated = {name: getattr(signal, name) for name in COLUMNS if name not in ("id", "content", "outcome")}
    return {"id": signal.id, "content": signal.content, "outcome": signal.outcome.value, **stated}


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


def _spooled(columns: Mapping[str, str]) -> str:
    typed = ", ".join(f"{name}: '{kind}'" for name, kind in columns.items())
    return f"read_json(?, format = 'newline_delimited', columns = {{{typed}}})"


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


def _write(
    db: duckdb.DuckDBPyConnection, folder: Path, scratch: Path, query: str, parameters: Sequence[object]
) -> Path | None:
    """Writes what `query` gives as a file of `folder` named by the ids in it; nothing given, no file."""
    part = scratch / "part"
    copied = f"COPY ({query}) TO '{{}}' (FORMAT parquet, COMPRESSION zstd)"
    db.execute(copied.format(str(part).replace("'", "''")), list(parameters))
    if not ask(db, "SELECT 1 FROM read_parquet(?) LIMIT 1", [str(part)]):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    named = _digest_of_ids(db, "SELECT id FROM read_parquet(?) ORDER BY id", [str(part)])
    final = folder / f"{named.removeprefix('sha256:')}.parquet"
    settle(part, final)
    return final
