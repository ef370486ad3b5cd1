"""The alerts that follow from one requirement: bounds breached, readings and reviews that did not come."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from engine.identifiers import Iri
from engine.posture import ControlRequirement, EscalationCriterion, Posture, Watch
from targets.demands import NOBODY
from targets.naming import resource_name
from targets.prometheus.bindings import PrometheusBindings
from targets.prometheus.expressions import (
    Inexpressible,
    breached,
    literal,
    number,
    overdue,
    selector,
    unread,
    written,
)

_USE_CASE = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One rule, and who is told of it how soon."""

    name: str
    expression: str
    lasts: str
    """How long it must be true before it is an alert; empty for at once."""
    role: str
    """A job, never a person."""
    hours: Decimal
    labels: tuple[tuple[str, str], ...]
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What one requirement becomes: its alerts, and what of it could not be stated."""

    alerts: tuple[Alert, ...]
    lost: tuple[str, ...]


def label_of_use_case(use_case: str) -> str:
    """The value of the label `use_case`: its name where that is a plain word, else one made from it."""
    return use_case if _USE_CASE.fullmatch(use_case) else resource_name(use_case)


def watched(requirement: ControlRequirement, posture: Posture, bindings: PrometheusBindings) -> Watched:
    """Every alert `requirement` asks for."""
    maker = _Maker(requirement, label_of_use_case(posture.use_case), bindings)
    alerts: list[Alert] = []
    lost: list[str] = []
    for what, made in maker.parts():
        try:
            alerts += [*made()]  # all of a part or nothing of it
        except Inexpressible as error:
            lost.append(f"Not watched: {what}, because {error}.")
    return Watched(alerts=tuple(dict.fromkeys(alerts)), lost=tuple(lost))


class _Maker:
    """The parts of one requirement, each made on its own so that one that fails takes no other along."""

    def __init__(self, requirement: ControlRequirement, use_case: str, bindings: PrometheusBindings) -> None:
        self._of = requirement
        self._use_case = use_case
        self._bindings = bindings

    def parts(self) -> Iterator[tuple[str, Callable[[], Iterable[Alert]]]]:
        metrics = {watch.metric for watch in self._of.monitoring}
        for watch in self._of.monitoring:
            yield watch.label, partial(self._metric, watch)
        for criterion in self._of.escalations:
            if criterion.raised_by not in metrics:
                yield criterion.condition, partial(self._signal, criterion)
        if self._of.review_days:
            yield "whether it is reviewed", self._review

    def _metric(self, watch: Watch) -> Iterator[Alert]:
        row = self._bindings.metrics.get(watch.metric)
        if row is None:
            raise Inexpressible(f"no name is known under which {watch.metric} is exported")
        if row.unit != watch.unit or row.unit not in self._bindings.units:
            raise Inexpressible(f"its bound is in {watch.unit!r}, its readings are expected by {row.unit!r}")
        unit = self._bindings.units[row.unit]
        readings = selector(row.name, {"use_case": self._use_case})
        bound = number(watch.bound)
        expression = breached(readings, watch.breach, bound, unit.factor)
        said = f"{watch.label} is {watch.breach} {' '.join(filter(None, (written(bound), unit.word)))}."
        raised = [each for each in self._of.escalations if each.raised_by == watch.metric]
        lasts = self._bindings.windows.breach
        for each in raised:
            yield self._escalation(each, expression, lasts, f"{each.condition} {said}", metric=watch.metric)
        if not raised:
            yield self._owned(f"{_name(watch.metric)}Breached", expression, lasts, said, metric=watch.metric)
        yield self._unread(_name(watch.metric), readings, watch.label, metric=watch.metric)

    def _signal(self, criterion: EscalationCriterion) -> Iterator[Alert]:
        waiting = {"control": self._of.control, "signal": criterion.raised_by, "use_case": self._use_case}
        readings = selector(self._bindings.signals, waiting)
        expression = breached(readings, "above", Decimal(0), Decimal(1))
        signal = criterion.raised_by
        yield self._escalation(criterion, expression, "", criterion.condition, signal=signal)
        yield self._unread(_name(criterion.escalation), readings, criterion.condition, signal=signal)

    def _review(self) -> Iterator[Alert]:
        days, unit = self._of.review_days, self._bindings.units["d"]
        times = selector(self._bindings.reviewed, {"control": self._of.control, "use_case": self._use_case})
        expression = overdue(times, Decimal(days), unit.factor)
        said = f"{self._of.label}: not looked at for {days} {unit.word}, or nobody says when."
        yield self._owned(
            f"{_name(self._of.control)}ReviewDue", expression, self._bindings.windows.absence, said
        )

    def _unread(self, name: str, readings: str, what: str, **labels: Iri) -> Alert:
        said = f"No reading shows whether this is so: {what}"
        return self._owned(f"{name}Unread", unread(readings), self._bindings.windows.absence, said, **labels)

    def _escalation(
        self, criterion: EscalationCriterion, expression: str, lasts: str, said: str, **labels: Iri
    ) -> Alert:
        hours = number(criterion.hours)
        if hours < 0:
            raise Inexpressible(f"{criterion.hours!r} is no time allowed")
        name, role = _name(criterion.escalation), _job(criterion.to)
        return self._alert(name, expression, lasts, role, hours, said, **labels)

    def _owned(self, name: str, expression: str, lasts: str, said: str, **labels: Iri) -> Alert:
        hours = self._bindings.routing.otherwise_hours
        return self._alert(name, expression, lasts, _job(self._of.owner), hours, said, **labels)

    def _alert(
        self, name: str, expression: str, lasts: str, role: str, hours: Decimal, said: str, **labels: Iri
    ) -> Alert:
        named = {"control": self._of.control, "use_case": self._use_case, **labels}
        if not all(named.values()):
            raise Inexpressible("something it is about has no name")
        return Alert(
            name=name,
            expression=expression,
            lasts=lasts,
            role=role,
            hours=hours,
            labels=tuple((key, literal(value)) for key, value in sorted(named.items())),
            summary=literal(said),
        )


def _name(identifier: str) -> str:
    """The name of an alert from the identifier of what it is about: `HumanReviewWaitingTime`."""
    local = identifier.partition(":")[2] or identifier
    words = re.findall(r"[A-Za-z0-9]+", local, re.ASCII)
    return (
        "".join(word[0].upper() + word[1:] for word in words if word not in ("metric", "escalation"))
        or "Alert"
    )


def _job(role: str) -> str:
    """A job by its name in one line; nobody is named where none is given."""
    return " ".join(role.encode("utf-8", errors="replace").decode("utf-8").split()) or NOBODY
