"""The shape of `kb/targets/cedar.json`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from targets.bindings import DIRECTORY, ControlBinding, Table, load


class PermissionBinding(ControlBinding):
    """A control that tool permissions hold."""

    decisions: tuple[Literal["allow", "ask", "deny"], ...] = Field(min_length=1)
    """The policy holds the control only where a permission with one of these decisions is in it."""
    settings: dict[str, str]
    """Parameters the policy fulfils by its nature, with the value it fulfils."""


class CedarBindings(Table):
    """Everything the renderer needs to know beyond the posture."""

    note: str
    point: str
    """The kind of enforcement point an agent must have for the policy to be asked at all."""
    controls: dict[str, PermissionBinding]


def shipped_bindings() -> CedarBindings:
    """The table of the installed knowledge base."""
    return load(CedarBindings, DIRECTORY / "cedar.json")
