"""What the packs say of controls, as frozen values: kinds of safeguard, their settings and values."""

from __future__ import annotations

from dataclasses import dataclass

from engine.kinds import Basis, Iri, Strictness, ValueType


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
    values: tuple[ParameterValue, ...] = ()


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
    """How old that evidence may be, in days."""
    parameters: tuple[Iri, ...] = ()
