"""The real engine allows and denies exactly what the posture says, whatever the names and arguments."""

from __future__ import annotations

from typing import Any

import cedarpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.posture import ArgumentLimit, ToolPermission
from targets.cedar import CedarPolicies
from targets.cedar.literals import NAMESPACE, action
from targets.interface import demand_key
from tests.targets.postures import AGENT, EXAMPLE, permission, permissions, posture

TARGET = CedarPolicies()
Permissions = tuple[ToolPermission, ...]


class Engine:
    """The real engine with the rendered policies of some permissions."""

    def __init__(self, given_permissions: Permissions) -> None:
        rendering = TARGET.render(posture((), given_permissions))
        texts = {each.name.rpartition(".")[2]: each.content for each in rendering.documents}
        self.policies = texts.get("cedar", "")
        self.schema = texts.get("cedarschema", f"namespace {NAMESPACE} {{ entity Agent; }}")
        self.denied_for_safety = {each.demand for each in rendering.unsupported}

    def allows(self, component: str, tool: str, context: dict[str, Any], *, checked: bool = True) -> bool:
        """Whether the call is allowed; `checked` has the engine hold the request against the schema first."""
        request = {
            "principal": {"type": f"{NAMESPACE}::Agent", "id": component},
            "action": {"type": f"{NAMESPACE}::Action", "id": action(component, tool)},
            "resource": {"type": f"{NAMESPACE}::Tool", "id": tool},
            "context": context,
        }
        answer = cedarpy.is_authorized(request, self.policies, [], self.schema if checked else None)
        return answer.decision is cedarpy.Decision.Allow


def person(name: str) -> dict[str, Any]:
    return {"__entity": {"type": f"{NAMESPACE}::Person", "id": name}}


def context(arguments: dict[str, Any], *, approver: str | None = None) -> dict[str, Any]:
    approved = {} if approver is None else {"approved_by": person(approver)}
    return {"input": arguments, "requested_by": person("requester"), **approved}


def within(limit: ArgumentLimit, value: object) -> bool:
    """The definition the engine is held against."""
    written = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    listed = not limit.one_of or written in limit.one_of
    below = limit.maximum is None or (isinstance(value, int) and value <= limit.maximum)
    return listed and below


def values(limit: ArgumentLimit) -> st.SearchStrategy[Any]:
    """Values of the argument's type, those at its bounds among them."""
    if limit.type == "integer":
        edge = limit.maximum or 0
        near = st.sampled_from([edge - 1, edge, edge + 1]).map(lambda n: max(-(2**63), min(2**63 - 1, n)))
        return st.integers(-(2**63), 2**63 - 1) | near | st.sampled_from([1, 7])
    if limit.type == "boolean":
        return st.booleans()
    return st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=4) | st.sampled_from(
        limit.one_of or ("x",)
    )


names = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=10) | st.sampled_from(
    [
        '"',
        "\\",
        'a"); permit(principal,action,resource); //',
        "a\nb",
        "*",
        "é",
        "a___b",
        "\x00",
        "in",
        "Agents::x",
    ]
)


@st.composite
def sound_limits(draw: st.DrawFn) -> ArgumentLimit:
    """A limit that makes sense."""
    kind = draw(st.sampled_from(["string", "integer", "boolean"]))
    one_of: tuple[str, ...] = ()
    maximum = None
    if kind == "integer":
        maximum = draw(st.none() | st.integers(-(2**63), 2**63 - 1))
        one_of = draw(st.lists(st.integers(-9, 9).map(str), max_size=2).map(tuple))
    elif kind == "boolean":
        one_of = draw(st.sampled_from([(), ("true",), ("true", "false")]))
    else:
        texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=4)
        one_of = draw(st.lists(texts, max_size=3).map(tuple))
    return ArgumentLimit(name=draw(names), type=kind, maximum=maximum, one_of=one_of)


@st.composite
def sound_permissions(draw: st.DrawFn) -> Permissions:
    """Permissions that make sense, with any names."""
    drawn = st.builds(
        ToolPermission,
        component=names,
        tool=names,
        decision=st.sampled_from(["allow", "ask", "deny"]),
        arguments=st.lists(sound_limits(), max_size=2, unique_by=lambda each: each.name).map(tuple),
    )
    unique = st.lists(drawn, min_size=1, max_size=4, unique_by=lambda each: action(each.component, each.tool))
    return tuple(draw(unique))


