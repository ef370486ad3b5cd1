"""What the provider refuses, or silently ignores, although its service model allows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from engine.errors import Fault

_KEYS = {
    ("topicPolicyConfig", "topicsConfig"): "name",
    ("contentPolicyConfig", "filtersConfig"): "type",
    ("wordPolicyConfig", "wordsConfig"): "text",
    ("sensitiveInformationPolicyConfig", "piiEntitiesConfig"): "type",
    ("sensitiveInformationPolicyConfig", "regexesConfig"): "name",
    ("contextualGroundingPolicyConfig", "filtersConfig"): "type",
}
_POLICIES = {policy for policy, _ in _KEYS} | {"automatedReasoningPolicyConfig"}


def lints(request: dict[str, Any]) -> Iterator[Fault]:
    """Every fault of a `CreateGuardrail` request that already passes the service model."""
    if not any(request.get(policy) for policy in _POLICIES):
        yield _fault("/", "The guardrail has no policy.", "at least one policy.")
    for (policy, entries), key in _KEYS.items():
        found = request.get(policy, {}).get(entries, [])
        for value, times in Counter(entry[key] for entry in found).items():
            if times > 1:
                yield _fault(f"/{policy}/{entries}", f"{value} is there {times} times.", "each once.")
        for index, entry in enumerate(found):
            yield from _inert(entry, f"/{policy}/{entries}/{index}")
    yield from _content(request)
    yield from _grounding(request)
    yield from _tiers(request)


def _content(request: dict[str, Any]) -> Iterator[Fault]:
    for index, entry in enumerate(request.get("contentPolicyConfig", {}).get("filtersConfig", [])):
        path = f"/contentPolicyConfig/filtersConfig/{index}"
        if entry["type"] == "PROMPT_ATTACK" and entry["outputStrength"] != "NONE":
            yield _fault(f"{path}/outputStrength", "Prompt attacks are found in input only.", "NONE.")
        if entry["inputStrength"] == entry["outputStrength"] == "NONE":
            yield _fault(
                path, "The filter has no strength in either direction: it is inert.", "LOW, MEDIUM or HIGH."
            )


def _grounding(request: dict[str, Any]) -> Iterator[Fault]:
    for index, entry in enumerate(
        request.get("contextualGroundingPolicyConfig", {}).get("filtersConfig", [])
    ):
        path = f"/contextualGroundingPolicyConfig/filtersConfig/{index}/threshold"
        if entry["threshold"] == 0:
            yield _fault(path, "A threshold of 0 lets everything pass: the filter is inert.", "more than 0.")
        elif not entry["threshold"] <= 0.99:
            yield _fault(path, f"The threshold is {entry['threshold']}.", "0.99 at most.")


def _inert(entry: dict[str, Any], path: str) -> Iterator[Fault]:
    """An entry that is switched off, or takes no action, in every direction it works in."""
    live = [direction for direction in ("input", "output") if entry.get(f"{direction}Strength") != "NONE"]
    if not live:  # said by `_content`
        return
    if entry.get("enabled") is False or all(entry.get(f"{way}Enabled") is False for way in live):
        yield _fault(path, "The entry is switched off: it is inert.", "enabled.")
    if all(entry.get(f"{way}Action", entry.get("action")) == "NONE" for way in live):
        yield _fault(path, "The entry takes no action: it is inert.", "BLOCK or ANONYMIZE.")


def _tiers(request: dict[str, Any]) -> Iterator[Fault]:
    for policy in ("topicPolicyConfig", "contentPolicyConfig", "contextualGroundingPolicyConfig"):
        tier = request.get(policy, {}).get("tierConfig", {}).get("tierName")
        if tier == "STANDARD" and not request.get("crossRegionConfig"):
            yield _fault(
                f"/{policy}/tierConfig", "The standard tier runs across regions.", "a crossRegionConfig."
            )


def _fault(path: str, message: str, expected: str) -> Fault:
    return Fault(message=message, path=path, expected=expected)
