"""The documented JSON form of a control and of the list of controls, version 1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from engine.catalogue import ControlType, Parameter, ParameterValue
from engine.citations import cite_all, label
from engine.crosswalk import in_order
from engine.crosswalk_record import said
from engine.errors import Fault, InputError, UnknownSubject
from engine.knowledge import Iri, KnowledgeBase, Mapping, RuleKind
from engine.mappings import CONTROL_PREDICATES
from engine.nearest import nearest

CONTROL_FORMAT: Final = "duecare.control/1"
CONTROLS_FORMAT: Final = "duecare.controls/1"


def control_named(knowledge_base: KnowledgeBase, name: str) -> ControlType:
    """The control with that identifier or last part; raises `UnknownSubject` with the nearest names."""
    for control in knowledge_base.controls.values():
        if name in (control.id, _local(control.id)):
            return control
    close = nearest(name, map(_local, knowledge_base.controls))
    raise UnknownSubject(
        f"No control is called {name!r}.{close} Expected: a control that `duecare controls list` names."
    )


def controls_of(
    knowledge_base: KnowledgeBase, *, family: str = "", scope: str = ""
) -> tuple[ControlType, ...]:
    """
    The controls of one family, of one scope or of all, by family and name.

    Raises `InputError` with the nearest names where no control has that family or scope.
    """
    every = sorted(knowledge_base.controls.values(), key=lambda control: (_family(control), control.id))
    faults = [
        Fault(path=path, message=f"No control has {name!r} there.{nearest(name, known)}", expected=expected)
        for path, name, known in (
            ("--family", family, {_family(control) for control in every}),
            ("--scope", scope, {control.scope for control in every}),
        )
        for expected in (f"one of {', '.join(sorted(known))}.",)
        if name and name not in known
    ]
    if faults:
        raise InputError(faults)
    return tuple(
        control for control in every if family in ("", _family(control)) and scope in ("", control.scope)
    )


def controls_record(knowledge_base: KnowledgeBase, controls: Iterable[ControlType]) -> dict[str, Any]:
    """Several controls in short, as JSON values."""
    return {
        "format": CONTROLS_FORMAT,
        "controls": [_short(knowledge_base, control) for control in controls],
    }


def control_record(knowledge_base: KnowledgeBase, control: ControlType) -> dict[str, Any]:
    """Everything the catalogue says about one control, and what it serves, as JSON values."""
    return {
        "format": CONTROL_FORMAT,
        **_short(knowledge_base, control),
        "definition": control.definition,
        "owner": control.owner,
        "evidence": control.evidence,
        "evidence_days": control.evidence_days,
        "evidence_age": control.evidence_age or "",
        "review_interval": control.review_interval or "",
        "signals": [_named(knowledge_base, signal) for signal in control.signals],
        "parameters": [
            _parameter(knowledge_base, knowledge_base.parameters[name]) for name in control.parameters
        ],
        "metrics": [
            {
                "id": metric.id,
                "label": metric.label,
                "definition": metric.definition,
                "unit": metric.unit,
                "measured_by": _named(knowledge_base, metric.measured_by),
                "threshold": _named(knowledge_base, metric.threshold),
                "breach": metric.breach.value,
            }
            for metric in control.metrics
        ],
        "escalations": [
            {
                "id": escalation.id,
                "label": escalation.label,
                "raised_by": escalation.raised_by,
                "to": escalation.to,
                "within": _named(knowledge_base, escalation.within),
            }
            for escalation in control.escalations
        ],
        "serves": [_serves(knowledge_base, row) for row in rows_of(knowledge_base, control.id)],
        "demanded_by": _demands(knowledge_base, control.id),
    }


def rows_of(knowledge_base: KnowledgeBase, control: Iri) -> tuple[Mapping, ...]:
    """Every row from an obligation or entry to `control`, those included that deny that it serves."""
    rows = [
        row
        for row in knowledge_base.mappings
        if row.object == control and row.predicate in CONTROL_PREDICATES
    ]
    return tuple(sorted(rows, key=lambda row: (row.negated, in_order(row.subject))))


def _short(knowledge_base: KnowledgeBase, control: ControlType) -> dict[str, Any]:
    return {
        "id": control.id,
        "label": control.label,
        "family": _named(knowledge_base, control.family) if control.family else None,
        "scope": control.scope,
        "enforcement_points": [_named(knowledge_base, point) for point in control.enforcement_points],
    }


def _parameter(knowledge_base: KnowledgeBase, parameter: Parameter) -> dict[str, Any]:
    return {
        "id": parameter.id,
        "label": parameter.label,
        "type": parameter.value_type.value,
        "unit": parameter.unit,
        "stricter": parameter.stricter.value,
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "values": [_value(knowledge_base, value) for value in parameter.values],
    }


def _value(knowledge_base: KnowledgeBase, value: ParameterValue) -> dict[str, Any]:
    return {
        "id": value.id,
        "value": value.value,
        "applies_from": value.applies_from,
        "applies_until": value.applies_until,
        "basis": value.basis.value,
        "rationale": value.rationale,
        "citations": list(cite_all(knowledge_base, value.cites)),
        "required_by": [_named(knowledge_base, name) for name in value.required_by],
    }


def _serves(knowledge_base: KnowledgeBase, row: Mapping) -> dict[str, Any]:
    concept = knowledge_base.concepts.get(row.subject)
    provision = knowledge_base.provisions.get(row.subject)
    stated = (row.subject,) if provision else concept.stated_in if concept else ()
    return {
        "subject": row.subject,
        "label": provision.title if provision else label(knowledge_base, row.subject),
        "citations": list(cite_all(knowledge_base, stated)),
        "mapping": row.id,
        **said(row),
    }


def _demands(knowledge_base: KnowledgeBase, control: Iri) -> list[dict[str, Any]]:
    """The rules that demand a control where no single obligation does."""
    return [
        {
            "rule": rule.id,
            "label": rule.label,
            "basis": rule.basis.value,
            "citations": list(cite_all(knowledge_base, rule.encodes)),
        }
        for rule in knowledge_base.rules.values()
        if rule.kind is RuleKind.CONTROL and control in rule.concludes
    ]


def _named(knowledge_base: KnowledgeBase, name: Iri) -> dict[str, str]:
    return {"id": name, "label": label(knowledge_base, name)}


def _family(control: ControlType) -> str:
    return control.family.partition(":")[2].partition(".")[2] if control.family else ""


def _local(name: str) -> str:
    return name.partition(":")[2]
