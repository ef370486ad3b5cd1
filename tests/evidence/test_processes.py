"""Several processes at once, and processes that are killed: nothing acknowledged is lost.

A killed process does not lose what the operating system holds, so this does not show what a power cut does.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from evidence import RecordedEntry, Verdict, verify_database
from tests.evidence.samples import KEY, entry, open_ledger

ROUNDS = 40
VKEY = str(KEY.verifier)


class Writer:
    """The process of `tests.evidence.writer`, and what it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.requests: IO[str] = process.stdin
        self.answers: IO[str] = process.stdout
        self.ended: int | None = None
        """How the last child ended: its exit code, or minus the signal that killed it."""

    def start(self, first: int, count: int) -> int:
        """Has a child append; gives its process id."""
        self.requests.write(f"{first} {count}\n")
        self.requests.flush()
        return int(self.answers.readline())

    def acknowledged(self) -> Iterator[tuple[int, int]]:
        """The numbers and places of acknowledged entries, until the child is gone."""
        while (said := self.answers.readline().split())[0] != "done":
            yield int(said[0]), int(said[1])
        self.ended = int(said[1])


@contextmanager
def writer(path: Path, repository: Path) -> Iterator[Writer]:
    """A writer on the ledger `path`, ended when the block ends."""
    command = [sys.executable, "-m", "tests.evidence.writer", str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=repository) as process:
        yield Writer(process)
        process.communicate(timeout=60)
        assert process.returncode == 0


def holds(recorded: tuple[RecordedEntry, ...], acknowledged: dict[int, int]) -> bool:
    """Whether every acknowledged entry is recorded at the place that was acknowledged."""
    return all(recorded[seq].entry == entry(number) for number, seq in acknowledged.items())


def test_nothing_acknowledged_is_lost_when_writers_are_killed(tmp_path: Path, repository: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    chance = random.Random(2)
    acknowledged: dict[int, int] = {}
    outside: str | None = None
    with writer(path, repository) as one:
        for turn in range(ROUNDS):
            acknowledged |= append_until_killed(one, turn, chance)
            assert one.ended == -signal.SIGKILL
            with open_ledger(path) as ledger:
                recorded = ledger.entries()
                assert holds(recorded, acknowledged)
                assert [found.seq for found in recorded] == list(range(len(recorded)))
                unsigned = verify_database(path, VKEY, outside)
                outside = ledger.checkpoint().note
            assert unsigned.discrepancies == ()
            report = verify_database(path, VKEY, outside)
            assert (report.verdict, report.anchored) == (Verdict.VALID, True)
    assert len(acknowledged) > ROUNDS


def append_until_killed(one: Writer, turn: int, chance: random.Random) -> dict[int, int]:
    """Has a child append and kills it somewhere within an append; gives what it had acknowledged."""
    child, wanted = one.start(turn * 1000, 1000), chance.randrange(1, 12)
    acknowledged = {}
    for number, seq in one.acknowledged():
        acknowledged[number] = seq
        if len(acknowledged) == wanted:
            # An append takes about two milliseconds.
            time.sleep(chance.uniform(0, 0.004))
            os.kill(child, signal.SIGKILL)
    return acknowledged


def test_processes_that_append_at_once_take_turns(tmp_path: Path, repository: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    acknowledged: dict[int, int] = {}
    with ExitStack() as stack:
        writers = [stack.enter_context(writer(path, repository)) for _ in range(4)]
        for place, one in enumerate(writers):
            one.start(place * 1000, 25)
        for one in writers:
            acknowledged |= dict(one.acknowledged())
            assert one.ended == 0
    assert sorted(acknowledged.values()) == list(range(100))
    with open_ledger(path) as ledger:
        assert holds(ledger.entries(), acknowledged)
        outside = ledger.checkpoint().note
    assert verify_database(path, VKEY, outside).verdict is Verdict.VALID


def test_threads_of_one_process_take_turns(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger, ThreadPoolExecutor(4) as threads:
        acknowledged = threads.map(lambda number: (number, ledger.append(entry(number)).seq), range(60))
        places = dict(acknowledged)
        assert sorted(places.values()) == list(range(60))
        assert holds(ledger.entries(), places)
