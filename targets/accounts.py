"""Every demand of a posture against every enforcement point of the stack: who holds it, and how far.

`targets.coverage` asks what documents hold. This asks more: where a demand is held that no document reaches,
by software no target sets or by people, and what is left that nothing at all can hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.knowledge import KnowledgeBase
from engine.posture import ControlRequirement, Posture
from targets.compensating import Compensations, Proposal
from targets.demands import NOBODY, citations_of, hint_of, label_of, normal_owner_of, status_of
from targets.interface import Demand, Rendering, demand_key, demands_of
from targets.places import Place, Verdict, places_of, unheld_because, unknown_because, wanted_by
from targets.points import Points
from targets.stack import Offer, OfferedStack


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One demand with its one verdict, every place it was looked for, and who answers for it."""

    demand: str
    label: str
    status: str
    """Of a control its status in the posture, such as `binding`; of a tool permission the decision."""
    citations: tuple[str, ...]
    verdict: Verdict
    """The best of the places; `none` makes the demand residual."""
    places: tuple[Place, ...]
    reason: str
    """Why nothing, or nobody knows what, holds it; empty where something does."""
    owner: str
    """`to be named`: duecare names no person."""
    normal_owner: str
    hint: str
    """What would show that it is held."""
    proposal: Proposal | None = None
    """For a residual: another control that could make up for it; a proposal, not a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Every demand of a posture with its account, and what the stack offers beyond."""

    stack: OfferedStack
    accounts: tuple[Account, ...]
    unused: tuple[Offer, ...]
    """What the stack offers and no demand of the posture can use."""

    def with_verdict(self, verdict: Verdict) -> tuple[Account, ...]:
        """The accounts that come out so."""
        return tuple(each for each in self.accounts if each.verdict is verdict)


def account_for(
    posture: Posture, renderings: Sequence[Rendering], stack: OfferedStack, knowledge_base: KnowledgeBase
) -> Accounts:
    """Gives every demand of `posture` exactly one account; what nothing holds is residual, never left out."""
    points = Points(knowledge_base)
    compensations = Compensations(posture, stack, points, knowledge_base)
    made = []
    for demand in demands_of(posture):
        account = _account(demand, renderings, stack, points)
        if account.verdict is Verdict.NONE and isinstance(demand, ControlRequirement):
            account = replace(account, proposal=compensations.propose(demand))
        made.append(account)
    wanted = {point for demand in demands_of(posture) for point in wanted_by(demand, renderings)}
    unused = [offer for offer in stack.offers if not any(points.serves(offer.point, p) for p in wanted)]
    return Accounts(stack=stack, accounts=tuple(made), unused=tuple(unused))


def _account(demand: Demand, renderings: Sequence[Rendering], stack: OfferedStack, points: Points) -> Account:
    places = tuple(places_of(demand, renderings, stack, points))
    verdict = min((p.verdict for p in places), key=list(Verdict).index, default=Verdict.NONE)
    reason = ""
    if verdict is Verdict.NONE:
        wanted = wanted_by(demand, renderings)
        reason = unknown_because(wanted, stack, points)
        verdict = Verdict.UNKNOWN if reason else verdict
        reason = reason or unheld_because(wanted, stack, points)
    return Account(
        demand=demand_key(demand),
        label=label_of(demand),
        status=status_of(demand),
        citations=citations_of(demand),
        verdict=verdict,
        places=places,
        reason=reason,
        owner=NOBODY,
        normal_owner=normal_owner_of(demand),
        hint=hint_of(demand),
    )
