"""Times collecting: a million signals as JSON lines, the same again, and their summary.

python -m tests.bench.signals
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from engine.knowledge import Iri
from evidence.signals import Known, SignalStore, collect

TOTAL = 1_000_000
SIGNAL = Iri("term:signal.tool-call-decided")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
USE_CASES = 50


def records(total: int) -> Iterator[bytes]:
    """So many records, a few seconds apart, over some sixty days and `USE_CASES` use cases."""
    for number in range(total):
        at = NOW - timedelta(seconds=5 * number)
        stated = {
            "occurred_at": at.isoformat(),
            "id": f"event-{number}",
            "signal": SIGNAL,
            "outcome": "failed" if number % 97 == 0 else "passed",
            "value": number % 1000 / 10,
            "posture": f"posture:{number % USE_CASES:032x}",
        }
        yield json.dumps(stated).encode() + b"\n"


def main(total: int = TOTAL) -> None:
    """Prints the figures; a count that is wrong ends the run."""
    known = Known(postures={f"posture:{each:032x}": f"use-case-{each}" for each in range(USE_CASES)})
    data = b"".join(records(total))
    print(f"signals: {total:,} records of {len(data) / 2**20:,.0f} MiB over {USE_CASES} use cases")
    with tempfile.TemporaryDirectory() as folder:
        store = SignalStore(Path(folder) / "signals")
        for what, expected in (("ingest", total), ("the same again", 0)):
            begun, busy = time.perf_counter(), time.process_time()
            batch = collect(
                BytesIO(data), source="jsonl", store=store, known=known, signals=[SIGNAL], observed_at=NOW
            )
            took, busy = time.perf_counter() - begun, time.process_time() - busy
            if batch.accepted != expected or batch.rejected:
                raise SystemExit(
                    f"{what}: {batch.accepted} accepted, expected {expected}: {batch.rejected[:1]}"
                )
            rate = f"{total / took:,.0f}/s, {busy:.1f} s of processor time"
            print(f"  {what}: {took:.1f} s ({rate}), {batch.duplicates:,} duplicates", flush=True)
        begun = time.perf_counter()
        lines = store.summary()
        print(f"  summary of {len(lines)} lines: {time.perf_counter() - begun:.2f} s")
        size = sum(part.stat().st_size for part in store.folder.rglob("*.parquet"))
        print(f"  at rest: {size / 2**20:.0f} MiB in {len(list(store.folder.rglob('*.parquet')))} files")
        if sum(line.events for line in lines) != total:
            raise SystemExit(f"the summary counts {sum(line.events for line in lines)} of {total}")


if __name__ == "__main__":
    main()
