"""Where one demand of a posture is held on a stack: by documents, by software no target sets, by people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.knowledge import Iri
from engine.posture import ControlRequirement
from targets.interface import Demand, Extent, Held, Rendering, Unsupported, demand_key
from targets.points import Points
from targets.stack import Offer, OfferedStack

ATTESTED_ONLY = "attested by its owner, enforced by no document"
_UNSET = "{component} offers it; no target here sets it, so whoever runs {component} attests it."
_BY_PEOPLE = "People hold it, so its owner attests it."


class Verdict(StrEnum):
    """How far a demand is held, from the best to the worst."""

    FULLY = "fully"
    """A document holds all of it."""
    PARTLY = "partly"
    """A document holds some of it; the rest is attested or left."""
    ATTESTED = "attested"
    """No document holds it; a place of the stack, or people, can, and somebody has to say that they do."""
    UNKNOWN = "unknown"
    """The profile does not say enough about the stack to tell whether anything can hold it."""
    NONE = "none"
    """Nothing there can hold it: it is residual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place at which a demand is held, or a target that is made for it and cannot hold it."""

    point: Iri
    """The kind of enforcement point; empty where a target holds nothing."""
    component: str
    """The component that offers it; empty for people and papers."""
    verdict: Verdict
    target: str
    """The target whose document holds it; empty where none does."""
    proof: str
    """How far that is shown by the project's tests; `attested by its owner, …` without a document."""
    document: str
    reason: str


def wanted_by(demand: Demand, renderings: Sequence[Rendering]) -> tuple[Iri, ...]:
    """The kinds of place that can hold `demand`; for a tool permission those of its targets."""
    if isinstance(demand, ControlRequirement):
        return demand.enforcement_points
    key = demand_key(demand)
    handling = [r for r in renderings if any(each.demand == key for each in r.accounts)]
    return tuple(dict.fromkeys(point for rendering in handling for point in rendering.points))


def places_of(
    demand: Demand, renderings: Sequence[Rendering], stack: OfferedStack, points: Points
) -> Iterator[Place]:
    """Documents first, then what the stack offers besides, then people."""
    wanted = wanted_by(demand, renderings)
    key = demand_key(demand)
    reached: set[Offer] = set()
    for rendering in renderings:
        for each in rendering.accounts:
            if each.demand == key and isinstance(each, Held) and each.extent is Extent.WATCHED:
                yield _not_held(each, rendering)
            elif each.demand == key and isinstance(each, Held):
                held = _offers_reached(demand, rendering, stack)
                reached.update(held)
                yield from (_held(each, rendering, offer) for offer in held)
            elif each.demand == key and isinstance(each, Unsupported) and {*rendering.points} & {*wanted}:
                yield _not_held(each, rendering)
    for offer in stack.offers:
        is_own = isinstance(demand, ControlRequirement) or offer.component == demand.component
        if is_own and offer not in reached and any(points.serves(offer.point, point) for point in wanted):
            yield _attested(offer.point, offer.component, _UNSET.format(component=offer.component))
    for point in wanted:
        if points.is_organisational(point):
            yield _attested(point, "", _BY_PEOPLE)


def _offers_reached(demand: Demand, rendering: Rendering, stack: OfferedStack) -> tuple[Offer, ...]:
    """What a document works at; the target's own kind of point where the stack does not say it is there."""
    own = rendering.components if isinstance(demand, ControlRequirement) else (demand.component,)
    offered = tuple(o for o in stack.offers if o.component in own and o.point in rendering.points)
    if isinstance(demand, ControlRequirement):
        offered = tuple(o for o in offered if o.point in demand.enforcement_points) or offered
    stated = own[0] if own else ""
    return offered or (Offer(component=stated, point=next(iter(rendering.points), Iri(""))),)


def _held(held: Held, rendering: Rendering, offer: Offer) -> Place:
    return Place(
        point=offer.point,
        component=offer.component,
        verdict=Verdict.FULLY if held.extent is Extent.FULLY else Verdict.PARTLY,
        target=rendering.target,
        proof=rendering.proof.value,
        document=held.document,
        reason=held.reason,
    )


def _not_held(account: Held | Unsupported, rendering: Rendering) -> Place:
    return Place(
        point=Iri(""),
        component="",
        verdict=Verdict.NONE,
        target=rendering.target,
        proof=rendering.proof.value,
        document="",
        reason=account.reason,
    )


def _attested(point: Iri, component: str, reason: str) -> Place:
    return Place(
        point=point,
        component=component,
        verdict=Verdict.ATTESTED,
        target="",
        proof=ATTESTED_ONLY,
        document="",
        reason=reason,
    )


def unknown_because(wanted: Sequence[Iri], stack: OfferedStack, points: Points) -> str:
    """What the profile leaves out that could decide; empty where it leaves out nothing."""
    if not wanted:
        return ""
    held_at = f"It is held at: {points.names(wanted)}."
    if not stack.is_listed:
        return f"{held_at} The profile does not list the stack, so nobody can tell."
    broad = [o.component for o in stack.offers if any(points.may_serve(o.point, p) for p in wanted)]
    vague = sorted({*stack.unstated, *broad})
    return f"{held_at} The profile does not say whether {', '.join(vague)} offers that." if vague else ""


def unheld_because(wanted: Sequence[Iri], stack: OfferedStack, points: Points) -> str:
    """Why nothing can hold a demand of which everything is known."""
    if not wanted:
        return "No enforcement point that could hold it is known."
    why = "No component of the stack offers that." if stack.components else "The stack is empty, as stated."
    return f"It is held at: {points.names(wanted)}. {why}"
