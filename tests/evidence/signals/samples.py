"""Provider records in the shapes their makers document, and ways to collect them. All names are made up."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb

from engine.knowledge import Iri
from evidence.signals import Batch, Known, SignalStore, collect
from tests.repository.sources import ROOT

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
POSTURE = "posture:0001"
USE_CASE = "cv-screening"
KNOWN = Known(
    postures={POSTURE: USE_CASE, "posture:0002": "faq-bot"},
    subjects={"gr7example:3": POSTURE},
)
SIGNALS = frozenset(
    Iri(name)
    for name in re.findall(
        r"^(term:signal\S+) a skos:Concept", (ROOT / "kb/vocab/signals.ttl").read_text(), re.MULTILINE
    )
)
RECORDS = (
    ("bedrock-guardrail", "apply-guardrail.json"),
    ("bedrock-guardrail", "converse-trace.json"),
    ("bedrock-invocation", "invocation-log.json"),
    ("cloudwatch", "metric-stream.json"),
    ("alertmanager", "alertmanager.json"),
    ("langchain-hitl", "hitl.json"),
    ("otlp", "claude-code-logs.json"),
    ("otlp", "gen-ai-metrics.json"),
    ("otlp", "gen-ai-spans.json"),
    ("csv", "reviews.csv"),
)
"""Every format but `jsonl`, which is `csv` in another layout, with its records."""
GENERIC = {
    "occurred_at": "2026-11-22T08:00:00Z",
    "signal": "signal.review-decision",
    "outcome": "passed",
    "id": "r-1",
    "posture": POSTURE,
}

Change = Callable[[Any], object]


def fixture(name: str) -> bytes:
    """The fixture as bytes."""
    return (FIXTURES / name).read_bytes()


def changed(name: str, change: Change) -> bytes:
    """The JSON fixture after `change`, which works in place."""
    record = json.loads(fixture(name))
    change(record)
    return json.dumps(record).encode()


def generic(**stated: Any) -> bytes:
    """A line of the generic format; what is None is left out."""
    record = {name: value for name, value in {**GENERIC, **stated}.items() if value is not None}
    return json.dumps(record).encode() + b"\n"


def collected(
    store: SignalStore, data: bytes, source: str, *, known: Known = KNOWN, at: datetime = NOW
) -> Batch:
    """What became of `data`."""
    return collect(BytesIO(data), source=source, store=store, known=known, signals=SIGNALS, observed_at=at)


def rows(store: SignalStore, *columns: str) -> list[tuple[Any, ...]]:
    """Those columns of everything kept, read from the files by the engine itself, in order."""
    parts = [str(part) for part in store.folder.glob("day=*/*.parquet")]
    if not parts:
        return []
    query = f"SELECT {', '.join(columns) or '*'} FROM read_parquet(?) ORDER BY ALL"
    return duckdb.execute(query, [parts]).fetchall()
