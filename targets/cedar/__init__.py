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
from targets.errors import NotConnected
from targets.files import Folder, version_of
from targets.interface import (
    Applied,
    Change,
    Demand,
    Difference,
    Direction,
    Document,
    Observed,
    ProofLevel,
    Rendering,
)
from targets.steps import Steps


class CedarPolicies:
    """The tool policy of a use case: one file of policies and one of types."""

    def __init__(self, folder: Path | None = None, *, bindings: CedarBindings | None = None) -> None:
        """Renders without `folder`; observing and applying need it."""
        self._folder = None if folder is None else Folder(folder)
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

    def normalise(self, document: Document) -> Any:
        """Policies by name, or the schema's statements, without layout and comments."""
        return _compared(document.name, document.content)

    def observe(self, document: Document) -> Observed:
        """The file of that name."""
        folder = self._connected()
        data = folder.read(document.name)
        if data is None:
            return Observed(exists=False)
        return Observed(
            exists=True,
            is_ours=folder.claims(document.name),
            state=_compared(document.name, data.decode("utf-8", errors="replace")),
            provider_id=document.name,
            version=version_of(data),
        )

    def apply(self, change: Change, token: str) -> Applied:
        """Replaces the file; `token` is not needed, because writing the same bytes again changes nothing."""
        folder = self._connected()
        with Steps(change.document.name).next():
            version = folder.write(change.document.name, change.document.content)
        return Applied(provider_id=change.document.name, version=version)

    def direction(self, difference: Difference) -> Direction:
        """Whole policies that came or went are judged; what changed inside one is only different."""
        return direction(difference)

    def _connected(self) -> Folder:
        if self._folder is None:
            raise NotConnected(
                f"{self.name} was given no folder, so it can be rendered but not looked at or changed."
            )
        return self._folder


def _compared(name: str, content: str) -> Any:
    return compared_schema(content) if name.endswith(f".{SCHEMA}") else compared_policies(content)


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0]
