"""The two files: alerting rules for Prometheus, routes and receivers for Alertmanager."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import yaml

from targets.naming import resource_name
from targets.prometheus.alerts import Alert, label_of_use_case
from targets.prometheus.bindings import PrometheusBindings, Routing
from targets.prometheus.documents import dumped, loaded
from targets.prometheus.expressions import duration, literal, written

CATCH_ALL = "everything else"
"""The receiver of what no route of a use case takes."""
_RULES = """\
# Alerting rules. They follow from {posture}.
# Each reading is a gauge with the label use_case="{use_case}", in seconds, shares or pieces as its name says;
# `{reviewed}` and `{signals}` have the label control too, the latter also signal.
# What has no reading is an alert as well: silence never counts as good.
"""
_ROUTES = """\
# Routes and receivers for Alertmanager. They follow from {posture}.
# Each receiver is a job. How that job is reached, the organisation adds here by hand: what is added to a
# receiver is kept when this file is written anew. Until then nobody is reached.
"""


def rules_text(alerts: Sequence[Alert], posture: str, use_case: str, bindings: PrometheusBindings) -> str:
    """The rule file; labels stand at each rule, because not every version takes them at the group."""
    group = {
        "name": resource_name(use_case),
        "interval": bindings.interval,
        "rules": [_rule(each, posture, bindings) for each in alerts],
    }
    label = label_of_use_case(use_case)
    head = _RULES.format(
        posture=posture, use_case=label, reviewed=bindings.reviewed, signals=bindings.signals
    )
    return head + dumped({"groups": [group]})


def _rule(alert: Alert, posture: str, bindings: PrometheusBindings) -> dict[str, Any]:
    labels = {
        **dict(alert.labels),
        "posture": literal(posture),
        "role": literal(alert.role),
        "severity": bindings.severity(alert.hours),
        "within_hours": written(alert.hours),
    }
    return {
        "alert": alert.name,
        "expr": alert.expression,
        **({"for": alert.lasts} if alert.lasts else {}),
        "labels": dict(sorted(labels.items())),
        "annotations": {"summary": alert.summary},
    }


def routes_text(alerts: Sequence[Alert], posture: str, use_case: str, bindings: PrometheusBindings) -> str:
    """The configuration of Alertmanager: a route for each job and time allowed, a receiver for each job."""
    told = sorted({(each.role, each.hours) for each in alerts})
    ours = {
        "matchers": [_matcher("use_case", label_of_use_case(use_case))],
        "receiver": CATCH_ALL,
        "routes": [_route(role, hours, bindings.routing) for role, hours in told],
    }
    route = {"receiver": CATCH_ALL, "group_by": ["use_case", "alertname"], "routes": [ours]}
    names = [CATCH_ALL, *sorted({role for role, _ in told} - {CATCH_ALL})]
    receivers = [{"name": name} for name in names]
    return _ROUTES.format(posture=posture) + dumped({"route": route, "receivers": receivers})


def _route(role: str, hours: Decimal, routing: Routing) -> dict[str, Any]:
    return {
        "matchers": [_matcher("role", role), _matcher("within_hours", written(hours))],
        "receiver": role,
        "group_by": ["use_case", "role"],
        "group_wait": routing.group_wait,
        "group_interval": routing.group_interval,
        "repeat_interval": duration(max(hours, routing.shortest_repeat_hours)),
    }


def _matcher(label: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{label}="{escaped}"'


def with_receivers_of(content: str, standing: str) -> str:
    """`content` with what the organisation added to each receiver of the same name in `standing`."""
    head, wanted = _parts(content)
    try:
        found = loaded(standing)
        filled = {each["name"]: each for each in found["receivers"]}
    except (yaml.YAMLError, TypeError, KeyError):
        return content
    receivers = [filled.get(each["name"], each) for each in wanted["receivers"]]
    if receivers == wanted["receivers"]:
        return content
    kept = {"global": found["global"]} if found.get("global") else {}
    return head + dumped({**kept, **wanted, "receivers": receivers})


def _parts(content: str) -> tuple[str, dict[str, Any]]:
    lines = content.splitlines(keepends=True)
    head = "".join(line for line in lines if line.startswith("#"))
    return head, loaded(content)
