"""What the provider refuses, or what never raises an alarm, although the service model allows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.errors import Fault

_WEEK, _DAY, _HOUR = 604_800, 86_400, 3_600
_SHORT = (10, 20, 30)


def lints(request: dict[str, Any]) -> Iterator[Fault]:
    """Every fault of a `PutMetricAlarm` request that already passes the service model."""
    period, times = request.get("Period", 0), request["EvaluationPeriods"]
    if period not in _SHORT and (period < 60 or period % 60):
        yield _fault("/Period", f"{period} seconds is no period.", "10, 20, 30 or a multiple of 60.")
    longest = _WEEK if period >= _HOUR else _DAY
    if period * times > longest:
        yield _fault("/EvaluationPeriods", f"It looks back {period * times} s.", f"{longest} s at most.")
    if not 1 <= request.get("DatapointsToAlarm", times) <= times:
        yield _fault("/DatapointsToAlarm", "It asks for more readings than it looks at.", f"1 to {times}.")
    for member in ("MetricName", "Namespace", "Statistic", "Threshold"):
        if member not in request:
            yield _fault(f"/{member}", "An alarm on one metric needs it.", "a value.")
    if not any(each["Value"] for each in request.get("Tags", ())):
        yield _fault("/Tags", "The alarm does not say whose it is; tags count at creation only.", "our tags.")


def _fault(path: str, message: str, expected: str) -> Fault:
    return Fault(message=message, path=path, expected=expected)
