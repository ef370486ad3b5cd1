"""Cedar policies for the tool calls of agents, for any engine that reads Cedar.

Proof level: the rendered policies are validated and decided by the real engine in this project's tests. The
target's state is a folder of files, from which an engine loads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.errors import Fault
from engine.posture import Posture, ToolPermission
from targets.cedar.bindings import CedarBindings, shipped_bindings
from targets.cedar.checks import compared_policies, compared_schema, direction, policy_faults
from targets.cedar.rendering import POLICIES, PROOF, SCHEMA, TARGET, render_policies
from targets.file_target import FileTarget
from targets.interface import Demand, Difference, Direction, Document, ProofLevel, Rendering


class CedarPolicies(FileTarget):
    """The tool policy of a use case: one file of policies and one of types."""

    def __init__(self, folder: Path | None = None, *, bindings: CedarBindings | None = None) -> None:
        """Renders without `folder`; observing and applying need it."""
        super().__init__(folder)
        self._bindings = bindings or shipped_bindings()

    @property
    def name(self) -> str:
        """`cedar-policies`."""
        return TARGET

    @property
    def proof(self) -> ProofLevel:
        """The real engine."""
        return PROOF

    def handles(self, demand: Demand) -> bool:
        """Every tool permission, and the controls of the binding table."""
        return isinstance(demand, ToolPermission) or demand.control in self._bindings.controls

    def render(self, posture: Posture) -> Rendering:
        """Policies and schema, where there is a permission that can be stated."""
        return render_policies(posture, self._bindings)

    def validate(self, documents: Sequence[Document]) -> tuple[Fault, ...]:
        """Faults by the engine's validator, with the schema beside the policies, then by our own rules."""
        schemas = {_stem(each.name): each.content for each in documents if each.name.endswith(f".{SCHEMA}")}
        found: list[Fault] = []
        for each in documents:
            if each.name.endswith(f".{POLICIES}"):
                schema = schemas.get(_stem(each.name))
                if schema is None:
                    found.append(Fault(message="Its schema is not there.", source=each.name))
                else:
                    found += policy_faults(each.content, schema, each.name)
        return tuple(found)

    def compared(self, name: str, content: str) -> Any:
        """Policies by name, or the schema's statements, without layout and comments."""
        return compared_schema(content) if name.endswith(f".{SCHEMA}") else compared_policies(content)

    def direction(self, difference: Difference) -> Direction:
        """Whole policies that came or went are judged; what changed inside one is only different."""
        return direction(difference)


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0]
