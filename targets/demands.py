"""What is said of a demand wherever it is accounted for: its name, its normal owner, what would show it."""

from __future__ import annotations

from engine.posture import ControlRequirement
from targets.interface import Demand

NOBODY = "to be named"
"""The owner of what no system holds: duecare names no person."""


def label_of(demand: Demand) -> str:
    """How people call it: the control, or what an agent may do with a tool."""
    if isinstance(demand, ControlRequirement):
        return demand.label
    return f"{demand.decision} {demand.tool} for {demand.component}"


def status_of(demand: Demand) -> str:
    """`binding`, `upcoming` or `recommended` for a control; the decision for a tool permission."""
    return demand.status if isinstance(demand, ControlRequirement) else demand.decision


def normal_owner_of(demand: Demand) -> str:
    """The job that normally answers for it."""
    return demand.owner if isinstance(demand, ControlRequirement) else f"Whoever runs {demand.component}"


def hint_of(demand: Demand) -> str:
    """What would show that it is held, and how old that may be."""
    if isinstance(demand, ControlRequirement):
        return f"{demand.evidence} Not older than {demand.evidence_days} days."
    return "A log of the agent's tool calls in which no other call than those permitted succeeded."


def citations_of(demand: Demand) -> tuple[str, ...]:
    """What the demand rests on, each once; its own key where it rests on nothing that can be cited."""
    found = tuple(dict.fromkeys(c for reason in demand.because for c in reason.citations))
    if found:
        return found
    own = demand.control if isinstance(demand, ControlRequirement) else f"{demand.component}/{demand.tool}"
    return (own,)
