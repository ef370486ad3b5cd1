"""A guardrail that only watches: every filter finds and reports, and none acts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.canonical import canonical_bytes
from engine.errors import Fault
from targets.interface import Document, Observed
from targets.stages import Stage

_WAYS = ("inputAction", "outputAction")
_ACTIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "topicPolicyConfig": {"topicsConfig": _WAYS},
    "contentPolicyConfig": {"filtersConfig": _WAYS},
    "wordPolicyConfig": {"wordsConfig": _WAYS, "managedWordListsConfig": _WAYS},
    "sensitiveInformationPolicyConfig": {
        "piiEntitiesConfig": ("action",),
        "regexesConfig": ("action",),
    },
    "contextualGroundingPolicyConfig": {"filtersConfig": ("action",)},
}


def at_stage(document: Document, stage: Stage) -> Document:
    """`document`, which enforces, with every action taken out at `Stage.OBSERVE`; unchanged otherwise."""
    if stage is not Stage.OBSERVE:
        return document
    request = json.loads(document.content)
    for _, entry, actions in _entries(request):
        entry |= dict.fromkeys(actions, "NONE")
    return replace(document, content=canonical_bytes(request).decode(), stage=stage)


def stage_of(observed: Observed) -> Stage:
    """Enforcing as soon as one entry acts, in whichever direction; observing where none does."""
    return Stage.ENFORCE if any(_acting(observed.state)) else Stage.OBSERVE


def observing_faults(request: dict[str, Any]) -> Iterator[Fault]:
    """The entries of a request that is only to watch and would act all the same."""
    for path, entry, actions in _entries(request):
        if any(entry.get(action) != "NONE" for action in actions):
            yield Fault(message="The entry acts, although it is only to watch.", path=path, expected="NONE.")


def _entries(request: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    for policy, lists in _ACTIONS.items():
        for name, actions in lists.items():
            for index, entry in enumerate(request.get(policy, {}).get(name, ())):
                yield f"/{policy}/{name}/{index}", entry, actions


def _acting(state: Any) -> Iterator[bool]:
    if isinstance(state, Mapping):
        for key, value in state.items():
            yield key.lower().endswith("action") and value != "NONE"
            yield from _acting(value)
