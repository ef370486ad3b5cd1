"""What is asked of a policy text before it goes anywhere, and the form in which two texts are compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import cedarpy

from engine.errors import Fault
from targets.interface import Difference, Direction

_SCOPES = ("principal", "action", "resource")


def policy_faults(policies: str, schema: str, name: str) -> Iterator[Fault]:
    """Every fault of `policies` against `schema` by the engine's own validator, then by our rules."""
    try:
        result = cedarpy.validate_policies(policies, schema)
    except ValueError as unreadable:
        yield Fault(message=f"It cannot be read: {unreadable}", source=name)
        return
    for each in result.errors:
        yield Fault(message=each.error, source=name, path=str(each.policy_id))
    yield from _our_faults(policies, name)


def _our_faults(policies: str, name: str) -> Iterator[Fault]:
    try:
        parsed = json.loads(cedarpy.policies_to_json_str(policies))
    except ValueError:  # said by the validator
        return
    if not parsed["staticPolicies"]:  # the engine finds nothing wrong with nothing
        expected = "one policy for each tool permission."
        yield Fault(message="There is no policy.", source=name, expected=expected)
    if parsed["templates"]:
        yield Fault(message="It holds a template.", source=name, expected="policies without slots.")
    for key, policy in parsed["staticPolicies"].items():
        marks = policy.get("annotations", {})
        if not (marks.get("id") and marks.get("posture")):
            yield Fault(
                message="The policy does not say whose it is.",
                source=name,
                path=key,
                expected="@id and @posture.",
            )
        open_scopes = [scope for scope in _SCOPES if policy[scope]["op"] != "=="]
        if policy["effect"] == "permit" and open_scopes:
            expected = "one agent, one action and one tool."
            message = f"The permit leaves {', '.join(open_scopes)} open."
            yield Fault(message=message, source=name, path=marks.get("id", key), expected=expected)


def compared_policies(policies: str) -> Any:
    """The policies by name, each as the engine writes it, so that layout and comments do not count."""
    try:
        parsed = json.loads(cedarpy.policies_to_json_str(policies))
    except ValueError:
        return {"unreadable": policies}
    named: dict[str, str] = {}
    for key, policy in sorted({**parsed["staticPolicies"], **parsed["templates"]}.items()):
        name = policy.get("annotations", {}).get("id", key)
        alone: dict[str, Any] = {"staticPolicies": {}, "templates": {}, "templateLinks": []}
        kind = "templates" if key in parsed["templates"] else "staticPolicies"
        written = cedarpy.policies_from_json_str(json.dumps({**alone, kind: {key: policy}}))
        said = written.strip() or json.dumps(policy, sort_keys=True)  # the engine does not write templates
        named[name if name not in named else f"{name} ({key})"] = said
    return {"policies": named}


def compared_schema(schema: str) -> Any:
    """The schema's statements; full-line comments, indentation and empty lines do not count."""
    lines = (line.strip() for line in schema.splitlines())
    return {"schema": [line for line in lines if line and not line.startswith("//")]}


def direction(difference: Difference) -> Direction:
    """A permit too many or a forbid missing is weaker, the reverse stricter; all else is only different."""
    is_added = difference.before is None
    policy = difference.after if is_added else difference.before
    if not difference.path.startswith("policies.") or not (is_added or difference.after is None):
        return Direction.DIFFERENT
    try:
        (parsed,) = json.loads(cedarpy.policies_to_json_str(policy))["staticPolicies"].values()
    except ValueError:  # a template, which alone decides nothing
        return Direction.DIFFERENT
    return Direction.WEAKER if (parsed["effect"] == "permit") is is_added else Direction.STRICTER
