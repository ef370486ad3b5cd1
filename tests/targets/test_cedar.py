"""What the policy documents say of themselves, and what is refused of them."""

from __future__ import annotations

import json
from dataclasses import replace

import cedarpy
import pytest

from engine.posture import ArgumentLimit, ToolPermission
from targets.cedar import CedarPolicies
from targets.cedar.checks import compared_policies, compared_schema
from targets.cedar.literals import text
from targets.differences import differences
from targets.interface import Difference, Direction, Document, Extent
from tests.targets.postures import AGENT, EXAMPLE, RANKER, TOOLS, permission, posture, requirement

TARGET = CedarPolicies()


def documents() -> tuple[Document, Document]:
    schema, policies = TARGET.render(EXAMPLE).documents
    assert schema.name.endswith(".cedarschema") and policies.name.endswith(".cedar")
    return schema, policies


def faults_after(old: str, new: str) -> str:
    schema, policies = documents()
    assert old in policies.content
    broken = replace(policies, content=policies.content.replace(old, new, 1))
    return "\n".join(map(str, TARGET.validate((schema, broken))))


def test_every_policy_names_the_posture_it_follows_from() -> None:
    _, policies = documents()
    assert policies.content.count(f'@posture("{EXAMPLE.id}")') == len(EXAMPLE.permissions)


def test_the_policy_text_says_who_checks_the_approver() -> None:
    _, policies = documents()
    assert "Whether the approver is" in policies.content
    held = {each.demand: each for each in TARGET.render(EXAMPLE).held}
    assert "the caller checks who that is" in held[f"{AGENT}/send_offer"].reason
    assert held[f"{AGENT}/send_offer"].extent is Extent.PARTLY
    assert held[f"{AGENT}/search"].extent is Extent.FULLY


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("context.input", "context.imput", "imput"),
        (f'action == Agents::Action::"{AGENT}___search"', "action", "leaves action open"),
        (f'principal == Agents::Agent::"{AGENT}"', "principal is Agents::Agent", "leaves principal open"),
        ('resource == Agents::Tool::"search"', "resource", "leaves resource open"),
        (f'"{AGENT}___search"', f'"{AGENT}___serch"', "serch"),
        ("<= 100", '<= "100"', "String"),
        ("permit (", "permitt (", "cannot be read"),
        (f'@posture("{EXAMPLE.id}")', "", "does not say whose it is"),
    ],
)
def test_a_broken_policy_is_refused(old: str, new: str, said: str) -> None:
    if said == "cannot be read":
        assert faults_after(old, new)
    else:
        assert said in faults_after(old, new)


def test_a_policy_text_without_a_policy_is_refused() -> None:
    schema, policies = documents()
    assert TARGET.validate((schema, replace(policies, content="  \n")))
    assert TARGET.validate((schema, replace(policies, content="// nothing but a comment\n")))


def test_a_template_is_refused() -> None:
    schema, policies = documents()
    template = '@id("t") @posture("p") permit (principal == ?principal, action, resource);'
    found = TARGET.validate((schema, replace(policies, content=policies.content + template)))
    assert any("template" in str(each) for each in found)


def test_policies_without_their_schema_are_refused() -> None:
    _, policies = documents()
    assert "schema is not there" in str(TARGET.validate((policies,))[0])


def test_a_broken_schema_is_refused() -> None:
    schema, policies = documents()
    assert TARGET.validate((replace(schema, content="namespace {"), policies))


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (ArgumentLimit(name="a", type="number"), "does not have"),
        (ArgumentLimit(name="a", type="string", maximum=3), "no integer"),
        (ArgumentLimit(name="a", type="boolean", maximum=3), "no integer"),
        (ArgumentLimit(name="a", type="integer", maximum=2**63), "64 bits"),
        (ArgumentLimit(name="a", type="integer", one_of=("one",)), "no whole number"),
        (ArgumentLimit(name="a", type="boolean", one_of=("yes",)), "boolean"),
        (ArgumentLimit(name="a", type="string", one_of=("\ud800",)), "no text"),
        (ArgumentLimit(name="", type="string"), "no name"),
        (ArgumentLimit(name="\ud800", type="string"), "no name"),
    ],
)
def test_a_limit_that_cannot_be_stated_leaves_the_tool_denied_and_says_why(
    limit: ArgumentLimit, said: str
) -> None:
    rendering = TARGET.render(
        posture((TOOLS,), (permission("pay", "allow", limit), permission("see", "allow")))
    )
    lost = {each.demand: each.reason for each in rendering.unsupported}
    assert list(lost) == [f"{AGENT}/pay"]
    assert "stays denied" in lost[f"{AGENT}/pay"] and said in lost[f"{AGENT}/pay"]
    assert all("pay" not in document.content for document in rendering.documents)
    held = {each.demand: each for each in rendering.held}
    assert held["ctl:tool-permissions"].extent is Extent.PARTLY


