"""Contested points: one reading of each counts, and what the others would change is said."""

from __future__ import annotations

import pytest

from engine.chosen import chosen_readings, default_readings
from engine.contested import ContestedPoint, LegalReading, stands
from engine.determination import Determination, Finding
from engine.determine import Executor, determine
from engine.errors import EngineDisagreement, ReadingError
from engine.forward import ForwardExecutor
from engine.identifiers import Iri
from engine.kinds import LegalStatus, Level
from engine.knowledge import KnowledgeBase, Rule, Window
from engine.law import law_as_known
from engine.readings import Difference, alternatives, other_readings
from engine.record import determination_id, determination_record
from engine.rulebase import RuleBase
from engine.semantics import define
from engine.state import Snapshot, Verdicts
from engine.usecase import UseCase
from tests.support import shipped
from tests.support.kb import AMENDMENT, concluded, knowledge_base, name, rule, use_case, window

DAY = "2026-11-22"
WIDE, NARROW = Iri("t:reading.wide"), Iri("t:reading.narrow")
EARLY, LATE, NEVER = Iri("t:reading.early"), Iri("t:reading.late"), Iri("t:reading.never")
SCOPE, TIME = Iri("t:question.scope"), Iri("t:question.time")
STATED = (Iri("t:art_1"),)


def point(identifier: Iri, default: Iri) -> ContestedPoint:
    return ContestedPoint(
        id=identifier, question=f"{identifier}?", definition="Open.", stated_in=STATED, default=default
    )


def reading(identifier: Iri, of: Iri) -> LegalReading:
    return LegalReading(
        id=identifier, label="A reading", definition="So.", point=of, status=LegalStatus.TEXT, cites=STATED
    )


POINTS = {each.id: each for each in (point(SCOPE, NARROW), point(TIME, LATE))}
READINGS = {
    each.id: each
    for each in (
        *(reading(each, SCOPE) for each in (WIDE, NARROW)),
        *(reading(each, TIME) for each in (EARLY, LATE, NEVER)),
    )
}


def contested(*rules: Rule, windows: tuple[Window, ...] = ()) -> KnowledgeBase:
    return knowledge_base(*rules, windows=windows, points=POINTS, readings=READINGS)


HIGH = rule("high", "a", then="tier.high nature.listed")
ALSO = rule("also", "b", then="tier.high", under=(WIDE,))
DUTY = rule("duty", concluded("tier.high"), level=Level.ACTOR, then="obligation.oversee")
FORMAL = window("formal", "obligation.oversee", start="2026-08-02", under=(EARLY,))
PRACTICAL = window("practical", "obligation.oversee", start="2027-12-02", under=(LATE, NEVER))
BASE = contested(
    HIGH,
    ALSO,
    DUTY,
    windows=(FORMAL, PRACTICAL, window("tiers", "tier.high", "tier.minimal", start="2024-08-01")),
)


def said(case: UseCase, known: KnowledgeBase = BASE, *names: str) -> Determination:
    return determine(case, known, DAY, readings=names)


def only(found: tuple[Difference, ...]) -> Difference:
    (difference,) = found
    return difference


CASE = use_case({"a": False, "b": True}, actors={"acme": {}})


def test_a_statement_under_no_reading_always_stands_and_one_under_several_under_any() -> None:
    assert stands((), frozenset())
    assert stands((EARLY, LATE), frozenset({LATE}))
    assert not stands((EARLY, LATE), frozenset({NEVER}))


def test_without_a_choice_every_point_is_read_by_its_default() -> None:
    assert chosen_readings(BASE, ()) == default_readings(BASE) == {NARROW, LATE}
    assert said(CASE).readings == (LATE, NARROW)
    assert said(CASE).chosen == ()


def test_where_nothing_is_contested_nothing_is_chosen() -> None:
    assert chosen_readings(knowledge_base(HIGH), ()) == frozenset()
    assert other_readings(determine(CASE, knowledge_base(HIGH), DAY)) == ()


def test_a_reading_is_chosen_by_its_identifier_or_its_last_part() -> None:
    for spelled in ("wide", "t:reading.wide"):
        assert chosen_readings(BASE, [spelled]) == {WIDE, LATE}
    assert said(CASE, BASE, "wide").chosen == (WIDE,)


