"""A process that appends to a ledger and prints every acknowledged place, to be run beside others and killed.

    python -m tests.evidence.writer LEDGER

LEDGER is a file or a database URL. For each line `FIRST COUNT WRITERS` on its standard input it forks WRITERS
children and says their process ids. Each appends COUNT of the sample entries, the first child from FIRST on,
the next from FIRST + COUNT on, and says each with its acknowledged place; every third append is preceded by
one that is rolled back. A child whose ledger fails says `failed`. Then it says `done` and how the children
ended. Forking spares every child the imports; each opens the ledger itself.

With a number as a second argument, no file that a child writes may outgrow so many bytes: a real error of the
operating system in the middle of a write.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from contextlib import suppress

from evidence import LedgerUnavailable
from evidence.appending import append_contents, prepare
from evidence.store import open_engine, writing
from tests.evidence.samples import entry, open_ledger, url_of


class ChangedMindError(Exception):
    """Raised within a transaction, which is rolled back."""


def say(*words: object) -> None:
    """Prints a line in one write, so that a kill leaves no half of one."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def append(where: str, first: int, count: int) -> None:
    """Appends and says so, one entry after the other."""
    engine = open_engine(where)
    with open_ledger(where) as ledger:
        for number in range(first, first + count):
            if number % 3 == 0:
                with suppress(ChangedMindError), writing(engine) as connection:
                    append_contents(connection, [prepare(entry(number, changed="mind"))])
                    raise ChangedMindError
            say(number, ledger.append(entry(number)).seq)


def work(where: str, first: int, count: int) -> int:
    """What one child does; gives its exit code."""
    if len(sys.argv) > 2:
        limit = int(sys.argv[2])
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        append(where, first, count)
    except LedgerUnavailable as error:
        say("failed", *str(error).split())
        return 3
    return 0


def main() -> None:
    """Serves the lines of standard input until it ends."""
    where = url_of(sys.argv[1]) if "://" in sys.argv[1] else f"sqlite:///{sys.argv[1]}"
    for line in sys.stdin:
        first, count, writers = map(int, line.split())
        children = []
        gate, opened = os.pipe()
        for place in range(writers):
            child = os.fork()
            if child == 0:
                os.close(opened)
                os.read(gate, 1)
                status = 1
                try:
                    status = work(where, first + place * count, count)
                finally:
                    os._exit(status)
            children.append(child)
        say(*children)
        os.close(opened)
        os.close(gate)
        say("done", *(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))


if __name__ == "__main__":
    main()
