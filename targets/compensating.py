"""Another control that could make up for a requirement nothing in the stack can hold.

It is proposed from the catalogue alone: the same family or the same control function, and a place where it
can be held here. Whether it is enough is for the owner of the residual to judge.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.knowledge import ControlType, Iri, KnowledgeBase
from engine.posture import ControlRequirement, Posture
from targets.points import Points
from targets.stack import OfferedStack


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A control that could compensate, why it is proposed and where it can be held."""

    control: Iri
    label: str
    relation: str
    """`family` or `function`: what it has in common with the control that cannot be held."""
    points: tuple[Iri, ...]
    """Where it can be held here: at points the stack offers, or else by people."""
    is_required: bool
    """True where the posture demands it anyway, so that it adds nothing new by being there."""


def propose(
    requirement: ControlRequirement,
    posture: Posture,
    stack: OfferedStack,
    points: Points,
    knowledge_base: KnowledgeBase,
) -> Proposal | None:
    """
    The control nearest to `requirement` that can be held here; None where the catalogue has none.

    The same family comes before the same function only, what is not demanded yet before what is, what the
    stack can enforce before what people hold, then the order of the identifiers.
    """
    own = knowledge_base.controls.get(requirement.control)
    demanded = {each.control: each for each in posture.requirements}
    ranked = []
    for control in knowledge_base.controls.values():
        relation = _relation(requirement, own, control)
        places, is_enforced = _places(control, stack, points)
        known = demanded.get(control.id)
        if not relation or not places or (known is not None and known.acceptance is not None):
            continue
        rank = (relation != "family", known is not None, not is_enforced, control.id)
        found = Proposal(
            control=control.id,
            label=control.label,
            relation=relation,
            points=places,
            is_required=known is not None,
        )
        ranked.append((rank, found))
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _relation(requirement: ControlRequirement, own: ControlType | None, other: ControlType) -> str:
    if other.id == requirement.control:
        return ""
    if requirement.family is not None and other.family == requirement.family:
        return "family"
    return "function" if own is not None and own.function and other.function == own.function else ""


def _places(control: ControlType, stack: OfferedStack, points: Points) -> tuple[tuple[Iri, ...], bool]:
    """Where `control` can be held, and whether software does it there."""
    enforced = tuple(
        point
        for point in control.enforcement_points
        if any(points.serves(offer.point, point) for offer in stack.offers)
    )
    by_people = tuple(point for point in control.enforcement_points if points.is_organisational(point))
    return enforced or by_people, bool(enforced)
