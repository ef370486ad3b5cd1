"""Cedar policies for the tool calls of agents, for any engine that reads Cedar.

Proof level: the rendered policies are validated and decided by the real engine in this project's tests. The
target's state is a folder of files, from which an engine loads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from engine.errors import Fault
from engine.posture import ControlRequirement, Posture, ToolPermission
from targets.bindings import shortfall, verdict
from targets.cedar.bindings import CedarBindings, PermissionBinding, shipped_bindings
from targets.cedar.checks import compared_policies, compared_schema, direction, policy_faults
from targets.cedar.policies import Written, policies_text, schema_text, sort_out
from targets.errors import NotConnected
from targets.files import Folder, version_of
from targets.interface import (
    Applied,
    Change,
    Demand,
    Difference,
    Direction,
    Document,
    Extent,
    Held,
    Observed,
    ProofLevel,
    Rendering,
    Unsupported,
    demand_key,
)
from targets.naming import resource_name
from targets.steps import Steps

TARGET = "cedar-policies"
_POLICIES, _SCHEMA = "cedar", "cedarschema"
_MEDIA = {_POLICIES: "text/vnd.cedar", _SCHEMA: "text/vnd.cedar.schema"}
_HOW = {
    "allow": "permitted within its limits",
    "ask": "permitted within its limits once somebody other than the requester approved; "
    "the caller checks who that is",
    "deny": "forbidden",
}


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
        return ProofLevel.REAL_ENGINE

    def handles(self, demand: Demand) -> bool:
        """Every tool permission, and the controls of the binding table."""
        return isinstance(demand, ToolPermission) or demand.control in self._bindings.controls

    def render(self, posture: Posture) -> Rendering:
        """Policies and schema, where there is a permission that can be stated."""
        written = sort_out(posture.permissions)
        name = resource_name(posture.use_case)
        controls = [
            _control(each, self._bindings.controls[each.control], written, posture, f"{name}.{_POLICIES}")
            for each in posture.requirements
            if each.control in self._bindings.controls
        ]
        tools = [
            Held(
                demand=demand_key(each),
                document=f"{name}.{_POLICIES}",
                extent=_extent(each),
                reason=_HOW[each.decision],
            )
            for each in written.permissions
        ]
        left_out = [
            Unsupported(demand=demand_key(each), reason=f"It stays denied, because {reason}.")
            for each, reason in written.refused
        ]
        return Rendering(
            target=TARGET,
            proof=self.proof,
            documents=_documents(written, posture, name),
            held=(*(each for each in controls if isinstance(each, Held)), *tools),
            unsupported=(*(each for each in controls if isinstance(each, Unsupported)), *left_out),
        )

    def validate(self, documents: Sequence[Document]) -> tuple[Fault, ...]:
        """Faults by the engine's validator, with the schema beside the policies, then by our own rules."""
        schemas = {_stem(each.name): each.content for each in documents if each.name.endswith(f".{_SCHEMA}")}
        found: list[Fault] = []
        for each in documents:
            if each.name.endswith(f".{_POLICIES}"):
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


def _control(
    requirement: ControlRequirement,
    binding: PermissionBinding,
    written: Written,
    posture: Posture,
    document: str,
) -> Held | Unsupported:
    holding = [each for each in written.permissions if each.decision in binding.decisions]
    if not holding:
        decisions = " or ".join(binding.decisions)
        reason = f"The posture has no tool permission that says {decisions} and can be stated."
        return Unsupported(demand=requirement.control, reason=reason)
    shortfalls = [*_unfulfilled(requirement, binding), *_left_denied(written), *_without_permission(posture)]
    return verdict(requirement, binding, document, carries=True, shortfalls=shortfalls)


def _unfulfilled(requirement: ControlRequirement, binding: PermissionBinding) -> Iterator[str]:
    for setting in requirement.settings:
        fulfilled = binding.settings.get(setting.parameter)
        if fulfilled is None:
            yield shortfall(setting, "a policy has no place for it.")
        elif fulfilled != setting.value:
            yield shortfall(setting, f"the policy always works as if it were {fulfilled}.")


def _left_denied(written: Written) -> Iterator[str]:
    if written.refused:
        names = ", ".join(demand_key(each) for each, _ in written.refused)
        yield f"Left denied, because it could not be stated: {names}."


def _without_permission(posture: Posture) -> Iterator[str]:
    named = {(each.component, each.tool) for each in posture.permissions}
    unnamed = [
        f"{component.id}/{tool}"
        for component in posture.stack
        for tool in component.tools
        if (component.id, tool) not in named
    ]
    if unnamed:
        yield f"Denied, because the posture names no permission: {', '.join(sorted(unnamed))}."


def _extent(permission: ToolPermission) -> Extent:
    return Extent.PARTLY if permission.decision == "ask" else Extent.FULLY


def _documents(written: Written, posture: Posture, name: str) -> tuple[Document, ...]:
    if not written.permissions:
        return ()
    texts = {
        _SCHEMA: schema_text(written.permissions, posture.id),
        _POLICIES: policies_text(written.permissions, posture.id),
    }
    return tuple(
        Document(
            target=TARGET,
            name=f"{name}.{ending}",
            media_type=_MEDIA[ending],
            content=content,
            posture=posture.id,
        )
        for ending, content in texts.items()
    )


def _compared(name: str, content: str) -> Any:
    return compared_schema(content) if name.endswith(f".{_SCHEMA}") else compared_policies(content)


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0]
