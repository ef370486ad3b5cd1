"""From the graph: control types, their parameters and the dated values of these."""

from __future__ import annotations

from collections.abc import Mapping

from engine.kinds import Breach
from engine.knowledge import (
    Basis,
    ControlType,
    Escalation,
    Iri,
    Metric,
    Parameter,
    ParameterValue,
    Strictness,
    ValueType,
)
from engine.loading.draft import Inventory
from engine.loading.things import Thing
from engine.loading.values import read_values
from engine.nearest import nearest


class ControlReader:
    """Reads control types with what is watched and who is told, each of which belongs to one control."""

    def __init__(self, inventory: Inventory) -> None:
        self._controls = tuple(inventory.of("gov:ControlType"))
        self._metrics = {thing.id: thing for thing in inventory.of("gov:Metric")}
        self._escalations = {thing.id: thing for thing in inventory.of("gov:Escalation")}

    def controls(self) -> dict[Iri, ControlType]:
        """The control types. Each is a concept too, which `engine.loading.law` reads."""
        found = {thing.id: self._control(thing) for thing in self._controls}
        used = {metric.id for control in found.values() for metric in control.metrics}
        used |= {escalation.id for control in found.values() for escalation in control.escalations}
        for name, thing in sorted({**self._metrics, **self._escalations}.items()):
            if name not in used:
                thing.ignore()
                thing.fault("No control uses it.", expected="gov:metric or gov:escalation at its control.")
        return found

    def _control(self, thing: Thing) -> ControlType:
        days = thing.needed_number("gov:evidenceDays")
        return ControlType(
            id=thing.id,
            label=thing.text("skos:prefLabel"),
            definition=thing.needed_text("skos:definition"),
            function=thing.needed_text("gov:controlFunction"),
            enforcement_points=thing.iris("gov:enforcementPoint"),
            owner=thing.needed_text("gov:owner"),
            scope=thing.needed_text("gov:scope"),
            evidence=thing.needed_text("gov:evidence"),
            evidence_days=int(days) if days.isdecimal() else 0,
            parameters=thing.iris("gov:hasParameter"),
            family=thing.iri("gov:family"),
            signals=thing.iris("gov:signal"),
            metrics=tuple(_metric(part) for part in _parts(thing, "gov:metric", self._metrics)),
            escalations=tuple(
                _escalation(part) for part in _parts(thing, "gov:escalation", self._escalations)
            ),
            evidence_age=thing.iri("gov:evidenceAge"),
            review_interval=thing.iri("gov:reviewInterval"),
        )


def _parts(thing: Thing, name: str, known: Mapping[Iri, Thing]) -> list[Thing]:
    stated = thing.iris(name)
    for missing in sorted(set(stated) - set(known)):
        message = f"{missing} is named but described nowhere.{nearest(missing, known)}"
        thing.fault(message, mention=missing, expected="a block of its own for it.")
    return [known[part] for part in stated if part in known]


def _metric(thing: Thing) -> Metric:
    return Metric(
        id=thing.id,
        label=thing.needed_text("skos:prefLabel"),
        definition=thing.needed_text("skos:definition"),
        unit=thing.needed_text("gov:unit"),
        measured_by=thing.needed_iri("gov:measuredBy"),
        threshold=thing.needed_iri("gov:threshold"),
        breach=thing.spelled_choice("gov:breach", Breach),
    )


def _escalation(thing: Thing) -> Escalation:
    return Escalation(
        id=thing.id,
        label=thing.needed_text("skos:prefLabel"),
        raised_by=thing.needed_iri("gov:raisedBy"),
        to=thing.needed_text("gov:escalateTo"),
        within=thing.needed_iri("gov:within"),
    )


class ParameterReader:
    """Reads parameters with their values, which are checked against the parameter's type as they are read."""

    def __init__(self, inventory: Inventory, controls: Mapping[Iri, ControlType]) -> None:
        self._things = {thing.id: thing for thing in inventory.of("gov:ParameterValue")}
        self._parameters = tuple(inventory.of("gov:Parameter"))
        self._owner = {name: control.id for control in controls.values() for name in control.parameters}
        self.values: dict[Iri, ParameterValue] = {}
        """Every value that a parameter uses."""

    def parameters(self) -> dict[Iri, Parameter]:
        """Every parameter, whichever control owns it."""
        found = {thing.id: self._parameter(thing) for thing in self._parameters}
        for name in sorted(self._things.keys() - self.values.keys()):
            self._things[name].ignore()
            self._things[name].fault(
                "No parameter uses this value.",
                expected="gov:valueOf with a parameter that exists, or gov:parameterValue at its parameter.",
            )
        return found

    def _parameter(self, thing: Thing) -> Parameter:
        value_type = thing.spelled_choice("gov:valueType", ValueType)
        return Parameter(
            id=thing.id,
            control=self._owner.get(thing.id, Iri("")),
            label=thing.needed_text("skos:prefLabel"),
            value_type=value_type,
            unit=thing.text("gov:unit"),
            stricter=thing.choice("gov:stricter", Strictness),
            minimum=thing.number("gov:minimum"),
            maximum=thing.number("gov:maximum"),
            many=thing.flag("gov:many"),
            not_above=thing.iri("gov:notAbove"),
            values=self._values(thing, value_type),
        )

    def _values(self, thing: Thing, value_type: ValueType) -> tuple[ParameterValue, ...]:
        added = (value.id for value in self._things.values() if value.iri("gov:valueOf") == thing.id)
        names = tuple(sorted({*thing.iris("gov:parameterValue"), *added}))
        for name in sorted(set(names) - set(self._things)):
            message = f"{name} is used as a value but described nowhere.{nearest(name, self._things)}"
            thing.fault(message, mention=name, expected="a block for it with the class gov:ParameterValue.")
        for name in names:
            if name in self._things and name not in self.values:
                self.values[name] = _value(self._things[name], value_type, thing)
        return tuple(self.values[name] for name in names if name in self.values)


def _value(thing: Thing, value_type: ValueType, parameter: Thing) -> ParameterValue:
    unit = thing.text("gov:unit")
    if unit and unit != parameter.text("gov:unit"):
        message = (
            f"It is in {unit}, but {parameter.id} is measured in {parameter.text('gov:unit') or 'nothing'}."
        )
        thing.fault(message, mention="gov:unit", expected="a value in the unit of its parameter.")
    return ParameterValue(
        id=thing.id,
        value="\n".join(read_values(thing, value_type, parameter.id)),
        applies_from=thing.needed_date("gov:appliesFrom"),
        applies_until=thing.date("gov:appliesUntil"),
        basis=thing.choice("gov:basis", Basis),
        rationale=thing.needed_text("gov:rationale"),
        cites=thing.iris("gov:cites"),
        required_by=thing.iris("gov:requiredBy"),
    )
