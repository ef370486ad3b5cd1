"""What the kept signals come to: counted per event, so that neither repetition nor order changes anything.

Two signals with one key and different contents contradict each other: a forged repetition, or a number that
was corrected. Such an event is counted as contradicted, and neither as passed nor as failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from evidence.signals.warehouse import ask


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryLine:
    """The events of one kind under one posture, as evidence of one signal."""

    use_case: str
    posture: str
    signal: str
    source: str
    kind: str
    events: int
    """`passed`, `failed`, `cannot_tell` and `contradicted` together."""
    passed: int
    failed: int
    cannot_tell: int
    contradicted: int
    first: str
    """When the earliest of them happened."""
    last: str
    lowest: float | None
    """Of the numbers they carry, contradicted ones left out; None where they carry none."""
    median: float | None
    """A number that was measured, not a mean of two."""
    highest: float | None


_QUERY = """
WITH held AS (SELECT DISTINCT ON (id) * EXCLUDE (observed_at, digest) FROM read_parquet(?)),
contradicted AS (SELECT key FROM held GROUP BY key HAVING count(DISTINCT content) > 1),
judged AS (
    SELECT *, key IN (SELECT key FROM contradicted) AS against FROM held
),
events AS (
    SELECT use_case, posture, signal, source, kind, key, bool_or(against) AS against,
           bool_or(outcome = 'failed') AS failed, bool_and(outcome = 'passed') AS passed,
           any_value(value) AS value, min(occurred_at) AS first, max(occurred_at) AS last
    FROM judged GROUP BY ALL
)
SELECT use_case, posture, signal, source, kind, count(*),
       count(*) FILTER (passed AND NOT against), count(*) FILTER (failed AND NOT against),
       count(*) FILTER (NOT passed AND NOT failed AND NOT against), count(*) FILTER (against),
       min(first), max(last),
       min(value) FILTER (NOT against), quantile_disc(value, 0.5) FILTER (NOT against),
       max(value) FILTER (NOT against)
FROM events WHERE ? = '' OR use_case = ? GROUP BY ALL ORDER BY ALL
"""


def summary(
    connection: duckdb.DuckDBPyConnection, parts: Sequence[str], use_case: str
) -> tuple[SummaryLine, ...]:
    """A line for each use case, posture, signal and kind in the files `parts`, in their order."""
    names = tuple(SummaryLine.__dataclass_fields__)
    rows = ask(connection, _QUERY, [list(parts), use_case, use_case])
    return tuple(SummaryLine(**dict(zip(names, row, strict=True))) for row in rows)
