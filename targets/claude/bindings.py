"""The shape of `kb/targets/claude.json`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.identifiers import Iri
from targets.bindings import DIRECTORY, ControlBinding, Table, load
from targets.tool_permissions import PermissionBinding


class SettingsBindings(Table):
    """What the renderer of managed settings needs to know beyond the posture."""

    points: tuple[Iri, ...] = Field(min_length=1)
    condition: str
    """What has to be true for a tool permission to be held at all, in words."""
    controls: dict[str, PermissionBinding]
    models: frozenset[str]
    """Parameters that ask, where they are true, that only the models of the profile can be chosen."""
    built_in: tuple[str, ...] = Field(min_length=1)
    """The tools every session has. What is not permitted of them is denied by name."""
    harmless: frozenset[str]
    """Tools every session has that only talk to whoever sits at it, and are left alone."""
    shells: frozenset[str]
    """Those that run commands, and need the sandbox."""
    telemetry: dict[str, str]
    posture_attribute: str
    use_case_attribute: str


class FragmentBinding(ControlBinding):
    """A control that a piece of a request holds."""

    piece: Literal["citations", "tools", "model"]


class MessagesBindings(Table):
    """What the renderer of request fragments needs to know beyond the posture."""

    points: tuple[Iri, ...] = Field(min_length=1)
    controls: dict[str, FragmentBinding]


class ClaudeBindings(Table):
    """Both tables."""

    note: str
    settings: SettingsBindings
    messages: MessagesBindings


def shipped_bindings() -> ClaudeBindings:
    """The table of the installed knowledge base."""
    return load(ClaudeBindings, DIRECTORY / "claude.json")