def test_naming_a_reading_twice_is_naming_it_once() -> None:
    assert chosen_readings(BASE, ["wide", "t:reading.wide"]) == {WIDE, LATE}


def test_an_unknown_reading_is_refused_with_the_nearest_and_all_others() -> None:
    with pytest.raises(ReadingError) as refused:
        chosen_readings(BASE, ["wied"])
    assert "wied: It is no reading of any contested point. Nearest: wide." in str(refused.value)
    assert "Expected: one of early, late, narrow, never, wide." in str(refused.value)


def test_two_readings_of_one_point_are_refused_with_the_question_and_the_choices() -> None:
    with pytest.raises(ReadingError) as refused:
        chosen_readings(BASE, ["early", "late", "narrow"])
    (fault,) = refused.value.faults
    assert fault.path == TIME
    assert "can be read one way at a time, not as early and late" in fault.message
    assert fault.expected == "one of early, late, never."


def test_every_fault_of_a_choice_is_told_at_once() -> None:
    with pytest.raises(ReadingError) as refused:
        chosen_readings(BASE, ["wide", "narrow", "no-such", "nor-this"])
    assert len(refused.value.faults) == 3


def test_where_there_is_no_contested_point_any_reading_is_unknown() -> None:
    with pytest.raises(ReadingError, match="no contested point"):
        chosen_readings(knowledge_base(HIGH), ["wide"])


def test_a_rule_under_a_reading_counts_only_where_that_is_chosen() -> None:
    assert said(CASE).tiers == (name("tier.minimal"),)
    assert said(CASE, BASE, "wide").tiers == (name("tier.high"),)


def test_a_window_under_a_reading_dates_only_where_that_is_chosen() -> None:
    case = use_case({"a": True}, actors={"acme": {}})
    days = {
        chosen: found.binding.applies_from
        for chosen in ("late", "early", "never")
        for found in said(case, BASE, chosen).findings_of(name("obligation.oversee"))
        if found.binding
    }
    assert days == {"late": "2027-12-02", "early": "2026-08-02", "never": "2027-12-02"}


def test_an_exception_under_a_reading_takes_away_only_where_that_is_chosen() -> None:
    known = contested(HIGH, rule("but", "c", defeats="high", under=(WIDE,)))
    case = use_case({"a": True, "c": True})
    assert said(case, known).tiers == (name("tier.high"),)
    assert said(case, known, "wide").tiers == (name("tier.minimal"),)
    assert [change.conclusion for change in only(other_readings(said(case, known))).lost] == [
        name("nature.listed"),
        name("tier.high"),
    ]


def test_a_law_is_compiled_once_for_each_choice_of_readings() -> None:
    assert law_as_known(BASE, DAY) is law_as_known(BASE, DAY, default_readings(BASE))
    wide = chosen_readings(BASE, ["wide"])
    assert law_as_known(BASE, DAY, wide) is law_as_known(BASE, DAY, wide)
    assert law_as_known(BASE, DAY, wide) is not law_as_known(BASE, DAY)


def test_what_another_reading_would_add_is_said_with_the_tiers_that_would_hold() -> None:
    difference = only(other_readings(said(CASE)))
    assert (difference.point.id, difference.reading.id) == (SCOPE, WIDE)
    assert [(change.conclusion, change.subject) for change in difference.gained] == [
        (name("obligation.oversee"), "acme"),
        (name("tier.high"), "f0"),
    ]
    assert difference.tiers == (name("tier.high"),)
    assert difference.lost == difference.opened == difference.redated == ()


def test_seen_from_the_other_reading_the_same_is_lost() -> None:
    difference = only(tuple(d for d in other_readings(said(CASE, BASE, "wide")) if d.reading.id == NARROW))
    assert [change.conclusion for change in difference.lost] == [
        name("obligation.oversee"),
        name("tier.high"),
    ]
    assert difference.tiers == (name("tier.minimal"),)


def test_another_date_is_said_with_both_days_and_a_reading_that_gives_the_same_is_left_out() -> None:
    difference = only(other_readings(said(use_case({"a": True}, actors={"acme": {}}))))
    assert difference.reading.id == EARLY
    (change,) = difference.redated
    assert isinstance(change.before, Finding) and isinstance(change.after, Finding)
    assert change.before.binding and change.after.binding
    assert (change.before.binding.applies_from, change.after.binding.applies_from) == (
        "2027-12-02",
        "2026-08-02",
    )


