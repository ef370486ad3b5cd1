"""Dates and values in words."""

from __future__ import annotations

import pytest

from engine.knowledge import Iri
from engine.timeline import Alternative, Binding
from explain.dates import binding_words, conditional_words, human_date
from explain.units import valued


def binding(state: str, until: str = "", other: str = "") -> Binding:
    alternatives = (Alternative(window=Iri("w:b"), applies_from=other, conditions=()),) if other else ()
    return Binding(
        state=state,
        applies_from="2027-12-02",
        applies_until=until,
        window=Iri("w:a"),
        alternatives=alternatives,
    )


def test_a_day_is_written_as_people_write_it() -> None:
    assert human_date("2026-08-02") == "2 Aug 2026"
    assert human_date("2027-12-31") == "31 Dec 2027"


@pytest.mark.parametrize(
    ("bound", "words", "conditional"),
    [
        (binding("binding"), "binding since 2 Dec 2027", "would be binding since 2 Dec 2027"),
        (binding("upcoming"), "binds from 2 Dec 2027", "would bind from 2 Dec 2027"),
        (binding("ended", "2028-01-01"), "bound until 1 Jan 2028", "would have bound until 1 Jan 2028"),
        (
            binding("binding", "2028-01-01"),
            "binding since 2 Dec 2027 until 1 Jan 2028",
            "would be binding since 2 Dec 2027 until 1 Jan 2028",
        ),
        (
            binding("upcoming", other="2028-08-02"),
            "binds from 2 Dec 2027 (or from 2 Aug 2028, depending on an open question)",
            "would bind from 2 Dec 2027 (or from 2 Aug 2028, depending on an open question)",
        ),
    ],
)
def test_when_something_binds_is_said_in_words(bound: Binding, words: str, conditional: str) -> None:
    assert binding_words(bound) == words
    assert conditional_words(bound) == conditional


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("6", "mo", "6 months"),
        ("1", "mo", "1 month"),
        ("24", "h", "24 hours"),
        ("365", "d", "365 days"),
        ("0.1", "1", "0.1"),
        ("3", "{level}", "level 3"),
        ("1", "{person}", "1 person"),
        ("2", "{person}", "2 people"),
        ("10", "{call}", "10 calls"),
        ("2", "{entry}", "2 entries"),
        ("true", "1", "yes"),
        ("false", "", "no"),
        ("A\nB", "{kind}", "A, B"),
        ("A", "{kind}", "A"),
        ("-1", "d", "-1 days"),
    ],
)
def test_a_value_is_said_with_its_unit(value: str, unit: str, words: str) -> None:
    assert valued(value, unit) == words
