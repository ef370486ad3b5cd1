"""What a control says of its watching must be computable: a bound that exists, in a unit that fits."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Fault
from engine.kinds import Breach, Strictness
from engine.knowledge import ControlType, Escalation, Iri, Metric
from engine.loading.draft import Draft

HOURS, DAYS = "h", "d"
"""The units of a time allowed and of a time between reviews, as UCUM writes them."""
_STRICTER = {Breach.ABOVE: Strictness.LOWER, Breach.BELOW: Strictness.HIGHER, Breach.ABSENT: Strictness.LOWER}
"""In which direction the bound of a metric becomes stricter, by the side on which it is breached."""


def check_watching(draft: Draft) -> Iterator[Fault]:
    """A fault for every metric, escalation or review that could not be carried out."""
    seen: dict[Iri, Iri] = {}
    for control in draft.knowledge_base.controls.values():
        for part in (*(each.id for each in control.metrics), *(each.id for each in control.escalations)):
            if seen.setdefault(part, control.id) != control.id:
                message = f"{control.id} uses it as well as {seen[part]}."
                yield draft.fault(part, message, expected="one owner, so that changing it changes one.")
        for metric in control.metrics:
            yield from _metric(draft, control, metric)
        for escalation in control.escalations:
            yield from _escalation(draft, control, escalation)
        for name, parameter in (
            ("gov:reviewInterval", control.review_interval),
            ("gov:evidenceAge", control.evidence_age),
        ):
            if parameter:
                yield from _own(draft, control, control.id, name, parameter, DAYS)


def _metric(draft: Draft, control: ControlType, metric: Metric) -> Iterator[Fault]:
    yield from _own(draft, control, metric.id, "gov:threshold", metric.threshold, metric.unit)
    if metric.measured_by not in draft.knowledge_base.concepts:
        message = f"gov:measuredBy names {metric.measured_by}, which is no signal."
        yield draft.fault(metric.id, message, mention="gov:measuredBy", expected="a term of a vocabulary.")
    bound = draft.knowledge_base.parameters.get(metric.threshold)
    if bound and bound.stricter is not _STRICTER[metric.breach]:
        side, stricter = metric.breach.value, bound.stricter.value
        message = f"It is breached {side} its bound, of which the {stricter} is stricter."
        expected = f"gov:breach and gov:stricter of {metric.threshold} that agree."
        yield draft.fault(metric.id, message, mention="gov:breach", expected=expected)


def _escalation(draft: Draft, control: ControlType, escalation: Escalation) -> Iterator[Fault]:
    yield from _own(draft, control, escalation.id, "gov:within", escalation.within, HOURS)
    causes = {metric.id for metric in control.metrics} | draft.knowledge_base.concepts.keys()
    if escalation.raised_by not in causes:
        message = f"gov:raisedBy names {escalation.raised_by}, neither a metric of the control nor a signal."
        yield draft.fault(
            escalation.id, message, mention="gov:raisedBy", expected=f"a metric of {control.id} or a signal."
        )


def _own(
    draft: Draft, control: ControlType, thing: Iri, property_: str, parameter: Iri, unit: str
) -> Iterator[Fault]:
    """A fault where `parameter` is none of the control's, or is measured in another unit."""
    known = draft.knowledge_base.parameters.get(parameter)
    if known is None or parameter not in control.parameters:
        message = f"{property_} names {parameter}, which is no parameter of {control.id}."
        yield draft.fault(thing, message, mention=property_, expected="one of the control's parameters.")
    elif known.unit != unit:
        message = f"{property_} names {parameter}, which is measured in {known.unit or 'nothing'}."
        yield draft.fault(thing, message, mention=property_, expected=f'a parameter with the unit "{unit}".')
