"""A use case as rules read it: each level's own facts, the use case's, and what holds of some subject."""

from __future__ import annotations

import pytest

from engine.conditions import Reading
from engine.knowledge import KnowledgeBase, Level
from engine.rulebase import Group, RuleBase, compile_rules
from engine.state import State, snapshot
from engine.usecase import UseCase
from tests.support.kb import Facts, concept, concluded, fact, knowledge_base, name, rule, use_case

FALSE, UNKNOWN, CONTESTABLE, TRUE = Reading


def compiled(known: KnowledgeBase) -> RuleBase:
    return compile_rules(known.rules.values(), known)


def test_what_nothing_states_is_unknown_for_every_subject() -> None:
    base = compiled(knowledge_base(rule("r", "a", "b", then="nature.x")))
    found = snapshot(base, use_case({}, {"a": True}, {"b": False}))
    assert found.stated[Level.FUNCTION] == ([1, 1], [3, 1], [1, 0])
    assert found.counts == dict.fromkeys(Level, 0) | {Level.USE_CASE: 1, Level.FUNCTION: 3}


def test_a_level_without_subjects_has_no_readings() -> None:
    base = compiled(knowledge_base(rule("r", "a", level=Level.ACTOR, then="obligation.x")))
    assert snapshot(base, use_case()).stated[Level.ACTOR] == ()


def test_facts_of_the_use_case_are_read_at_every_level() -> None:
    base = compiled(
        knowledge_base(rule("r", "a", "whole", then="nature.x"), facts=[fact("whole", Level.USE_CASE)])
    )
    assert snapshot(base, use_case({"a": True}, whole={"whole": False})).stated[Level.FUNCTION] == ([3, 0],)
    assert snapshot(base, use_case({"a": True})).stated[Level.FUNCTION] == ([3, 1],)


def test_facts_of_another_subject_are_not_read() -> None:
    base = compiled(knowledge_base(rule("r", "a", then="nature.x")))
    found = snapshot(base, use_case({"a": True}, {}, actors={"acme": {"a": True}}))
    assert found.stated[Level.FUNCTION] == ([3], [1])


def test_a_level_that_is_not_listed_is_marked() -> None:
    base = compiled(knowledge_base())
    found = snapshot(base, use_case(unlisted={Level.TOOL: "/stack/0/tools"}))
    assert found.unlisted == dict.fromkeys(Level, 0) | {Level.TOOL: 1}


# --- lifting -------------------------------------------------------------------------------------

ACTS = rule("acts", "a", level=Level.TOOL, then="permission.ask")
LIFTED = rule("lifted", concluded("permission.ask"), level=Level.USE_CASE, then="control-demand.watch")
OWN = rule("own", concluded("permission.ask"), level=Level.TOOL, then="permission.deny")


def readings(case: UseCase, group: int, *concludes: tuple[int, Reading]) -> tuple[State, Group]:
    base = compiled(knowledge_base(ACTS, LIFTED, OWN))
    state = State(snapshot(base, case))
    for subject, reading in concludes:
        state.conclude(Level.TOOL, subject, [base.read.index(name("permission.ask"))], reading)
    return state, next(g for g in base.groups if (LIFTED.id, OWN.id)[group] in g.antecedents[0].rules)


TWO: dict[str, Facts] = {"agent/one": {}, "agent/two": {}}


@pytest.mark.parametrize("first", Reading)
@pytest.mark.parametrize("second", Reading)
def test_another_level_is_read_as_the_best_of_its_subjects(first: Reading, second: Reading) -> None:
    state, lifted = readings(use_case(tools=TWO), 0, (0, first), (1, second))
    assert state.readings(lifted, 0)[-1] == max(first, second)


@pytest.mark.parametrize("first", Reading)
@pytest.mark.parametrize("second", Reading)
def test_the_same_level_is_read_as_it_is_for_the_subject_itself(first: Reading, second: Reading) -> None:
    state, own = readings(use_case(tools=TWO), 1, (0, first), (1, second))
    assert state.readings(own, 0)[-1] == first
    assert state.readings(own, 1)[-1] == second


@pytest.mark.parametrize(("reading", "expected"), [(FALSE, UNKNOWN), (UNKNOWN, UNKNOWN), (TRUE, TRUE)])
def test_a_level_that_is_not_listed_reads_as_unknown_at_least(reading: Reading, expected: Reading) -> None:
    unlisted = {Level.TOOL: "/stack/0/tools"}
    state, lifted = readings(use_case(tools=TWO, unlisted=unlisted), 0, (0, reading))
    assert state.readings(lifted, 0)[-1] == expected
    nobody, lifted = readings(use_case(unlisted=unlisted), 0)
    assert nobody.readings(lifted, 0)[-1] == UNKNOWN


def test_that_others_are_not_listed_says_nothing_of_a_listed_one() -> None:
    state, own = readings(use_case(tools=TWO, unlisted={Level.TOOL: "/x"}), 1)
    assert state.readings(own, 0)[-1] == FALSE


def test_a_level_stated_to_be_empty_reads_as_false() -> None:
    state, lifted = readings(use_case(), 0)
    assert state.readings(lifted, 0)[-1] == FALSE


def test_what_no_rule_concludes_reads_as_false_or_unknown_where_not_listed() -> None:
    known = knowledge_base(LIFTED, concepts=[concept("permission.ask")])
    base = compiled(known)
    assert State(snapshot(base, use_case())).readings(base.groups[0], 0)[-1] == FALSE
    unlisted = use_case(unlisted={Level.TOOL: "/x"})
    assert State(snapshot(base, unlisted)).readings(base.groups[0], 0)[-1] == UNKNOWN


@pytest.mark.parametrize("order", [(UNKNOWN, TRUE, CONTESTABLE), (TRUE, CONTESTABLE, UNKNOWN)])
def test_the_best_of_several_rules_counts_in_whatever_order_they_come(order: tuple[Reading, ...]) -> None:
    state, own = readings(use_case(tools=TWO), 1, *((0, reading) for reading in order))
    assert state.readings(own, 0)[-1] == TRUE


def test_two_states_of_one_snapshot_do_not_share_what_was_concluded() -> None:
    base = compiled(knowledge_base(ACTS, OWN))
    facts = snapshot(base, use_case(tools=TWO))
    one, other = State(facts), State(facts)
    one.conclude(Level.TOOL, 0, [0], TRUE)
    assert (one.own[Level.TOOL], one.some) == (([3], [0]), [3])
    assert (other.own[Level.TOOL], other.some) == (([0], [0]), [0])


def test_that_something_is_contestable_is_remembered() -> None:
    base = compiled(knowledge_base(ACTS, OWN))
    state = State(snapshot(base, use_case(tools=TWO)))
    for reading, expected in ((TRUE, False), (UNKNOWN, False), (CONTESTABLE, True), (TRUE, True)):
        state.conclude(Level.TOOL, 0, [0], reading)
        assert state.is_contested is expected


def test_what_a_subject_states_itself_goes_before_what_the_use_case_states() -> None:
    known = knowledge_base(rule("r", "whole", then="nature.x"), facts=[fact("whole", Level.USE_CASE)])
    base = compiled(known)
    case = use_case({"whole": False}, {}, whole={"whole": True})
    assert snapshot(base, case).stated[Level.FUNCTION] == ([0], [3])
