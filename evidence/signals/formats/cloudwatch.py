"""Amazon CloudWatch metric streams in their JSON form: one record a metric, its dimensions and a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidence.signals.fields import Misshapen, an_object, moment_since_1970, number, object_at, text
from evidence.signals.signal import Attribute, Event, Unreadable

STATISTICS = ("sum", "min", "max", "count")


def parse(record: Mapping[str, Any]) -> Iterator[Event | Unreadable]:
    """One event a period: counts as their sum, everything else as the mean over its samples."""
    namespace, metric = text(record, "namespace"), text(record, "metric_name")
    stated = an_object(record.get("value"), "/value")
    total, count = number(stated, "sum", "/value"), number(stated, "count", "/value")
    if count <= 0:
        raise Misshapen("/value/count", "at least one sample; a period without samples has no value")
    unit = text(record, "unit")
    dimensions = object_at(record, "dimensions")
    named: dict[str, Attribute] = {
        name: value for name, value in dimensions.items() if isinstance(value, str)
    }
    at = moment_since_1970(record.get("timestamp"), 1_000, "/timestamp")
    place = [f"{name}={named[name]}" for name in sorted(named)]
    stream = [text(record, "account_id"), text(record, "region"), namespace, metric]
    yield Event(
        name=f"{namespace}/{metric}",
        occurred_at=at,
        key=" ".join([*stream, *place, at.isoformat()]),
        attributes=named,
        value=total if unit == "Count" else total / count,
    )
