"""The shape of `kb/targets/cloudwatch.json`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.identifiers import Iri
from targets.bindings import DIRECTORY, Table, load


class Windows(Table):
    """Over which time readings are compared, and what it means that there is none."""

    period: int = Field(ge=60, multiple_of=60)
    """In seconds."""
    evaluation_periods: int = Field(ge=1)
    missing: Literal["breaching", "notBreaching", "ignore", "missing"]


class Readings(Windows):
    """Where the organisation publishes the readings of a posture's metrics."""

    namespace: str
    dimension: str
    """The dimension that names the use case."""


class ProviderMetric(Windows):
    """A metric of the provider that shows a signal: it is raised as soon as the metric is above nought."""

    namespace: str
    metric: str
    dimensions: dict[str, str]
    because: str


class Tags(Table):
    """The keys under which an alarm says whose it is."""

    managed_by: str
    posture: str
    use_case: str


class CloudWatchBindings(Table):
    """Everything the renderer needs to know beyond the posture."""

    note: str
    platform: str
    """The platform a component must run on for alarms to be rendered."""
    points: tuple[Iri, ...] = Field(min_length=1)
    because: str
    readings: Readings
    signals: dict[str, ProviderMetric]
    tags: Tags


def shipped_bindings() -> CloudWatchBindings:
    """The table of the installed knowledge base."""
    return load(CloudWatchBindings, DIRECTORY / "cloudwatch.json")
