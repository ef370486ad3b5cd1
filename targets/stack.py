"""Which enforcement points the stack of one use case offers, and what of that is not known."""

from __future__ import annotations

from dataclasses import dataclass

from engine.kinds import Level
from engine.knowledge import Iri
from engine.terms import ENFORCEMENT_POINTS
from engine.usecase import UseCase


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Offer:
    """One enforcement point of one component."""

    component: str
    point: Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedStack:
    """What a profile says of the places at which its stack can hold a control."""

    is_listed: bool
    """False where the profile does not list the stack: what it offers is then unknown, not nothing."""
    components: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    unstated: tuple[str, ...] = ()
    """The components of which the profile does not say what they offer; that is unknown, not nothing."""


def offered_by(use_case: UseCase) -> OfferedStack:
    """What the stack of `use_case` offers, as its profile states it."""
    components = use_case.of(Level.COMPONENT)
    return OfferedStack(
        is_listed=Level.COMPONENT not in use_case.unlisted,
        components=tuple(component.id for component in components),
        offers=tuple(
            sorted(
                Offer(component=component.id, point=Iri(point))
                for component in components
                if ENFORCEMENT_POINTS in component.facts
                for point in component.facts[ENFORCEMENT_POINTS].values
            )
        ),
        unstated=tuple(c.id for c in components if ENFORCEMENT_POINTS not in c.facts),
    )