@pytest.mark.parametrize(
    "given",
    [
        permission("", "allow"),
        permission("a", "allow", component=""),
        permission("\ud800", "allow"),
        permission("a", "perhaps"),
        permission("a", "allow", *[ArgumentLimit(name="n", type="string")] * 2),
    ],
)
def test_a_permission_that_cannot_be_stated_has_no_document(given: ToolPermission) -> None:
    rendering = TARGET.render(posture((TOOLS,), (given,)))
    assert rendering.documents == () and rendering.held == ()
    assert len(rendering.unsupported) == 2


def test_a_known_tool_without_a_permission_is_denied_and_told() -> None:
    stack = (replace(RANKER, tools=("search", "wire_money")),)
    rendering = TARGET.render(posture((TOOLS,), (permission("search", "allow"),), stack=stack))
    (held,) = (each for each in rendering.held if each.demand == "ctl:tool-permissions")
    assert f"{AGENT}/wire_money" in held.reason


def test_an_agent_nobody_says_asks_an_engine_makes_it_partly_held() -> None:
    stack = (replace(RANKER, enforcement_points=()),)
    held = TARGET.render(posture((TOOLS,), (permission("search", "allow"),), stack=stack)).held
    assert {each.extent for each in held} == {Extent.PARTLY}
    assert all("tool-policy" in each.reason for each in held)


@pytest.mark.parametrize(
    ("settings", "extent"),
    [
        ({"deny-unlisted-tools": "true"}, Extent.FULLY),
        ({"deny-unlisted-tools": "false"}, Extent.PARTLY),
        ({"deny-unlisted-tools": "true", "maximum-calls-per-run": "10"}, Extent.PARTLY),
    ],
)
def test_a_setting_a_policy_cannot_hold_makes_it_partly_held(
    settings: dict[str, str], extent: Extent
) -> None:
    required = requirement("ctl:tool-permissions", settings)
    rendering = TARGET.render(posture((required,), (permission("search", "allow"),)))
    (held,) = (each for each in rendering.held if each.demand == required.control)
    assert held.extent is extent


def test_review_by_people_is_held_in_part_where_a_call_asks_and_not_at_all_elsewhere() -> None:
    review = requirement("ctl:human-review", {"sampling-rate": "1.0"})
    asking = TARGET.render(posture((review,), (permission("send", "ask"),)))
    assert ("ctl:human-review", Extent.PARTLY) in [(each.demand, each.extent) for each in asking.held]
    free = TARGET.render(posture((review,), (permission("send", "allow"),)))
    assert [each.demand for each in free.unsupported] == ["ctl:human-review"]


@pytest.mark.parametrize("value", ['"', "\\", "a\nb", "é", "\x00", "\u202e", "'", "*", "\U0001f600"])
def test_a_literal_is_read_back_as_the_same_text(value: str) -> None:
    policy = f"permit (principal == A::{text(value)}, action, resource);"
    parsed = json.loads(cedarpy.policies_to_json_str(policy))
    assert parsed["staticPolicies"]["policy0"]["principal"]["entity"]["id"] == value
    assert text(value).isascii() and "\n" not in text(value)


def test_layout_and_comments_do_not_count_as_a_difference() -> None:
    schema, policies = documents()
    laid_out = "// by hand\n" + cedarpy.format_policies(policies.content, line_width=40)
    assert laid_out != policies.content
    assert compared_policies(laid_out) == compared_policies(policies.content)
    assert compared_schema("// x\n\n" + schema.content.replace("\n  ", "\n\t")) == compared_schema(
        schema.content
    )


def test_a_text_that_cannot_be_read_differs_from_every_policy() -> None:
    _, policies = documents()
    assert compared_policies("permit (") == {"unreadable": "permit ("}
    assert differences(compared_policies(policies.content), compared_policies("permit ("))


@pytest.mark.parametrize(
    ("effect", "is_added", "direction"),
    [
        ("permit", True, Direction.WEAKER),
        ("permit", False, Direction.STRICTER),
        ("forbid", True, Direction.STRICTER),
        ("forbid", False, Direction.WEAKER),
    ],
)
def test_a_policy_that_came_or_went_weakens_or_strengthens(
    effect: str, is_added: bool, direction: Direction
) -> None:
    base = '@id("base") permit (principal, action, resource);'
    more = f'{base} @id("new") {effect} (principal, action, resource);'
    before, after = (base, more) if is_added else (more, base)
    found = differences(compared_policies(before), compared_policies(after))
    assert {TARGET.direction(each) for each in found} == {direction}


def test_a_changed_policy_is_different() -> None:
    assert (
        TARGET.direction(Difference(path="policies.a.conditions", before=[1], after=[]))
        is Direction.DIFFERENT
    )


def test_two_policies_of_one_name_are_both_seen() -> None:
    twice = '@id("a") permit (principal, action, resource); @id("a") forbid (principal, action, resource);'
    assert len(compared_policies(twice)["policies"]) == 2


def test_a_template_that_came_is_seen_and_only_different() -> None:
    template = '@id("t") permit (principal == ?principal, action, resource);'
    (found,) = differences({"policies": {}}, compared_policies(template))
    assert found.before is None and found.after
    assert TARGET.direction(found) is Direction.DIFFERENT
