"""Another control that could make up for a requirement nothing in the stack can hold.

It is proposed because a mapping of the packs, or of the organisation, says that it makes up for the other; or
because it serves the same duty by a safeguard of the same kind. And it can be held here, at a point the stack
offers or by people. Whether it is enough is for the owner of the residual to judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.citations import cite_conclusion
from engine.knowledge import ControlType, Iri, KnowledgeBase, Mapping
from engine.posture import ControlRequirement, Posture
from engine.serving import serving
from engine.terms import COMPENSATED_BY
from targets.points import Points
from targets.stack import OfferedStack


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A control that could compensate, why it is proposed and where it can be held."""

    control: Iri
    label: str
    relation: str
    """`stated`: a mapping says that it makes up for the other; `duty`: it serves the same duty alike."""
    because: str
    """What it does in the other's place and what that leaves open; empty where no mapping says so."""
    citations: tuple[str, ...]
    """The mapping with its status, or the duties both serve."""
    points: tuple[Iri, ...]
    """Where it can be held here: at points the stack offers, or else by people."""
    is_required: bool
    """True where the posture demands it anyway, so that it adds nothing new by being there."""


class Compensations:
    """What could make up for what, for one posture on one stack."""

    def __init__(
        self, posture: Posture, stack: OfferedStack, points: Points, knowledge_base: KnowledgeBase
    ) -> None:
        self._stack, self._points, self._known = stack, points, knowledge_base
        self._demanded = {each.control: each for each in posture.requirements}

    def propose(self, requirement: ControlRequirement) -> Proposal | None:
        """
        The control that best makes up for `requirement` and can be held here; None where there is none.

        What mappings state comes first, the surest row before the others; then what serves most of the same
        duties, what is not demanded yet before what is.
        """
        stated = sorted(self._stated(requirement.control), key=lambda row: (-_sureness(row), row.id))
        found = [self._by_mapping(row) for row in stated] or list(self._by_duty(requirement))
        return found[0] if found else None

    def _stated(self, control: Iri) -> Iterator[Mapping]:
        """The rows that name something that can make up for `control` here."""
        for row in self._known.mappings:
            is_meant = row.predicate == COMPENSATED_BY and row.subject == control and not row.negated
            if is_meant and row.status != "disputed" and self._can_be_held(row.object):
                yield row

    def _by_mapping(self, row: Mapping) -> Proposal:
        return self._proposal(row.object, "stated", row.comment, (f"{row.id}, {row.status}",))

    def _by_duty(self, requirement: ControlRequirement) -> Iterator[Proposal]:
        """What serves a duty behind `requirement` and is of its family or function, the nearest first."""
        own = self._known.controls.get(requirement.control)
        duties: dict[Iri, set[Iri]] = {}
        for finding in {reason.finding for reason in requirement.because if reason.mapping} if own else ():
            for row in serving(self._known).mapped.get(finding, ()):
                if own and not row.negated and _is_like(own, self._known.controls[row.object]):
                    duties.setdefault(row.object, set()).add(finding)
        near = sorted(duties, key=lambda name: (-len(duties[name]), name in self._demanded, name))
        for control in filter(self._can_be_held, near):
            cited = [c for duty in sorted(duties[control]) for c in cite_conclusion(self._known, duty, ())]
            yield self._proposal(control, "duty", "", tuple(dict.fromkeys(cited)))

    def _proposal(self, control: Iri, relation: str, because: str, citations: tuple[str, ...]) -> Proposal:
        return Proposal(
            control=control,
            label=self._known.controls[control].label,
            relation=relation,
            because=because,
            citations=citations,
            points=self._places(control),
            is_required=control in self._demanded,
        )

    def _can_be_held(self, control: Iri) -> bool:
        """Whether there is a place for it here, and nobody has accepted that it is not met."""
        known = self._demanded.get(control)
        return bool(self._places(control)) and (known is None or known.acceptance is None)

    def _places(self, control: Iri) -> tuple[Iri, ...]:
        """Where `control` can be held: where software of the stack does it, else by people."""
        kinds = self._known.controls[control].enforcement_points
        offered = [offer.point for offer in self._stack.offers]
        enforced = tuple(kind for kind in kinds if any(self._points.serves(each, kind) for each in offered))
        return enforced or tuple(filter(self._points.is_organisational, kinds))


def _is_like(own: ControlType, other: ControlType) -> bool:
    """Whether they are different controls of one family, or of one function."""
    is_kin = own.family is not None and own.family == other.family
    return own.id != other.id and (is_kin or (bool(own.function) and own.function == other.function))


def _sureness(row: Mapping) -> float:
    return float(row.confidence or 0)
