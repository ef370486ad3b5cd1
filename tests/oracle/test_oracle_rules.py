"""Hand-written cases, one for each line of what defeat, conclusions and levels mean."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.handmade import case, judged, outcomes, rule

FIRED, CONTESTABLE, DEFEATED = "fired", "fired-contestable", "defeated"
FALSE, UNKNOWN = "does-not-hold", "undetermined"

BASE = rule("base", "personal equal true", then="tier.high")
EXCEPTION = rule("exception", "harmless equal true", defeats="base")
COUNTER = rule("counter", "narrow equal true", defeats="exception")
PERSONAL: dict[str, Any] = {"processing": {"personal": True}}


def judgements(**answers: bool) -> dict[str, Any]:
    return {"judgements": {name: judged(answer) for name, answer in answers.items()}}


@pytest.mark.parametrize(
    ("personal", "harmless", "expected"),
    [
        (True, True, DEFEATED),
        (True, None, CONTESTABLE),  # a rule is presumed while its exception is in doubt
        (True, False, FIRED),
        (None, True, DEFEATED),  # it can no longer fire
        (None, None, UNKNOWN),
        (None, False, UNKNOWN),
        (False, True, FALSE),  # what does not hold is not defeated
        (False, None, FALSE),
    ],
)
def test_a_rule_and_its_exception(personal: bool | None, harmless: bool | None, expected: str) -> None:
    function = {} if personal is None else {"processing": {"personal": personal}}
    function |= {} if harmless is None else judgements(harmless=harmless)
    assert outcomes(case(function), BASE, EXCEPTION)["base"] == expected


def test_an_exception_in_doubt_about_its_own_exception_is_undetermined_and_takes_nothing_away() -> None:
    found = outcomes(case(PERSONAL | judgements(harmless=True)), BASE, EXCEPTION, COUNTER)
    assert found == {"counter": UNKNOWN, "exception": UNKNOWN, "base": CONTESTABLE}


def test_an_exception_that_does_not_hold_is_settled_whatever_its_own_exception_is() -> None:
    found = outcomes(case(PERSONAL | judgements(harmless=False)), BASE, EXCEPTION, COUNTER)
    assert found == {"counter": UNKNOWN, "exception": FALSE, "base": FIRED}


def test_an_exception_to_an_exception_gives_the_rule_back() -> None:
    found = outcomes(case(PERSONAL | judgements(harmless=True, narrow=True)), BASE, EXCEPTION, COUNTER)
    assert found == {"counter": FIRED, "exception": DEFEATED, "base": FIRED}


def test_an_exception_whose_conditions_are_open_is_defeated_by_its_exception() -> None:
    found = outcomes(case(PERSONAL | judgements(narrow=True)), BASE, EXCEPTION, COUNTER)
    assert found == {"counter": FIRED, "exception": DEFEATED, "base": FIRED}


def test_one_of_several_exceptions_is_enough_even_beside_one_in_doubt() -> None:
    other = rule("other", "people equal 0", defeats="base")
    assert outcomes(case(PERSONAL | {"people": 0}), BASE, EXCEPTION, other)["base"] == DEFEATED
    assert outcomes(case(PERSONAL | {"people": 1}), BASE, EXCEPTION, other)["base"] == CONTESTABLE


def test_one_exception_defeats_every_rule_it_names() -> None:
    second = rule("second", "personal equal true", then="tier.other")
    both = rule("both", "harmless equal true", defeats="base second")
    found = outcomes(case(PERSONAL | judgements(harmless=True)), BASE, second, both)
    assert (found["base"], found["second"]) == (DEFEATED, DEFEATED)


def test_an_exception_of_one_function_leaves_the_other_alone() -> None:
    found = outcomes(
        case(PERSONAL | judgements(harmless=True), PERSONAL | judgements(harmless=False)), BASE, EXCEPTION
    )
    assert (found["base@f0"], found["base@f1"]) == (DEFEATED, FIRED)


# --- conclusions ---------------------------------------------------------------------------------

READER = rule("reader", "tier any-of aia:tier.high", then="tier.other")


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (PERSONAL | judgements(harmless=False), FIRED),
        (PERSONAL, CONTESTABLE),  # what rests on a contestable finding is contestable
        (judgements(harmless=False), UNKNOWN),
        (PERSONAL | judgements(harmless=True), FALSE),  # a defeated rule concludes nothing
        ({"processing": {"personal": False}}, FALSE),
    ],
)
def test_a_rule_reads_what_another_concludes(function: dict[str, Any], expected: str) -> None:
    assert outcomes(case(function), BASE, EXCEPTION, READER)["reader"] == expected


def test_a_narrower_conclusion_is_read_as_the_broader_one_but_not_the_other_way() -> None:
    narrow = rule("narrow", "personal equal true", then="tier.higher")
    assert outcomes(case(PERSONAL), narrow, READER)["reader"] == FIRED
    wide = rule("wide", "personal equal true", then="tier.wide")
    assert outcomes(case(PERSONAL), wide, READER)["reader"] == FALSE


def test_a_conclusion_of_several_rules_is_as_good_as_the_best_of_them() -> None:
    unknown = rule("unknown", "people equal 1", then="tier.high")
    certain = rule("certain", "personal equal true", then="tier.higher")
    assert outcomes(case(PERSONAL), BASE, EXCEPTION, certain, READER)["reader"] == FIRED
    assert outcomes(case(PERSONAL), BASE, EXCEPTION, unknown, READER)["reader"] == CONTESTABLE
    assert outcomes(case({"processing": {"personal": False}}), BASE, unknown, READER)["reader"] == UNKNOWN


def test_one_rule_can_conclude_several_things() -> None:
    two = rule("two", "personal equal true", then="tier.high tier.other")
    reader = rule("reader", "tier any-of aia:tier.other", then="tier.wide")
    assert outcomes(case(PERSONAL), two, READER, reader)["reader"] == FIRED


def test_a_contestable_finding_shows_nothing_to_an_exception() -> None:
    target = rule("target", "people equal 1", then="tier.other")
    by_tier = rule("by_tier", "tier any-of aia:tier.high", defeats="target")
    function = PERSONAL | {"people": 1}
    found = outcomes(case(function), BASE, EXCEPTION, target, by_tier)
    assert (found["base"], found["by_tier"], found["target"]) == (CONTESTABLE, UNKNOWN, CONTESTABLE)
    beside = rule("beside", "people equal 1", defeats="target")
    assert outcomes(case(function), BASE, EXCEPTION, target, by_tier, beside)["beside"] == FIRED
    certain = outcomes(case(function | judgements(harmless=False)), BASE, EXCEPTION, target, by_tier)
    assert (certain["by_tier"], certain["target"]) == (FIRED, DEFEATED)


def test_what_is_concluded_of_one_function_is_not_read_of_another() -> None:
    found = outcomes(case({"processing": {"personal": False}}, PERSONAL), BASE, READER)
    assert (found["reader@f0"], found["reader@f1"]) == (FALSE, FIRED)


def test_an_exception_may_conclude() -> None:
    concluding = rule("concluding", "harmless equal true", defeats="base", then="tier.other")
    reader = rule("reader", "tier any-of aia:tier.other", then="tier.wide")
    function = PERSONAL | judgements(harmless=True)
    assert outcomes(case(function), BASE, concluding, reader)["reader"] == FIRED
    assert outcomes(case(PERSONAL), BASE, concluding, reader)["reader"] == UNKNOWN


def test_nothing_concludes_what_no_rule_concludes() -> None:
    assert outcomes(case(), READER)["reader"] == FALSE


# --- levels --------------------------------------------------------------------------------------

ON_TIER = rule("duty", "tier any-of aia:tier.high", level="actor", then="duty.log")


def test_the_best_of_all_functions_is_read_from_the_level_of_actors() -> None:
    no: dict[str, Any] = {"processing": {"personal": False}}
    certain = PERSONAL | judgements(harmless=False)
    for functions, expected in (
        ((no, certain), FIRED),
        ((PERSONAL, certain), FIRED),
        ((no, PERSONAL), CONTESTABLE),
        ((no, judgements(harmless=False)), UNKNOWN),
        ((no, no), FALSE),
    ):
        assert outcomes(case(*functions), BASE, EXCEPTION, ON_TIER)["duty"] == expected


def test_a_rule_of_the_use_case_reads_across_and_its_own_conclusion_is_read_by_all() -> None:
    watch = rule("watch", "tier any-of aia:tier.high", level="use-case", then="demand.watch")
    heeded = rule(
        "heeded", "demand any-of aia:demand.watch", "large equal true", level="actor", then="duty.log"
    )
    profile = case({}, PERSONAL, actors={"big": {"large": True}, "small": {"large": False}})
    found = outcomes(profile, BASE, watch, heeded)
    assert (found["watch"], found["heeded@big"], found["heeded@small"]) == (FIRED, FIRED, FALSE)


ASK = rule("ask", "writes equal true", level="tool", then="permission.ask")
ON_TOOLS = rule("on_tools", "permission any-of aia:permission.ask", level="use-case", then="demand.watch")
READS = {"name": "search", "writes": False}
WRITES = {"name": "send", "writes": True}


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        (None, UNKNOWN),  # nothing said of the stack
        ([], FALSE),  # no stack, as stated
        ([{"id": "a", "kind": "agent"}], UNKNOWN),  # an agent that does not list its tools
        ([{"id": "a", "kind": "planner"}], UNKNOWN),  # nor a narrower kind of agent
        ([{"id": "a", "kind": "software"}], UNKNOWN),  # nor what could be an agent
        ([{"id": "a"}], UNKNOWN),
        ([{"id": "a", "kind": "model"}], FALSE),  # a model needs no list of tools
        ([{"id": "a", "kind": "agent", "tools": []}], FALSE),
        ([{"id": "a", "tools": [READS]}], FALSE),
        ([{"id": "a", "kind": "agent", "tools": [READS]}, {"id": "b", "kind": "agent"}], UNKNOWN),
        ([{"id": "a", "kind": "agent", "tools": [WRITES]}, {"id": "b", "kind": "agent"}], FIRED),
        ([{"id": "a", "kind": "agent", "tools": [{"name": "send"}]}], UNKNOWN),
    ],
)
def test_tools_are_read_as_far_as_they_are_listed(stack: list[Any] | None, expected: str) -> None:
    profile = case(stack=stack)
    if stack is None:
        del profile["stack"]
    assert outcomes(profile, ASK, ON_TOOLS)["on_tools"] == expected


def test_components_are_unlisted_only_where_the_stack_is_not_stated() -> None:
    acts = rule("acts", "kind any-of term:component-kind.agent", level="component", then="nature.acts")
    seen = rule("seen", "nature any-of aia:nature.acts", then="tier.other")
    open_stack = case()
    del open_stack["stack"]
    assert outcomes(open_stack, acts, seen) == {"seen": UNKNOWN}
    assert outcomes(case(stack=[]), acts, seen) == {"seen": FALSE}
    assert outcomes(case(stack=[{"id": "m", "kind": "planner"}]), acts, seen)["seen"] == FIRED


def test_a_rule_runs_for_every_tool_by_component_and_name() -> None:
    stack = [{"id": name, "kind": "agent", "tools": [WRITES, READS]} for name in ("a", "b")]
    found = outcomes(case(stack=stack), ASK)
    assert found == {
        f"ask@{name}": FIRED if "send" in name else FALSE
        for name in ("a/send", "a/search", "b/send", "b/search")
    }


# --- time ----------------------------------------------------------------------------------------


def test_a_rule_is_known_from_the_publication_of_what_introduced_it_until_that_of_its_repeal() -> None:
    new = rule("new", "personal equal true", then="tier.high", introducedBy="amending-act")
    old = rule("old", "personal equal true", then="tier.high", introducedBy="act", repealedBy="amending-act")
    assert outcomes(case(PERSONAL), new, old, known_at="2026-07-23") == {"old": FIRED}
    assert outcomes(case(PERSONAL), new, old, known_at="2026-07-24") == {"new": FIRED}
    assert outcomes(case(PERSONAL), new, old, known_at="2024-07-11") == {}


OLD_WINDOW = "aia:w1 a gov:ApplicationWindow ; gov:windowFor aia:tier.high ; gov:introducedBy aia:act ."
NEW_WINDOW = (
    "aia:w2 a gov:ApplicationWindow ; gov:windowFor aia:tier.other ; gov:introducedBy aia:amending-act"
)


def test_what_has_no_window_known_by_then_is_not_concluded() -> None:
    other = rule("other", "personal equal true", then="tier.other")
    both = rule("both", "personal equal true", then="tier.high tier.other")
    reader = rule("reader", "tier any-of aia:tier.other", then="tier.wide")
    windows = (OLD_WINDOW, f"{NEW_WINDOW} .")
    rules = (BASE, other, both, reader, *windows)
    before = outcomes(case(PERSONAL), *rules, known_at="2026-07-23")
    assert before == {"base": FIRED, "both": FIRED, "reader": FALSE}
    after = outcomes(case(PERSONAL), *rules, known_at="2026-07-24")
    assert after == {"base": FIRED, "other": FIRED, "both": FIRED, "reader": FIRED}


def test_a_window_that_was_replaced_gives_no_time_any_more() -> None:
    other = rule("other", "personal equal true", then="tier.other")
    rules = (BASE, other, OLD_WINDOW, f"{NEW_WINDOW} ; gov:replaces aia:w1 .")
    assert outcomes(case(PERSONAL), *rules, known_at="2026-07-23") == {"base": FIRED}
    assert outcomes(case(PERSONAL), *rules, known_at="2026-07-24") == {"other": FIRED}


def test_an_exception_whose_conclusion_is_not_yet_law_still_defeats() -> None:
    concluding = rule("concluding", "harmless equal true", defeats="base", then="tier.other")
    rules = (BASE, concluding, f"{NEW_WINDOW} .")
    found = outcomes(case(PERSONAL | judgements(harmless=True)), *rules, known_at="2026-07-23")
    assert found == {"concluding": FIRED, "base": DEFEATED}


def test_an_exception_that_is_not_yet_known_defeats_nothing() -> None:
    later = rule("later", "harmless equal true", defeats="base", introducedBy="amending-act")
    function = PERSONAL | judgements(harmless=True)
    assert outcomes(case(function), BASE, later, known_at="2026-07-23") == {"base": FIRED}
    assert outcomes(case(function), BASE, later, known_at="2026-07-24")["base"] == DEFEATED


def test_a_rule_base_that_is_not_stratified_is_refused() -> None:
    circle = rule("circle", "tier any-of aia:tier.other", defeats="other")
    other = rule("other", "personal equal true", then="tier.other")
    with pytest.raises(AssertionError, match="0 answer sets"):
        outcomes(case(PERSONAL), circle, other)
