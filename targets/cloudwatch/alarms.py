"""The watches and escalations of one requirement as the requests that put its alarms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.posture import ControlRequirement, EscalationCriterion, Watch
from targets.cloudwatch.bindings import CloudWatchBindings, Windows

_BREACHES = {
    "above": ("GreaterThanThreshold", "Maximum"),
    "below": ("LessThanThreshold", "Minimum"),
}
MOST_CHARACTERS = 1024
"""Of a description, at the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """The alarms of one requirement, and what of it has none."""

    requests: tuple[dict[str, Any], ...]
    """Without tags."""
    shortfalls: tuple[str, ...]


def alarms_of(requirement: ControlRequirement, name: str, bindings: CloudWatchBindings) -> Alarms:
    """The alarms for everything of `requirement` that is watched; `name` stands for the use case."""
    made: list[dict[str, Any]] = []
    lost: list[str] = []
    for watch in requirement.monitoring:
        alarm = _of_watch(watch, requirement, name, bindings)
        if alarm is None:
            lost.append(f"{watch.label}: its bound {watch.bound!r} or its breach {watch.breach!r} is none.")
        else:
            made.append(alarm)
    made += [alarm for each in requirement.escalations for alarm in _of_signal(each, name, bindings)]
    return Alarms(requests=tuple(made), shortfalls=tuple(lost))


def is_watched(requirement: ControlRequirement, bindings: CloudWatchBindings) -> bool:
    """Whether anything of it can be an alarm."""
    return bool(requirement.monitoring) or any(
        each.raised_by in bindings.signals for each in requirement.escalations
    )


def _of_watch(
    watch: Watch, requirement: ControlRequirement, name: str, bindings: CloudWatchBindings
) -> dict[str, Any] | None:
    bound = _number(watch.bound)
    metric = watch.metric.partition(":")[2].replace(".metric.", ".")
    told = " ".join(_told(each) for each in requirement.escalations if each.raised_by == watch.metric)
    common = {
        "AlarmName": f"{name}.{metric}",
        "Namespace": bindings.readings.namespace,
        "MetricName": metric,
        "Dimensions": [{"Name": bindings.readings.dimension, "Value": name}],
        **_windows(bindings.readings),
    }
    if watch.breach == "absent":
        text = f"{watch.label}: no reading in time. {told}"
        compared = {"ComparisonOperator": "LessThanThreshold", "Statistic": "SampleCount", "Threshold": 1.0}
        return common | compared | {"AlarmDescription": _short(text), "TreatMissingData": "breaching"}
    if bound is None or watch.breach not in _BREACHES:
        return None
    operator, statistic = _BREACHES[watch.breach]
    text = f"{watch.label} ({watch.unit}) is {watch.breach} {watch.bound}, or not read in time. {told}"
    compared = {"ComparisonOperator": operator, "Statistic": statistic, "Threshold": bound}
    return common | compared | {"AlarmDescription": _short(text)}


def _of_signal(
    escalation: EscalationCriterion, name: str, bindings: CloudWatchBindings
) -> Iterator[dict[str, Any]]:
    found = bindings.signals.get(escalation.raised_by)
    if found is not None:
        own = escalation.escalation.partition(":")[2].replace(".escalation.", ".")
        yield {
            "AlarmName": f"{name}.{own}",
            "AlarmDescription": _short(f"{found.because} {_told(escalation)}"),
            "Namespace": found.namespace,
            "MetricName": found.metric,
            "Dimensions": [{"Name": key, "Value": value} for key, value in sorted(found.dimensions.items())],
            **_windows(found),
            "ComparisonOperator": "GreaterThanThreshold",
            "Statistic": "Sum",
            "Threshold": 0.0,
        }


def _windows(windows: Windows) -> dict[str, Any]:
    return {
        "ActionsEnabled": True,
        "Period": windows.period,
        "EvaluationPeriods": windows.evaluation_periods,
        "DatapointsToAlarm": windows.evaluation_periods,
        "TreatMissingData": windows.missing,
    }


def _told(escalation: EscalationCriterion) -> str:
    return f"{escalation.condition} Tell {escalation.to} within {escalation.hours} h."


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def _number(bound: str) -> float | None:
    try:
        number = Decimal(bound)
    except InvalidOperation:
        return None
    return float(number) if number.is_finite() else None
