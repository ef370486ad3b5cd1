"""A control says whether it is due before first use or while in use, given the stage of the use case."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from engine.determine import determine
from engine.posture import Posture
from engine.profile.profile import read_profile
from engine.record import posture_record
from engine.requirements import posture_of
from engine.terms import DUE_BEFORE_FIRST_USE, DUE_WHILE_IN_USE
from explain.answer_posture import controls_lines
from explain.due import due_words
from tests.support.shipped import knowledge_base, use_case


def at_stage(stage: str) -> Posture:
    """The posture of the screening of applications at a stage of life; not stated where that is empty."""
    profile = {**json.loads(use_case("cv-screening").document), "lifecycle": stage}
    if not stage:
        del profile["lifecycle"]
    known = knowledge_base()
    return posture_of(determine(read_profile(json.dumps(profile).encode(), "p", known), known, "2026-11-22"))


def due(posture: Posture, control: str) -> str:
    [requirement] = [r for r in posture.requirements if r.control == f"ctl:{control}"]
    return due_words(knowledge_base(), requirement, posture.in_use)


@pytest.mark.parametrize(
    ("stage", "in_use"),
    [("idea", False), ("design", False), ("build", False), ("pilot", True), ("in-use", True), ("", None)],
)
def test_the_stage_says_whether_it_is_in_use(stage: str, in_use: bool | None) -> None:
    posture = at_stage(stage)
    assert posture.in_use is in_use
    assert posture_record(posture)["in_use"] is in_use


def test_a_retired_use_is_neither_ahead_nor_running() -> None:
    assert at_stage("retired").in_use is None


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("build", "; due before first use, which is still ahead"),
        ("pilot", "; due before first use, so it has to stand now"),
        ("", "; due before first use"),
    ],
)
def test_what_is_due_before_first_use_says_so_by_the_stage(stage: str, words: str) -> None:
    assert due(at_stage(stage), "conformity-assessment") == words


@pytest.mark.parametrize(
    ("stage", "words"), [("build", "; due once it is in use"), ("pilot", "; due while in use")]
)
def test_what_is_due_while_in_use_says_so_by_the_stage(stage: str, words: str) -> None:
    assert due(at_stage(stage), "ai-literacy") == words


def test_a_control_that_no_duty_times_says_nothing() -> None:
    [requirement] = [r for r in at_stage("pilot").requirements if r.control == "ctl:conformity-assessment"]
    untimed = replace(requirement, because=tuple(replace(r, timing="") for r in requirement.because))
    assert due_words(knowledge_base(), untimed, True) == ""
    assert due_words(knowledge_base(), replace(requirement, because=()), True) == ""


def test_the_text_says_it_beside_the_status() -> None:
    lines = "\n".join(controls_lines(knowledge_base(), at_stage("build")))
    assert "; due before first use, which is still ahead) [" in lines
    assert "; due once it is in use) [" in lines


def test_the_phrases_of_each_moment_are_timings_that_the_packs_use() -> None:
    concepts = knowledge_base().concepts.values()
    used = {concept.timing for concept in concepts}
    moments = [concept for concept in concepts if concept.timing_begins]
    assert {each.id for each in moments} == {DUE_BEFORE_FIRST_USE, DUE_WHILE_IN_USE}
    for each in moments:
        assert all(any(timing.startswith(begin) for timing in used) for begin in each.timing_begins)


def test_packs_that_name_no_moment_say_nothing_of_it() -> None:
    [requirement] = [r for r in at_stage("pilot").requirements if r.control == "ctl:conformity-assessment"]
    bare = {name: replace(each, timing_begins=()) for name, each in knowledge_base().concepts.items()}
    assert due_words(knowledge_base(), requirement, True)
    assert due_words(replace(knowledge_base(), concepts=bare), requirement, True) == ""
    assert due_words(replace(knowledge_base(), concepts={}), requirement, True) == ""


def test_the_stage_does_not_change_the_address_of_a_posture() -> None:
    posture = at_stage("pilot")
    assert posture.id == at_stage("in-use").id
