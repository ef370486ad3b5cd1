"""The shape of `kb/targets/prometheus.json`."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from engine.identifiers import Iri
from targets.bindings import DIRECTORY, Table, load

DURATION = r"[1-9][0-9]*(ms|s|m|h|d|w)"
"""How both programs write a length of time; longer forms are not used here."""
SERIES = r"[a-z][a-z0-9_]*"


class Unit(Table):
    """How a unit of the posture is stated in the base unit of the readings."""

    factor: Decimal = Field(gt=0)
    """By what a bound is multiplied to be in the unit of the reading."""
    word: str


class Metric(Table):
    """Under which name the readings of one metric are expected, and in which unit its bound is stated."""

    name: str = Field(pattern=f"^{SERIES}$")
    unit: str


class Severity(Table):
    """What an alert is called by the time within which somebody must know."""

    name: str
    within_hours: Decimal | None
    """None for the last, which takes all the rest."""


class Windows(Table):
    """How long something must last before it is an alert, so that one lost reading is none."""

    breach: str = Field(pattern=f"^{DURATION}$")
    absence: str = Field(pattern=f"^{DURATION}$")


class Routing(Table):
    """When notifications go out."""

    group_wait: str = Field(pattern=f"^{DURATION}$")
    group_interval: str = Field(pattern=f"^{DURATION}$")
    shortest_repeat_hours: Decimal = Field(gt=0)
    otherwise_hours: Decimal = Field(gt=0)
    """After how long the owner is told again of what no escalation names."""


class PrometheusBindings(Table):
    """Everything the renderer needs to know beyond the posture."""

    note: str
    points: tuple[Iri, ...]
    because: str
    """What rules and routes do for a control, and what not."""
    not_reached: str
    interval: str = Field(pattern=f"^{DURATION}$")
    windows: Windows
    routing: Routing
    severities: tuple[Severity, ...] = Field(min_length=1)
    units: dict[str, Unit]
    reviewed: str = Field(pattern=f"^{SERIES}$")
    """The time (Unix) at which a control, its label, was last looked at."""
    signals: str = Field(pattern=f"^{SERIES}$")
    """How many reports of a kind, its label, wait for somebody."""
    metrics: dict[Iri, Metric]

    def severity(self, hours: Decimal) -> str:
        """The severity of what somebody must know within `hours`."""
        for each in self.severities:
            if each.within_hours is None or hours <= each.within_hours:
                return each.name
        return self.severities[-1].name


def shipped_bindings() -> PrometheusBindings:
    """The table of the installed knowledge base."""
    return load(PrometheusBindings, DIRECTORY / "prometheus.json")
