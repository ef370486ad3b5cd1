"""Generic records, as CSV or as JSON lines, from whatever has no format of its own, people included.

| column | meaning |
|---|---|
| `occurred_at` | RFC 3339 instant |
| `signal` | the catalogue's signal, with or without `term:` |
| `outcome` | `passed`, `failed` or `cantTell` |
| `id` | what makes it this one event; optional |
| `value`, `unit` | a number; optional |
| `subject`, `use_case`, `posture` | what and whose it is; optional |

Other columns are not taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidence.reviews import Outcome
from evidence.signals.fields import Misshapen, moment, number_in, text
from evidence.signals.signal import Attribute, Event, Unreadable, identifier

SIGNAL, OUTCOME = "signal", "outcome"
CARRIED = ("subject", "use_case", "posture", "unit")
OUTCOMES = (Outcome.PASSED, Outcome.FAILED, Outcome.CANNOT_TELL)


def parse(record: Mapping[str, Any]) -> Iterator[Event | Unreadable]:
    """One event a record."""
    outcome = text(record, OUTCOME)
    if outcome not in OUTCOMES:
        raise Misshapen(f"/{OUTCOME}", f"one of {', '.join(OUTCOMES)}")
    said: dict[str, Attribute] = {SIGNAL: _signal(text(record, SIGNAL)), OUTCOME: outcome}
    for name in CARRIED:
        stated = record.get(name) or ""
        if stated and not identifier(stated):
            raise Misshapen(f"/{name}", "an identifier without spaces and without @")
        said[name] = stated
    written = record.get("value")
    yield Event(
        name="record",
        occurred_at=moment(record, "occurred_at"),
        key=str(record.get("id") or ""),
        attributes=said,
        value=None if written in (None, "") else number_in(written, "/value"),
    )


def _signal(stated: str) -> str:
    return stated if stated.startswith("term:") else f"term:{stated}"
