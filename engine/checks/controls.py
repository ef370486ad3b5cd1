"""A control can be held somewhere, proven by something, and set to values that make sense."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.errors import Fault
from engine.knowledge import Basis, ControlType, Parameter, ParameterValue, Strictness, ValueType
from engine.loading.draft import Draft

SCOPES = ("organisation", "platform", "use-case")
_NUMBERS = frozenset({ValueType.INTEGER, ValueType.DECIMAL})
_ORDERED = _NUMBERS | {ValueType.BOOLEAN, ValueType.DATE}


def check_controls(draft: Draft) -> Iterator[Fault]:
    """A fault for every control, parameter or value that could not be required, configured or compared."""
    for control in draft.knowledge_base.controls.values():
        yield from _control(draft, control)
    for parameter in draft.knowledge_base.parameters.values():
        yield from _parameter(draft, parameter)
        for value in parameter.values:
            yield from _value(draft, parameter, value)


def _control(draft: Draft, control: ControlType) -> Iterator[Fault]:
    if not control.enforcement_points:
        message = "It has no enforcement point: nothing and nobody could hold it."
        yield draft.fault(
            control.id, message, expected="gov:enforcementPoint, term:point.human-process at least."
        )
    if control.scope not in SCOPES:
        message = f"Its scope is {control.scope}."
        yield draft.fault(control.id, message, mention="gov:scope", expected=f"one of {', '.join(SCOPES)}.")
    if control.evidence_days <= 0:
        message = "Its evidence would be too old the moment it is made."
        yield draft.fault(
            control.id, message, mention="gov:evidenceDays", expected="a whole number of days, 1 or more."
        )


def _parameter(draft: Draft, parameter: Parameter) -> Iterator[Fault]:
    if parameter.value_type in _NUMBERS and not parameter.unit:
        message = "It is a number without a unit."
        yield draft.fault(parameter.id, message, expected='gov:unit, "1" for a share or a count.')
    ordered = parameter.stricter in (Strictness.HIGHER, Strictness.LOWER)
    if ordered is parameter.many or (ordered and parameter.value_type not in _ORDERED):
        kind = "a list" if parameter.many else f"one {parameter.value_type}"
        message = f"Its value is {kind}, of which none can be the stricter one by gov:{parameter.stricter}."
        expected = "gov:higher or gov:lower for one value, gov:union or gov:intersection with gov:many true."
        yield draft.fault(parameter.id, message, mention="gov:stricter", expected=expected)
    if (parameter.minimum or parameter.maximum) and parameter.value_type not in _NUMBERS:
        message = f"It has a range, but its values are of type {parameter.value_type}."
        yield draft.fault(parameter.id, message, expected="a range for numbers only.")
    elif _above(parameter.minimum, parameter.maximum):
        message = f"Its range runs from {parameter.minimum} to {parameter.maximum}: nothing lies in it."
        yield draft.fault(
            parameter.id, message, mention="gov:minimum", expected="a minimum below the maximum."
        )
    yield from _order(draft, parameter)
    if not parameter.values:
        message = "It has no value, so nothing would be set."
        yield draft.fault(parameter.id, message, expected="gov:parameterValue with at least one value.")


def _order(draft: Draft, parameter: Parameter) -> Iterator[Fault]:
    """A shortest and a longest time can be compared only within one control, as numbers of one unit."""
    other = draft.knowledge_base.parameters.get(parameter.not_above) if parameter.not_above else None
    if parameter.not_above and (
        other is None
        or (other.control, other.unit) != (parameter.control, parameter.unit)
        or not {other.value_type, parameter.value_type} <= _NUMBERS
        or other.id == parameter.id
    ):
        message = f"gov:notAbove names {parameter.not_above}, with which it cannot be compared."
        expected = "another number of the same control, in the same unit."
        yield draft.fault(parameter.id, message, mention="gov:notAbove", expected=expected)


def _value(draft: Draft, parameter: Parameter, value: ParameterValue) -> Iterator[Fault]:
    stated = value.value.split("\n")
    if len(stated) > 1 and not parameter.many:
        message = f"It states {len(stated)} values, but {parameter.id} takes one."
        yield draft.fault(value.id, message, mention="gov:value", expected="one value, or gov:many true.")
    if parameter.value_type in _NUMBERS:
        yield from _range(draft, parameter, value, stated)
    if parameter.value_type is ValueType.CONCEPT:
        for name in sorted(set(stated) - set(draft.knowledge_base.concepts)):
            message = f"{name} is no concept."
            yield draft.fault(value.id, message, mention=name, expected="a concept of a vocabulary.")
    if value.applies_until and value.applies_until < value.applies_from:
        message = f"It ends on {value.applies_until}, before it begins on {value.applies_from}."
        yield draft.fault(
            value.id, message, mention="gov:appliesUntil", expected="a last day after the first."
        )
    if value.basis is Basis.LAW and not value.cites:
        message = "It is said to be law, but cites nothing."
        yield draft.fault(
            value.id, message, mention="gov:basis", expected="gov:cites, or an honest other basis."
        )


def _range(draft: Draft, parameter: Parameter, value: ParameterValue, stated: list[str]) -> Iterator[Fault]:
    for number in stated:
        if not _is_number(number):
            continue  # reported where its type was read
        if _above(parameter.minimum, number) or _above(number, parameter.maximum):
            message = f"{number} lies outside the range of {parameter.id}."
            lowest, highest = parameter.minimum or "any", parameter.maximum or "any"
            expected = f"a number from {lowest} to {highest}."
            yield draft.fault(value.id, message, mention="gov:value", expected=expected)


def _above(left: str, right: str) -> bool:
    return _is_number(left) and _is_number(right) and Decimal(left) > Decimal(right)


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdecimal()
