"""Single bits flipped in the files of both stores: every one that changes what is recorded is found."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from evidence import Verdict, verify_database, verify_url
from evidence.verify import read_database
from tests.evidence.samples import KEY, write_ledger
from tests.support.postgresql import Server, serving

VKEY = str(KEY.verifier)
ENTRIES = 40
EVENTS = "SELECT seq, id, kind, subject, leaf FROM event ORDER BY seq"


def flip(path: Path, bit: int) -> None:
    """Flips one bit of the file."""
    with path.open("r+b") as file:
        file.seek(bit // 8)
        (byte,) = file.read(1)
        file.seek(bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))


def entries_in_file(path: Path) -> object:
    """The entries that SQLite reads from the file, None where it cannot."""
    try:
        with closing(sqlite3.connect(path)) as database:
            database.text_factory = bytes
            return database.execute(EVENTS).fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def flips_in_the_file(path: Path, flips: int) -> int:
    """Flips bits of the file one at a time; gives how many changed the entries that SQLite reads."""
    outside = write_ledger(path, ENTRIES, frozenset({ENTRIES}))[ENTRIES]
    true, verified = entries_in_file(path), read_database(path).events
    changed = unreadable = 0
    for bit in random.Random(5).sample(range(8 * path.stat().st_size), flips):
        flip(path, bit)
        read = entries_in_file(path)
        report = verify_database(path, VKEY, outside)
        if read is None:
            # The verifier may read past what stops others, such as a constraint; then it has read all.
            unreadable += 1
            assert report.verdict is not Verdict.VALID or read_database(path).events == verified, bit
        elif read != true:
            changed += 1
            assert report.verdict is not Verdict.VALID, bit
        flip(path, bit)
    print(f"{flips} bits: {changed} changed an entry, all found; {unreadable} left the file unreadable")
    assert verify_database(path, VKEY, outside).verdict is Verdict.VALID
    return changed


def test_each_flipped_bit_that_changes_an_entry_is_found(tmp_path: Path) -> None:
    assert flips_in_the_file(tmp_path / "ledger.sqlite", 300) > 20


@pytest.mark.long
def test_each_of_six_thousand_flipped_bits_that_changes_an_entry_is_found(tmp_path: Path) -> None:
    assert flips_in_the_file(tmp_path / "ledger.sqlite", 6000) > 500


def entries_of(url: str) -> object:
    """The entries that PostgreSQL reads, None where it cannot."""
    try:
        with psycopg.connect(url) as connection:
            return connection.execute(EVENTS.encode()).fetchall()
    except (psycopg.Error, UnicodeDecodeError):
        return None


def flips_under_the_server(server: Server, flips: int) -> int:
    """Flips bits in the tables' files while the server is down; gives how many changed what it reads."""
    url = server.url("flipped")
    outside = write_ledger(url, ENTRIES, frozenset({ENTRIES}))[ENTRIES]
    true = entries_of(url)
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT pg_relation_filepath('event'), pg_relation_filepath('node')")
        files = [server.data / name for name in found.fetchone() or ()]
    chance, changed = random.Random(6), 0
    for turn in range(flips):
        server.stop()
        path = files[turn % 4 == 3]
        intact = path.read_bytes()
        held = [place for place, byte in enumerate(intact) if byte]
        flip(path, 8 * chance.choice(held) + chance.randrange(8))
        server.start()
        if entries_of(url) != true:
            changed += 1
            assert verify_url(url, VKEY, outside).verdict is not Verdict.VALID, turn
        server.stop()
        path.write_bytes(intact)
        server.start()
    print(f"{flips} bits: {changed} changed what the server reads, all found")
    assert verify_url(url, VKEY, outside).verdict is Verdict.VALID
    return changed


@pytest.mark.long
def test_each_flipped_bit_of_the_servers_files_that_changes_an_entry_is_found() -> None:
    # Without autovacuum, which may hang on a page that is damaged.
    with serving(options=("-c", "autovacuum=off")) as server:
        assert flips_under_the_server(server, 80) > 20
