"""OpenTelemetry over HTTP in its JSON form: logs, metrics and spans, whoever emits them.

Claude Code and the GenAI conventions both arrive this way; their tables say which of their names, old or new,
show what. Bodies of logs are read for the event's name only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evidence.signals.fields import (
    Misshapen,
    an_object,
    moment_since_1970,
    number_in,
    object_at,
    objects,
    text,
)
from evidence.signals.signal import Attribute, Event, Unreadable

_NANOSECONDS = 1_000_000_000
_SCALARS = ("stringValue", "boolValue", "intValue", "doubleValue")
_POINTS = ("sum", "gauge", "histogram", "exponentialHistogram", "summary")
_Member = Callable[[Mapping[str, Any], dict[str, Attribute], str], Iterator[Event | Unreadable]]


def parse(record: Mapping[str, Any]) -> Iterator[Event | Unreadable]:
    """One event a log record, data point or span, with the attributes of its resource under its own."""
    known = {"resourceLogs": _logs, "resourceMetrics": _metrics, "resourceSpans": _spans}
    if not any(name in record for name in known):
        raise Misshapen("/resourceLogs, /resourceMetrics or /resourceSpans", "at least one of them")
    for name, read in known.items():
        for place, resource in enumerate(objects(record.get(name), f"/{name}")):
            where = f"/{name}/{place}"
            carried = _attributes(object_at(resource, "resource", where), f"{where}/resource")
            yield from read(resource, carried, where)


def _logs(
    resource: Mapping[str, Any], carried: dict[str, Attribute], where: str
) -> Iterator[Event | Unreadable]:
    yield from _each(resource, ("scopeLogs", "logRecords"), carried, where, _log)


def _spans(
    resource: Mapping[str, Any], carried: dict[str, Attribute], where: str
) -> Iterator[Event | Unreadable]:
    yield from _each(resource, ("scopeSpans", "spans"), carried, where, _span)


def _metrics(
    resource: Mapping[str, Any], carried: dict[str, Attribute], where: str
) -> Iterator[Event | Unreadable]:
    yield from _each(resource, ("scopeMetrics", "metrics"), carried, where, _metric)


def _each(
    resource: Mapping[str, Any],
    names: tuple[str, str],
    carried: dict[str, Attribute],
    where: str,
    read: _Member,
) -> Iterator[Event | Unreadable]:
    """Reads every member of every scope; one that is misshapen costs only itself."""
    scopes, members = names
    for place, scope in enumerate(objects(resource.get(scopes), f"{where}/{scopes}")):
        inside = f"{where}/{scopes}/{place}/{members}"
        for number, member in enumerate(objects(scope.get(members), inside)):
            try:
                yield from read(member, carried, f"{inside}/{number}")
            except Misshapen as error:
                yield Unreadable(reason=str(error))


def _log(log: Mapping[str, Any], carried: dict[str, Attribute], where: str) -> Iterator[Event | Unreadable]:
    attributes = {**carried, **_attributes(log, where)}
    at = log.get("timeUnixNano")
    if at in (None, "0", 0):
        at = log.get("observedTimeUnixNano")
    yield Event(
        name=_name_of_log(log, attributes, where),
        occurred_at=moment_since_1970(at, _NANOSECONDS, f"{where}/timeUnixNano"),
        key="",
        attributes=attributes,
    )


def _name_of_log(log: Mapping[str, Any], attributes: Mapping[str, Attribute], where: str) -> str:
    """The event's name; Claude Code writes the short one as an attribute and the full one as the body."""
    if log.get("eventName"):
        return text(log, "eventName", where)
    stated = attributes.get("event.name")
    if not isinstance(stated, str) or not stated:
        raise Misshapen(f"{where}/eventName", "the event's name there or in the attribute event.name")
    body = object_at(log, "body", where).get("stringValue")
    return body if isinstance(body, str) and body.endswith(f".{stated}") else stated


def _span(span: Mapping[str, Any], carried: dict[str, Attribute], where: str) -> Iterator[Event | Unreadable]:
    attributes = {**carried, **_attributes(span, where)}
    attributes["failed"] = object_at(span, "status", where).get("code") in (2, "STATUS_CODE_ERROR")
    ended = span.get("endTimeUnixNano")
    yield Event(
        name=f"span.{attributes.get('gen_ai.operation.name') or 'other'}",
        occurred_at=moment_since_1970(ended, _NANOSECONDS, f"{where}/endTimeUnixNano"),
        key=f"{text(span, 'traceId', where)} {text(span, 'spanId', where)}",
        attributes=attributes,
    )


def _metric(
    metric: Mapping[str, Any], carried: dict[str, Attribute], where: str
) -> Iterator[Event | Unreadable]:
    name = text(metric, "name", where)
    kind = next((each for each in _POINTS if each in metric), None)
    if kind is None:
        raise Misshapen(where, f"data points under one of {', '.join(_POINTS)}")
    points = objects(object_at(metric, kind, where).get("dataPoints"), f"{where}/{kind}/dataPoints")
    for place, point in enumerate(points):
        at = f"{where}/{kind}/dataPoints/{place}"
        attributes = {**carried, **_attributes(point, at)}
        begun = point.get("startTimeUnixNano", "")
        place_of = [f"{each}={attributes[each]}" for each in sorted(attributes)]
        ended = moment_since_1970(point.get("timeUnixNano"), _NANOSECONDS, f"{at}/timeUnixNano")
        yield Event(
            name=name,
            occurred_at=ended,
            key=" ".join([name, str(begun), ended.isoformat(), *place_of]),
            attributes=attributes,
            value=_value_of(point, at),
        )


def _value_of(point: Mapping[str, Any], where: str) -> float:
    """A point's number; of a distribution its mean."""
    for name in ("asInt", "asDouble"):
        if name in point:
            return number_in(point[name], f"{where}/{name}")
    count = number_in(point.get("count"), f"{where}/count")
    if count <= 0:
        raise Misshapen(f"{where}/count", "at least one sample; a point without samples has no value")
    return number_in(point.get("sum"), f"{where}/sum") / count


def _attributes(holder: Mapping[str, Any], where: str) -> dict[str, Attribute]:
    """The scalar attributes; lists and objects hold content, which nothing here reads."""
    found: dict[str, Attribute] = {}
    for place, each in enumerate(objects(holder.get("attributes"), f"{where}/attributes")):
        at = f"{where}/attributes/{place}"
        value = an_object(each.get("value"), f"{at}/value")
        for kind in _SCALARS:
            if kind in value:
                found[text(each, "key", at)] = _scalar(kind, value[kind], f"{at}/value/{kind}")
    return found


def _scalar(kind: str, written: object, where: str) -> Attribute:
    if kind in ("intValue", "doubleValue"):
        return number_in(written, where)
    if not isinstance(written, str if kind == "stringValue" else bool):
        raise Misshapen(where, "a value of that type")
    return written
