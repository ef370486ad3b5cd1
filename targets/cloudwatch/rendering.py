"""A posture as alarms: one document for each thing that is watched."""

from __future__ import annotations

from typing import Any

from engine.canonical import canonical_bytes
from engine.posture import ControlRequirement, Posture
from targets.amazon import MANAGER
from targets.cloudwatch.alarms import alarms_of, is_watched
from targets.cloudwatch.bindings import CloudWatchBindings
from targets.interface import (
    Document,
    Held,
    ProofLevel,
    Rendering,
    Unsupported,
    extent_of_watching,
)
from targets.naming import resource_name

TARGET = "cloudwatch-alarms"
PROOF = ProofLevel.CONTRACT_FAKE


def render_alarms(posture: Posture, bindings: CloudWatchBindings) -> Rendering:
    """The alarms for `posture`; none where no component runs on the platform."""
    handled = [each for each in posture.requirements if is_watched(each, bindings)]
    reached = tuple(each.id for each in posture.stack if each.platform == bindings.platform)
    documents: list[Document] = []
    verdicts: list[Held | Unsupported] = []
    for requirement in handled:
        verdict, made = _requirement(requirement, posture, bindings, is_reached=bool(reached))
        verdicts.append(verdict)
        documents += made
    return Rendering(
        target=TARGET,
        proof=PROOF,
        documents=tuple(documents),
        held=tuple(each for each in verdicts if isinstance(each, Held)),
        unsupported=tuple(each for each in verdicts if isinstance(each, Unsupported)),
        points=bindings.points,
        components=reached,
    )


def _requirement(
    requirement: ControlRequirement, posture: Posture, bindings: CloudWatchBindings, *, is_reached: bool
) -> tuple[Held | Unsupported, list[Document]]:
    if not is_reached:
        reason = f"No component of the stack runs on {bindings.platform.rpartition('.')[2]}."
        return Unsupported(demand=requirement.control, reason=reason), []
    found = alarms_of(requirement, resource_name(posture.use_case), bindings)
    documents = [_document(each, posture, bindings) for each in found.requests]
    if not documents:
        return Unsupported(demand=requirement.control, reason=" ".join(found.shortfalls)), []
    reason = " ".join((bindings.because, *found.shortfalls))
    name = documents[0].name
    extent = extent_of_watching(requirement, bindings.points)
    return Held(demand=requirement.control, document=name, extent=extent, reason=reason), documents


def _document(request: dict[str, Any], posture: Posture, bindings: CloudWatchBindings) -> Document:
    tags = {
        bindings.tags.managed_by: MANAGER,
        bindings.tags.posture: posture.id,
        bindings.tags.use_case: resource_name(posture.use_case),
    }
    tagged = {**request, "Tags": [{"Key": key, "Value": value} for key, value in sorted(tags.items())]}
    return Document(
        target=TARGET,
        name=request["AlarmName"],
        media_type="application/json",
        content=canonical_bytes(tagged).decode(),
        posture=posture.id,
    )
