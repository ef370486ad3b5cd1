"""DuckDB over the Parquet files of one folder, locked up: it reaches nothing outside that folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from evidence.signals.errors import SignalsUnavailable

MEMORY = "1GB"


@contextmanager
def warehouse(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can read and write in `folder` only. What DuckDB refuses is `SignalsUnavailable`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(":memory:") as connection:
            _lock_up(connection, folder.resolve())
            yield connection
    except (duckdb.Error, OSError) as error:
        raise SignalsUnavailable(
            f"The signals under {folder} cannot be used: {error}"
            " Nothing was acknowledged; collect it again when this is mended."
        ) from error


def _lock_up(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    # By default any query may read any file of the machine, and extensions are fetched from the network.
    spilled = folder / ".spilled"
    connection.execute("SET allowed_directories = ?", [[str(folder)]])
    connection.execute("SET temp_directory = ?", [str(spilled)])
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    for setting, value in (
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
        ("enable_progress_bar", "false"),
        ("enable_external_access", "false"),
        ("lock_configuration", "true"),
    ):
        connection.execute(f"SET {setting} = {value}")


def ask(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()
) -> list[tuple[Any, ...]]:
    """Every row that `query` gives; values only ever go in as `parameters`."""
    return connection.execute(query, list(parameters)).fetchall()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one process or thread at a time writes in `folder`, while nobody reads; others wait here."""
    with _locked(folder, fcntl.LOCK_EX):
        yield


@contextmanager
def reading_along(folder: Path) -> Iterator[None]:
    """Any number read in `folder`, while nobody writes: a merge would take files away under them."""
    with _locked(folder, fcntl.LOCK_SH):
        yield


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("wb")
    except OSError as error:
        raise SignalsUnavailable(f"The signals under {folder} cannot be used: {error}") from error
    with lock:
        fcntl.flock(lock, how)
        yield


def settle(written: Path, final: Path) -> None:
    """Makes `written` the file `final`, on disk and at once: no reader ever sees half of it."""
    with written.open("rb") as file:
        os.fsync(file.fileno())
    written.replace(final)
    for folder in (final.parent, final.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
