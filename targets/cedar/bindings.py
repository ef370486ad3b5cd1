"""The shape of `kb/targets/cedar.json`."""

from __future__ import annotations

from targets.bindings import DIRECTORY, Table, load
from targets.tool_permissions import PermissionBinding


class CedarBindings(Table):
    """Everything the renderer needs to know beyond the posture."""

    note: str
    point: str
    """The kind of enforcement point an agent must have for the policy to be asked at all."""
    controls: dict[str, PermissionBinding]


def shipped_bindings() -> CedarBindings:
    """The table of the installed knowledge base."""
    return load(CedarBindings, DIRECTORY / "cedar.json")
