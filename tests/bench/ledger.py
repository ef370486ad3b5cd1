"""Times the ledger: appends, a checkpoint, opening, and verification of 10,000 entries.

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

from evidence import Verdict, verify_database
from evidence.sqlite import journal_mode_for
from tests.evidence.samples import entry, open_ledger

SINGLE = 1_000
TOTAL = 10_000


def timed(work: Callable[[], object]) -> float:
    """How many seconds `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Prints the figures."""
    mode = journal_mode_for(sqlite3.sqlite_version_info)
    print(f"ledger on SQLite {sqlite3.sqlite_version}, journal {mode}, synchronous FULL")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        bench_appends(path)
        bench_verification(path)


def bench_appends(path: Path) -> None:
    """Appends `SINGLE` entries one by one and the rest at once, and signs."""
    with open_ledger(path) as ledger:
        times = [timed(partial(ledger.append, entry(number))) for number in range(SINGLE)]
        middle, late = (quantiles(times, n=100)[place] * 1e3 for place in (49, 98))
        print(f"  append one by one: {SINGLE / sum(times):,.0f}/s, p50 {middle:.2f} ms, p99 {late:.2f} ms")
        rest = [entry(number) for number in range(SINGLE, TOTAL)]
        rate = len(rest) / timed(partial(ledger.append_many, rest))
        print(f"  append in a batch of {len(rest):,}: {rate:,.0f}/s")
        print(f"  first checkpoint over {TOTAL:,}: {timed(ledger.checkpoint) * 1e3:.0f} ms")
        print(f"  inclusion proof: {timed(partial(ledger.inclusion_proof, TOTAL // 3)) * 1e3:.1f} ms")


def bench_verification(path: Path) -> None:
    """Opens and verifies what was written."""
    print(f"  open: {timed(lambda: open_ledger(path).close()) * 1e3:.0f} ms")
    print(f"  verify {TOTAL:,} entries offline: {timed(lambda: verify_database(path)):.2f} s")
    report = verify_database(path)
    if report.verdict is not Verdict.VALID or report.size != TOTAL:
        raise SystemExit(f"the ledger that was timed is not valid: {report}")


if __name__ == "__main__":
    main()
