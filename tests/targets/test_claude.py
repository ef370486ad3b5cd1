"""What the documents for Claude say, and what is refused of them although the provider takes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine.posture import ArgumentLimit, Posture, ToolPermission
from targets.claude import ClaudeMessages, ClaudeSettings
from targets.claude.bindings import shipped_bindings
from targets.claude.rules import rule_of
from targets.differences import differences
from targets.interface import Direction, Extent
from tests.targets.postures import AGENT, CHANNEL, RANKER, TOOLS, permission, posture, requirement

SETTINGS, MESSAGES = ClaudeSettings(), ClaudeMessages()
TABLE = shipped_bindings().settings
MODELS = requirement("ctl:allowed-models", {"deny-unlisted-models": "true"})
CITED = requirement("ctl:source-citation", {"least-share-correct": "0.95"})
FORMAT = requirement("ctl:output-format-check", {"least-share-valid": "1.0"})
GIVEN = posture(
    (TOOLS, MODELS, CITED, FORMAT),
    (
        permission("search", "allow"),
        permission("send_offer", "ask"),
        permission("reject", "deny"),
        permission("Bash", "ask"),
        permission("invite", "allow", CHANNEL),
    ),
)
Content = dict[str, Any]
Edit = Callable[[Content], object]


def settings_of(given: Posture) -> Content:
    (document,) = SETTINGS.render(given).documents
    read: Content = json.loads(document.content)
    return read


def messages_of(given: Posture) -> Content:
    (document,) = MESSAGES.render(given).documents
    read: Content = json.loads(document.content)
    return read


def faults(target: ClaudeSettings | ClaudeMessages, content: object) -> str:
    (document,) = target.render(GIVEN).documents
    return "\n".join(map(str, target.validate((replace(document, content=json.dumps(content)),))))


def test_every_known_tool_is_in_exactly_one_list() -> None:
    stack = (replace(RANKER, tools=("search", "wire_money")),)
    rules = settings_of(replace(GIVEN, stack=stack))["permissions"]
    assert rules["allow"] == ["mcp__ranker__search"]
    assert rules["ask"] == ["Bash", "mcp__ranker__send_offer"]
    assert {"mcp__ranker__reject", "mcp__ranker__wire_money", "mcp__ranker__invite"} <= set(rules["deny"])
    assert set(TABLE.built_in) - {"Bash"} <= set(rules["deny"])
    assert rules["defaultMode"] == "default" and rules["disableBypassPermissionsMode"] == "disable"


def test_a_tool_with_limits_stays_denied_because_a_rule_cannot_state_them() -> None:
    (lost,) = SETTINGS.render(GIVEN).unsupported
    assert lost.demand == f"{AGENT}/invite" and "cannot state the limits of channel" in lost.reason


def test_nobody_is_asked_where_nothing_asks() -> None:
    assert settings_of(posture((), (permission("a", "allow"),)))["permissions"]["defaultMode"] == "dontAsk"


def test_servers_models_sandbox_and_telemetry_follow_from_the_posture() -> None:
    content = settings_of(GIVEN)
    assert content["allowedMcpServers"] == [{"serverName": AGENT}]
    assert content["availableModels"] == ["m"] and content["enforceAvailableModels"] is True
    assert content["sandbox"]["failIfUnavailable"] is True
    assert f"ai.governance.posture={GIVEN.id}," in content["env"]["OTEL_RESOURCE_ATTRIBUTES"]
    denied = settings_of(posture((), (permission("a", "deny"),)))
    assert denied["allowedMcpServers"] == [] and "sandbox" not in denied and "availableModels" not in denied


@pytest.mark.parametrize(
    ("component", "tool", "rule"),
    [
        ("a", "Bash", "Bash"),
        ("a", "mcp__hr__send", "mcp__hr__send"),
        ("a-b", "send_it", "mcp__a-b__send_it"),
        ("a__b", "send", ""),
        ("a", "send it", ""),
        ("a", "*", ""),
        ("a", "Bash(rm *)", ""),
        ("a", "sénd", ""),
        ("", "", ""),
    ],
)
def test_a_rule_names_one_tool_or_none_is_made(component: str, tool: str, rule: str) -> None:
    assert rule_of(component, tool, TABLE) == rule


@pytest.mark.parametrize(
    "given",
    [
        (permission("send it", "allow"),),
        (permission("Bash", "allow"), permission("Bash", "deny", component="other")),
        (permission("a", "allow", ArgumentLimit(name="n", type="integer", maximum=1)),),
        (permission("a", "perhaps"),),
    ],
)
def test_what_no_rule_can_state_is_never_allowed(given: tuple[ToolPermission, ...]) -> None:
    content = settings_of(posture((), (*given, permission("search", "allow"))))
    assert content["permissions"]["allow"] == ["mcp__ranker__search"]
    assert content["permissions"]["ask"] == []


def test_nothing_is_held_fully_where_nobody_knows_that_claude_is_used() -> None:
    for target in (SETTINGS, MESSAGES):
        assert {each.extent for each in target.render(GIVEN).held} == {Extent.PARTLY}
    assert MESSAGES.render(replace(GIVEN, stack=())).documents == ()
    assert "names no model" in MESSAGES.render(replace(GIVEN, stack=())).unsupported[0].reason
    assert SETTINGS.render(posture((MODELS,), stack=())).documents == ()


@pytest.mark.parametrize(
    "edit",
    [
        lambda c: c.update(allowManagedPermisionRulesOnly=True),
        lambda c: c.update(allowManagedPermissionRulesOnly="true"),
        lambda c: c.pop("allowManagedMcpServersOnly"),
        lambda c: c.pop("allowedMcpServers"),
        lambda c: c.update(hooks={}),
        lambda c: c["allowedMcpServers"][0].update(serverUrl="x"),
        lambda c: c["permissions"].update(defaultMode="bypassPermissions"),
        lambda c: c["permissions"].update(defaultMode="dontAsk"),
        lambda c: c["permissions"].update(alow=["Read"]),
        lambda c: c["permissions"].pop("disableBypassPermissionsMode"),
        lambda c: c["permissions"]["allow"].append("bash"),
        lambda c: c["permissions"]["allow"].append("Bash("),
        lambda c: c["permissions"]["allow"].append("mcp__other__a"),
        lambda c: c["permissions"]["allow"].append("WebFetch"),
        lambda c: c["permissions"]["deny"].remove("WebFetch"),
        lambda c: c["sandbox"].pop("failIfUnavailable"),
        lambda c: c["sandbox"].update(allowUnsandboxedCommands=True),
        lambda c: c.pop("sandbox"),
        lambda c: c.pop("enforceAvailableModels"),
        lambda c: c.pop("availableModels"),
        lambda c: c.update(availableModels=[]),
        lambda c: c["env"].update(OTEL_RESOURCE_ATTRIBUTES="a b"),
        lambda c: c["env"].update(CLAUDE_CODE_ENABLE_TELEMETRY="0"),
    ],
)
def test_settings_the_provider_would_take_and_not_keep_are_refused(edit: Edit) -> None:
    content = settings_of(GIVEN)
    assert faults(SETTINGS, content) == ""
    edit(content)
    assert faults(SETTINGS, content) != ""


def test_a_request_carries_model_citations_and_strict_tools_that_may_run() -> None:
    fragment = messages_of(GIVEN)["components"][AGENT]
    assert fragment["model"] == "m" and fragment["document"] == {"citations": {"enabled": True}}
    tools = {each["name"]: each["input_schema"] for each in fragment["tools"]}
    assert set(tools) == {"search", "send_offer", "Bash", "invite"}
    assert tools["invite"]["properties"] == {"channel": {"type": "string", "enum": ["letter", "mail"]}}
    assert tools["invite"]["required"] == ["channel"] and tools["invite"]["additionalProperties"] is False
    assert "tools" not in messages_of(posture((CITED,)))["components"][AGENT]
    (lost,) = MESSAGES.render(posture((FORMAT,))).unsupported
    assert "this piece" in lost.reason


def tool(content: Content) -> Content:
    found: Content = content["components"][AGENT]["tools"][1]
    return found


@pytest.mark.parametrize(
    "edit",
    [
        lambda c: c["components"][AGENT].update(output_config={"format": {"type": "json_schema"}}),
        lambda c: c["components"][AGENT]["document"]["citations"].update(enabled=False),
        lambda c: c["components"][AGENT]["document"]["citations"].update(enabeld=True),
        lambda c: tool(c).update(strict=False),
        lambda c: tool(c).update(name="a b"),
        lambda c: tool(c)["input_schema"].update(additionalProperties=True),
        lambda c: tool(c)["input_schema"].update(required=["other"]),
        lambda c: tool(c)["input_schema"].pop("type"),
        lambda c: c["components"][AGENT].update(tools=[]),
        lambda c: c.update(components={}),
        lambda c: c.pop("posture"),
    ],
)
def test_a_fragment_with_a_fault_is_refused(edit: Edit) -> None:
    content = messages_of(GIVEN)
    assert faults(MESSAGES, content) == ""
    edit(content)
    assert faults(MESSAGES, content) != ""


@pytest.mark.parametrize(
    ("edit", "direction"),
    [
        (lambda c: c["permissions"]["allow"].append("WebFetchs"), Direction.WEAKER),
        (lambda c: c["permissions"]["deny"].remove("WebFetch"), Direction.WEAKER),
        (lambda c: c["permissions"]["ask"].remove("Bash"), Direction.DIFFERENT),
        (lambda c: c["permissions"]["allow"].clear(), Direction.STRICTER),
        (lambda c: c.pop("allowManagedHooksOnly"), Direction.WEAKER),
        (lambda c: c.update(enforceAvailableModels=False), Direction.WEAKER),
        (lambda c: c["availableModels"].append("n"), Direction.WEAKER),
        (lambda c: c.pop("allowedMcpServers"), Direction.WEAKER),
        (lambda c: c["allowedMcpServers"].clear(), Direction.STRICTER),
        (lambda c: c["env"].update(A="b"), Direction.DIFFERENT),
        (lambda c: c["permissions"].pop("deny"), Direction.DIFFERENT),
    ],
)
def test_a_hand_edit_of_the_settings_is_judged(edit: Edit, direction: Direction) -> None:
    before, after = settings_of(GIVEN), settings_of(GIVEN)
    edit(after)
    found = differences(*(SETTINGS.compared("x", json.dumps(each)) for each in (before, after)))
    judged = {SETTINGS.direction(each) for each in found}
    if edit.__code__.co_names[-1] == "remove" and direction is Direction.DIFFERENT:
        assert judged == {Direction.DIFFERENT}
    assert direction in judged


def test_a_hand_edit_of_a_request_is_judged_and_what_cannot_be_read_differs() -> None:
    before, after = messages_of(GIVEN), messages_of(GIVEN)
    tool(after).update(strict=False)
    after["components"][AGENT]["document"]["citations"]["enabled"] = False
    found = differences(*(MESSAGES.compared("x", json.dumps(each)) for each in (before, after)))
    assert Direction.WEAKER in {MESSAGES.direction(each) for each in found}
    for target in (SETTINGS, MESSAGES):
        assert target.compared("x", "{") == {"unreadable": "{"}
        assert target.compared("x", "[]") == {"unreadable": "[]"}
