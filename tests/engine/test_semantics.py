"""What rules mean, row by row: emptiness first, then every outcome, then what rests on exceptions."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from engine.conditions import Reading
from engine.knowledge import KnowledgeBase, Level
from engine.rulebase import compile_rules
from engine.semantics import READING_OF, Verdict, define, verdict_of
from engine.state import snapshot
from engine.usecase import UseCase
from tests.support.kb import concluded, knowledge_base, on, rule, use_case

FALSE, UNKNOWN, CONTESTABLE, TRUE = Reading
NO, OPEN, DISPUTED, FIRED, DEFEATED = Verdict


def verdicts(known: KnowledgeBase, case: UseCase, level: Level = Level.FUNCTION) -> dict[str, Verdict]:
    """The verdict of every rule of a level for its first subject, by the short name of the rule."""
    rule_base = compile_rules(known.rules.values(), known)
    decided = define(rule_base, snapshot(rule_base, case))[level][0]
    ids = rule_base.rules_of[level]
    return {name.removeprefix("t:"): Verdict(found) for name, found in zip(ids, decided, strict=True)}


# --- emptiness -----------------------------------------------------------------------------------


def combined(*conditions: Reading, defeats: str = "") -> Verdict:
    """What becomes of a rule whose conditions read so."""
    names = [f"a{number}" for number in range(len(conditions))]
    known = knowledge_base(rule("r", *names, then="" if defeats else "nature.x", defeats=defeats))
    rule_base = compile_rules(known.rules.values(), known)
    facts = snapshot(rule_base, use_case({}))
    facts = replace(facts, stated={**facts.stated, Level.FUNCTION: ([int(each) for each in conditions],)})
    return Verdict(define(rule_base, facts)[Level.FUNCTION][0][0])


@pytest.mark.parametrize("defeats", ["", "other"])
def test_a_rule_without_conditions_says_nothing(defeats: str) -> None:
    assert combined(defeats=defeats) is NO


def test_a_rule_without_conditions_concludes_nothing_of_a_use_case() -> None:
    known = knowledge_base(
        rule("empty", then="tier.high"), rule("reader", concluded("tier.high"), then="nature.x")
    )
    assert verdicts(known, use_case({})) == {"empty": NO, "reader": NO}


@pytest.mark.parametrize(
    ("holds", "expected"), [(FALSE, NO), (UNKNOWN, OPEN), (CONTESTABLE, DISPUTED), (TRUE, FIRED)]
)
def test_without_exceptions_a_base_rule_is_what_its_conditions_are(holds: Reading, expected: Verdict) -> None:
    assert verdict_of(False, holds, []) is expected


@pytest.mark.parametrize(
    ("holds", "expected"), [(FALSE, NO), (UNKNOWN, OPEN), (CONTESTABLE, OPEN), (TRUE, FIRED)]
)
def test_without_exceptions_to_it_an_exception_must_be_shown(holds: Reading, expected: Verdict) -> None:
    assert verdict_of(True, holds, []) is expected


def test_a_rule_base_without_rules_has_no_verdicts() -> None:
    assert verdicts(knowledge_base(), use_case({})) == {}


def test_a_level_without_subjects_has_no_verdicts() -> None:
    known = knowledge_base(rule("duty", "a", level=Level.ACTOR, then="obligation.x"))
    rule_base = compile_rules(known.rules.values(), known)
    assert define(rule_base, snapshot(rule_base, use_case({})))[Level.ACTOR] == ()


# --- the outcome table ---------------------------------------------------------------------------


@pytest.mark.parametrize(("is_exception", "other"), [*product([False, True], Verdict)])
def test_what_does_not_hold_does_not_hold_whatever_its_exceptions(is_exception: bool, other: Verdict) -> None:
    assert verdict_of(is_exception, FALSE, [other]) is NO


@pytest.mark.parametrize(("is_exception", "holds"), [*product([False, True], [UNKNOWN, CONTESTABLE, TRUE])])
def test_one_exception_that_fired_defeats_even_where_the_conditions_are_unknown(
    is_exception: bool, holds: Reading
) -> None:
    assert verdict_of(is_exception, holds, [NO, OPEN, FIRED]) is DEFEATED


@pytest.mark.parametrize("is_exception", [False, True])
def test_unknown_conditions_stay_undetermined_beside_an_exception_in_doubt(is_exception: bool) -> None:
    assert verdict_of(is_exception, UNKNOWN, [OPEN]) is OPEN


def test_a_base_rule_is_presumed_while_its_exception_is_in_doubt() -> None:
    assert verdict_of(False, TRUE, [OPEN]) is DISPUTED
    assert verdict_of(False, CONTESTABLE, [OPEN]) is DISPUTED


def test_an_exception_is_not_presumed_while_its_own_exception_is_in_doubt() -> None:
    assert verdict_of(True, TRUE, [OPEN]) is OPEN


@pytest.mark.parametrize("is_exception", [False, True])
@pytest.mark.parametrize("other", [NO, DEFEATED])
def test_an_exception_that_does_not_hold_or_is_defeated_changes_nothing(
    is_exception: bool, other: Verdict
) -> None:
    assert verdict_of(is_exception, TRUE, [other, other]) is FIRED


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ((TRUE, TRUE), FIRED),
        ((TRUE, CONTESTABLE), DISPUTED),
        ((TRUE, UNKNOWN), OPEN),
        ((CONTESTABLE, UNKNOWN), OPEN),
        ((UNKNOWN, FALSE), NO),
        ((FALSE, TRUE), NO),
    ],
)
def test_conditions_combine_as_the_least_of_them(conditions: tuple[Reading, ...], expected: Verdict) -> None:
    assert combined(*conditions) is expected
    assert combined(*reversed(conditions)) is expected


def test_that_two_rules_share_a_condition_does_not_make_one_hold_with_the_other() -> None:
    known = knowledge_base(
        rule("one", "a", then="nature.x"),
        rule("two", "a", "b", then="nature.x"),
        rule("three", "b", then="nature.x"),
        rule("zero", "c", then="nature.x"),
    )
    found = verdicts(known, use_case({"a": True, "b": False, "c": True}))
    assert found == {"one": FIRED, "two": NO, "three": NO, "zero": FIRED}
    found = verdicts(known, use_case({"a": False, "b": True, "c": False}))
    assert found == {"one": NO, "two": NO, "three": FIRED, "zero": NO}


def test_every_verdict_reads_as_the_conclusion_it_leaves() -> None:
    assert {verdict: READING_OF[verdict] for verdict in Verdict} == {
        NO: FALSE,
        OPEN: UNKNOWN,
        DISPUTED: CONTESTABLE,
        FIRED: TRUE,
        DEFEATED: FALSE,
    }


def test_readings_are_ordered_from_false_to_true() -> None:
    assert sorted(Reading) == [FALSE, UNKNOWN, CONTESTABLE, TRUE]
    assert [FALSE, UNKNOWN, CONTESTABLE, TRUE] == [0, 1, 2, 3]


# --- on use cases --------------------------------------------------------------------------------

BASE = rule("base", "a", then="tier.high")
EXCEPTION = rule("exception", "b", defeats="base")
COUNTER = rule("counter", "c", defeats="exception")
READER = rule("reader", concluded("tier.high"), then="nature.x")


@pytest.mark.parametrize(
    ("facts", "base", "reader"),
    [
        ({}, OPEN, OPEN),
        ({"a": False}, NO, NO),
        ({"a": False, "b": True}, NO, NO),
        ({"a": True}, DISPUTED, DISPUTED),
        ({"a": True, "b": False}, FIRED, FIRED),
        ({"a": True, "b": True}, DISPUTED, DISPUTED),
        ({"a": True, "b": True, "c": False}, DEFEATED, NO),
        ({"a": True, "b": True, "c": True}, FIRED, FIRED),
        ({"b": True, "c": False}, DEFEATED, NO),
        ({"b": True, "c": True}, OPEN, OPEN),
        ({"a": True, "c": True}, FIRED, FIRED),
    ],
)
def test_a_rule_its_exception_and_the_exception_to_that(
    facts: dict[str, bool], base: Verdict, reader: Verdict
) -> None:
    found = verdicts(knowledge_base(BASE, EXCEPTION, COUNTER, READER), use_case(facts))
    assert (found["base"], found["reader"]) == (base, reader)


def test_an_exception_that_rests_on_something_contestable_takes_nothing_away_yet() -> None:
    target = rule("target", "d", then="nature.y")
    by_tier = rule("by-tier", concluded("tier.high"), defeats="target")
    known = knowledge_base(BASE, EXCEPTION, target, by_tier)
    assert verdicts(known, use_case({"a": True, "d": True}))["target"] is DISPUTED
    assert verdicts(known, use_case({"a": True, "b": False, "d": True}))["target"] is DEFEATED


def test_the_best_of_several_rules_for_a_conclusion_is_read() -> None:
    known = knowledge_base(BASE, rule("second", "b", then="tier.high"), READER)
    assert verdicts(known, use_case({"a": True, "b": False}))["reader"] is FIRED
    assert verdicts(known, use_case({"a": False, "b": True}))["reader"] is FIRED
    assert verdicts(known, use_case({"b": False}))["reader"] is OPEN
    assert verdicts(known, use_case({"a": False, "b": False}))["reader"] is NO


def test_exceptions_of_one_function_leave_another_alone() -> None:
    known = knowledge_base(BASE, EXCEPTION)
    rule_base = compile_rules(known.rules.values(), known)
    case = use_case({"a": True, "b": True}, {"a": True, "b": False}, {"a": False, "b": False})
    decided = define(rule_base, snapshot(rule_base, case))[Level.FUNCTION]
    base = rule_base.rules_of[Level.FUNCTION].index(BASE.id)
    assert [found[base] for found in decided] == [DEFEATED, FIRED, NO]


def test_a_duty_reads_the_best_of_all_functions() -> None:
    duty = rule("duty", concluded("tier.high"), level=Level.ACTOR, then="obligation.x")
    known = knowledge_base(BASE, EXCEPTION, duty)

    def read(*functions: dict[str, bool]) -> Verdict:
        return verdicts(known, use_case(*functions, actors={"acme": {}}), Level.ACTOR)["duty"]

    assert read() is NO
    assert read({"a": False}) is NO
    assert read({"a": False}, {}) is OPEN
    assert read({}, {"a": True}) is DISPUTED
    assert read({"a": True}, {"a": True, "b": False}) is FIRED
    assert read({"a": True, "b": False}, {"a": False}) is FIRED


def test_two_conditions_on_one_fact_are_both_needed() -> None:
    known = knowledge_base(rule("never", "a", on("a", "false"), then="nature.x"))
    assert verdicts(known, use_case({"a": True}))["never"] is NO
    assert verdicts(known, use_case({}))["never"] is OPEN
