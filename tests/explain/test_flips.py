"""Flips: every set, applied to the profile, flips, and no part of it does."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.conditions import Reading, StatedTest
from engine.determination import Determination
from engine.errors import UnknownSubject
from engine.knowledge import FactKind, Level
from engine.profile.profile import profile_from_record
from explain.changes import Change, ChangeSet
from explain.flip_search import MOST_CHANGES, MOST_TRIALS, Search
from explain.flips import Flips, applied, flips
from explain.flips_report import flips_record, flips_text
from explain.goals import Goal
from explain.names import resolve
from explain.readings import Readings
from tests.explain.mutations import NAMES, Answered, answers
from tests.support.shipped import determined, knowledge_base

ASKED = ("high-risk", "prohibited", "transparency", "minimal", "human-review", "logging", "human-oversight")


def standing(determination: Determination | None, asked: str, subject: str = "") -> int | None:
    if determination is None:
        return None
    return Goal(named=resolve(knowledge_base(), asked)[0], subject=subject).standing(determination)


def flipped(answer: Flips, changes: ChangeSet) -> bool:
    """Whether what was asked about is the other way round in the profile with `changes`, read anew."""
    after = standing(applied(answer.determination, changes), answer.question, answer.subject)
    return after == Reading.FALSE if answer.holds else after in (Reading.CONTESTABLE, Reading.TRUE)


def assert_minimal_flips(answer: Flips) -> None:
    before = standing(answer.determination, answer.question, answer.subject)
    assert answer.holds is (before in (Reading.CONTESTABLE, Reading.TRUE))
    for flip in answer.flips:
        changes = tuple(told.change for told in flip.changes)
        assert 1 <= len(changes) <= MOST_CHANGES
        assert len({change.place for change in changes}) == len(changes)
        assert flipped(answer, changes)
        for size in range(1, len(changes)):
            assert not any(flipped(answer, part) for part in combinations(changes, size))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("asked", ASKED)
def test_a_set_flips_and_no_part_of_it_does(name: str, asked: str) -> None:
    assert_minimal_flips(flips(determined(name), asked))


@settings(max_examples=15)
@given(answers(), st.sampled_from(ASKED))
def test_it_is_so_for_profiles_that_differ_from_the_examples(answered: Answered, asked: str) -> None:
    assert_minimal_flips(flips(answered[0], asked))


def single_changes(determination: Determination) -> set[Change]:
    """Every change of one truth value that some rule reads, of every subject; no act is supposed."""
    known = determination.knowledge_base
    found = set()
    readings = Readings(determination)
    for rule in determination.rule_base.rules.values():
        for condition in rule.conditions:
            fact = known.facts[condition.fact]
            if fact.value_type != "boolean" or fact.kind is FactKind.STRUCTURAL or fact.recorded_act:
                continue
            for place, _ in enumerate(readings.subjects(rule.level)):
                test = readings.test(condition)
                assert isinstance(test, StatedTest)
                holder = readings.holder(test, rule.level, place)
                stated = holder.facts.get(fact.id)
                for value in ("true", "false"):
                    if stated is None or stated.values != (value,):
                        found.add(
                            Change(level=holder.level, subject=holder.id, fact=fact.id, values=(value,))
                        )
    return found


@pytest.mark.parametrize("name", ["demand-forecast", "faq-bot"])
@pytest.mark.parametrize("asked", ["transparency", "human-review"])
def test_no_truth_value_that_flips_alone_is_missed(name: str, asked: str) -> None:
    determination = determined(name)
    answer = flips(determination, asked)
    alone = {flip.changes[0].change for flip in answer.flips if len(flip.changes) == 1}
    for change in single_changes(determination):
        if flipped(answer, (change,)):
            assert change in alone


def test_the_same_question_gives_the_same_bytes() -> None:
    def told() -> str:
        return json.dumps(flips_record(flips(determined("cv-screening"), "human-oversight")))

    assert told() == told()


def test_the_carve_out_for_fraud_detection_is_found() -> None:
    answer = flips(determined("credit-and-fraud"), "high-risk", "credit-scoring")
    assert answer.holds
    facts = [{told.change.fact for told in flip.changes} for flip in answer.flips]
    assert {"fact:purposes", "fact:fraud-detection-only"} in facts
    text = flips_text(answer)
    assert "Used only to detect financial fraud: yes in place of no (the organisation's to choose)" in text
    assert "Purposes: also Detecting financial fraud" in text


def test_a_control_comes_with_what_would_require_it() -> None:
    answer = flips(determined("faq-bot"), "human-review")
    assert not answer.holds
    (flip,) = [f for f in answer.flips if f.changes[0].change.fact == "fact:decides-on-persons"]
    assert flip.changes[0].change.values == ("true",)
    assert flip.citations


def test_a_fact_is_flagged_by_whose_it_is_to_choose() -> None:
    answer = flips(determined("cv-screening"), "human-oversight")
    flags = {str(told.change.fact): told.changeable for flip in answer.flips for told in flip.changes}
    assert flags["fact:purposes"] is True
    assert flags["fact:established-in"] is False
    assert flags["fact:trained-with-data"] is None
    text = flips_text(answer)
    assert "Established in: without Germany (given, not the organisation's to choose)" in text
    assert "(the packs do not say whose to choose)" in text


def test_what_is_smaller_and_more_the_organisations_comes_first() -> None:
    sizes = [len(flip.changes) for flip in flips(determined("cv-screening"), "human-oversight").flips]
    assert sizes == sorted(sizes)


def test_what_only_may_hold_is_made_to_hold_by_an_answer() -> None:
    answer = flips(determined("meeting-assistant"), "prohibited", "transcription")
    assert not answer.holds
    first = answer.flips[0].changes
    assert [told.change.fact for told in first] == ["fact:inferences"]
    assert first[0].before is None
    assert "now not stated" in flips_text(answer)


def test_every_line_that_states_something_cites_and_none_advises() -> None:
    lines = flips_text(flips(determined("faq-bot"), "transparency")).splitlines()
    told = [line for line in lines[2:-3] if line]
    assert told
    assert all(line.endswith("]") for line in told)
    assert lines[-1].startswith("These are conditions, not suggestions: what is true of the system decides,")


def test_where_the_bound_is_met_it_is_said() -> None:
    answer = flips(determined("meeting-assistant"), "logging.retention")
    assert answer.is_cut
    assert "The search met its bound" in flips_text(answer)
    assert "no set of at most 3 changes was found" in flips_text(answer)
    assert answer.trials <= MOST_TRIALS


def test_where_nothing_was_left_untried_that_is_said_too() -> None:
    answer = flips(determined("meeting-assistant"), "prohibited")
    assert answer.is_cut is ("may be other sets" in flips_text(answer))


def test_what_no_rule_concludes_cannot_be_flipped_and_nothing_is_left_untried() -> None:
    known = knowledge_base()
    concluded = {c for rule in known.rules.values() for c in rule.concludes}
    families = {f.scheme for f in known.facts.values() if f.kind is FactKind.CONCLUDED}
    unconcluded = [
        c.id
        for c in known.concepts.values()
        if c.scheme in families
        and not c.residual
        and c.id not in known.controls
        and not concluded & determined("faq-bot").rule_base.taxonomy.within(c.id)
    ]
    for name in unconcluded[:3]:
        answer = flips(determined("faq-bot"), name)
        assert (answer.flips, answer.holds, answer.is_cut, answer.trials) == ((), False, False, 0)


@pytest.mark.parametrize(
    ("asked", "subject", "words"),
    [
        ("human-oversigth", "", "Nearest: human-oversight"),
        ("high-risk", "nobody", "Expected: one of cv-screening, acme, ranko, ranking"),
        ("", "", "Nothing in the packs"),
    ],
)
def test_names_that_name_nothing_are_refused(asked: str, subject: str, words: str) -> None:
    with pytest.raises(UnknownSubject, match=words):
        flips(determined("cv-screening"), asked, subject)


def test_a_change_that_contradicts_what_is_stated_is_not_tried() -> None:
    search = Search(
        determined("cv-screening"), Goal(named=resolve(knowledge_base(), "prohibited")[0], subject="ranking")
    )
    contradictory = (
        Change(level=Level.FUNCTION, subject="ranking", fact="fact:inferences", values=()),  # type: ignore[arg-type]
        Change(level=Level.FUNCTION, subject="ranking", fact="fact:personal-data", values=("false",)),  # type: ignore[arg-type]
    )
    read = applied(search.determination, contradictory)
    assert (search.trial(contradictory) is None) is (read is None)


def test_a_shorthand_gives_way_to_what_it_stands_for() -> None:
    determination = determined("cv-screening")
    change = Change(level=Level.ACTOR, subject="acme", fact="fact:activities", values=())  # type: ignore[arg-type]
    after = applied(determination, (change,))
    assert after is not None
    acme = next(s for s in after.use_case.subjects if s.id == "acme")
    assert acme.facts["fact:activities"].values == ()  # type: ignore[index]
    assert "roles" not in json.loads(after.use_case.document)["actors"]["acme"]
    assert profile_from_record(after.use_case.document, knowledge_base()).id == "cv-screening"
