"""From a use case to findings: what holds and what may, when it binds, the tier, and who decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.determination import Determination
from engine.determine import Definition, determine
from engine.errors import EngineDisagreement
from engine.forward import ForwardExecutor
from engine.knowledge import Condition, KnowledgeBase, Level, Rule
from engine.rulebase import RuleBase
from engine.semantics import Verdict, define
from engine.state import Snapshot, Verdicts
from engine.usecase import UseCase
from tests.support.kb import concept, concluded, fact, knowledge_base, name, on, rule, use_case, window

BASE = rule("base", "a", then="tier.high")
EXCEPTION = rule("exception", "b", defeats="base")
MARK = rule("mark", "c", then="tier.transparency")
DUTY = rule("duty", concluded("tier.high"), level=Level.ACTOR, then="obligation.oversee")
WINDOWS = [
    window("w.tier", "tier.high", "obligation.oversee", start="2026-08-02"),
    window("w.mark", "tier.transparency", start="2025-02-02", applies_until="2026-01-01"),
]
KNOWN = knowledge_base(BASE, EXCEPTION, MARK, DUTY, windows=WINDOWS)


def answer(
    case: UseCase, known: KnowledgeBase = KNOWN, as_of: str = "2026-11-22", known_at: str = ""
) -> Determination:
    return determine(case, known, as_of, known_at, executor=ForwardExecutor(trial=False))


def held(found: Determination) -> list[tuple[str, str, bool]]:
    return [(f.conclusion.removeprefix("t:"), f.subject, f.contestable) for f in found.findings]


# --- findings ------------------------------------------------------------------------------------


def test_a_use_case_of_which_nothing_is_known_has_open_conclusions_and_no_findings() -> None:
    found = answer(use_case({}, actors={"acme": {}}))
    assert found.findings == ()
    assert [(o.conclusion.removeprefix("t:"), o.subject) for o in found.undetermined] == [
        ("obligation.oversee", "acme"),
        ("tier.high", "f0"),
        ("tier.transparency", "f0"),
    ]
    assert (found.tiers, found.is_complete) == ((), False)


def test_a_use_case_without_functions_and_actors_has_the_residual_tier_only() -> None:
    found = answer(use_case())
    assert (found.findings, found.undetermined) == ((), ())
    assert (found.tiers, found.is_complete) == ((name("tier.minimal"),), True)


def test_findings_name_the_subject_the_family_the_rules_and_when_they_bind() -> None:
    found = answer(
        use_case({"a": False, "c": False}, {"a": True, "b": False, "c": False}, actors={"acme": {}})
    )
    duty, tier = found.findings
    assert (tier.conclusion, tier.family, tier.level, tier.subject) == (
        name("tier.high"),
        "fact:tier",
        Level.FUNCTION,
        "f1",
    )
    assert (tier.rules, tier.contestable) == ((BASE.id,), False)
    assert tier.binding is not None and tier.binding.state == "binding"
    assert (duty.conclusion, duty.subject) == (name("obligation.oversee"), "acme")
    assert found.findings_of(name("tier.high")) == (tier,)
    assert found.findings_of(name("tier.prohibited")) == ()


def test_what_an_exception_could_take_away_is_marked() -> None:
    assert held(answer(use_case({"a": True, "c": False}, actors={"acme": {}}))) == [
        ("obligation.oversee", "acme", True),
        ("tier.high", "f0", True),
    ]


def test_what_an_exception_took_away_is_no_finding_and_no_question() -> None:
    found = answer(use_case({"a": True, "b": True, "c": False}))
    assert (found.findings, found.undetermined) == ((), ())
    assert found.verdict(BASE.id, 0) is Verdict.DEFEATED


def test_a_finding_names_the_rules_that_fired_and_an_open_conclusion_those_that_may() -> None:
    rules = [rule(f"r{letter}", letter, then="nature.x") for letter in "abcd"]
    known = knowledge_base(*rules, rule("not-d", "e", defeats="rd"))
    fired = answer(use_case({"a": True, "b": False, "d": True}), known).findings[0]
    assert (fired.rules, fired.contestable) == ((name("ra"), name("rd")), False)
    contestable = answer(use_case({"a": False, "b": False, "d": True}), known).findings[0]
    assert (contestable.rules, contestable.contestable) == ((name("rd"),), True)
    (open_conclusion,) = answer(use_case({"a": False, "d": False}), known).undetermined
    assert open_conclusion.rules == (name("rb"), name("rc"))


def test_what_never_had_a_window_binds_at_no_date() -> None:
    assert (
        answer(use_case({"a": True}), knowledge_base(rule("r", "a", then="nature.x"))).findings[0].binding
        is None
    )


def test_every_rule_and_subject_has_an_outcome_in_a_fixed_order() -> None:
    found = answer(use_case({"a": True}, {"a": False}, actors={"acme": {}}))
    outcomes = list(found.outcomes())
    assert len(outcomes) == 3 * 2 + 1
    assert all(found.verdict(rule_, subject) is verdict for rule_, _, subject, verdict in outcomes)
    assert [subject.id for subject in found.subjects(Level.FUNCTION)] == ["f0", "f1"]


# --- windows -------------------------------------------------------------------------------------


def duty_timed_by(condition: Condition, *rules: Rule, **more: Any) -> KnowledgeBase:
    later = window("later", "obligation.x", start="2030-01-01", conditions=(condition,))
    general = window("general", "obligation.x", start="2026-01-01")
    duty = rule("duty", "d", level=Level.ACTOR, then="obligation.x")
    return knowledge_base(duty, *rules, windows=[general, later], **more)


def windows_of(known: KnowledgeBase, case: UseCase) -> dict[str, str]:
    return {
        f.subject: f.binding.window.removeprefix("t:")
        for f in answer(case, known).findings
        if f.binding and f.conclusion == name("obligation.x")
    }


def test_a_window_that_asks_about_the_subject_is_read_for_each_subject() -> None:
    known = duty_timed_by(on("small"), facts=[fact("small", Level.ACTOR)])
    actors = {"one": {"d": True, "small": True}, "two": {"d": True, "small": False}, "three": {"d": True}}
    assert windows_of(known, use_case(actors=actors)) == {
        "one": "later",
        "two": "general",
        "three": "general",
    }


def test_a_window_that_asks_about_the_use_case_is_read_alike_for_all() -> None:
    known = duty_timed_by(on("old"), facts=[fact("old", Level.USE_CASE)])
    actors = {"one": {"d": True}, "two": {"d": True}}
    assert windows_of(known, use_case(actors=actors, whole={"old": True})) == {"one": "later", "two": "later"}
    assert windows_of(known, use_case(actors=actors)) == {"one": "general", "two": "general"}


def test_a_window_can_ask_what_was_concluded_about_the_subject() -> None:
    authority = rule("authority", "public", level=Level.ACTOR, then="role.authority")
    known = duty_timed_by(concluded("role.authority"), authority)
    actors = {"one": {"d": True, "public": True}, "two": {"d": True, "public": False}}
    assert windows_of(known, use_case(actors=actors)) == {"one": "later", "two": "general"}


def test_a_window_that_asks_for_what_no_rule_concludes_is_not_shown() -> None:
    known = duty_timed_by(concluded("role.authority"), concepts=[concept("role.authority")])
    assert windows_of(known, use_case(actors={"one": {"d": True}})) == {"one": "general"}


# --- tiers ---------------------------------------------------------------------------------------

SETTLED = {"a": False, "b": False, "c": False}


@pytest.mark.parametrize(
    ("functions", "tiers", "complete"),
    [
        ([SETTLED], ["minimal"], True),
        ([{"a": False, "b": False}], [], False),  # transparency may hold
        ([SETTLED, {}], [], False),
        ([{"a": True, "b": False, "c": False}], ["high"], True),
        ([{"a": True, "b": False}], ["high"], False),  # high-risk does not outrank transparency
        ([{"a": True, "b": False, "c": True}], ["high", "transparency"], True),
        ([{"a": True, "c": False}], ["high"], True),  # contestable: an exception can only lower it
        ([{"a": True, "b": True, "c": False}], ["minimal"], True),
        ([SETTLED, {"a": True, "b": False, "c": False}], ["high"], True),
    ],
)
def test_the_tiers_of_a_use_case(
    functions: list[Mapping[str, bool]], tiers: list[str], complete: bool
) -> None:
    found = answer(use_case(*functions))
    assert ([t.removeprefix("t:tier.") for t in found.tiers], found.is_complete) == (tiers, complete)


def test_an_open_tier_that_a_holding_one_outranks_leaves_nothing_open() -> None:
    banned = rule("banned", "z", then="tier.prohibited")
    found = answer(use_case({"z": True, "c": False}), knowledge_base(BASE, MARK, banned))
    assert (found.tiers, found.is_complete) == ((name("tier.prohibited"),), True)
    assert [o.conclusion for o in found.undetermined] == [name("tier.high")]


def test_an_open_tier_above_a_holding_one_leaves_the_determination_incomplete() -> None:
    banned = rule("banned", "z", then="tier.prohibited")
    found = answer(use_case({"a": True, "c": False}), knowledge_base(BASE, MARK, banned))
    assert (found.tiers, found.is_complete) == ((name("tier.high"),), False)


# --- the two clocks ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "known_at", "expected"),
    [
        ("2026-05-01", "", "2026-05-01"),
        ("2027-05-01", "", "2026-11-01"),  # no further than the packs were checked
        ("2027-05-01", "2027-01-01", "2027-01-01"),
    ],
)
def test_the_law_is_read_as_known_on_the_day_or_as_far_as_it_was_checked(
    as_of: str, known_at: str, expected: str
) -> None:
    assert answer(use_case(), as_of=as_of, known_at=known_at).known_at == expected


def test_packs_that_do_not_say_how_far_they_were_checked_are_read_as_of_the_day() -> None:
    unchecked = knowledge_base(BASE, windows=WINDOWS, checked_until="")
    found = answer(use_case({"a": True}), unchecked)
    assert found.known_at == "2026-11-22"
    assert found.tiers == (name("tier.high"),)


# --- who decided ---------------------------------------------------------------------------------


class Wrong:
    """An executor that lets what is undetermined fire."""

    name = "wrong"

    def run(self, rule_base: RuleBase, facts: Snapshot) -> Verdicts:
        """The definition's verdicts, with one mistake."""
        return {
            level: tuple(
                [Verdict.FIRED if v is Verdict.UNDETERMINED else v for v in decided] for decided in found
            )
            for level, found in define(rule_base, facts).items()
        }


