"""A posture of which something is watched, and the alarms it becomes."""

from __future__ import annotations

from dataclasses import replace

from engine.knowledge import Iri
from engine.posture import ControlRequirement, EscalationCriterion, Posture, Watch
from targets.cloudwatch import CloudWatchAlarms
from targets.interface import Document
from tests.targets.postures import posture, requirement


def watch(control: str, name: str, bound: str, breach: str) -> Watch:
    """A watch of a metric of `control`."""
    return Watch(
        metric=Iri(f"{control}.metric.{name}"),
        label=f"Label of {name}",
        definition="What it counts.",
        signal=Iri("term:signal.metric-reading"),
        bound=bound,
        unit="1",
        breach=breach,
        parameter=Iri(f"{control}.bound"),
    )


def escalation(control: str, raised_by: str) -> EscalationCriterion:
    """Somebody is told within a day."""
    return EscalationCriterion(
        escalation=Iri(f"{control}.escalation.told"),
        condition="It is bad.",
        raised_by=Iri(raised_by),
        to="Product owner",
        hours="24",
        parameter=Iri(f"{control}.escalation-time"),
    )


def watched(
    control: str, *watches: Watch, escalations: tuple[EscalationCriterion, ...] = ()
) -> ControlRequirement:
    return replace(requirement(control), monitoring=watches, escalations=escalations)


DRIFT = watched(
    "ctl:drift-monitoring",
    watch("ctl:drift-monitoring", "stability-index", "0.2", "above"),
    escalations=(escalation("ctl:drift-monitoring", "ctl:drift-monitoring.metric.stability-index"),),
)
REVIEW = watched("ctl:human-review", watch("ctl:human-review", "reviewed-share", "1.0", "below"))
LOGS = watched("ctl:logging", watch("ctl:logging", "entries", "1", "absent"))
LIMIT = watched("ctl:rate-limit", escalations=(escalation("ctl:rate-limit", "term:signal.limit-reached"),))
EXAMPLE = posture((DRIFT, REVIEW, LOGS, LIMIT, requirement("ctl:ai-literacy")))


def documents(target: CloudWatchAlarms, of: Posture = EXAMPLE) -> dict[str, Document]:
    return {each.name.partition(".")[2]: each for each in target.render(of).documents}
