"""When something binds, with two clocks: what was known law, and the day asked about."""

from __future__ import annotations

from typing import Any

import pytest

from engine.conditions import Reading
from engine.knowledge import Condition, Iri, Window
from engine.timeline import Binding, Timetable, known_instruments
from tests.support.kb import ACT, AMENDMENT, knowledge_base, name, on, window

DUTY = name("obligation.x")
BOTH = frozenset({ACT, AMENDMENT})
PLAIN = window("plain", "obligation.x", start="2026-08-02")
LATER = window("later", "obligation.x", start="2027-12-02", introduced_by=AMENDMENT, replaces=("plain",))
ENDING = window("ending", "obligation.x", start="2026-02-01", applies_until="2026-06-30")
A, B = on("a"), on("b")


def binding(
    as_of: str, *windows: Window, known: frozenset[Iri] = BOTH, **readings: Reading
) -> Binding | None:
    """The binding of the duty; conditions read as given by the letter of their fact."""

    def read(condition: Condition) -> int:
        return readings[condition.fact.removeprefix("fact:")]

    return Timetable(windows, known).binding(DUTY, as_of, read)


def seen(as_of: str, *windows: Window, **readings: Any) -> tuple[str, str] | None:
    found = binding(as_of, *windows, **readings)
    return (found.window.removeprefix("t:"), found.state) if found else None


# --- emptiness -----------------------------------------------------------------------------------


def test_without_a_window_nothing_binds_and_nothing_was_law() -> None:
    assert binding("2026-08-02") is None
    assert not Timetable((), BOTH).is_law(DUTY)


def test_a_window_of_an_instrument_that_was_not_known_is_no_law() -> None:
    assert binding("2028-01-01", LATER, known=frozenset({ACT})) is None
    assert not Timetable((LATER,), frozenset({ACT})).is_law(DUTY)
    assert Timetable((PLAIN, LATER), frozenset({ACT})).is_law(DUTY)


def test_a_window_for_something_else_says_nothing() -> None:
    assert binding("2026-08-02", window("other", "obligation.y", start="2020-01-01")) is None


# --- the day asked about -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "state"),
    [("2026-08-01", "upcoming"), ("2026-08-02", "binding"), ("2036-08-02", "binding")],
)
def test_a_window_binds_from_its_first_day(as_of: str, state: str) -> None:
    assert binding(as_of, PLAIN) == Binding(
        state=state, applies_from="2026-08-02", applies_until="", window=PLAIN.id
    )


@pytest.mark.parametrize(
    ("as_of", "state"), [("2026-01-31", "upcoming"), ("2026-06-30", "binding"), ("2026-07-01", "ended")]
)
def test_the_last_day_of_a_window_is_part_of_it(as_of: str, state: str) -> None:
    found = binding(as_of, ENDING)
    assert found is not None
    assert (found.state, found.applies_until) == (state, "2026-06-30")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-01-31", ("ending", "upcoming")),
        ("2026-02-01", ("ending", "binding")),
        ("2026-07-15", ("plain", "upcoming")),
        ("2026-08-02", ("plain", "binding")),
    ],
)
def test_of_several_windows_the_one_in_force_governs_else_the_next(
    as_of: str, expected: tuple[str, str]
) -> None:
    assert seen(as_of, PLAIN, ENDING) == expected
    assert seen(as_of, ENDING, PLAIN) == expected


def test_where_all_windows_ended_the_last_of_them_is_told() -> None:
    earlier = window("earlier", "obligation.x", start="2025-01-01", applies_until="2025-12-31")
    assert seen("2027-01-01", ENDING, earlier) == ("ending", "ended")


# --- what was known ------------------------------------------------------------------------------


def test_a_replaced_window_is_law_until_the_instrument_that_replaced_it_is_published() -> None:
    before = binding("2027-01-01", PLAIN, LATER, known=frozenset({ACT}))
    after = binding("2027-01-01", PLAIN, LATER)
    assert before and (before.window, before.state) == (PLAIN.id, "binding")
    assert after and (after.window, after.state) == (LATER.id, "upcoming")


@pytest.mark.parametrize(
    ("day", "instruments"),
    [("2024-07-11", set()), ("2024-07-12", {ACT}), ("2026-07-23", {ACT}), ("2026-07-24", {ACT, AMENDMENT})],
)
def test_an_instrument_is_known_from_the_day_of_its_publication(day: str, instruments: set[object]) -> None:
    assert known_instruments(knowledge_base(), day) == instruments


# --- windows with conditions ---------------------------------------------------------------------

OTHERWISE = window("otherwise", "obligation.x", start="2028-08-02", conditions=(A,))


def test_a_conditional_window_governs_where_it_is_shown() -> None:
    found = binding("2027-01-01", PLAIN, OTHERWISE, a=Reading.TRUE)
    assert found and (found.window, found.alternatives) == (OTHERWISE.id, ())


@pytest.mark.parametrize("doubt", [Reading.UNKNOWN, Reading.CONTESTABLE])
def test_in_doubt_the_general_window_governs_and_the_other_is_named(doubt: Reading) -> None:
    found = binding("2027-01-01", PLAIN, OTHERWISE, a=doubt)
    assert found and found.window == PLAIN.id
    assert [(each.window, each.applies_from, each.conditions) for each in found.alternatives] == [
        (OTHERWISE.id, "2028-08-02", (A,))
    ]


def test_a_conditional_window_that_does_not_apply_is_not_named() -> None:
    found = binding("2027-01-01", PLAIN, OTHERWISE, a=Reading.FALSE)
    assert found and (found.window, found.alternatives) == (PLAIN.id, ())


@pytest.mark.parametrize(
    ("a", "b", "governs"),
    [
        (Reading.TRUE, Reading.TRUE, "both"),
        (Reading.TRUE, Reading.UNKNOWN, "plain"),
        (Reading.FALSE, Reading.UNKNOWN, "plain"),
    ],
)
def test_all_conditions_of_a_window_are_needed(a: Reading, b: Reading, governs: str) -> None:
    both = window("both", "obligation.x", start="2028-08-02", conditions=(A, B))
    found = binding("2027-01-01", PLAIN, both, a=a, b=b)
    assert found and found.window == name(governs)
    assert bool(found.alternatives) is (min(a, b) == Reading.UNKNOWN)


def test_without_a_general_window_the_doubtful_one_is_presumed_and_the_false_one_is_not() -> None:
    assert seen("2029-01-01", OTHERWISE, a=Reading.UNKNOWN) == ("otherwise", "binding")
    assert seen("2029-01-01", OTHERWISE, a=Reading.FALSE) is None
    found = binding("2029-01-01", OTHERWISE, a=Reading.UNKNOWN)
    assert found and found.alternatives == ()


def test_a_day_asked_about_again_gets_the_same_answer_and_another_day_its_own() -> None:
    timetable = Timetable((PLAIN,), BOTH)

    def state(as_of: str) -> str | None:
        found = timetable.binding(DUTY, as_of, lambda condition: Reading.FALSE)
        return found.state if found else None

    assert [state(day) for day in ("2026-08-01", "2026-08-02", "2026-08-01")] == [
        "upcoming",
        "binding",
        "upcoming",
    ]
