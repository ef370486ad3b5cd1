"""A posture as the request that creates its guardrail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from engine.canonical import canonical_bytes
from engine.posture import ControlRequirement, Posture
from targets.amazon import MANAGER
from targets.bedrock.bindings import BedrockBindings
from targets.bedrock.fragments import Carried, Fragment, carry
from targets.bindings import verdict
from targets.interface import Document, Held, ProofLevel, Rendering, Unsupported
from targets.naming import resource_name

TARGET = "bedrock-guardrail"
PROOF = ProofLevel.CONTRACT_FAKE

# Section of our fragments -> policy and list of the request, and the key that tells entries apart.
_PLACES = {
    "content": ("contentPolicyConfig", "filtersConfig", "type"),
    "personal-data": ("sensitiveInformationPolicyConfig", "piiEntitiesConfig", "type"),
    "topics": ("topicPolicyConfig", "topicsConfig", "name"),
    "grounding": ("contextualGroundingPolicyConfig", "filtersConfig", "type"),
}


def render_guardrail(posture: Posture, bindings: BedrockBindings) -> Rendering:
    """The guardrail for `posture`: one document, or none where no component runs on the platform."""
    handled = [each for each in posture.requirements if each.control in bindings.controls]
    if not any(component.platform == bindings.platform for component in posture.stack):
        reason = f"No component of the stack runs on {bindings.platform.rpartition('.')[2]}."
        lost = tuple(Unsupported(demand=each.control, reason=reason) for each in handled)
        return Rendering(target=TARGET, proof=PROOF, unsupported=lost, points=bindings.points)
    name = resource_name(posture.use_case)
    carried = [(each, [carry(setting, bindings) for setting in each.settings]) for each in handled]
    fragments = [piece for _, all_of in carried for one in all_of for piece in one.fragments]
    verdicts = [_verdict(each, all_of, name, posture, bindings) for each, all_of in carried]
    return Rendering(
        target=TARGET,
        proof=PROOF,
        documents=(_document(posture, name, fragments, bindings),) if fragments else (),
        held=tuple(each for each in verdicts if isinstance(each, Held)),
        unsupported=tuple(each for each in verdicts if isinstance(each, Unsupported)),
        points=bindings.points,
        components=_reached(posture, bindings),
    )


def _reached(posture: Posture, bindings: BedrockBindings) -> tuple[str, ...]:
    """The components whose text the guardrail sees."""
    return tuple(
        component.id
        for component in posture.stack
        if component.platform == bindings.platform and component.kind not in bindings.wordless
    )


def _verdict(
    requirement: ControlRequirement,
    carried: list[Carried],
    name: str,
    posture: Posture,
    bindings: BedrockBindings,
) -> Held | Unsupported:
    notes = [note for each in carried for note in each.shortfalls]
    return verdict(
        requirement,
        bindings.controls[requirement.control],
        name,
        carries=any(each.fragments for each in carried),
        shortfalls=[*notes, *_out_of_reach(posture, bindings)],
    )


def _out_of_reach(posture: Posture, bindings: BedrockBindings) -> Iterator[str]:
    """Components that write, or may write, text where the guardrail does not stand."""
    elsewhere = [
        component.id
        for component in posture.stack
        if component.platform != bindings.platform and component.kind not in bindings.wordless
    ]
    if elsewhere:
        names = ", ".join(sorted(elsewhere))
        yield f"It does not reach {names}, which the profile does not place on this platform."


def _document(
    posture: Posture, name: str, fragments: Iterable[Fragment], bindings: BedrockBindings
) -> Document:
    tags = {
        bindings.tags.managed_by: MANAGER,
        bindings.tags.posture: posture.id,
        bindings.tags.use_case: name,
    }
    request: dict[str, Any] = {
        "name": name,
        "description": f"Follows from {posture.id}",
        **bindings.messages.model_dump(),
        **_policies(fragments),
        "tags": [{"key": key, "value": value} for key, value in sorted(tags.items())],
    }
    return Document(
        target=TARGET,
        name=name,
        media_type="application/json",
        content=canonical_bytes(request).decode(),
        posture=posture.id,
    )


def _policies(fragments: Iterable[Fragment]) -> dict[str, Any]:
    policies: dict[str, dict[str, dict[str, Any]]] = {}
    for fragment in fragments:
        policy, entries, key = _PLACES[fragment.section]
        found = policies.setdefault(policy, {}).setdefault(entries, {})
        found[fragment.entry[key]] = _stricter(found.get(fragment.entry[key]), fragment.entry)
    return {
        policy: {entries: [each for _, each in sorted(found.items())] for entries, found in lists.items()}
        for policy, lists in policies.items()
    }


def _stricter(present: dict[str, Any] | None, entry: dict[str, Any]) -> dict[str, Any]:
    """Of two entries for one kind of personal data the one that blocks; otherwise the first."""
    if present is None or (present.get("action") == "ANONYMIZE" and entry.get("action") == "BLOCK"):
        return entry
    return present
