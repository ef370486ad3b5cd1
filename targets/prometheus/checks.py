"""What is asked of rules and routes before they go anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

import yaml
from pydantic import ValidationError

from engine.errors import Fault
from targets.prometheus.documents import loaded
from targets.prometheus.shapes import EXPRESSION, JobRoute, RouteFile, Rule, RuleFile, Shape

_Shape = TypeVar("_Shape", bound=Shape)
_MATCHER = re.compile(r'(?P<label>[a-z_]+)="(?P<value>(?:[^"\\]|\\.)*)"', re.DOTALL)
_QUOTED_BRACES = '{{ "{{" }}'


def rule_faults(content: str, name: str) -> Iterator[Fault]:
    """Every fault of a file of rules by itself."""
    found = _read(RuleFile, content, name)
    if isinstance(found, list):
        yield from found
        return
    for number, group in enumerate(found.groups):
        seen: set[tuple[str, str]] = set()
        for rule in group.rules:
            path = f"/groups/{number}/{rule.alert}"
            yield from _one_rule(rule, name, path)
            if (rule.alert, str(rule.labels)) in seen:
                yield Fault(message="Two rules raise the same alert.", source=name, path=path)
            seen.add((rule.alert, str(rule.labels)))


def _one_rule(rule: Rule, name: str, path: str) -> Iterator[Fault]:
    if not EXPRESSION.fullmatch(rule.expr):
        expected = "a bound on the worst reading, or the absence of readings."
        yield Fault(
            message=f"{rule.expr!r} is no such expression.", source=name, path=path, expected=expected
        )
    texts = (rule.annotations.summary, *(value for _, value in rule.labels if value))
    if any("{{" in text.replace(_QUOTED_BRACES, "") for text in texts):
        yield Fault(message="A text would be taken for a template.", source=name, path=path)
    if f'use_case="{rule.labels.use_case}"' not in rule.expr:
        message = "It does not look at readings of the use case it is labelled with."
        yield Fault(message=message, source=name, path=path)


def route_faults(content: str, name: str, rules: str) -> Iterator[Fault]:
    """Every fault of the routes, beside the rules whose alerts they carry."""
    found = _read(RouteFile, content, name)
    if isinstance(found, list):
        yield from found
        return
    names = [each.name for each in found.receivers]
    for name_of_two in sorted({each for each in names if names.count(each) > 1}):
        yield Fault(message=f"Two receivers are called {name_of_two!r}.", source=name)
    carried: set[tuple[str, str, str]] = set()
    jobs = [job for use_case in found.route.routes for job in use_case.routes]
    for receiver in (
        found.route.receiver,
        *(e.receiver for e in found.route.routes),
        *(j.receiver for j in jobs),
    ):
        if receiver not in names:
            yield Fault(message=f"No receiver is called {receiver!r}.", source=name)
    for use_case in found.route.routes:
        (mine,) = use_case.matchers
        carried |= {_carried(mine, job) for job in use_case.routes}
    yield from _uncarried(carried, rules, name)


def _carried(use_case: str, job: JobRoute) -> tuple[str, str, str]:
    """What a route takes: use case, role and time allowed; empty where a matcher says something else."""
    found = [_MATCHER.fullmatch(each) for each in (use_case, *job.matchers)]
    values = {each["label"]: re.sub(r"\\(.)", _unescaped, each["value"]) for each in found if each}
    role = values.get("role", "")
    takes = (values.get("use_case", ""), role, values.get("within_hours", ""))
    return takes if job.receiver == role else ("", "", "")


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] == "n" else match[1]


def _uncarried(carried: set[tuple[str, str, str]], rules: str, name: str) -> Iterator[Fault]:
    """An alert no route takes would reach the receiver of everything else, that is to say nobody."""
    raised = _read(RuleFile, rules, name)
    if isinstance(raised, list):  # said where the rules are checked
        return
    for rule in (rule for group in raised.groups for rule in group.rules):
        labels = rule.labels
        needs = (labels.use_case, labels.role.replace(_QUOTED_BRACES, "{{"), labels.within_hours)
        if needs not in carried:
            message = f"No route tells {needs[1]!r} of {rule.alert}."
            yield Fault(
                message=message, source=name, expected="a route to that job by role and time allowed."
            )


def _read(shape: type[_Shape], content: str, name: str) -> _Shape | list[Fault]:
    try:
        return shape.model_validate(loaded(content))
    except yaml.YAMLError as error:
        return [Fault(message=f"It is no YAML: {' '.join(str(error).split())}", source=name)]
    except ValidationError as error:
        return [
            Fault(message=each["msg"], source=name, path="/" + "/".join(map(str, each["loc"])))
            for each in error.errors()
        ]
