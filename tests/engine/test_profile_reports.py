"""How faults are reported: all at once, in order, in sentences, whatever the document did to the reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import DocumentError, ProfileError
from engine.profile.profile import profile_from_record, read_profile
from tests.support.profiles import HEAD, faults
from tests.support.shipped import knowledge_base as shipped


@pytest.mark.parametrize("text", ["a: b: c", "", "\ufeff", "[" * 30, f"{HEAD}description: &b x\n"])
def test_what_is_no_document_at_all_is_refused_as_such(text: str) -> None:
    with pytest.raises(DocumentError):
        read_profile(text.encode(), "f", shipped())


EVERYTHING = """\
id: My Case
title: &t A case
lifecycle: pilott
market: {placed_on_eu_market: 2026-02-30}
actors:
  acme: {kind: private-company, activities: [uses-privately], logs: true}
functions:
  - id: main
    purposes: *t
    outputs: []
    outputs: [scores]
    effect: {decides_on_persons: no}
    judgements:
      preparatory_task: {answer: maybe, by: "", on: 2026-11-31}
stack: none
"""


def test_every_fault_of_a_profile_is_reported_at_once_in_the_order_of_its_lines() -> None:
    assert [(fault.line, fault.path) for fault in faults(EVERYTHING)] == [
        (1, "/id"),
        (2, "/title"),
        (3, "/lifecycle"),
        (4, "/market/placed_on_eu_market"),
        (6, "/actors/acme/activities/0"),
        (6, "/actors/acme/logs"),
        (9, "/functions/0/purposes"),
        (11, "/functions/0/outputs"),
        (12, "/functions/0/effect/decides_on_persons"),
        (14, "/functions/0/judgements/preparatory_task"),
        (14, "/functions/0/judgements/preparatory_task/answer"),
        (14, "/functions/0/judgements/preparatory_task/by"),
        (14, "/functions/0/judgements/preparatory_task/on"),
        (15, "/stack"),
    ]


def test_each_fault_reads_as_one_line_with_its_file_line_place_and_remedy() -> None:
    (fault,) = faults(f"{HEAD}    purposes: [recruitment]\n")
    assert str(fault).startswith('profile.yaml:7 /functions/0/purposes/0: "recruitment" is no term')
    assert "Nearest: recruitment-or-selection." in str(fault)
    assert "Expected: a term that answers" in str(fault)


def test_at_most_three_terms_are_suggested() -> None:
    (fault,) = faults(f"{HEAD}    purposes: [insurance]\n")
    assert fault.message.partition("Nearest: ")[2].count(",") <= 2


@pytest.mark.parametrize("missing", ["answer", "by", "on", "because"])
def test_a_judgement_needs_an_answer_a_person_a_day_and_a_reason(missing: str) -> None:
    parts = {"answer": "false", "by": "counsel", "on": "2026-11-02", "because": "It ranks."}
    said = ", ".join(f"{key}: {value}" for key, value in parts.items() if key != missing)
    (fault,) = faults(f"{HEAD}    judgements: {{obviously_ai: {{{said}}}}}\n")
    assert (fault.line, fault.path) == (7, "/functions/0/judgements/obviously_ai")
    assert f'"{missing}" is missing' in fault.message


def test_a_judgement_is_no_bare_truth_value() -> None:
    (fault,) = faults(f"{HEAD}    judgements: {{obviously_ai: false}}\n")
    assert "names who made it, when and why" in fault.expected


def test_a_record_that_was_damaged_names_where_it_came_from() -> None:
    with pytest.raises(ProfileError) as caught:
        profile_from_record('{"id":"case"}', shipped())
    assert {fault.source for fault in caught.value.faults} == {"recorded profile"}
    with pytest.raises(DocumentError):
        profile_from_record("\ud800", shipped())


def test_nothing_is_read_from_a_file_and_nothing_is_written(tmp_path: Path) -> None:
    target = tmp_path / "made"
    code = f"!!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path [{target}]]"
    found = faults(f"{HEAD}description: {code}\n")
    assert any(fault.message.startswith("The tag") for fault in found)
    assert not target.exists()
