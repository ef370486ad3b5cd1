"""The form in which two rule files, or two configurations of Alertmanager, are compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from targets.interface import Difference, Direction
from targets.prometheus.documents import loaded

_BOUND = re.compile(
    r"(?P<what>.*?) (?P<sign>[<>]) (?P<bound>-?[0-9.]+(?: \* -?[0-9.]+)*)(?P<rest> or .*)?", re.DOTALL
)
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}
_LENGTH = re.compile(r"(?:[0-9]+(?:ms|[smhdwy]))+")
_ABOVE, _BELOW, _LASTS, _REPEAT = "above", "below", "seconds", "repeat_seconds"


def compared_rules(content: str) -> Any:
    """The rules by name, each bound as a number, without layout and comments."""
    try:
        groups = loaded(content)["groups"]
        rules = [(group, rule) for group in groups for rule in group["rules"]]
        named = named_rules([rule_state(each) for _, each in rules])
        around = [{key: value for key, value in group.items() if key != "rules"} for group in groups]
    except (yaml.YAMLError, TypeError, KeyError, AttributeError):
        return {"unreadable": content}
    return {"groups": around, "rules": named}


def rule_state(rule: Mapping[str, Any]) -> dict[str, Any]:
    """One rule as values to compare."""
    rest = {key: value for key, value in rule.items() if key not in ("alert", "record", "expr", "for")}
    name = str(rule.get("alert") or rule.get("record"))
    return {
        "name": name,
        **expression_state(str(rule["expr"])),
        _LASTS: seconds(rule.get("for") or "0s"),
        **rest,
    }


def expression_state(expression: str) -> dict[str, Any]:
    """What is looked at, and the bound apart from it, so that a bound that moved shows as just that."""
    plain = " ".join(expression.split())
    found = _BOUND.fullmatch(plain)
    if found is None or "-Inf" in found["what"]:
        return {"watched": plain}
    product = 1.0
    for factor in found["bound"].split(" * "):
        product *= float(factor)
    side = _ABOVE if found["sign"] == ">" else _BELOW
    return {"watched": f"{found['what']}{found['rest'] or ''}", "bound": {side: product}}


def named_rules(rules: list[dict[str, Any]]) -> dict[str, Any]:
    """Rules by name; a second of the same name is kept apart."""
    named: dict[str, Any] = {}
    for each in rules:
        name, number = each.pop("name"), 2
        key = name
        while key in named:
            key, number = f"{name} ({number})", number + 1
        named[key] = each
    return named


def compared_routes(content: str) -> Any:
    """The tree of routes and the names of receivers; how a receiver is reached is the organisation's."""
    try:
        found = loaded(content)
        rest = {key: value for key, value in found.items() if key not in ("route", "receivers", "global")}
        names = sorted(str(each["name"]) for each in found["receivers"])
        return {"route": _route(found["route"]), "receivers": {name: "named" for name in names}, **rest}
    except (yaml.YAMLError, TypeError, KeyError, AttributeError):
        return {"unreadable": content}


def _route(route: Mapping[str, Any]) -> dict[str, Any]:
    state = {
        key: value for key, value in route.items() if key not in ("routes", "repeat_interval", "matchers")
    }
    if "repeat_interval" in route:
        state[_REPEAT] = seconds(route["repeat_interval"])
    below = [(", ".join(map(str, each.get("matchers") or ())), each) for each in route.get("routes") or ()]
    if below:
        state["routes"] = {key: _route(each) for key, each in below}
        state["order"] = [key for key, _ in below]
    return state


def seconds(length: Any) -> Any:
    """A length of time in seconds; what is none stays as it is, so that it differs from every length."""
    if not isinstance(length, str) or not _LENGTH.fullmatch(length):
        return length
    return sum(int(n) * _SECONDS[unit] for n, unit in re.findall(r"([0-9]+)(ms|[smhdwy])", length))


def direction(difference: Difference) -> Direction:
    """What went is weaker and a new inhibition too; a bound or a time tells by which way it moved."""
    kind = difference.path.rpartition(".")[2]
    if difference.path.startswith(("inhibit_rules", "mute_time_intervals", "time_intervals", "unreadable")):
        return Direction.STRICTER if difference.after is None else Direction.WEAKER
    if difference.after is None:
        return Direction.WEAKER
    if difference.before is None:
        return Direction.DIFFERENT
    return _moved(kind, difference.before, difference.after)


def _moved(kind: str, before: Any, after: Any) -> Direction:
    if kind not in (_ABOVE, _BELOW, _LASTS, _REPEAT) or not _are_numbers(before, after):
        return Direction.DIFFERENT
    is_weaker = after < before if kind == _BELOW else after > before
    return Direction.WEAKER if is_weaker else Direction.STRICTER


def _are_numbers(*values: Any) -> bool:
    return all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in values)