@given(st.data(), sound_permissions())
def test_a_call_is_allowed_exactly_when_the_posture_says_so(data: st.DataObject, drawn: Permissions) -> None:
    engine = Engine(drawn)
    assert engine.denied_for_safety == set()
    for each in drawn:
        arguments = {limit.name: data.draw(values(limit)) for limit in each.arguments}
        approver = data.draw(st.sampled_from([None, "requester", "somebody else"]))
        is_within = all(within(limit, arguments[limit.name]) for limit in each.arguments)
        is_approved = each.decision == "allow" or (each.decision == "ask" and approver == "somebody else")
        call = context(arguments, approver=approver)
        assert engine.allows(each.component, each.tool, call) == (is_within and is_approved)


@given(st.lists(permissions(), max_size=6), names, names)
def test_a_tool_that_is_not_named_is_denied(drawn: list[ToolPermission], component: str, tool: str) -> None:
    given_permissions = tuple(drawn)
    engine = Engine(given_permissions)
    if (component, tool) not in {(each.component, each.tool) for each in given_permissions}:
        assert not engine.allows(component, tool, context({}, approver="somebody else"), checked=False)


@given(st.lists(permissions(), max_size=6))
def test_what_cannot_be_stated_stays_denied_and_is_told(drawn: list[ToolPermission]) -> None:
    engine = Engine(tuple(drawn))
    writable = [
        each for each in drawn if not any("\ud800" <= c <= "\udfff" for c in each.component + each.tool)
    ]
    for each in writable:
        if demand_key(each) in engine.denied_for_safety:
            assert not engine.allows(each.component, each.tool, context({}, approver="x"), checked=False)


@given(sound_permissions())
def test_one_agents_permission_is_nobody_elses(drawn: Permissions) -> None:
    engine = Engine(drawn)
    for each in drawn:
        assert not engine.allows(f"{each.component}?", each.tool, context({}, approver="x"), checked=False)


def test_the_example_agent_may_do_what_its_posture_says() -> None:
    engine = Engine(EXAMPLE.permissions)
    other = "somebody else"
    assert engine.allows(AGENT, "search", context({}))
    assert engine.allows(AGENT, "invite", context({"channel": "mail"}))
    assert not engine.allows(AGENT, "invite", context({"channel": "phone"}))
    assert engine.allows(AGENT, "send_offer", context({"amount": 100}, approver=other))
    assert not engine.allows(AGENT, "send_offer", context({"amount": 101}, approver=other))
    assert not engine.allows(AGENT, "send_offer", context({"amount": 100}))
    assert not engine.allows(AGENT, "send_offer", context({"amount": 100}, approver="requester"))
    assert not engine.allows(AGENT, "reject", context({}, approver=other))
    assert not engine.allows(AGENT, "delete", context({}, approver=other), checked=False)


@pytest.mark.parametrize(
    "broken",
    [
        {"input": {}, "requested_by": person("a"), "approved_by": "b"},
        {"input": {}, "requested_by": "a", "approved_by": person("b")},
        {"input": {}, "approved_by": person("b")},
        {"input": {}, "requested_by": person("a"), "approved_by": True},
        {
            "input": {},
            "requested_by": person("a"),
            "approved_by": {"__entity": {"type": f"{NAMESPACE}::Agent", "id": AGENT}},
        },
    ],
)
def test_an_approval_that_is_no_person_is_none_even_where_nobody_checks_the_request(
    broken: dict[str, Any],
) -> None:
    engine = Engine((permission("send", "ask"),))
    assert engine.allows(AGENT, "send", context({}, approver="b"), checked=False)
    assert not engine.allows(AGENT, "send", broken, checked=False)


@pytest.mark.parametrize("arguments", [{}, {"amount": "1"}, {"amount": None}, {"amount": [1]}])
def test_a_limited_argument_that_is_missing_or_of_another_type_is_denied(arguments: dict[str, Any]) -> None:
    limited = ArgumentLimit(name="amount", type="integer", maximum=100)
    engine = Engine((permission("pay", "allow", limited),))
    assert engine.allows(AGENT, "pay", context({"amount": 1}), checked=False)
    if None not in arguments.values():
        assert not engine.allows(AGENT, "pay", context(arguments), checked=False)
    assert not engine.allows(AGENT, "pay", context(arguments))


def test_two_permissions_for_one_tool_that_disagree_leave_it_denied() -> None:
    engine = Engine((permission("send", "allow"), permission("send", "deny")))
    assert engine.denied_for_safety == {f"{AGENT}/send"}
    assert not engine.allows(AGENT, "send", context({}), checked=False)


def test_two_tools_whose_action_names_coincide_are_both_left_denied() -> None:
    engine = Engine((permission("b___c", "allow", component="a"), permission("c", "deny", component="a___b")))
    assert engine.denied_for_safety == {"a/b___c", "a___b/c"}
    assert engine.policies == ""
