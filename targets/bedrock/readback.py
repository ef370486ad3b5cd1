"""What is pushed and what is read back, brought to one form, so that they can be compared.

`GetGuardrail` names its parts differently from `CreateGuardrail`, orders lists as it likes and fills in
defaults. The defaults below are assumed; no call of this project has reached the provider.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from targets.interface import Difference, Direction

_BOTH_WAYS = {"inputAction": "BLOCK", "outputAction": "BLOCK", "inputEnabled": True, "outputEnabled": True}
_TEXT = {"inputModalities": ["TEXT"], "outputModalities": ["TEXT"]}
_AS_ACTION = {"inputAction": None, "outputAction": None, "inputEnabled": True, "outputEnabled": True}
"""None stands for: what the entry's own `action` says."""

# Policy -> list -> (the key that tells entries apart, what an entry says where it says nothing).
_LISTS: Mapping[str, Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "topicPolicy": {"topics": ("name", {"type": "DENY", "examples": [], **_BOTH_WAYS})},
    "contentPolicy": {"filters": ("type", {**_BOTH_WAYS, **_TEXT})},
    "wordPolicy": {"words": ("text", _BOTH_WAYS), "managedWordLists": ("type", _BOTH_WAYS)},
    "sensitiveInformationPolicy": {"piiEntities": ("type", _AS_ACTION), "regexes": ("name", _AS_ACTION)},
    "contextualGroundingPolicy": {"filters": ("type", {"action": "BLOCK", "enabled": True})},
}
_TIERED = {"topicPolicy", "contentPolicy", "contextualGroundingPolicy"}
_MESSAGES = ("blockedInputMessaging", "blockedOutputsMessaging")
_EXTRAS = ("automatedReasoningPolicy", "crossRegionDetails", "kmsKeyArn")

_ORDER = {
    name: rank
    for scale in (("NONE", "LOW", "MEDIUM", "HIGH"), ("NONE", "ANONYMIZE", "BLOCK"))
    for rank, name in enumerate(scale)
}
_RANKED = ("Strength", "Action", "action")
_SWITCHES = ("Enabled", "enabled")


def pushed_shape(request: Mapping[str, Any]) -> dict[str, Any]:
    """A `CreateGuardrail` request as `GetGuardrail` would name its parts."""
    shape = {key: request[key] for key in ("description", *_MESSAGES) if key in request}
    for policy in _LISTS:
        lists = request.get(f"{policy}Config", {})
        shape[policy] = {key.removesuffix("Config"): value for key, value in lists.items()}
    return shape


def normalised(shape: Mapping[str, Any]) -> dict[str, Any]:
    """`shape`, named as `GetGuardrail` does, with entries keyed, defaults filled in and empty parts gone."""
    form = {key: shape[key] for key in (*_MESSAGES, *_EXTRAS) if shape.get(key)}
    for policy, lists in _LISTS.items():
        held = shape.get(policy) or {}
        entries = {name: _keyed(held.get(name) or (), *how) for name, how in lists.items() if held.get(name)}
        if entries and policy in _TIERED:
            entries["tier"] = (held.get("tier") or {}).get("tierName", "CLASSIC")
        if entries:
            form[policy] = entries
    return form


def _keyed(entries: Iterable[Mapping[str, Any]], key: str, defaults: Mapping[str, Any]) -> dict[str, Any]:
    keyed: dict[str, Any] = {}
    for entry in entries:
        stated = {name: value for name, value in entry.items() if name != key and value is not None}
        filled = {name: entry.get("action") if value is None else value for name, value in defaults.items()}
        keyed[entry[key]] = {**filled, **stated}
    return keyed


def direction(difference: Difference) -> Direction:
    """What a difference does to the protection; only ordered values and switches are judged."""
    leaf = difference.path.rsplit(".", 1)[-1]
    before, after = difference.before, difference.after
    if not difference.path.split(".", 1)[0].endswith("Policy") or leaf == "tier":
        return Direction.DIFFERENT
    if leaf == "threshold":
        return _by_rank(before or 0, after or 0)
    if leaf.endswith(_SWITCHES):
        return _by_rank(bool(before), bool(after))
    if leaf.endswith(_RANKED):
        return _by_rank(_ORDER.get(before, 0), _ORDER.get(after, 0))
    if before is None or after is None:
        return Direction.WEAKER if after is None else Direction.STRICTER
    return Direction.DIFFERENT


def _by_rank(before: float, after: float) -> Direction:
    if before == after:
        return Direction.DIFFERENT
    return Direction.WEAKER if after < before else Direction.STRICTER
