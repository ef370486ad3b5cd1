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
    if not policies.strip():
        yield Fault(
            message="There is no policy.", source=name, expected="one policy for each tool permission."
        )
        return
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
    """The policies by name as the engine reads them, so that layout and comments do not count."""
    try:
        parsed = json.loads(cedarpy.policies_to_json_str(policies))
    except ValueError:
        return {"unreadable": policies}
    named: dict[str, Any] = {}
    for key, policy in sorted(parsed["staticPolicies"].items()):
        name = policy.get("annotations", {}).get("id", key)
        named[name if name not in named else f"{name} ({key})"] = policy
    if parsed["templates"]:
        named["templates"] = parsed["templates"]
    return {"policies": named}


def compared_schema(schema: str) -> Any:
    """The schema's statements; full-line comments, indentation and empty lines do not count."""
    lines = (line.strip() for line in schema.splitlines())
    return {"schema": [line for line in lines if line and not line.startswith("//")]}


def direction(difference: Difference) -> Direction:
    """A permit too many or a forbid missing is weaker, the reverse stricter; all else is only different."""
    for policy, added in ((difference.after, True), (difference.before, False)):
        other = difference.before if added else difference.after
        if other is None and isinstance(policy, dict) and "effect" in policy:
            return Direction.WEAKER if (policy["effect"] == "permit") is added else Direction.STRICTER
    return Direction.DIFFERENT
