"""A posture as an OPA bundle: a policy that is the same for every use case, and the data it decides by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from engine.canonical import canonical_bytes
from engine.identifiers import Iri
from engine.posture import ControlRequirement, Posture, Setting, ToolPermission
from targets.bindings import shortfall
from targets.interface import Document, Extent, Held, ProofLevel, Rendering, Unsupported, demand_key
from targets.naming import resource_name
from targets.rego.bindings import RegoBindings
from targets.tool_permissions import (
    Attempt,
    Written,
    control_verdicts,
    limits_of,
    not_asked,
    plain_refusal,
    sort_out,
    whole_number,
)

TARGET = "rego-bundle"
PROOF = ProofLevel.REAL_ENGINE
POLICY, DATA, MANIFEST = "policy.rego", "data.json", ".manifest"
ROOT = "duecare"
_TEMPLATE = Template(Path(__file__).with_name("policy.rego.txt").read_text("utf-8"))
_HOW = {
    "allow": "Allowed within its limits.",
    "ask": "Allowed within its limits once somebody other than the requester approved; "
    "the caller checks who that is.",
    "deny": "Denied.",
}


def package_of(use_case: str) -> str:
    """The package of a use case, under `duecare`."""
    return resource_name(use_case).replace("-", "_")


def policy_text(package: str) -> str:
    """The policy; only the package's name differs from one use case to another."""
    return _TEMPLATE.substitute(package=package)


def render_bundle(posture: Posture, bindings: RegoBindings) -> Rendering:
    """The bundle for `posture`; no document where there is no permission and no model to state."""
    written = sort_out(posture.permissions, plain_refusal)
    handled = [each for each in posture.requirements if each.control in bindings.controls]
    settings, carried = _settings(posture, handled, written, bindings)
    documents = _documents(posture, settings) if written.permissions or "models" in settings else ()
    document = f"{resource_name(posture.use_case)}/{POLICY}" if documents else ""
    verdicts = control_verdicts(
        posture, bindings.controls, document, written=written, carried=carried, point=bindings.point
    )
    tools = (_tool(each, posture, bindings, document) for each in written.permissions)
    return Rendering(
        target=TARGET,
        proof=PROOF,
        documents=documents,
        held=(*(each for each in verdicts if isinstance(each, Held)), *tools),
        unsupported=(*(each for each in verdicts if isinstance(each, Unsupported)), *written.left_out),
        points=(Iri(bindings.point),),
        components=tuple(dict.fromkeys(each.component for each in written.permissions)),
    )


def _settings(
    posture: Posture, handled: list[ControlRequirement], written: Written, bindings: RegoBindings
) -> tuple[dict[str, Any], Mapping[str, Attempt]]:
    """What stands in the data beside the posture's id, and what became of each setting carried there."""
    settings: dict[str, Any] = {"posture": posture.id, "permissions": _permissions(written)}
    carried: dict[str, Attempt] = {}
    for setting in (setting for each in handled for setting in each.settings):
        if setting.parameter in bindings.calls_per_run and written.permissions:
            carried[setting.parameter] = _carry_calls(setting, settings)
        elif setting.parameter in bindings.models and setting.value == "true":
            models = {each.id: [each.model] for each in posture.stack if each.model}
            missing = "" if models else shortfall(setting, "the profile names no model.")
            carried[setting.parameter] = Attempt(is_carried=bool(models), missing=missing)
            settings |= {"models": models} if models else {}
    return settings, carried


def _carry_calls(setting: Setting, settings: dict[str, Any]) -> Attempt:
    number = whole_number(setting.value)
    if number is None:
        return Attempt(is_carried=False, missing=shortfall(setting, "that is no number of calls."))
    settings["calls_per_run"] = min(number, settings.get("calls_per_run", number))
    return Attempt(is_carried=True)


def _permissions(written: Written) -> dict[str, dict[str, Any]]:
    agents: dict[str, dict[str, Any]] = {}
    for each in written.permissions:
        agents.setdefault(each.component, {})[each.tool] = {
            "decision": each.decision,
            "arguments": limits_of(each),
        }
    return agents


def _tool(permission: ToolPermission, posture: Posture, bindings: RegoBindings, document: str) -> Held:
    doubts = tuple(not_asked(posture, bindings.point, {permission.component}))
    return Held(
        demand=demand_key(permission),
        document=document,
        extent=Extent.PARTLY if permission.decision == "ask" or doubts else Extent.FULLY,
        reason=" ".join((_HOW[permission.decision], *doubts)),
    )


def _escaped(value: Any) -> str:
    """JSON in plain ASCII: rego-cpp compares texts as they are escaped, as most callers escape them."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _documents(posture: Posture, settings: dict[str, Any]) -> tuple[Document, ...]:
    package = package_of(posture.use_case)
    texts = {
        MANIFEST: canonical_bytes({"revision": posture.id, "roots": [f"{ROOT}/{package}"]}).decode(),
        DATA: _escaped({ROOT: {package: {"settings": settings}}}),
        POLICY: policy_text(package),
    }
    media = {
        MANIFEST: "application/json",
        DATA: "application/json",
        POLICY: "application/vnd.openpolicyagent.policy",
    }
    return tuple(
        Document(
            target=TARGET,
            name=f"{resource_name(posture.use_case)}/{name}",
            media_type=media[name],
            content=content,
            posture=posture.id,
        )
        for name, content in texts.items()
    )
