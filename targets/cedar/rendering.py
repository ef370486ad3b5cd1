"""A posture as tool policies: the documents, and what each demand makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.identifiers import Iri
from engine.posture import ControlRequirement, Posture, ToolPermission
from targets.bindings import shortfall, verdict
from targets.cedar.bindings import CedarBindings, PermissionBinding
from targets.cedar.policies import Written, policies_text, schema_text, sort_out
from targets.interface import Document, Extent, Held, ProofLevel, Rendering, Unsupported, demand_key
from targets.naming import resource_name

TARGET = "cedar-policies"
PROOF = ProofLevel.REAL_ENGINE
POLICIES, SCHEMA = "cedar", "cedarschema"
_MEDIA = {POLICIES: "text/vnd.cedar", SCHEMA: "text/vnd.cedar.schema"}
_HOW = {
    "allow": "Permitted within its limits.",
    "ask": "Permitted within its limits once somebody other than the requester approved; "
    "the caller checks who that is.",
    "deny": "Forbidden.",
}


def render_policies(posture: Posture, bindings: CedarBindings) -> Rendering:
    """Policies and schema for `posture`; no document where no permission can be stated."""
    written = sort_out(posture.permissions)
    document = f"{resource_name(posture.use_case)}.{POLICIES}"
    controls = [
        _control(each, bindings, written, posture, document)
        for each in posture.requirements
        if each.control in bindings.controls
    ]
    tools = (_tool(each, posture, bindings, document) for each in written.permissions)
    left_out = (
        Unsupported(demand=demand_key(each), reason=f"It stays denied, because {reason}.")
        for each, reason in written.refused
    )
    return Rendering(
        target=TARGET,
        proof=PROOF,
        documents=_documents(written, posture),
        held=(*(each for each in controls if isinstance(each, Held)), *tools),
        unsupported=(*(each for each in controls if isinstance(each, Unsupported)), *left_out),
        points=(Iri(bindings.point),),
        components=tuple(dict.fromkeys(each.component for each in written.permissions)),
    )


def _tool(permission: ToolPermission, posture: Posture, bindings: CedarBindings, document: str) -> Held:
    doubts = tuple(_not_asked(posture, bindings, {permission.component}))
    is_partial = permission.decision == "ask" or bool(doubts)
    return Held(
        demand=demand_key(permission),
        document=document,
        extent=Extent.PARTLY if is_partial else Extent.FULLY,
        reason=" ".join((_HOW[permission.decision], *doubts)),
    )


def _control(
    requirement: ControlRequirement,
    bindings: CedarBindings,
    written: Written,
    posture: Posture,
    document: str,
) -> Held | Unsupported:
    binding = bindings.controls[requirement.control]
    holding = [each for each in written.permissions if each.decision in binding.decisions]
    if not holding:
        decisions = " or ".join(binding.decisions)
        reason = f"The posture has no tool permission that says {decisions} and can be stated."
        return Unsupported(demand=requirement.control, reason=reason)
    shortfalls = [
        *_unfulfilled(requirement, binding),
        *_left_denied(written),
        *_without_permission(posture),
        *_not_asked(posture, bindings, {each.component for each in holding}),
    ]
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


def _not_asked(posture: Posture, bindings: CedarBindings, agents: Iterable[str]) -> Iterator[str]:
    """Agents of which nobody says that a policy engine is asked before each of their calls."""
    asked = {each.id for each in posture.stack if bindings.point in each.enforcement_points}
    doubtful = sorted(set(agents) - asked)
    if doubtful:
        place = bindings.point.rpartition(".")[2]
        names = ", ".join(doubtful)
        yield f"The profile does not say that {names} has a {place} that is asked before each call."


def _documents(written: Written, posture: Posture) -> tuple[Document, ...]:
    if not written.permissions:
        return ()
    texts = {
        SCHEMA: schema_text(written.permissions, posture.id),
        POLICIES: policies_text(written.permissions, posture.id),
    }
    name = resource_name(posture.use_case)
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
