"""What the catalogue of controls says, as frozen values: control types, their settings, what is watched."""

from __future__ import annotations

from dataclasses import dataclass

from engine.identifiers import Iri
from engine.kinds import Basis, Breach, Strictness, ValueType


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """A dated value of a parameter with its honest basis."""

    id: Iri
    value: str
    """Lexical form; lists are joined by a line feed."""
    applies_from: str
    applies_until: str = ""
    basis: Basis
    rationale: str
    cites: tuple[Iri, ...] = ()
    required_by: tuple[Iri, ...] = ()
    """Conclusions (tiers, obligations, concepts) that make this demand; empty for a default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A setting of a control type."""

    id: Iri
    control: Iri
    label: str
    value_type: ValueType
    unit: str
    stricter: Strictness
    minimum: str = ""
    maximum: str = ""
    many: bool = False
    not_above: Iri | None = None
    """Another parameter of the control that this one may not exceed, as a shortest time a longest one."""
    values: tuple[ParameterValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """Something measured while a control works, compared with a parameter of that control."""

    id: Iri
    label: str
    definition: str
    unit: str
    measured_by: Iri
    """The signal it is computed from."""
    threshold: Iri
    """The parameter that holds the bound."""
    breach: Breach
    """On which side of the bound something is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """What must reach whom, within what time."""

    id: Iri
    label: str
    """The condition, in words."""
    raised_by: Iri
    """A metric of the same control that is breached, or a signal that arrives."""
    to: str
    """A job, never a person."""
    within: Iri
    """The parameter, in hours, that holds the time allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlType:
    """A kind of safeguard that can be required, configured and evidenced."""

    id: Iri
    label: str
    definition: str
    function: str
    """The DPV risk-control function it is tagged with."""
    enforcement_points: tuple[Iri, ...]
    """Kinds of place that can hold it, e.g. `point:output-filter` or `point:human-process`."""
    owner: str
    """Who normally owns it, as a job, never a person."""
    scope: str
    """`organisation`, `platform` or `use-case`."""
    evidence: str
    """What proves it, in words."""
    evidence_days: int
    """How old that evidence may be, in days, where nothing asks for less."""
    parameters: tuple[Iri, ...] = ()
    family: Iri | None = None
    """The kind of safeguard it belongs with, a term of `scheme:control-family`."""
    signals: tuple[Iri, ...] = ()
    """What machines or people report that shows it working."""
    metrics: tuple[Metric, ...] = ()
    """What is watched, and against which of the parameters."""
    escalations: tuple[Escalation, ...] = ()
    """Who is told of what, and how soon."""
    evidence_age: Iri | None = None
    """The parameter, in days, that says how old the evidence may be; its default is `evidence_days`."""
    review_interval: Iri | None = None
    """The parameter, in days, that says how often somebody looks whether the control works."""
