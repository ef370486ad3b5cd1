"""A real Rego engine decides by the rendered bundle exactly what the posture says, and refuses in doubt."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.posture import ArgumentLimit, Posture
from targets.differences import differences
from targets.emit import render_to
from targets.interface import Direction, Document, Extent
from targets.rego import RegoBundle
from targets.rego.engine import Bundle, NoAnswer
from targets.rego.rendering import package_of
from tests.targets.postures import AGENT, EXAMPLE, RANKER, TOOLS, permission, posture, requirement

TARGET = RegoBundle()
CALLS = requirement("ctl:tool-permissions", {"deny-unlisted-tools": "true", "maximum-calls-per-run": "2"})
MODELS = requirement("ctl:allowed-models", {"deny-unlisted-models": "true"})


def texts(given_posture: Posture) -> dict[str, str]:
    return {each.name.rpartition("/")[2]: each.content for each in TARGET.render(given_posture).documents}


def decides(given_posture: Posture, query: str = "decision", **call: Any) -> Any:
    files = texts(given_posture)
    bundle = Bundle(files["policy.rego"], files["data.json"])
    return bundle.ask(f"data.duecare.{package_of(given_posture.use_case)}.{query}", call)


def allows(given_posture: Posture, tool: str, *, agent: str = AGENT, **more: Any) -> bool:
    answer = decides(given_posture, agent=agent, tool=tool, **more)
    assert answer["posture"] == given_posture.id
    return answer["allow"] is True


def test_the_example_agent_may_do_what_its_posture_says() -> None:
    approved = {"requested_by": "one", "approved_by": "another"}
    assert allows(EXAMPLE, "search")
    assert allows(EXAMPLE, "invite", arguments={"channel": "mail"})
    assert not allows(EXAMPLE, "invite", arguments={"channel": "phone"})
    assert allows(EXAMPLE, "send_offer", arguments={"amount": 100}, **approved)
    assert not allows(EXAMPLE, "send_offer", arguments={"amount": 101}, **approved)
    assert not allows(EXAMPLE, "send_offer", arguments={"amount": 100})
    assert not allows(EXAMPLE, "reject", **approved)
    assert not allows(EXAMPLE, "delete", **approved)
    assert not allows(EXAMPLE, "search", agent="another")


@pytest.mark.parametrize(
    "approval",
    [
        {},
        {"approved_by": "another"},
        {"requested_by": "one"},
        {"requested_by": "one", "approved_by": "one"},
        {"requested_by": "one", "approved_by": ""},
        {"requested_by": "one", "approved_by": True},
        {"requested_by": None, "approved_by": "another"},
    ],
)
def test_what_is_no_approval_by_somebody_else_is_none_and_it_is_said_that_one_is_needed(
    approval: dict[str, Any],
) -> None:
    asking = posture((), (permission("send", "ask"),))
    answer = decides(asking, agent=AGENT, tool="send", **approval)
    assert answer["allow"] is False and answer["needs_approval"] is True


@pytest.mark.parametrize("amount", [None, "1", [1], True, 1.5, 101, 10**15 + 0.5, {}])
def test_a_limited_argument_that_is_missing_too_large_or_of_another_type_is_denied(amount: object) -> None:
    limited = posture((), (permission("pay", "allow", ArgumentLimit(name="n", type="integer", maximum=100)),))
    assert allows(limited, "pay", arguments={"n": 1})
    assert not allows(limited, "pay", arguments={"n": amount})
    assert not allows(limited, "pay", arguments={})
    assert not allows(limited, "pay")


@pytest.mark.parametrize("calls", [None, 2, 3, -1, "1", 0.5])
def test_a_run_with_too_many_calls_or_an_unknown_number_of_them_is_stopped(calls: object) -> None:
    limited = posture((CALLS,), (permission("search", "allow"),))
    assert allows(limited, "search", calls_in_run=1)
    assert not allows(limited, "search", calls_in_run=calls)
    assert not allows(limited, "search")


def test_only_the_models_of_the_profile_may_be_called() -> None:
    listed = posture((MODELS,))
    assert decides(listed, "model_decision", component=AGENT, model="m")["allow"] is True
    for call in (
        {},
        {"component": AGENT},
        {"component": AGENT, "model": "n"},
        {"component": "x", "model": "m"},
    ):
        assert decides(listed, "model_decision", **call)["allow"] is False
    unlisted = posture((), (permission("search", "allow"),))
    assert decides(unlisted, "model_decision", component=AGENT, model="m")["allow"] is False


names = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8) | st.sampled_from(
    ['"', "\\", "a\nb", "a.b", "é", "\x00", '"}', "input.agent"]
)


@settings(max_examples=40)
@given(names, names, names, st.sampled_from(["allow", "ask", "deny"]), st.booleans())
def test_a_call_is_allowed_exactly_when_the_posture_says_so(
    agent: str, tool: str, other: str, decision: str, is_approved: bool
) -> None:
    listed = ArgumentLimit(name=other, type="string", one_of=(tool, agent))
    drawn = posture((), (permission(tool, decision, listed, component=agent),))
    call: dict[str, Any] = {"agent": agent, "arguments": {other: tool}, "requested_by": "one"}
    call |= {"approved_by": "another"} if is_approved else {}
    expected = decision == "allow" or (decision == "ask" and is_approved)
    assert allows(drawn, tool, **call) is expected
    assert not allows(drawn, f"{tool}?", **call)
    assert not allows(drawn, tool, **(call | {"arguments": {other: f"{tool}{agent}"}}))


def documents() -> dict[str, Document]:
    return {each.name.rpartition("/")[2]: each for each in TARGET.render(EXAMPLE).documents}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("floor(value)", "flor(value)", "no use for it"),
        ("is_string(input.requested_by)", "is_string(somebody)", "answers"),
        ("default allow := false", "default allow := true", "answers"),
        ('permission.decision == "allow"', "true", "answers"),
        ("within(limit, value) if {", "within(limit, value) if", "no use for it"),
        ("import rego.v1", "import rego.v2", "not the one that ships"),
        ("# Tool", "# A tool", "not the one that ships"),
    ],
)
def test_a_policy_the_engine_has_no_use_for_is_refused(old: str, new: str, said: str) -> None:
    files = documents()
    content = files["policy.rego"].content
    assert old in content
    files["policy.rego"] = replace(files["policy.rego"], content=content.replace(old, new, 1))
    assert said in "\n".join(map(str, TARGET.validate(tuple(files.values()))))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("data.json", '"decision":"ask"', '"decision":"aks"'),
        ("data.json", '"maximum":100', '"maximun":100'),
        ("data.json", '"maximum":100', '"maximum":"100"'),
        ("data.json", '"type":"integer"', '"type":"number"'),
        ("data.json", '"settings"', '"setings"'),
        ("data.json", "uc_", "ud_"),
        ("data.json", "{", "["),
        (".manifest", "duecare/uc", "duecare/ud"),
        (".manifest", '"roots"', '"rots"'),
    ],
)
def test_data_and_manifest_with_a_fault_are_refused(name: str, old: str, new: str) -> None:
    files = documents()
    assert TARGET.validate(tuple(files.values())) == ()
    assert old in files[name].content
    files[name] = replace(files[name], content=files[name].content.replace(old, new, 1))
    assert TARGET.validate(tuple(files.values()))


@pytest.mark.parametrize("name", [".manifest", "data.json", "policy.rego"])
def test_a_bundle_that_lacks_a_file_is_refused(name: str) -> None:
    files = documents()
    del files[name]
    (fault,) = TARGET.validate(tuple(files.values()))
    assert name in str(fault)


def test_an_answer_that_is_none_is_never_taken_for_one() -> None:
    with pytest.raises(NoAnswer, match=r"undefined|read"):
        Bundle("package a\n\nimport rego.v1\n\nb if input.c == 1\n", "{}").ask("data.a.b", {})


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (ArgumentLimit(name="a", type="number"), "no exact form"),
        (ArgumentLimit(name="a", type="string", maximum=3), "no integer"),
        (ArgumentLimit(name="a", type="integer", maximum=2**53), "53 bits"),
        (ArgumentLimit(name="a", type="integer", one_of=("one",)), "no whole number"),
        (ArgumentLimit(name="a", type="boolean", one_of=("yes",)), "neither true nor false"),
        (ArgumentLimit(name="a", type="string", one_of=("\ud800",)), "no text"),
        (ArgumentLimit(name="", type="string"), "no name"),
    ],
)
def test_a_limit_that_cannot_be_stated_leaves_the_tool_denied(limit: ArgumentLimit, said: str) -> None:
    drawn = posture((TOOLS,), (permission("pay", "allow", limit), permission("see", "allow")))
    rendering = TARGET.render(drawn)
    (lost,) = rendering.unsupported
    assert "stays denied" in lost.reason and said in lost.reason
    assert not allows(drawn, "pay", arguments={"a": 1}) and allows(drawn, "see")


@pytest.mark.parametrize("value", ["0", "-1", "many", "", "9" * 400, "²"])
def test_a_number_of_calls_that_is_none_is_told_and_never_carried(value: str) -> None:
    required = requirement("ctl:tool-permissions", {"maximum-calls-per-run": value})
    drawn = posture((required,), (permission("search", "allow"),))
    (held,) = (each for each in TARGET.render(drawn).held if each.demand == required.control)
    assert held.extent is Extent.PARTLY and "no number of calls" in held.reason
    assert "calls_per_run" not in json.dumps(json.loads(texts(drawn)["data.json"]))


def test_calls_are_limited_fully_where_the_agent_asks_an_engine() -> None:
    asked = posture((CALLS,), (permission("search", "allow"),))
    held = {each.demand: each.extent for each in TARGET.render(asked).held}
    assert held[CALLS.control] is Extent.FULLY
    unasked = replace(asked, stack=(replace(RANKER, enforcement_points=()),))
    assert {each.extent for each in TARGET.render(unasked).held} == {Extent.PARTLY}


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        ('"decision":"ask"', '"decision":"allow"', Direction.WEAKER),
        ('"decision":"allow"', '"decision":"deny"', Direction.STRICTER),
        ('"decision":"deny"', '"decision":"maybe"', Direction.DIFFERENT),
        ('"maximum":100', '"maximum":101', Direction.WEAKER),
        ('"maximum":100', '"maximum":99', Direction.STRICTER),
        ('"maximum":100,', "", Direction.WEAKER),
        ('"letter","mail"', '"mail"', Direction.STRICTER),
        ('"letter","mail"', '"letter","mail","phone"', Direction.WEAKER),
        ('"letter","mail"', '"phone"', Direction.DIFFERENT),
        ('"posture":"posture', '"posture":"another', Direction.DIFFERENT),
    ],
)
def test_a_hand_edit_is_weaker_stricter_or_different(old: str, new: str, direction: Direction) -> None:
    content = documents()["data.json"].content
    assert old in content
    edited = content.replace(old, new, 1)
    found = differences(TARGET.compared("data.json", content), TARGET.compared("data.json", edited))
    assert [TARGET.direction(each) for each in found] == [direction]


def test_comments_and_empty_lines_do_not_count_and_what_cannot_be_read_differs() -> None:
    policy = documents()["policy.rego"].content
    assert TARGET.compared("policy.rego", f"# by hand\n\n{policy}") == TARGET.compared("policy.rego", policy)
    assert TARGET.compared("data.json", "{") == {"unreadable": "{"}


ELSEWHERE = """
import json, sys
sys.modules.update(dict.fromkeys(("engine", "targets", "service", "evidence", "explain")))
import regopy
policy, data, package, calls = sys.argv[1:]
engine = regopy.Interpreter()
engine.add_module("policy", open(policy, encoding="utf-8").read())
engine.add_data_json(open(data, encoding="utf-8").read())
for call in json.loads(calls):
    engine.set_input_term(json.dumps(call))
    print(json.loads(str(engine.query(f"data.duecare.{package}.decision")))["expressions"][0]["allow"])
"""


def test_the_written_bundle_decides_where_this_project_is_not_installed(tmp_path: Path) -> None:
    render_to(tmp_path, EXAMPLE, (TARGET,))
    (policy,) = tmp_path.rglob("policy.rego")
    calls = [
        {"agent": AGENT, "tool": "search"},
        {"agent": AGENT, "tool": "reject"},
        {"agent": AGENT, "tool": "x"},
    ]
    command = [sys.executable, "-c", ELSEWHERE, str(policy), str(policy.with_name("data.json"))]
    done = subprocess.run(
        [*command, package_of(EXAMPLE.use_case), json.dumps(calls)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        check=True,
    )
    assert done.stdout.split() == ["True", "False", "False"]
    assert policy.with_name(".manifest").is_file()
