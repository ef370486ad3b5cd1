"""A process that appends to a ledger and prints every acknowledged place, to be run beside others and killed.

    python -m tests.evidence.writer LEDGER

For each line `FIRST COUNT` on its standard input it forks a child, which says its process id, appends COUNT
of the sample entries from FIRST on, and says each with its acknowledged place. Then it says `done` and how
the child ended. Forking spares every child the imports; each opens the ledger itself.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.evidence.samples import entry, open_ledger


def say(*words: object) -> None:
    """Prints a line in one write, so that a kill leaves no half of one."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def append(path: Path, first: int, count: int) -> None:
    """Appends and says so, one entry after the other."""
    say(os.getpid())
    with open_ledger(path) as ledger:
        for number in range(first, first + count):
            say(number, ledger.append(entry(number)).seq)


def main() -> None:
    """Serves the lines of standard input until it ends."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                append(Path(sys.argv[1]), *map(int, line.split()))
                status = 0
            finally:
                os._exit(status)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        say("done", ended)


if __name__ == "__main__":
    main()
