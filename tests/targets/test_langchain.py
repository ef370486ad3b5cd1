"""What the middleware file says, and what is refused of it although LangChain takes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from targets.differences import differences
from targets.interface import Direction, Document, Extent
from targets.langchain import LangChainMiddleware
from tests.targets.postures import AGENT, EXAMPLE, PERSONAL, RANKER, TOOLS, permission, posture, requirement

TARGET = LangChainMiddleware()
CALLS = requirement("ctl:tool-permissions", {"deny-unlisted-tools": "true", "maximum-calls-per-run": "3"})
STEPS = requirement("ctl:rate-limit", {"steps-per-run": "4"})
FULL = posture((CALLS, STEPS, PERSONAL), EXAMPLE.permissions)


def documents() -> tuple[Document, Document]:
    middleware, loader = TARGET.render(FULL).documents
    return middleware, loader


def stated() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(documents()[0].content)
    return read


def agent_of(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = content["agents"][AGENT]
    return found


def entry(content: dict[str, Any], name: str) -> dict[str, Any]:
    return next(
        each["kwargs"] for each in agent_of(content)["middleware"] if each["class"].endswith(f".{name}")
    )


def faults(content: object) -> str:
    middleware, loader = documents()
    edited = replace(middleware, content=json.dumps(content))
    return "\n".join(map(str, TARGET.validate((edited, loader))))


def test_every_known_tool_is_named_whatever_may_be_done_with_it() -> None:
    stack = (replace(RANKER, tools=("search", "wire_money")),)
    drawn = posture((TOOLS,), (permission("search", "allow"), permission("send", "ask")), stack=stack)
    content = json.loads(TARGET.render(drawn).documents[0].content)
    asked = entry(content, "HumanInTheLoopMiddleware")["interrupt_on"]
    assert set(asked) == set(agent_of(content)["tools"]) == {"search", "send", "wire_money"}
    assert asked["search"] is False and asked["send"]["allowed_decisions"] == ["approve", "reject"]
    assert agent_of(content)["tools"]["wire_money"]["decision"] == "deny"


def test_settings_become_limits_and_filters() -> None:
    content = stated()
    assert entry(content, "ModelCallLimitMiddleware") == {"run_limit": 4, "exit_behavior": "end"}
    limits = [
        e["kwargs"] for e in agent_of(content)["middleware"] if e["class"].endswith("ToolCallLimitMiddleware")
    ]
    assert {each.get("tool_name"): each["run_limit"] for each in limits} == {"reject": 0, None: 3}
    assert entry(content, "PIIMiddleware")["strategy"] == "redact"
    reasons = {each.demand: each for each in TARGET.render(FULL).held}
    assert reasons[PERSONAL.control].extent is Extent.PARTLY
    assert "PIN" in reasons[PERSONAL.control].reason and "PASSWORD" in reasons[PERSONAL.control].reason


def test_what_is_masked_here_and_stops_there_stops() -> None:
    both = requirement(
        "ctl:personal-data-filter", {"masked-entities": "EMAIL", "blocked-entities": "EMAIL\nPHONE"}
    )
    for given in (both, replace(both, settings=tuple(reversed(both.settings)))):
        content = json.loads(TARGET.render(posture((given,))).documents[0].content)
        filters = [e for e in agent_of(content)["middleware"] if e["class"].endswith("PIIMiddleware")]
        assert [(e["args"], e["kwargs"]["strategy"]) for e in filters] == [
            (["email"], "block"),
            (["phone"], "block"),
        ]


@pytest.mark.parametrize("value", ["0", "many", ""])
def test_a_limit_that_is_no_number_is_told(value: str) -> None:
    lost = TARGET.render(posture((requirement("ctl:rate-limit", {"steps-per-run": value}),))).unsupported
    assert "no number of calls" in lost[0].reason


def test_a_posture_without_an_agent_has_no_document_and_loses_nothing() -> None:
    rendering = TARGET.render(posture((CALLS, STEPS, PERSONAL), stack=()))
    assert rendering.documents == () and len(rendering.unsupported) == 3


def test_nothing_is_held_fully_where_nobody_knows_that_langchain_is_used() -> None:
    rendering = TARGET.render(FULL)
    assert {each.extent for each in rendering.held} == {Extent.PARTLY}
    assert all(each.reason for each in rendering.held)


Edit = Callable[[dict[str, Any]], object]


def hitl(content: dict[str, Any]) -> dict[str, Any]:
    return entry(content, "HumanInTheLoopMiddleware")


@pytest.mark.parametrize(
    "edit",
    [
        lambda c: hitl(c)["interrupt_on"]["send_offer"].update(allowed_decisions=["aprove"]),
        lambda c: hitl(c)["interrupt_on"]["send_offer"].update(allowed_decisions=[]),
        lambda c: hitl(c)["interrupt_on"]["send_offer"].update(allowed_decisions=["approve", "edit"]),
        lambda c: hitl(c)["interrupt_on"].update(send_offer=True),
        lambda c: hitl(c)["interrupt_on"].update(send_offer=False),
        lambda c: hitl(c)["interrupt_on"].pop("search"),
        lambda c: hitl(c)["interrupt_on"].update(wire_money=False),
        lambda c: hitl(c).update(interrupt_mode="later"),
        lambda c: hitl(c).update(intterupt_on={}),
        lambda c: entry(c, "PIIMiddleware").update(strategy="hide"),
        lambda c: entry(c, "PIIMiddleware").update(apply_to_output=False),
        lambda c: entry(c, "PIIMiddleware").update(apply_to_input="true"),
        lambda c: entry(c, "PIIMiddleware").update(detector="a"),
        lambda c: entry(c, "ModelCallLimitMiddleware").update(run_limit=0),
        lambda c: entry(c, "ModelCallLimitMiddleware").update(run_limit="4"),
        lambda c: entry(c, "ModelCallLimitMiddleware").update(exit_behavior="stop"),
        lambda c: entry(c, "ModelCallLimitMiddleware").pop("run_limit"),
        lambda c: entry(c, "ToolCallLimitMiddleware").update(run_limit=1),
        lambda c: entry(c, "ToolCallLimitMiddleware").update(run_limit=-1),
        lambda c: entry(c, "ToolCallLimitMiddleware").update(tool_name="rejekt"),
        lambda c: agent_of(c)["middleware"].append(agent_of(c)["middleware"][0]),
        lambda c: agent_of(c)["middleware"].pop(0),
        lambda c: agent_of(c)["middleware"][0].update({"class": "os.system"}),
        lambda c: agent_of(c)["middleware"][0].update(
            {"class": "langchain.agents.middleware.ShellToolMiddleware"}
        ),
        lambda c: agent_of(c)["tools"]["search"].update(decision="maybe"),
        lambda c: agent_of(c)["tools"]["send_offer"]["arguments"]["amount"].update(maximun=1),
        lambda c: c.update(agents={}),
        lambda c: c.update(postur="posture:1"),
        lambda c: c.update(version=2),
    ],
)
def test_a_config_langchain_would_take_or_trip_over_later_is_refused(edit: Edit) -> None:
    content = stated()
    assert faults(content) == ""
    edit(content)
    assert faults(content) != ""


@pytest.mark.parametrize(
    ("detector", "said"), [("[", "regular expression"), ("x*", "nothing"), (None, "pattern")]
)
def test_a_pattern_that_finds_nothing_or_everything_is_refused(detector: str | None, said: str) -> None:
    content = stated()
    kwargs: dict[str, Any] = {
        "strategy": "block",
        "apply_to_input": True,
        "apply_to_output": True,
        "apply_to_tool_results": True,
    }
    kwargs |= {} if detector is None else {"detector": detector}
    agent_of(content)["middleware"].append(
        {"class": "langchain.agents.middleware.PIIMiddleware", "args": ["own"], "kwargs": kwargs}
    )
    assert said in faults(content)


def test_what_is_no_json_and_a_loader_of_somebody_else_are_refused() -> None:
    middleware, loader = documents()
    assert TARGET.validate((replace(middleware, content="{"),))
    assert TARGET.validate((replace(loader, content=loader.content + "\n"),))
    assert TARGET.compared(middleware.name, "{") == {"unreadable": "{"}


@pytest.mark.parametrize(
    ("edit", "direction"),
    [
        (lambda c: agent_of(c)["middleware"].pop(1), Direction.WEAKER),
        (lambda c: entry(c, "ModelCallLimitMiddleware").update(run_limit=9), Direction.WEAKER),
        (lambda c: entry(c, "ModelCallLimitMiddleware").update(run_limit=1), Direction.STRICTER),
        (lambda c: agent_of(c)["tools"]["send_offer"].update(decision="allow"), Direction.WEAKER),
        (lambda c: agent_of(c)["tools"]["search"].update(decision="ask"), Direction.STRICTER),
        (lambda c: c.update(use_case="another"), Direction.DIFFERENT),
    ],
)
def test_a_hand_edit_is_weaker_stricter_or_different(edit: Edit, direction: Direction) -> None:
    before, after = stated(), stated()
    edit(after)
    name = documents()[0].name
    found = differences(*(TARGET.compared(name, json.dumps(each)) for each in (before, after)))
    assert found and direction in {TARGET.direction(each) for each in found}


def test_an_entry_that_is_there_twice_is_not_overlooked() -> None:
    twice = stated()
    agent_of(twice)["middleware"].append(entry_of := agent_of(twice)["middleware"][-1])
    assert entry_of and list(TARGET.compared(documents()[0].name, json.dumps(twice))) == ["unreadable"]