def test_where_executor_and_definition_differ_nothing_is_determined_and_the_rule_is_named() -> None:
    with pytest.raises(EngineDisagreement) as raised:
        determine(use_case({"a": True}), KNOWN, "2026-11-22", executor=Wrong())
    assert str(raised.value) == (
        "no determination is issued: t:exception for function 0: wrong says FIRED,"
        " the definition UNDETERMINED; t:mark for function 0: wrong says FIRED, the definition UNDETERMINED"
    )


def test_without_the_cross_check_the_executor_is_believed_and_that_is_said() -> None:
    found = determine(use_case({"a": True}), KNOWN, "2026-11-22", executor=Wrong(), cross_check=False)
    assert (found.executor, found.cross_checked) == ("wrong", False)
    assert found.verdict(EXCEPTION.id, 0) is Verdict.FIRED


def test_every_determination_names_its_executor_and_whether_it_was_cross_checked() -> None:
    case = use_case({"a": True})
    executors = (None, Definition(), ForwardExecutor(trial=False))
    found = [determine(case, KNOWN, "2026-11-22", executor=executor) for executor in executors]
    assert [(f.executor, f.cross_checked) for f in found] == [
        ("definition", False),
        ("definition", False),
        ("durable-rules", True),
    ]
    assert found[0].verdicts == found[1].verdicts == found[2].verdicts
