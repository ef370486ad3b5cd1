"""Which unanswered facts matter, where their answers belong, and how much each settles."""

from __future__ import annotations

from engine.determine import determine
from engine.knowledge import FactDefinition, KnowledgeBase, Level, Operator
from engine.questions import OpenQuestion, open_questions
from engine.usecase import UseCase
from tests.support.kb import concept, concluded, fact, knowledge_base, name, on, rule, use_case

BASE = rule("base", "a", then="tier.high")
EXCEPTION = rule("exception", "b", defeats="base")
DUTY = rule("duty", concluded("tier.high"), "c", level=Level.ACTOR, then="obligation.x")
KNOWN = knowledge_base(BASE, EXCEPTION, DUTY)


def asked(case: UseCase, known: KnowledgeBase = KNOWN) -> tuple[OpenQuestion, ...]:
    return open_questions(determine(case, known, "2026-11-22"))


def pointers(case: UseCase, known: KnowledgeBase = KNOWN) -> list[str]:
    return [question.pointer for question in asked(case, known)]


def test_where_everything_is_settled_nothing_is_asked() -> None:
    assert asked(use_case({"a": True, "b": False}, actors={"acme": {"c": True}})) == ()
    assert asked(use_case()) == ()


def test_an_unstated_fact_of_an_undetermined_rule_is_asked_for_where_it_belongs() -> None:
    (question, *_) = asked(use_case({"b": False}))
    assert (question.fact, question.pointer) == ("fact:a", "/functions/0/a")
    assert (question.label, question.question) == ("Fact a", "What about a?")
    assert question.decides == ((name("tier.high"), "f0"),)


def test_what_cannot_change_anything_is_not_asked() -> None:
    assert pointers(use_case({"a": False})) == []
    assert pointers(use_case({"a": False}, actors={"acme": {}})) == []
    assert pointers(use_case({"a": True, "b": False}, actors={"acme": {"c": False}})) == []


def test_the_exception_a_contestable_finding_waits_for_is_asked() -> None:
    assert pointers(use_case({"a": True})) == ["/functions/0/b"]


def test_the_exception_of_an_undetermined_rule_is_asked_too() -> None:
    assert pointers(use_case({})) == ["/functions/0/a", "/functions/0/b"]


def test_questions_are_followed_through_conclusions_to_what_a_person_can_state() -> None:
    questions = asked(use_case({}, actors={"acme": {"c": True}}))
    assert [q.fact for q in questions] == ["fact:a", "fact:b"]
    assert questions[0].decides == ((name("tier.high"), "f0"), (name("obligation.x"), "acme"))


def test_questions_are_followed_through_exceptions_to_exceptions() -> None:
    known = knowledge_base(BASE, EXCEPTION, rule("counter", "z", defeats="exception"))
    assert pointers(use_case({"a": True, "b": True}), known) == ["/functions/0/z"]
    assert pointers(use_case({"a": True}), known) == ["/functions/0/b", "/functions/0/z"]


def test_another_function_that_cannot_change_what_is_read_is_not_asked_about_for_it() -> None:
    settled = use_case({"a": True, "b": False}, {}, actors={"acme": {}})
    by_pointer = {q.pointer: [conclusion for conclusion, _ in q.decides] for q in asked(settled)}
    assert by_pointer["/functions/1/a"] == [name("tier.high")]
    assert by_pointer["/actors/acme/c"] == [name("obligation.x")]


def test_a_broader_value_is_asked_for_again_where_it_stands() -> None:
    purposes = fact("p", scheme="p", many=True, path=("intended", "purposes"))
    narrow = [concept("p.wide"), concept("p.narrow", "p.wide")]
    known = knowledge_base(
        rule("r", on("p", name("p.narrow"), operator=Operator.ANY_OF), then="tier.high"),
        facts=[purposes],
        concepts=narrow,
    )
    assert pointers(use_case({"p": [name("p.wide")]}), known) == ["/functions/0/intended/purposes"]
    assert pointers(use_case({"p": [name("p.narrow")]}), known) == []


