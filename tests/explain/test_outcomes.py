"""Open questions with their outcomes: each is what determining anew with that answer gives."""

from __future__ import annotations

import pytest

from engine.determination import Determination
from engine.questions import open_questions
from engine.terms import OBLIGATION, TIER
from explain.changes import Change
from explain.flips import applied
from explain.outcomes import MOST_TRIALS, Consequences, consequences
from explain.questions_report import outcome_lines, questions_record
from tests.explain.mutations import NAMES, answer, example
from tests.support.shipped import determined

OPEN = "meeting-assistant"


def standings(determination: Determination) -> dict[tuple[str, str], int]:
    """The tiers and obligations that may hold (1), are presumed (2) or hold (3)."""
    weighed = (TIER, OBLIGATION)
    found: dict[tuple[str, str], int] = {
        (o.conclusion, o.subject): 1 for o in determination.undetermined if o.family in weighed
    }
    return found | {
        (f.conclusion, f.subject): 2 if f.contestable else 3
        for f in determination.findings
        if f.family in weighed
    }


def anew(determination: Determination, each: Consequences, values: tuple[str, ...]) -> Determination | None:
    """The profile with one answer written into it, read and determined anew."""
    fact = determination.knowledge_base.facts[each.question.fact]
    holder = next(
        s
        for s in determination.use_case.subjects
        if s.level is fact.level and "/".join((s.pointer, *fact.path)) == each.question.pointer
    )
    return applied(
        determination, (Change(level=holder.level, subject=holder.id, fact=fact.id, values=values),)
    )


def test_every_outcome_is_what_the_answer_gives() -> None:
    determination = determined(OPEN)
    before = standings(determination)
    found, _ = consequences(determination)
    seen = 0
    for each in found[:12]:
        for outcome in each.outcomes:
            after = anew(determination, each, outcome.values)
            assert after is not None
            now = standings(after)
            assert set(outcome.added) == {key for key in before.keys() & now.keys() if before[key] < now[key]}
            assert set(outcome.ruled_out) == {
                key for key, was in before.items() if was < 3 and key not in now
            }
            assert set(outcome.opened) == {key for key, is_now in now.items() if is_now == 1} - set(before)
            assert outcome.still_open == sum(is_now < 3 for is_now in now.values())
            assert outcome.is_complete is after.is_complete
            seen += 1
    assert seen > 12


@pytest.mark.parametrize("name", NAMES)
def test_every_open_question_is_asked_once_and_no_other(name: str) -> None:
    determination = determined(name)
    asked = [(q.fact, q.pointer) for q in open_questions(determination)]
    found, _ = consequences(determination)
    assert sorted((each.question.fact, each.question.pointer) for each in found) == sorted(asked)


def test_what_settles_nothing_alone_stands_after_all_that_settles_something() -> None:
    found, _ = consequences(determined(OPEN))
    alone = [each.matters_alone for each in found]
    assert alone == sorted(alone, reverse=True)
    assert len(set(alone)) == 2
    assert "     settles nothing alone; it matters together with another of these questions" in list(
        outcome_lines(determined(OPEN))
    )


def test_the_question_that_settles_most_tiers_comes_first() -> None:
    first = consequences(determined(OPEN))[0][0]
    assert first.question.fact == "fact:inferences"
    none = next(outcome for outcome in first.outcomes if not outcome.values)
    assert ("aia:tier.prohibited", "transcription") in none.ruled_out


def test_an_answer_can_make_a_tier_hold() -> None:
    found, _ = consequences(determined(OPEN))
    first = next(each for each in found if each.question.fact == "fact:inferences")
    added = {outcome.values: outcome.added for outcome in first.outcomes}
    assert any(("aia:tier.transparency", "transcription") in keys for keys in added.values()) or any(
        ("aia:tier.prohibited", "transcription") in keys for keys in added.values()
    )


def test_a_list_of_subjects_has_no_outcomes() -> None:
    document = example("faq-bot")
    del document["stack"]
    found, _ = consequences(answer(document, "2026-11-22")[0])
    (stack,) = [each for each in found if each.question.fact == "fact:components"]
    assert stack.outcomes == ()
    assert stack.matters_alone


def test_where_nothing_is_open_nothing_is_asked() -> None:
    determination = determined("demand-forecast")
    assert consequences(determination) == ((), False)
    assert list(outcome_lines(determination)) == ["No open question: everything the rules ask is answered."]
    assert questions_record(determination)["questions"] == []


def test_a_bound_that_was_met_is_said() -> None:
    document = {
        "id": "x",
        "title": "X",
        "actors": {f"a{n}": {} for n in range(4)},
        "functions": [{"id": f"f{n}"} for n in range(4)],
    }
    determination, _ = answer(document, "2026-11-22")
    found, is_cut = consequences(determination)
    assert is_cut
    assert sum(len(each.outcomes) for each in found) <= MOST_TRIALS
    assert list(outcome_lines(determination))[-1].startswith("Not every answer was supposed")


def test_the_record_adds_outcomes_to_each_question() -> None:
    record = questions_record(determined(OPEN))
    assert record["format"] == "duecare.questions/1"
    first = record["questions"][0]
    assert {"fact", "question", "pointer", "decides", "matters_alone", "outcomes"} <= set(first)
    assert {"values", "added", "ruled_out", "opened", "still_open", "is_complete"} == set(
        first["outcomes"][0]
    )
