"""The closed lists of the knowledge base: levels, kinds, operators, bases.

Their values are the local names of the individuals in `kb/ontology.ttl`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """What a fact or rule speaks about. Rules run once per subject of their level."""

    USE_CASE = "use-case"
    ACTOR = "actor"
    FUNCTION = "function"
    COMPONENT = "component"
    TOOL = "tool"

    __hash__ = str.__hash__  # levels key what is looked up while rules run, and this one is not run by Python


LEVELS: Final = tuple(Level)
"""The levels as a tuple, which is quicker to go through than the class."""


class FactKind(StrEnum):
    """Where the value of a fact comes from."""

    DECLARED = "declared"
    """Stated in the profile by someone who knows the business."""
    JUDGEMENT = "judgement"
    """An open-textured standard, answered by a named person with a reason."""
    CONCLUDED = "concluded"
    """Derived by rules; never stated."""
    COUNTED = "counted"
    """What a list of happenings, such as incidents, says often enough."""
    STRUCTURAL = "structural"
    """Whether the subjects of a level (components, tools) are listed at all."""


class ValueType(StrEnum):
    """The type of a fact's or parameter's value."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    CONCEPT = "concept"
    TEXT = "text"


class Operator(StrEnum):
    """How a condition compares the stated values of a fact with its own."""

    ANY_OF = "any-of"
    """Some stated value is one of, or narrower than, the condition's."""
    ONLY_OF = "only-of"
    """At least one value is stated and every one is, or is narrower than, one of the condition's."""
    NONE_OF = "none-of"
    """The fact is known and no stated value matches."""
    EQUAL = "equal"
    LESS = "less"
    AT_MOST = "at-most"
    GREATER = "greater"
    AT_LEAST = "at-least"


class RuleKind(StrEnum):
    """What a rule is for; only `EXCEPTION` has the stricter semantics of something that must be shown."""

    ROLE = "role"
    CONCEPT = "concept"
    CLASSIFICATION = "classification"
    OBLIGATION = "obligation"
    EXCEPTION = "exception"
    CONTROL = "control"
    PERMISSION = "permission"


class Basis(StrEnum):
    """What a number, a rule or a demand rests on."""

    LAW = "law"
    STANDARD = "standard"
    GUIDANCE = "guidance"
    ORGANISATIONAL_POLICY = "organisational-policy"
    ENGINEERING_JUDGEMENT = "engineering-judgement"

    __hash__ = str.__hash__  # as for levels: every reason for every control is asked what it rests on


class Strictness(StrEnum):
    """Which of two values of a parameter is the stricter one."""

    HIGHER = "higher"
    LOWER = "lower"
    UNION = "union"
    """A list of things to stop: both lists hold."""
    INTERSECTION = "intersection"
    """A list of things to allow: only what both allow."""


class LegalStatus(StrEnum):
    """What a reading, or a rule, has behind it; from the strongest to the weakest."""

    TEXT = "text"
    """The words of the provision."""
    RECITAL = "recital"
    """A recital of the same act: it explains and does not bind by itself."""
    GUIDANCE_FINAL = "guidance-final"
    """Guidance adopted by the body the act names for it."""
    GUIDANCE_DRAFT = "guidance-draft"
    PROJECT_READING = "project-reading"
    """Nobody's word but that of the authors of the packs."""


class Breach(StrEnum):
    """On which side of its bound a metric is breached."""

    ABOVE = "above"
    BELOW = "below"
    ABSENT = "absent"
    """No reading came in the time the bound allows."""
