"""The webhook of Prometheus Alertmanager, version 4: one record a notification, one event an alert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidence.signals.fields import Misshapen, an_object, moment, objects, text
from evidence.signals.signal import Event, Unreadable

_AT = {"firing": "startsAt", "resolved": "endsAt"}


def parse(record: Mapping[str, Any]) -> Iterator[Event | Unreadable]:
    """One event an alert; a notification that was sent again reports the same events."""
    if record.get("version") != "4":
        raise Misshapen("/version", '"4", which is the webhook\'s version')
    if record.get("truncatedAlerts"):
        yield Unreadable(reason="/truncatedAlerts: alerts were left out. Expected: 0; raise max_alerts.")
    for place, alert in enumerate(objects(record.get("alerts"), "/alerts")):
        try:
            yield _event(alert, f"/alerts/{place}")
        except Misshapen as error:
            yield Unreadable(reason=str(error))


def _event(alert: Mapping[str, Any], where: str) -> Event:
    status = text(alert, "status", where)
    if status not in _AT:
        raise Misshapen(f"{where}/status", "firing or resolved")
    labels = an_object(alert.get("labels"), f"{where}/labels")
    begun = text(alert, "startsAt", where)
    return Event(
        name="alert",
        occurred_at=moment(alert, _AT[status], where),
        key=f"{text(alert, 'fingerprint', where)} {begun} {status}",
        # The status comes last: no label can pass for it.
        attributes={
            **{name: label for name, label in labels.items() if isinstance(label, str)},
            "status": status,
        },
    )
