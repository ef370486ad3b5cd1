"""Processes that write to a ledger, seen from the test that starts them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from evidence import Verdict, verify_url
from tests.evidence.samples import KEY, entry, open_ledger, url_of

ROOT = Path(__file__).resolve().parents[2]
VKEY = str(KEY.verifier)


class Writer:
    """The process of `tests.evidence.writer`, and what it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.requests: IO[str] = process.stdin
        self.answers: IO[str] = process.stdout
        self.ended: list[int] = []
        """How the last children ended: exit codes, or minus the signals that killed them."""
        self.failures: list[str] = []
        """What those children said that could not write."""

    def start(self, first: int, count: int, writers: int = 1) -> list[int]:
        """Has children append; gives their process ids."""
        self.requests.write(f"{first} {count} {writers}\n")
        self.requests.flush()
        return list(map(int, self.answers.readline().split()))

    def acknowledged(self) -> Iterator[tuple[int, int]]:
        """The numbers and places of acknowledged entries, until the children are gone."""
        while (said := self.answers.readline().split())[0] != "done":
            if said[0] == "failed":
                self.failures.append(" ".join(said[1:]))
            else:
                yield int(said[0]), int(said[1])
        self.ended = list(map(int, said[1:]))


@contextmanager
def writer(where: Path | str, *arguments: str, under: tuple[str, ...] = ()) -> Iterator[Writer]:
    """A writer on the ledger `where`, run by the command `under`; ended when the block ends."""
    command = [*under, sys.executable, "-m", "tests.evidence.writer", str(where), *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as process:
        yield Writer(process)
        process.communicate(timeout=120)
        assert process.returncode == 0


def require_kept(where: Path | str, acknowledged: dict[int, int], outside: str | None) -> str:
    """
    Asserts that the ledger holds what was acknowledged, without gaps, extends `outside` and verifies.

    Gives the checkpoint over all of it.
    """
    with open_ledger(where) as ledger:
        recorded = ledger.entries()
        assert [found.seq for found in recorded] == list(range(len(recorded)))
        assert all(recorded[seq].entry == entry(number) for number, seq in acknowledged.items())
        assert not any("changed" in found.entry.payload for found in recorded)
        unsigned = verify_url(url_of(where), VKEY, outside)
        assert unsigned.discrepancies == ()
        if not recorded:
            return ""
        note = ledger.checkpoint().note
    report = verify_url(url_of(where), VKEY, note)
    assert (report.verdict, report.anchored, report.size) == (Verdict.VALID, True, len(recorded))
    return note
