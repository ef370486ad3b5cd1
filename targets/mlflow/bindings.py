"""The shape of `kb/targets/mlflow.json`."""

from __future__ import annotations

from pydantic import Field

from engine.identifiers import Iri
from targets.bindings import DIRECTORY, ControlBinding, Table, load


class GateBinding(ControlBinding):
    """A control some of whose bounds a version can be measured against before release."""

    metrics: dict[Iri, str] = Field(min_length=1)
    """The name of each measured value in tags."""


class MlflowBindings(Table):
    """Everything the renderer needs to know beyond the posture."""

    note: str
    point: Iri
    alias: str
    prefix: str
    kinds: tuple[Iri, ...]
    """The kinds of component that are kept in a registry of models."""
    controls: dict[str, GateBinding]


def shipped_bindings() -> MlflowBindings:
    """The table of the installed knowledge base."""
    return load(MlflowBindings, DIRECTORY / "mlflow.json")
