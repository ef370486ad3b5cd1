"""The model invocation log of Amazon Bedrock, version 1.0. Its bodies, and who called, are not taken over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidence.signals.fields import Misshapen, moment, object_at, text
from evidence.signals.signal import Attribute, Event, Unreadable


def parse(record: Mapping[str, Any]) -> Iterator[Event | Unreadable]:
    """One event a call."""
    if record.get("schemaType") != "ModelInvocationLog":
        raise Misshapen("/schemaType", "ModelInvocationLog")
    if record.get("schemaVersion") != "1.0":
        raise Misshapen("/schemaVersion", "1.0, the only version this release reads")
    carried = object_at(record, "requestMetadata")
    said: dict[str, Attribute] = {
        "operation": text(record, "operation"),
        "modelId": text(record, "modelId"),
        "status": "error" if record.get("errorCode") else "ok",
        "errorCode": str(record.get("errorCode") or ""),
    }
    yield Event(
        name="invocation",
        occurred_at=moment(record, "timestamp"),
        key=text(record, "requestId"),
        attributes={**{name: value for name, value in carried.items() if isinstance(value, str)}, **said},
        value=_tokens(record),
    )


def _tokens(record: Mapping[str, Any]) -> float | None:
    """Tokens read and written together; None where either is not stated, for half a sum is no sum."""
    read = object_at(record, "input").get("inputTokenCount")
    written = object_at(record, "output").get("outputTokenCount")
    counted = [each for each in (read, written) if isinstance(each, int) and not isinstance(each, bool)]
    return float(sum(counted)) if len(counted) == 2 else None
