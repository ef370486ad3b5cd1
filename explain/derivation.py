"""The derivation of an answer as a graph: every node a sentence with its citations.

It is rebuilt from a determination and the posture that follows from it, never remembered: the rules, the
facts with their places in the profile, the exceptions considered, the mappings and the demands on a setting.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NodeKind(StrEnum):
    """What a node of a derivation states."""

    SETTING = "setting"
    DEMAND = "demand"
    CONTROL = "control"
    MAPPING = "mapping"
    PERMISSION = "permission"
    FINDING = "finding"
    OPEN = "open"
    RULE = "rule"
    EXCEPTION = "exception"
    FACT = "fact"
    ABSENT = "absent"
    """Something that does not hold."""
    LACKING = "lacking"
    """A condition that fails, or that nothing is stated about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One statement of a derivation."""

    id: str
    """Stable: the same determination gives the same identifiers."""
    kind: NodeKind
    sentence: str
    citations: tuple[str, ...]
    """Provisions, standards, policies with their basis, or places in the profile; never empty."""
    because: tuple[str, ...] = ()
    """The nodes it follows from."""
    plainly: str = ""
    """The same for who owns the business, where `sentence` is terse; without a full stop."""
    considered: tuple[str, ...] = ()
    """Rules and exceptions that were considered and changed nothing, or demands that did not win."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """The answer to one why-question."""

    question: str
    roots: tuple[str, ...]
    """The nodes that answer it, e.g. one a function for a tier."""
    nodes: dict[str, Node]
    """Every node, by identifier, in the order in which a reader meets them."""
    asks: str = "why"
    """Which question it answers: `why` or `why-not`."""
