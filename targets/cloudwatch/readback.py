"""An alarm as it is put and as it is read back, brought to one form, and which way a difference goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from targets.interface import Difference, Direction

_KEPT = (
    *("ActionsEnabled", "AlarmDescription", "Namespace", "MetricName", "Statistic"),
    *("Period", "EvaluationPeriods", "TreatMissingData"),
)
_SIDES = {"GreaterThanThreshold": "above", "LessThanThreshold": "below"}
_SLOWER = ("Period", "EvaluationPeriods", "DatapointsToAlarm")


def normalised(alarm: Mapping[str, Any], tags: Mapping[str, str]) -> dict[str, Any]:
    """The parts that are compared. Actions are the organisation's own and are left alone, so they are not."""
    operator = alarm.get("ComparisonOperator", "")
    state = {key: alarm[key] for key in _KEPT if key in alarm}
    return state | {
        "Dimensions": {each["Name"]: each["Value"] for each in alarm.get("Dimensions", ())},
        "DatapointsToAlarm": alarm.get("DatapointsToAlarm", alarm.get("EvaluationPeriods")),
        "bound": {_SIDES.get(operator, operator): alarm.get("Threshold")},
        "tags": dict(tags),
    }


def direction(difference: Difference) -> Direction:
    """A bound that is reached later, a slower look, a switch off or an overlooked silence is weaker."""
    before, after = difference.before, difference.after
    if difference.path.startswith("bound."):
        return _of_bound(difference.path.removeprefix("bound."), before, after)
    if difference.path == "ActionsEnabled":
        return Direction.STRICTER if after else Direction.WEAKER
    if difference.path in _SLOWER and isinstance(before, int) and isinstance(after, int):
        return Direction.WEAKER if after > before else Direction.STRICTER
    if difference.path == "TreatMissingData":
        return Direction.STRICTER if after == "breaching" else Direction.WEAKER
    return Direction.DIFFERENT


def _of_bound(side: str, before: float | None, after: float | None) -> Direction:
    if after is None:
        return Direction.WEAKER
    if before is None or side not in _SIDES.values():
        return Direction.DIFFERENT
    is_later = after > before if side == "above" else after < before
    return Direction.WEAKER if is_later else Direction.STRICTER
