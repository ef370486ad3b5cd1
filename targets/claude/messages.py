"""A posture as what the requests of its components to the Messages API have to carry."""

from __future__ import annotations

import re
from typing import Any

from engine.canonical import canonical_bytes
from engine.posture import ControlRequirement, Posture, StackComponent
from targets.bindings import shortfall, verdict
from targets.claude.bindings import MessagesBindings
from targets.interface import Document, Held, ProofLevel, Rendering, Unsupported
from targets.naming import resource_name
from targets.tool_permissions import limits_of, plain_refusal, sort_out

TARGET = "claude-messages"
PROOF = ProofLevel.SCHEMA_ONLY
FILE = "messages-request.json"
_TOOL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def render_messages(posture: Posture, bindings: MessagesBindings) -> Rendering:
    """One fragment for each component that is said to call a model, where something is asked of it."""
    handled = [each for each in posture.requirements if each.control in bindings.controls]
    wanted: set[str] = {bindings.controls[each.control].piece for each in handled}
    callers = [each for each in posture.stack if each.model]
    fragments = {each.id: _fragment(each, posture, wanted) for each in callers}
    fragments = {name: each for name, each in sorted(fragments.items()) if each and name}
    pieces = {"citations": "document", "tools": "tools", "model": "model"}
    document = f"{resource_name(posture.use_case)}/{FILE}"
    verdicts = []
    for each in handled:
        binding = bindings.controls[each.control]
        carries = any(pieces[binding.piece] in fragment for fragment in fragments.values())
        missing = [*_settings(each)] if carries else [_nothing(binding.piece, bool(callers))]
        verdicts.append(verdict(each, binding, document, carries=carries, shortfalls=missing))
    return Rendering(
        target=TARGET,
        proof=PROOF,
        documents=(_document(posture, document, fragments),) if fragments else (),
        held=tuple(each for each in verdicts if isinstance(each, Held)),
        unsupported=tuple(each for each in verdicts if isinstance(each, Unsupported)),
        points=bindings.points,
        components=tuple(fragments),
    )


def _settings(requirement: ControlRequirement) -> list[str]:
    return [
        shortfall(each, "a request has no place for it.")
        for each in requirement.settings
        if each.value != "true"  # a switch: that the piece is there is what it asks for
    ]


def _nothing(piece: str, has_callers: bool) -> str:
    if not has_callers:
        return "The profile names no model that a component of the stack calls."
    return f"No component has anything for this piece of a request: {piece}."


def _document(posture: Posture, name: str, fragments: dict[str, Any]) -> Document:
    content = canonical_bytes({"posture": posture.id, "components": fragments}).decode()
    return Document(
        target=TARGET, name=name, media_type="application/json", content=content, posture=posture.id
    )


def _fragment(component: StackComponent, posture: Posture, wanted: set[str]) -> dict[str, Any]:
    fragment: dict[str, Any] = {}
    if "model" in wanted:
        fragment["model"] = component.model
    if "citations" in wanted:
        fragment["document"] = {"citations": {"enabled": True}}
    tools = _tools(component.id, posture) if "tools" in wanted else []
    return fragment | ({"tools": tools} if tools else {})


def _tools(component: str, posture: Posture) -> list[dict[str, Any]]:
    """The tools that may run, each with the schema of its arguments; no other can be called."""
    written = sort_out(posture.permissions, plain_refusal)
    return [
        {"name": each.tool, "strict": True, "input_schema": _schema(limits_of(each))}
        for each in written.permissions
        if each.component == component and each.decision != "deny" and _TOOL_NAME.fullmatch(each.tool)
    ]


def _schema(limits: dict[str, dict[str, Any]]) -> dict[str, Any]:
    properties = {
        name: {"type": each["type"]} | ({"enum": each["one_of"]} if "one_of" in each else {})
        for name, each in limits.items()
    }
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }
