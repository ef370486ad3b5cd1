"""What a rule file and a configuration of Alertmanager may hold here, closed against every misspelt key.

Narrower than either program: what this project writes passes, and what an organisation adds to a receiver.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from targets.prometheus.bindings import DURATION, SERIES

_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
_READINGS = rf'{SERIES}\{{[a-z_]+="[A-Za-z0-9._:/-]+"(,[a-z_]+="[A-Za-z0-9._:/-]+")*\}}'
_BOUND = rf"{_NUMBER}( \* {_NUMBER})?"
_UNREAD = rf"absent\({_READINGS} > -Inf\)"
_AGE = rf"time\(\) - max by \(use_case\) \({_READINGS}\) > {_BOUND} or {_UNREAD}"
_WORST = rf"(max by \(use_case\) \({_READINGS}\) >|min by \(use_case\) \({_READINGS}\) <) {_BOUND}"
EXPRESSION = re.compile(rf"{_WORST}|{_UNREAD}|{_AGE}", re.ASCII)
"""Every form an expression takes. A maximum is never held against a lower bound, nor the reverse."""

Duration = Annotated[str, StringConstraints(pattern=rf"^{DURATION}$")]
Text = Annotated[str, StringConstraints(min_length=1)]


class Shape(BaseModel):
    """The base of every shape here."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Labels(Shape):
    """The labels of an alert: whose it is, what it is about, and who is told how soon."""

    control: Text
    posture: Text
    role: Text
    severity: Text
    use_case: Text
    within_hours: Annotated[str, StringConstraints(pattern=rf"^{_NUMBER}$")]
    metric: Text | None = None
    signal: Text | None = None


class Annotations(Shape):
    """What a person reads."""

    summary: Text


class Rule(Shape):
    """One alerting rule."""

    alert: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]*$")]
    expr: str
    lasts: Duration | None = Field(default=None, alias="for")
    labels: Labels
    annotations: Annotations


class Group(Shape):
    """The rules of one use case."""

    name: Text
    interval: Duration
    rules: list[Rule] = Field(min_length=1)


class RuleFile(Shape):
    """A file of rules."""

    groups: list[Group] = Field(min_length=1)


class JobRoute(Shape):
    """Where the alerts for one job and one time allowed go."""

    matchers: list[str] = Field(min_length=2, max_length=2)
    receiver: Text
    group_by: list[Text]
    group_wait: Duration
    group_interval: Duration
    repeat_interval: Duration


class UseCaseRoute(Shape):
    """Where the alerts of one use case go."""

    matchers: list[str] = Field(min_length=1, max_length=1)
    receiver: Text
    routes: list[JobRoute] = Field(min_length=1)


class Root(Shape):
    """The root of the tree of routes."""

    receiver: Text
    group_by: list[Text]
    routes: list[UseCaseRoute] = Field(min_length=1)


class Receiver(BaseModel):
    """A job; what else stands here is the organisation's."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    name: Text


class RouteFile(Shape):
    """A configuration of Alertmanager."""

    route: Root
    receivers: list[Receiver] = Field(min_length=1)
    everywhere: dict[str, Any] | None = Field(default=None, alias="global")
