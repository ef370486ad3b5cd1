"""Hand-written cases, one for each line of what a condition means."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.handmade import case, judged, outcomes, rule

FIRED, FALSE, UNKNOWN = "fired", "does-not-hold", "undetermined"


def asked(condition: str, function: dict[str, Any], **more: Any) -> str:
    return outcomes(case(function, **more), rule("r", condition, then="tier.high"))["r"]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (["recruitment"], FIRED),  # the very value
        (["screening"], FIRED),  # a narrower one
        (["hr"], UNKNOWN),  # a broader one leaves it open
        (["finance"], FALSE),  # something else
        ([], FALSE),  # none, as stated
        (["finance", "screening"], FIRED),  # one match is enough
        (["hr", "screening"], FIRED),  # a match settles what a broad value leaves open
        (["hr", "finance"], UNKNOWN),
    ],
)
def test_any_of(stated: list[str], expected: str) -> None:
    assert asked("purposes any-of term:purpose.recruitment", {"purposes": stated}) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (["recruitment"], FIRED),
        (["recruitment", "screening"], FIRED),
        ([], FALSE),  # only-of asks for at least one value
        (["hr"], UNKNOWN),
        (["screening", "hr"], UNKNOWN),
        (["screening", "finance"], FALSE),  # a foreign value settles it
        (["hr", "finance"], FALSE),
    ],
)
def test_only_of(stated: list[str], expected: str) -> None:
    assert asked("purposes only-of term:purpose.recruitment", {"purposes": stated}) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (["finance"], FIRED),
        ([], FIRED),  # none at all is none of these
        (["screening"], FALSE),
        (["hr"], UNKNOWN),
        (["hr", "screening"], FALSE),
        (["hr", "finance"], UNKNOWN),
    ],
)
def test_none_of(stated: list[str], expected: str) -> None:
    assert asked("purposes none-of term:purpose.recruitment", {"purposes": stated}) == expected


@pytest.mark.parametrize("operator", ["any-of", "only-of", "none-of"])
def test_what_is_not_stated_is_unknown_to_every_operator(operator: str) -> None:
    assert asked(f"purposes {operator} term:purpose.recruitment", {}) == UNKNOWN


def test_any_value_of_a_condition_suffices() -> None:
    condition = "purposes any-of term:purpose.recruitment term:purpose.finance"
    assert asked(condition, {"purposes": ["finance"]}) == FIRED


def test_a_value_that_matches_one_condition_value_is_not_too_broad_for_another() -> None:
    condition = "purposes only-of term:purpose.hr term:purpose.screening"
    assert asked(condition, {"purposes": ["hr"]}) == FIRED


def test_a_term_is_written_by_what_follows_its_first_dot() -> None:
    assert asked("purposes any-of term:purpose.v1.2", {"purposes": ["v1.2"]}) == FIRED


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [
        ("equal", FALSE, FIRED, FALSE),
        ("less", FIRED, FALSE, FALSE),
        ("at-most", FIRED, FIRED, FALSE),
        ("greater", FALSE, FALSE, FIRED),
        ("at-least", FALSE, FIRED, FIRED),
    ],
)
def test_numbers_and_dates_are_compared_at_their_boundary(
    operator: str, below: str, at: str, above: str
) -> None:
    expected = [below, at, above]
    huge = 10**25
    assert [asked(f"people {operator} {huge}", {"people": huge + step}) for step in (-1, 0, 1)] == expected
    assert [asked(f"share {operator} 0.3", {"share": share}) for share in (0.29, 0.3, 0.31)] == expected
    days = ("2026-08-01", "2026-08-02", "2026-08-03")
    condition = f'supplied {operator} "2026-08-02"^^xsd:date'
    assert [asked(condition, {}, market={"supplied": day}) for day in days] == expected
    assert asked(f"people {operator} 1", {}) == UNKNOWN


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert asked("share equal 1.0", {"share": 1}) == FIRED


@pytest.mark.parametrize(("stated", "expected"), [(True, FALSE), (False, FIRED)])
def test_false_is_stated_and_not_the_same_as_absent(stated: bool, expected: str) -> None:
    assert asked("personal equal false", {"processing": {"personal": stated}}) == expected
    assert asked("personal equal false", {"processing": {}}) == UNKNOWN


def test_the_answer_of_a_judgement_counts() -> None:
    for answer, expected in ((True, FIRED), (False, FALSE)):
        assert asked("harmless equal true", {"judgements": {"harmless": judged(answer)}}) == expected
    assert asked("harmless equal true", {"judgements": {"narrow": judged(True)}}) == UNKNOWN


def test_shorthand_expands_and_joins_what_is_stated() -> None:
    recruiting, banking = "purposes any-of term:purpose.recruitment", "purposes any-of term:purpose.finance"
    assert asked(recruiting, {"claims": ["recruiter"]}) == FIRED
    both = {"claims": ["recruiter"], "purposes": ["finance"]}
    assert [asked(recruiting, both), asked(banking, both)] == [FIRED, FIRED]


def test_stated_shorthand_makes_the_other_fact_known_and_absent_shorthand_does_nothing() -> None:
    condition = "purposes any-of term:purpose.recruitment"
    assert asked(condition, {"claims": ["banker"]}) == FALSE
    assert asked(condition, {"claims": []}) == FALSE
    assert asked(condition, {"purposes": ["screening"]}) == FIRED
    assert asked(condition, {}) == UNKNOWN


def test_facts_of_another_function_are_not_read() -> None:
    found = outcomes(
        case({"purposes": ["screening"]}, {"purposes": ["finance"]}, {}),
        rule("r", "purposes any-of term:purpose.recruitment", then="tier.high"),
    )
    assert found == {"r@f0": FIRED, "r@f1": FALSE, "r@f2": UNKNOWN}


def test_a_fact_of_the_use_case_is_read_from_every_level() -> None:
    assert asked("public equal true", {}, public=True) == FIRED


@pytest.mark.parametrize(
    ("personal", "people", "expected"),
    [
        (True, 1, FIRED),
        (True, None, UNKNOWN),
        (None, 1, UNKNOWN),
        (None, None, UNKNOWN),
        (False, None, FALSE),  # one false condition settles it, whatever the other is
        (None, 0, FALSE),
        (False, 1, FALSE),
    ],
)
def test_conditions_are_anded_in_three_values(
    personal: bool | None, people: int | None, expected: str
) -> None:
    processing = {} if personal is None else {"personal": personal}
    function = {"processing": processing} | ({} if people is None else {"people": people})
    both = rule("r", "personal equal true", "people equal 1", then="tier.high")
    assert outcomes(case(function), both)["r"] == expected
