"""What must be switched on for one use case: the types of a posture.

`engine.requirements` builds it from a determination; targets render it; the ledger records it.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.knowledge import Basis, Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a control is required: one finding, through one mapping or one control rule."""

    finding: Iri
    """The obligation, tier or concept that holds; the control itself where a control rule demands it."""
    subject: str
    """Whose or what's finding it is: an actor, function, component or tool of the profile."""
    citations: tuple[str, ...]
    basis: Basis
    mapping: str = ""
    """The record id of the mapping row; empty where a control rule concludes the control itself."""
    mapping_status: str = ""
    """`proposed` or `reviewed`; empty without a mapping."""
    binds_from: str = ""
    """ISO date from which the finding binds; empty where no law sets a date."""
    provisional: bool = False
    """True where an open question could still take the finding away."""
    timing: str = ""
    """When in the life of the system the duty falls due, e.g. `before first use`; empty where not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One demand on a setting, with who makes it."""

    value: str
    basis: Basis
    rationale: str
    citations: tuple[str, ...]
    source: Iri
    applies_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The value a parameter takes: the strictest contribution, and those it prevailed over."""

    parameter: Iri
    label: str
    value: str
    """Lexical form; lists are joined by a line feed."""
    unit: str
    winners: tuple[Contribution, ...]
    overridden: tuple[Contribution, ...] = ()
    """Demands that a stricter one prevails over."""
    replaced: tuple[Contribution, ...] = ()
    """Defaults of guidance or judgement in whose place the organisation has put a policy of its own."""
    conflict: str = ""
    """Why the demands cannot all be met, in words; empty where they can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A metric that is compared with a bound while the control works."""

    metric: Iri
    label: str
    definition: str
    signal: Iri
    """What it is computed from."""
    bound: str
    unit: str
    breach: str
    """`above`, `below` or `absent`: on which side of the bound something is wrong."""
    parameter: Iri
    """The setting that holds the bound, and says on what ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationCriterion:
    """When something has to reach somebody, and how soon."""

    escalation: Iri
    condition: str
    """In words."""
    raised_by: Iri
    """The metric that is breached, or the signal that arrives."""
    to: str
    """A job, never a person."""
    hours: str
    parameter: Iri
    """The setting that holds the hours, and says on what ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A requirement somebody of the organisation accepts not to meet for a time; it stays a requirement."""

    control: Iri
    by: str
    on: str
    because: str
    until: str
    """Last day, inclusive; after it nothing is accepted any more."""
    pointer: str
    """Where in the profile it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRequirement:
    """One control that must be in place for this use case."""

    control: Iri
    label: str
    settings: tuple[Setting, ...]
    because: tuple[Reason, ...]
    status: str
    """
    `binding` now, `upcoming` (binds from a later date), `policy` (of the organisation), `standard` (one it
    has adopted), or `recommended` (nothing that binds the organisation demands it).
    """
    provisional: bool
    """True where every reason is provisional."""
    enforcement_points: tuple[Iri, ...]
    owner: str
    scope: str
    evidence: str
    evidence_days: int
    serves: tuple[str, ...] = ()
    """Citations of standards' entries the same control also serves."""
    family: Iri | None = None
    signals: tuple[Iri, ...] = ()
    """What shows that it works: reports of machines or people that are expected to come."""
    monitoring: tuple[Watch, ...] = ()
    escalations: tuple[EscalationCriterion, ...] = ()
    acceptance: Acceptance | None = None
    """Who accepted that it is not met: it counts as failed, and nobody can sign it off."""
    review_days: int = 0
    """How many days may pass between two looks at whether it works; 0 where nothing says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentLimit:
    """A bound the organisation states for one argument of a tool."""

    name: str
    type: str
    """`string`, `integer` or `boolean`."""
    maximum: int | None = None
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolPermission:
    """What an agent may do with one tool."""

    component: str
    """The agent's id in the profile's stack."""
    tool: str
    decision: str
    """`allow`, `ask` (a person approves each call first) or `deny`."""
    arguments: tuple[ArgumentLimit, ...] = ()
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """An obligation that holds and that no control in the catalogue serves."""

    finding: Iri
    subject: str
    citations: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Demands on a setting that cannot all be met; somebody has to decide which gives way."""

    control: Iri
    parameter: Iri
    message: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StackComponent:
    """A part of the stack as targets need it."""

    id: str
    kind: Iri
    platform: Iri | None = None
    """Where it runs, e.g. `platform:aws-bedrock`; None where not stated."""
    enforcement_points: tuple[Iri, ...] = ()
    """Kinds of enforcement point this component offers."""
    model: str = ""
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """Everything a use case must have, content-addressed."""

    id: str
    """`posture:` and the first 32 hex digits of the SHA-256 of what must be on, whatever the day."""
    use_case: str
    title: str
    determination: str
    """The id of the determination it follows from."""
    as_of: str
    known_at: str
    knowledge_base: str
    """Version and fingerprint."""
    is_complete: bool
    """False while an open question could still raise a tier; such a posture is planned, never applied."""
    requirements: tuple[ControlRequirement, ...]
    permissions: tuple[ToolPermission, ...]
    gaps: tuple[Gap, ...]
    stack: tuple[StackComponent, ...]
    conflicts: tuple[Conflict, ...] = ()
    """While there is one, the posture is planned, never applied."""
    in_use: bool | None = None
    """Whether somebody uses it yet, by the stage stated; None where that is not known, or the use is over."""