def test_what_another_reading_would_make_a_question_is_said_as_open() -> None:
    difference = only(other_readings(said(use_case({"a": False}, actors={"acme": {}}))))
    assert {change.conclusion for change in difference.opened} == {
        name("obligation.oversee"),
        name("tier.high"),
    }
    assert not difference.is_complete
    assert difference.tiers == ()


def test_a_reading_that_changes_nothing_for_a_use_case_is_not_listed() -> None:
    case = use_case({"a": False, "b": False}, actors={"acme": {}})
    assert other_readings(said(case)) == ()
    assert [each.id for _, each in alternatives(said(case))] == [WIDE, EARLY, NEVER]


def test_a_finding_that_becomes_contestable_is_a_change() -> None:
    known = contested(HIGH, rule("but", "c", defeats="high", under=(WIDE,)))
    difference = only(other_readings(said(use_case({"a": True}), known)))
    assert all(isinstance(c.after, Finding) and c.after.contestable for c in difference.redated)
    assert difference.redated


def test_a_conclusion_that_was_no_law_under_the_default_is_gained_under_the_reading_that_dates_it() -> None:
    timed = (
        window(
            "then", "obligation.oversee", start="2027-12-02", introduced_by=AMENDMENT, under=(LATE, NEVER)
        ),
        window("from-the-start", "obligation.oversee", start="2024-08-01", under=(EARLY,)),
    )
    known = contested(rule("duty", "a", level=Level.ACTOR, then="obligation.oversee"), windows=timed)
    before = determine(use_case(actors={"acme": {"a": True}}), known, DAY, "2026-07-23")
    assert before.findings == ()
    assert [change.conclusion for change in only(other_readings(before)).gained] == [
        name("obligation.oversee")
    ]


def test_what_is_passed_over_would_have_changed_nothing() -> None:
    """The cheap test against the whole truth: determining everything again under every other reading."""
    for example in ("cv-screening", "credit-and-fraud", "demand-forecast", "faq-bot", "meeting-assistant"):
        now = shipped.determined(example)
        told = {difference.reading.id for difference in other_readings(now)}
        for contested_point, other in alternatives(now):
            then = determine(now.use_case, now.knowledge_base, DAY, readings=[other.id])
            same = (now.findings, now.undetermined, now.tiers) == (
                then.findings,
                then.undetermined,
                then.tiers,
            )
            assert other.id in told or same or _only_names_differ(now, then), contested_point.id


def _only_names_differ(one: Determination, other: Determination) -> bool:
    """Whether two determinations tell a reader the same, though by other rules or other windows."""

    def told(determination: Determination) -> set[tuple[object, ...]]:
        findings: set[tuple[object, ...]] = {
            (f.conclusion, f.subject, f.contestable, f.binding and (f.binding.applies_from, f.binding.state))
            for f in determination.findings
        }
        return findings | {(o.conclusion, o.subject) for o in determination.undetermined}

    return told(one) == told(other)


def test_the_default_is_not_named_in_the_record_and_another_choice_changes_its_identifier() -> None:
    assert determination_record(said(CASE))["readings"] == []
    assert determination_id(said(CASE)) == determination_id(said(CASE, BASE, "narrow"))
    assert determination_record(said(CASE, BASE, "wide"))["readings"] == [WIDE]
    assert determination_id(said(CASE)) != determination_id(said(CASE, BASE, "wide"))
    idle = use_case({"a": False, "b": False}, actors={"acme": {}})
    assert determination_id(said(idle)) != determination_id(said(idle, BASE, "wide"))


def test_durable_rules_says_the_same_of_every_other_reading() -> None:
    executor = ForwardExecutor()
    now = determine(CASE, BASE, DAY, executor=executor)
    assert other_readings(now, executor=executor) == other_readings(now)


def test_a_disagreement_about_another_reading_is_no_answer_either() -> None:
    class Wrong(Executor):
        name = "wrong"

        def run(self, rule_base: RuleBase, facts: Snapshot) -> Verdicts:
            verdicts = define(rule_base, facts)
            verdicts[Level.FUNCTION][0][0] ^= 1
            return verdicts

    with pytest.raises(EngineDisagreement):
        other_readings(said(CASE), executor=Wrong())
