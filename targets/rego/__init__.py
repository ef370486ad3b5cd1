"""An OPA bundle with the tool permissions, limits and models of a use case, for any engine that reads Rego.

Proof level: the rendered bundle is decided by a real Rego engine (rego-cpp) in this project's tests, not by
OPA itself; `opa check --strict` is a step for whoever loads it there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.errors import Fault
from engine.posture import Posture, ToolPermission
from targets.directions import permission_direction
from targets.file_target import FileTarget
from targets.interface import Demand, Difference, Direction, Document, ProofLevel, Rendering
from targets.rego.bindings import RegoBindings, shipped_bindings
from targets.rego.checks import bundle_faults
from targets.rego.rendering import POLICY, PROOF, TARGET, render_bundle


class RegoBundle(FileTarget):
    """One bundle per use case, in a folder of its own: manifest, data and policy."""

    def __init__(self, folder: Path | None = None, *, bindings: RegoBindings | None = None) -> None:
        """Renders without `folder`; observing and applying need it."""
        super().__init__(folder)
        self._bindings = bindings or shipped_bindings()

    @property
    def name(self) -> str:
        """`rego-bundle`."""
        return TARGET

    @property
    def proof(self) -> ProofLevel:
        """A real engine."""
        return PROOF

    def handles(self, demand: Demand) -> bool:
        """Every tool permission, and the controls of the binding table."""
        return isinstance(demand, ToolPermission) or demand.control in self._bindings.controls

    def render(self, posture: Posture) -> Rendering:
        """The bundle, where there is something to decide."""
        return render_bundle(posture, self._bindings)

    def validate(self, documents: Sequence[Document]) -> tuple[Fault, ...]:
        """Faults of shape, then what the engine answers to calls whose answers are known."""
        folders: dict[str, dict[str, Document]] = {}
        for each in documents:
            folder, _, name = each.name.rpartition("/")
            folders.setdefault(folder, {})[name] = each
        return tuple(fault for folder, files in folders.items() for fault in bundle_faults(files, folder))

    def compared(self, name: str, content: str) -> Any:
        """The data as JSON; the policy's lines without comments and empty ones."""
        if name.endswith(POLICY):
            lines = (line.strip() for line in content.splitlines())
            return {"policy": [line for line in lines if line and not line.startswith("#")]}
        try:
            return json.loads(content)
        except ValueError:
            return {"unreadable": content}

    def direction(self, difference: Difference) -> Direction:
        """Decisions, limits and lists are judged; a changed policy is only different."""
        return permission_direction(difference)
