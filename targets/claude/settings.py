"""A posture as managed settings of Claude Code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.canonical import canonical_bytes
from engine.posture import ControlRequirement, Posture
from targets.bindings import shortfall
from targets.claude.bindings import SettingsBindings
from targets.claude.rules import rule_of, server_of, sort_out_rules
from targets.interface import Document, Extent, Held, ProofLevel, Rendering, Unsupported, demand_key
from targets.naming import resource_name
from targets.tool_permissions import DECISIONS, Attempt, Written, control_verdicts, unnamed_tools

TARGET = "claude-settings"
PROOF = ProofLevel.REAL_ENGINE
FILE = "managed-settings.json"
_HOW = {
    "allow": "Runs.",
    "ask": "Waits for whoever sits at the session.",
    "deny": "Never runs.",
}


def render_settings(posture: Posture, bindings: SettingsBindings) -> Rendering:
    """The settings for `posture`; no document where there is no permission and no model to state."""
    written = sort_out_rules(posture.permissions, bindings)
    handled = [each for each in posture.requirements if each.control in bindings.controls]
    models = tuple(sorted({each.model for each in posture.stack if each.model}))
    carried = _carried(handled, models, bindings)
    listed = models if any(each.is_carried for each in carried.values()) else ()
    document = f"{resource_name(posture.use_case)}/{FILE}" if written.permissions or listed else ""
    verdicts = control_verdicts(posture, bindings.controls, document, written=written, carried=carried)
    tools = (
        Held(
            demand=demand_key(each),
            document=document,
            extent=Extent.PARTLY,
            reason=f"{_HOW[each.decision]} {bindings.condition}",
        )
        for each in written.permissions
    )
    return Rendering(
        target=TARGET,
        proof=PROOF,
        documents=(_document(posture, document, written, listed, bindings),) if document else (),
        held=(*(each for each in verdicts if isinstance(each, Held)), *tools),
        unsupported=(*(each for each in verdicts if isinstance(each, Unsupported)), *written.left_out),
        points=bindings.points,
        components=tuple(dict.fromkeys(each.component for each in written.permissions)),
    )


def _document(
    posture: Posture, name: str, written: Written, models: tuple[str, ...], bindings: SettingsBindings
) -> Document:
    content = canonical_bytes(_settings(posture, written, models, bindings)).decode()
    return Document(
        target=TARGET, name=name, media_type="application/json", content=content, posture=posture.id
    )


def _carried(
    handled: Iterable[ControlRequirement], models: tuple[str, ...], bindings: SettingsBindings
) -> dict[str, Attempt]:
    return {
        setting.parameter: Attempt(
            is_carried=bool(models),
            missing="" if models else shortfall(setting, "the profile names no model."),
        )
        for each in handled
        for setting in each.settings
        if setting.parameter in bindings.models and setting.value == "true"
    }


def _settings(
    posture: Posture, written: Written, models: tuple[str, ...], bindings: SettingsBindings
) -> dict[str, Any]:
    rules = _rules(posture, written, bindings)
    runs = [*rules["allow"], *rules["ask"]]
    servers = sorted({server_of(each) for each in runs} - {""})
    attributes = {
        bindings.posture_attribute: posture.id,
        bindings.use_case_attribute: resource_name(posture.use_case),
    }
    settings: dict[str, Any] = {
        "permissions": {
            **rules,
            "defaultMode": "default" if rules["ask"] else "dontAsk",
            "disableBypassPermissionsMode": "disable",
        },
        "allowManagedPermissionRulesOnly": True,
        "allowManagedHooksOnly": True,
        "allowManagedMcpServersOnly": True,
        "allowedMcpServers": [{"serverName": each} for each in servers],
        "env": {
            **bindings.telemetry,
            "OTEL_RESOURCE_ATTRIBUTES": ",".join(f"{key}={value}" for key, value in attributes.items()),
        },
    }
    if models:
        settings |= {"availableModels": list(models), "enforceAvailableModels": True}
    if bindings.shells.intersection(runs):
        settings["sandbox"] = {
            "enabled": True,
            "failIfUnavailable": True,
            "allowUnsandboxedCommands": False,
            "autoAllowBashIfSandboxed": False,
        }
    return settings


def _rules(posture: Posture, written: Written, bindings: SettingsBindings) -> dict[str, list[str]]:
    """Every tool that is known by a rule: those built in, those of the stack, those of a permission."""
    stated = {rule_of(each.component, each.tool, bindings): each.decision for each in written.permissions}
    known = {
        *bindings.built_in,
        *(rule_of(component, tool, bindings) for component, tool in unnamed_tools(posture)),
        *(rule_of(each.component, each.tool, bindings) for each, _ in written.refused),
    }
    decisions = {rule: "deny" for rule in known if rule} | stated
    return {
        decision: sorted(rule for rule, decided in decisions.items() if decided == decision)
        for decision in DECISIONS
    }
