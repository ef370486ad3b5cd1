"""Every identifier of the knowledge base that the code names.

These are the joints between data and code: the families whose conclusions a posture is made of. No provision,
date, threshold, tier, obligation or control is among them.
"""

from __future__ import annotations

from typing import Final

from engine.knowledge import Iri

OBLIGATION: Final = Iri("fact:obligation")
"""The family of obligations; each names its bearer through the actor it is concluded for."""
TIER: Final = Iri("fact:tier")
ROLE: Final = Iri("fact:role")
CONTROL_DEMAND: Final = Iri("fact:control-demand")
"""Controls that a control rule demands, on the basis the rule states."""
PERMISSION: Final = Iri("fact:permission")
"""What an agent may do with a tool; its members are ranked by `gov:prevailsOver`."""

COMPONENT_KIND: Final = Iri("fact:component-kind")
MODEL_KIND: Final = Iri("term:component-kind.model")
"""Components of this kind, or a narrower one, are models."""
PLATFORM: Final = Iri("fact:platform")
ENFORCEMENT_POINTS: Final = Iri("fact:enforcement-points")
ORGANISATIONAL_POINT: Final = Iri("term:point.organisational")
"""Everything narrower is held by people and papers: no stack has to offer it, and no software enforces it."""

NOT_YET_IN_USE: Final = Iri("term:use-concept.not-yet-in-use")
IN_USE: Final = Iri("term:use-concept.in-use")
"""Both are concluded from the stage of life; where neither holds, the stage is unknown or the use is over."""

DUE_BEFORE_FIRST_USE: Final = Iri("term:due.before-first-use")
DUE_WHILE_IN_USE: Final = Iri("term:due.while-in-use")
"""The moments at which a duty falls due, each with how the timings begin that mean it."""

COMPENSATED_BY: Final = "gov:compensatedBy"
"""The mapping predicate that leads from a control to one that could make up for it."""

SERVED_BY: Final = ("gov:satisfiedBy", "gov:partlySatisfiedBy")
"""Mapping predicates that lead from an obligation or a standard's entry to a control."""
