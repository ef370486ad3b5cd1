"""The shape of `kb/targets/rego.json`."""

from __future__ import annotations

from targets.bindings import DIRECTORY, Table, load
from targets.tool_permissions import PermissionBinding


class RegoBindings(Table):
    """Everything the renderer needs to know beyond the posture."""

    note: str
    point: str
    """The kind of enforcement point an agent must have for the policy to be asked at all."""
    controls: dict[str, PermissionBinding]
    calls_per_run: frozenset[str]
    """Parameters that state the most tool calls of one run."""
    models: frozenset[str]
    """Parameters that ask, where they are true, that only the models of the profile are called."""


def shipped_bindings() -> RegoBindings:
    """The table of the installed knowledge base."""
    return load(RegoBindings, DIRECTORY / "rego.json")
