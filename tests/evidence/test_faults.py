"""Writes that the operating system refuses: nothing acknowledged is lost, and the ledger goes on after."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evidence import LedgerUnavailable
from tests.evidence.samples import entry, open_ledger, write_ledger
from tests.evidence.writers import require_kept, writer
from tests.support.postgresql import serving

MEBIBYTE = 2**20


def append_until_refused(where: str | Path, first: int, size: int = 20_000) -> dict[int, int]:
    """Appends large entries from number `first` on until one is refused; gives what was acknowledged."""
    acknowledged: dict[int, int] = {}
    with open_ledger(where) as ledger, pytest.raises(LedgerUnavailable, match="Nothing was acknowledged"):
        for number in range(first, first + 10_000):
            acknowledged[number] = ledger.append(entry(number, filling=os.urandom(size // 2).hex())).seq
    return acknowledged


def require_going_on(where: str | Path, acknowledged: dict[int, int]) -> None:
    """Asserts that what was acknowledged is there, and that the next append follows it."""
    with open_ledger(where) as ledger:
        recorded = ledger.entries()
        assert {
            found.entry.payload["number"]: found.seq for found in recorded
        }.items() >= acknowledged.items()
        assert ledger.append(entry(999_999)).seq == len(recorded)
    require_kept(where, {}, None)


def files_that_may_not_grow(path: Path, steps: int) -> int:
    """Has a child write with ever more room for its files; gives how many writes were refused."""
    write_ledger(path, 3)
    acknowledged: dict[int, int] = {}
    refused = 0
    outside = None
    for step in range(steps):
        limit = path.stat().st_size * step // steps + 1024 * (step % 40)
        with writer(path, str(limit)) as one:
            one.start(1000 * step, 8)
            acknowledged |= dict(one.acknowledged())
            refused += len(one.failures)
            assert one.ended == [3 if one.failures else 0]
        outside = require_kept(path, acknowledged, outside)
    print(f"{refused} refused writes, {len(acknowledged)} acknowledged entries")
    return refused


def test_a_file_that_may_not_grow_loses_nothing(tmp_path: Path) -> None:
    assert files_that_may_not_grow(tmp_path / "ledger.sqlite", 6) > 2


@pytest.mark.long
def test_files_that_may_not_grow_at_eighty_sizes_lose_nothing(tmp_path: Path) -> None:
    assert files_that_may_not_grow(tmp_path / "ledger.sqlite", 80) > 40


def test_a_server_whose_files_may_not_grow_loses_nothing() -> None:
    with serving(limit=MEBIBYTE + 300_000, made_with=["--wal-segsize=1"]) as server:
        where = server.url("limited")
        with open_ledger(where) as ledger:
            kept = [ledger.append(entry(number)).seq for number in range(5)]
        acknowledged = dict(enumerate(kept)) | append_until_refused(where, 100)
        assert len(acknowledged) > 20
        server.stop()
        server.limit = None
        server.start()
        require_going_on(where, acknowledged)


@contextmanager
def small_disk(size: str) -> Iterator[Path]:
    """A file system of that size, which root mounts and unmounts."""
    if os.geteuid():
        pytest.fail("a disk that is really full takes a mount: run this as root")
    folder = Path(tempfile.mkdtemp(prefix="duecare-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


def grow(folder: Path, size: str) -> None:
    """Makes the file system larger."""
    subprocess.run(["mount", "-o", f"remount,size={size}", folder], check=True)


@pytest.mark.long
def test_a_full_disk_loses_nothing_and_more_room_lets_it_go_on() -> None:
    with small_disk("3m") as folder:
        where = folder / "ledger.sqlite"
        acknowledged = append_until_refused(where, 0, size=400)
        print(f"disk full after {len(acknowledged)} acknowledged entries")
        grow(folder, "8m")
        require_going_on(where, acknowledged)


@pytest.mark.long
def test_a_full_disk_under_the_server_loses_nothing_and_more_room_lets_it_go_on() -> None:
    with small_disk("64m") as folder, serving(made_with=["--wal-segsize=1"], inside=folder) as server:
        where = server.url("full_disk")
        acknowledged = append_until_refused(where, 0)
        print(f"disk full after {len(acknowledged)} acknowledged entries")
        server.kill()
        grow(folder, "256m")
        server.start()
        require_going_on(where, acknowledged)


INJECTED = [
    (call, fault)
    for call in ("pwrite64", "fdatasync", "fsync", "openat", "ftruncate", "unlink", "pread64")
    for fault in ("error=EIO", "error=ENOSPC", "signal=SIGKILL")
]


@pytest.mark.long
@pytest.mark.parametrize(("call", "fault"), INJECTED)
def test_a_system_call_that_fails_at_any_of_its_turns_loses_nothing(
    tmp_path: Path, call: str, fault: str
) -> None:
    strace = shutil.which("strace")
    assert strace is not None, "faults are injected by strace. Debian, Ubuntu: sudo apt-get install strace"
    path = tmp_path / "ledger.sqlite"
    write_ledger(path, 3)
    acknowledged: dict[int, int] = {}
    outside = None
    harmed = 0
    for turn in (1, 2, 3, 5, 8, 13, 21, 34, 55):
        files = [option for name in (path, f"{path}-journal", tmp_path) for option in ("-P", str(name))]
        inject = f"inject={call}:{fault}:when={turn}"
        under = (strace, "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", inject, *files)
        with writer(path, under=under) as one:
            one.start(1000 * turn, 6)
            acknowledged |= dict(one.acknowledged())
            harmed += one.ended != [0]
        outside = require_kept(path, acknowledged, outside)
    print(f"{call} {fault}: 9 injections, {harmed} harmed a writer, {len(acknowledged)} acknowledged entries")
