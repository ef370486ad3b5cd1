"""Tool permissions as rules of Claude Code, which name a tool and nothing of its arguments but patterns."""

from __future__ import annotations

import re

from engine.posture import ToolPermission
from targets.claude.bindings import SettingsBindings
from targets.tool_permissions import Written, plain_refusal, sort_out

_SERVER = re.compile(r"mcp__([A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*)__([A-Za-z0-9_-]+)", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*", re.ASCII)


def rule_of(component: str, tool: str, bindings: SettingsBindings) -> str:
    """
    The rule that names a tool; empty where none can.

    A tool built in, or named `mcp__server__tool`, is named as it is. Any other is expected from an MCP server
    registered under the agent's name.
    """
    if tool in bindings.built_in or _SERVER.fullmatch(tool):
        return tool
    if _PLAIN.fullmatch(component) and _PLAIN.fullmatch(tool) and component != "mcp":
        return f"mcp__{component}__{tool}"
    return ""


def server_of(rule: str) -> str:
    """The MCP server a rule is about; empty for a tool built in."""
    found = _SERVER.fullmatch(rule)
    return found[1] if found else ""


def sort_out_rules(permissions: tuple[ToolPermission, ...], bindings: SettingsBindings) -> Written:
    """Which permissions a rule states, and why the others stay denied."""

    def refusal(permission: ToolPermission) -> str:
        plain = plain_refusal(permission)
        if plain:
            return plain
        if not rule_of(permission.component, permission.tool, bindings):
            return "no rule of Claude Code can name the tool"
        bounded = [each.name for each in permission.arguments if each.maximum is not None or each.one_of]
        if bounded and permission.decision != "deny":
            return f"a rule cannot state the limits of {', '.join(sorted(bounded))}"
        return ""

    def call(permission: ToolPermission) -> str:
        rule = rule_of(permission.component, permission.tool, bindings)
        return rule or f"{permission.component}/{permission.tool}"

    return sort_out(permissions, refusal, call)
