"""What an agent may do with a tool: the strictest of what holds and may hold; in doubt, nothing."""

from __future__ import annotations

import pytest

from engine.determine import determine
from engine.kinds import Basis, Level
from engine.knowledge import Iri, KnowledgeBase
from engine.permissions import permissions_of
from engine.posture import ToolPermission
from tests.support.kb import Facts, knowledge_base, rule, use_case

ALLOW = rule("allow", "reads", level=Level.TOOL, then="permission.allow", basis=Basis.ENGINEERING_JUDGEMENT)
ASK = rule("ask", "writes", level=Level.TOOL, then="permission.ask", basis=Basis.STANDARD)
DENY = rule("deny", "pays", level=Level.TOOL, then="permission.deny", basis=Basis.LAW)
KNOWN = knowledge_base(ALLOW, ASK, DENY)


def permissions(tools: dict[str, Facts], known: KnowledgeBase = KNOWN) -> tuple[ToolPermission, ...]:
    return permissions_of(determine(use_case(tools=tools, components={"agent": {}}), known, "2026-11-22"))


def decided(known: KnowledgeBase = KNOWN, **facts: bool) -> str:
    (permission,) = permissions({"agent/tool": facts}, known)
    return permission.decision


def test_no_tools_have_no_permissions() -> None:
    assert permissions({}) == ()


def test_a_tool_of_which_nothing_is_stated_is_denied() -> None:
    assert decided() == "deny"


def test_a_tool_that_meets_no_rule_is_denied_for_no_reason_given() -> None:
    (permission,) = permissions({"agent/tool": {"reads": False, "writes": False, "pays": False}})
    assert (permission.decision, permission.because) == ("deny", ())


@pytest.mark.parametrize(
    ("facts", "decision"),
    [
        ({"reads": True, "writes": False, "pays": False}, "allow"),
        ({"reads": True, "writes": True, "pays": False}, "ask"),
        ({"reads": True, "writes": True, "pays": True}, "deny"),
        ({"reads": True, "pays": False}, "ask"),  # it may write
        ({"reads": True, "writes": False}, "deny"),  # it may pay
        ({"writes": True, "pays": False}, "ask"),
        ({"writes": False, "pays": False}, "deny"),  # that it reads is not stated
    ],
)
def test_the_strictest_of_what_holds_and_of_what_may_hold_decides(
    facts: dict[str, bool], decision: str
) -> None:
    assert [p.decision for p in permissions({"agent/tool": facts})] == [decision]


def test_a_permission_that_an_exception_may_take_away_does_not_count() -> None:
    doubtful = knowledge_base(ALLOW, rule("unless", "secret", level=Level.TOOL, defeats="allow"))
    assert decided(doubtful, reads=True) == "deny"
    assert decided(doubtful, reads=True, secret=False) == "allow"
    assert decided(doubtful, reads=True, secret=True) == "deny"


def test_reasons_stand_strictest_first_and_say_which_are_provisional() -> None:
    (permission,) = permissions({"agent/tool": {"reads": True, "writes": True}})
    assert [(r.finding, r.provisional, r.basis) for r in permission.because] == [
        (Iri("t:permission.deny"), True, Basis.LAW),
        (Iri("t:permission.ask"), False, Basis.STANDARD),
        (Iri("t:permission.allow"), False, Basis.ENGINEERING_JUDGEMENT),
    ]
    assert {r.citations for r in permission.because} == {("Act Art. 1",)}
    assert {r.subject for r in permission.because} == {"agent/tool"}


def test_a_permission_rests_on_the_strongest_basis_of_its_rules() -> None:
    twice = knowledge_base(
        ALLOW, rule("policy", "reads", level=Level.TOOL, then="permission.allow", basis=Basis.LAW)
    )
    (permission,) = permissions({"agent/tool": {"reads": True}}, twice)
    assert [r.basis for r in permission.because] == [Basis.LAW]


def test_each_tool_of_each_agent_has_its_own_permission_in_profile_order() -> None:
    tools: dict[str, Facts] = {
        "b/send": {"reads": True, "writes": False, "pays": False},
        "a/send": {"reads": True, "writes": True, "pays": False},
    }
    assert [(p.component, p.tool, p.decision) for p in permissions(tools)] == [
        ("b", "send", "allow"),
        ("a", "send", "ask"),
    ]