def test_a_fact_of_the_use_case_is_asked_once_for_all() -> None:
    known = knowledge_base(rule("r", "whole", then="tier.high"), facts=[fact("whole", Level.USE_CASE)])
    (question,) = asked(use_case({}, {}), known)
    assert question.pointer == "/whole"
    assert question.decides == ((name("tier.high"), "f0"), (name("tier.high"), "f1"))


# --- subjects that are not listed ----------------------------------------------------------------

WATCH = rule("watch", concluded("permission.ask"), level=Level.USE_CASE, then="control-demand.watch")
ACTS = rule("acts", "w", level=Level.TOOL, then="permission.ask")
UNLISTED = {Level.TOOL: "/stack/0/tools"}


def test_where_subjects_are_not_listed_the_list_is_asked_for() -> None:
    (question,) = asked(use_case(unlisted=UNLISTED), knowledge_base(ACTS, WATCH))
    assert (question.fact, question.pointer) == ("fact:tools", "/stack/0/tools")
    assert question.decides == ((name("control-demand.watch"), "case"),)


def test_where_a_listed_subject_settles_it_the_list_is_not_asked_for() -> None:
    case = use_case(tools={"agent/send": {"w": True}}, unlisted=UNLISTED)
    assert asked(case, knowledge_base(ACTS, WATCH)) == ()


def test_that_others_are_not_listed_is_not_asked_for_a_listed_subject_of_the_same_level() -> None:
    own = rule("own", concluded("permission.ask"), "v", level=Level.TOOL, then="permission.deny")
    case = use_case(tools={"agent/send": {"w": True}}, unlisted=UNLISTED)
    assert pointers(case, knowledge_base(ACTS, own)) == ["/tools/agent/send/v"]


def test_a_level_without_a_question_for_its_list_is_passed_over() -> None:
    known = knowledge_base(ACTS, WATCH)
    without: dict[str, FactDefinition] = {k: f for k, f in known.facts.items() if f.opens is not Level.TOOL}
    known.facts.clear()
    known.facts.update(without)  # type: ignore[arg-type]
    assert asked(use_case(unlisted=UNLISTED), known) == ()


# --- ranking -------------------------------------------------------------------------------------


def test_what_settles_tiers_comes_before_what_settles_duties_before_the_rest() -> None:
    known = knowledge_base(
        rule("nature", "a", then="nature.x"),
        rule("nature-too", "a", then="nature.y"),
        rule("tier", "t", then="tier.high"),
        rule("duty", "d", level=Level.ACTOR, then="obligation.x"),
        rule("duty-too", "e", level=Level.ACTOR, then="obligation.y obligation.z"),
    )
    assert [q.fact for q in asked(use_case({}, actors={"acme": {}}), known)] == [
        "fact:t",
        "fact:e",
        "fact:d",
        "fact:a",
    ]


def test_of_two_alike_the_first_by_name_and_place_comes_first() -> None:
    known = knowledge_base(rule("r", "b", then="tier.high"), rule("s", "a", then="tier.transparency"))
    assert pointers(use_case({}, {}), known) == [
        "/functions/0/a",
        "/functions/1/a",
        "/functions/0/b",
        "/functions/1/b",
    ]


def test_within_a_question_tiers_come_first() -> None:
    known = knowledge_base(
        rule("r", "a", then="nature.x"),
        rule("s", "a", then="tier.high"),
        rule("t", concluded("tier.high"), level=Level.ACTOR, then="obligation.x"),
    )
    (question,) = asked(use_case({}, actors={"acme": {}}), known)
    assert [c for c, _ in question.decides] == [name("tier.high"), name("obligation.x"), name("nature.x")]


def test_what_already_holds_by_one_rule_does_not_ask_for_the_others() -> None:
    known = knowledge_base(BASE, rule("other", "d", then="tier.high"))
    assert pointers(use_case({"a": True}), known) == []
    assert pointers(use_case({"a": False}), known) == ["/functions/0/d"]
