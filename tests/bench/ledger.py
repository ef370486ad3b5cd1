"""Times the ledger on both stores: appends, a checkpoint, opening, and verification of 100,000 entries.

python -m tests.bench.ledger
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import quantiles

from evidence import Verdict, verify_url
from evidence.sqlite import journal_mode_for
from tests.evidence.samples import entry, open_ledger
from tests.support.postgresql import serving

SINGLE = 1_000
BATCH = 9_000
TOTAL = 100_000


def timed(work: Callable[[], object]) -> float:
    """How many seconds `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Prints the figures."""
    mode = journal_mode_for(sqlite3.sqlite_version_info)
    with tempfile.TemporaryDirectory() as folder:
        print(f"ledger on SQLite {sqlite3.sqlite_version}, journal {mode}, synchronous FULL")
        bench(f"sqlite:///{Path(folder) / 'ledger.sqlite'}")
    with serving() as server:
        print("ledger on PostgreSQL, a server on this machine, fsync on")
        bench(server.url("bench"))


def bench(url: str) -> None:
    """Appends `SINGLE` entries one by one and more at once, signs, proves, and verifies `TOTAL`."""
    with open_ledger(url) as ledger:
        times = [timed(partial(ledger.append, entry(number))) for number in range(SINGLE)]
        middle, late = (quantiles(times, n=100)[place] * 1e3 for place in (49, 98))
        print(f"  append one by one: {SINGLE / sum(times):,.0f}/s, p50 {middle:.2f} ms, p99 {late:.2f} ms")
        rates = []
        for first in range(SINGLE, TOTAL, BATCH):
            batch = [entry(number) for number in range(first, first + BATCH)]
            rates.append(BATCH / timed(partial(ledger.append_many, batch)))
        print(f"  append in batches of {BATCH:,}: {min(rates):,.0f} to {max(rates):,.0f}/s")
        print(f"  first checkpoint over {TOTAL:,}: {timed(ledger.checkpoint):.2f} s")
        print(f"  inclusion proof: {timed(partial(ledger.inclusion_proof, TOTAL // 3)) * 1e3:.1f} ms")
    print(f"  open: {timed(lambda: open_ledger(url).close()) * 1e3:.0f} ms")
    print(f"  verify {TOTAL:,} entries: {timed(lambda: verify_url(url)):.2f} s")
    report = verify_url(url)
    if report.verdict is not Verdict.VALID or report.size != TOTAL:
        raise SystemExit(f"the ledger that was timed is not valid: {report}")


if __name__ == "__main__":
    main()
