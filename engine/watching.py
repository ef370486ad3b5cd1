"""What is watched while a control works, and who is told: bounds and times are settings of the control."""

from __future__ import annotations

from collections.abc import Mapping

from engine.knowledge import ControlType, Iri
from engine.posture import EscalationCriterion, Setting, Watch

Settings = Mapping[Iri, Setting]
"""The settings of one control by parameter."""


def watches_of(control: ControlType, settings: Settings) -> tuple[Watch, ...]:
    """The metrics of `control` whose bound is set; one without a bound could not be breached."""
    return tuple(
        Watch(
            metric=metric.id,
            label=metric.label,
            definition=metric.definition,
            signal=metric.measured_by,
            bound=settings[metric.threshold].value,
            unit=metric.unit,
            breach=metric.breach.value,
            parameter=metric.threshold,
        )
        for metric in control.metrics
        if metric.threshold in settings
    )


def escalations_of(control: ControlType, settings: Settings) -> tuple[EscalationCriterion, ...]:
    """Who is told of what, where the time allowed is set."""
    return tuple(
        EscalationCriterion(
            escalation=escalation.id,
            condition=escalation.label,
            raised_by=escalation.raised_by,
            to=escalation.to,
            hours=settings[escalation.within].value,
            parameter=escalation.within,
        )
        for escalation in control.escalations
        if escalation.within in settings
    )


def review_days_of(control: ControlType, settings: Settings) -> int:
    """How many days may pass between two looks at `control`; 0 where nothing says."""
    setting = settings.get(control.review_interval) if control.review_interval else None
    return int(setting.value) if setting else 0


def evidence_days_of(control: ControlType, settings: Settings) -> int:
    """How many days old the evidence of `control` may be: as set, or else as the catalogue says."""
    setting = settings.get(control.evidence_age) if control.evidence_age else None
    return int(setting.value) if setting else control.evidence_days
