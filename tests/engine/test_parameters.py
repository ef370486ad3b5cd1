"""The strictest of several demands on a setting, with who won and who was overridden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.kinds import Basis, Strictness, ValueType
from engine.knowledge import Iri, Parameter, ParameterValue
from engine.parameters import setting_of, settings_of
from tests.support.kb import knowledge_base, name

HIGH = name("tier.high")
DAY = "2026-11-22"


def value(
    text: str, *required_by: Iri, start: str = "2026-01-01", until: str = "", **more: Basis
) -> ParameterValue:
    return ParameterValue(
        id=Iri(f"t:v.{text}.{start}.{'.'.join(required_by)}"),
        value=text.replace(",", "\n"),
        applies_from=start,
        applies_until=until,
        basis=more.get("basis", Basis.ENGINEERING_JUDGEMENT),
        rationale="Because.",
        cites=(Iri("t:art_1"), Iri("t:art_1")),
        required_by=required_by,
    )


def parameter(
    stricter: Strictness,
    *values: ParameterValue,
    identifier: str = "t:p",
    kind: ValueType = ValueType.DECIMAL,
) -> Parameter:
    return Parameter(
        id=Iri(identifier),
        control=Iri("t:control"),
        label="A setting",
        value_type=kind,
        unit="day",
        stricter=stricter,
        values=values,
    )


def chosen(setting: Parameter, *holding: Iri, as_of: str = DAY) -> tuple[str, list[str], list[str]] | None:
    """The value, the values that won and those that were overridden."""
    found = setting_of(knowledge_base(), setting, frozenset(holding), as_of)
    if found is None:
        return None
    return found.value, [c.value for c in found.winners], [c.value for c in found.overridden]


# --- emptiness -----------------------------------------------------------------------------------


@pytest.mark.parametrize("stricter", Strictness)
def test_where_nothing_gives_a_value_there_is_no_setting(stricter: Strictness) -> None:
    assert chosen(parameter(stricter)) is None
    assert chosen(parameter(stricter, value("1", HIGH))) is None
    assert chosen(parameter(stricter, value("1", start="2027-01-01"))) is None


def test_a_parameter_without_a_value_is_left_out_of_the_settings() -> None:
    given = {
        p.id: p
        for p in (parameter(Strictness.HIGHER, value("1"), identifier="t:b"), parameter(Strictness.LOWER))
    }
    known = knowledge_base(parameters=given)
    assert [s.parameter for s in settings_of(known, given, frozenset(), DAY)] == ["t:b"]
    assert settings_of(known, (), frozenset(), DAY) == ()


# --- the strictest -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stricter", "expected"),
    [
        (Strictness.HIGHER, ("10", ["10"], ["9", "0.5"])),
        (Strictness.LOWER, ("0.5", ["0.5"], ["9", "10"])),
    ],
)
def test_numbers_are_compared_as_numbers(
    stricter: Strictness, expected: tuple[str, list[str], list[str]]
) -> None:
    assert chosen(parameter(stricter, value("9"), value("10", HIGH), value("0.5")), HIGH) == expected


def test_one_number_written_in_two_ways_wins_twice() -> None:
    assert chosen(parameter(Strictness.HIGHER, value("1"), value("1.0"), value("0.9"))) == (
        "1",
        ["1", "1.0"],
        ["0.9"],
    )


@pytest.mark.parametrize(("stricter", "wins"), [(Strictness.HIGHER, "true"), (Strictness.LOWER, "false")])
def test_of_two_truth_values_true_is_the_higher(stricter: Strictness, wins: str) -> None:
    found = chosen(parameter(stricter, value("true"), value("false"), kind=ValueType.BOOLEAN))
    assert found is not None and found[0] == wins


def test_a_demand_counts_only_where_what_makes_it_holds() -> None:
    setting = parameter(Strictness.HIGHER, value("1"), value("5", HIGH), value("9", name("tier.other")))
    assert chosen(setting) == ("1", ["1"], [])
    assert chosen(setting, HIGH) == ("5", ["5"], ["1"])


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2025-12-31", None), ("2026-01-01", "1"), ("2026-06-30", "1"), ("2026-07-01", None)],
)
def test_a_value_counts_from_its_first_to_its_last_day(as_of: str, expected: str | None) -> None:
    found = chosen(parameter(Strictness.HIGHER, value("1", until="2026-06-30")), as_of=as_of)
    assert (found[0] if found else None) == expected


def test_lists_of_what_to_stop_unite_and_all_demands_win() -> None:
    setting = parameter(Strictness.UNION, value("b,a"), value("c,b", HIGH), kind=ValueType.TEXT)
    assert chosen(setting, HIGH) == ("a\nb\nc", ["b\na", "c\nb"], [])


def test_lists_of_what_to_allow_intersect_and_all_demands_win() -> None:
    setting = parameter(Strictness.INTERSECTION, value("b,a,c"), value("c,b", HIGH), kind=ValueType.TEXT)
    assert chosen(setting, HIGH) == ("b\nc", ["b\na\nc", "c\nb"], [])


def test_lists_of_what_to_allow_that_have_nothing_in_common_allow_nothing_and_are_a_conflict() -> None:
    setting = parameter(Strictness.INTERSECTION, value("a"), value("b"), kind=ValueType.TEXT)
    found = setting_of(knowledge_base(), setting, frozenset(), DAY)
    assert found is not None
    assert (found.value, found.conflict) == ("", "The lists of allowed values have nothing in common.")


def test_a_demand_that_allows_nothing_is_met_by_allowing_nothing() -> None:
    setting = parameter(Strictness.INTERSECTION, value("a"), value(""), kind=ValueType.TEXT)
    assert chosen(setting) == ("", ["a", ""], [])


def test_an_empty_list_of_what_to_stop_adds_nothing() -> None:
    assert chosen(parameter(Strictness.UNION, value("a"), value(""), kind=ValueType.TEXT)) == (
        "a",
        ["a", ""],
        [],
    )


def test_a_setting_tells_its_unit_and_each_demand_its_basis_and_citation_once() -> None:
    setting = parameter(Strictness.LOWER, value("1", basis=Basis.LAW))
    found = setting_of(knowledge_base(), setting, frozenset(), DAY)
    assert found is not None
    assert (found.parameter, found.label, found.unit) == ("t:p", "A setting", "day")
    (winner,) = found.winners
    assert (winner.basis, winner.rationale, winner.citations) == (Basis.LAW, "Because.", ("Act Art. 1",))
    assert (winner.source, winner.applies_from) == ("t:v.1.2026-01-01.", "2026-01-01")


# --- policy --------------------------------------------------------------------------------------

POLICY, LAW, STANDARD = Basis.ORGANISATIONAL_POLICY, Basis.LAW, Basis.STANDARD


@pytest.mark.parametrize("default", [Basis.GUIDANCE, Basis.ENGINEERING_JUDGEMENT])
def test_a_policy_replaces_a_stricter_default_that_binds_nobody(default: Basis) -> None:
    setting = parameter(Strictness.HIGHER, value("9", basis=default), value("5", basis=POLICY))
    found = setting_of(knowledge_base(), setting, frozenset(), DAY)
    assert found is not None
    assert (found.value, [c.value for c in found.replaced], found.overridden) == ("5", ["9"], ())


@pytest.mark.parametrize("firm", [LAW, STANDARD])
def test_a_policy_never_takes_the_place_of_a_stricter_law_or_adopted_standard(firm: Basis) -> None:
    setting = parameter(Strictness.HIGHER, value("9", basis=firm), value("5", basis=POLICY), value("7"))
    found = setting_of(knowledge_base(), setting, frozenset(), DAY)
    assert found is not None
    assert (found.value, [c.value for c in found.replaced]) == ("9", ["7"])
    assert [c.value for c in found.overridden] == ["5"]


def test_without_a_policy_every_default_counts() -> None:
    found = setting_of(knowledge_base(), parameter(Strictness.HIGHER, value("9")), frozenset(), DAY)
    assert found is not None and (found.value, found.replaced) == ("9", ())


# --- a shortest and a longest ---------------------------------------------------------------------


def span(shortest: str, longest: str) -> list[str]:
    """What is in conflict where something is kept at least and at most so long."""
    lowest = replace(
        parameter(Strictness.HIGHER, value(shortest), identifier="t:p.min"), not_above=Iri("t:p.max")
    )
    highest = parameter(Strictness.LOWER, value(longest), identifier="t:p.max")
    known = knowledge_base(parameters={p.id: p for p in (lowest, highest)})
    return [setting.conflict for setting in settings_of(known, known.parameters, frozenset(), DAY)]


def test_a_shortest_time_above_the_longest_is_a_conflict_on_both_sides() -> None:
    assert span("180", "90") == [
        "It is below A setting (180 day): no value fits both.",
        "It is above A setting (90 day): no value fits both.",
    ]


@pytest.mark.parametrize("shortest", ["90", "89.9", "90.0"])
def test_a_shortest_time_up_to_the_longest_is_none(shortest: str) -> None:
    assert span(shortest, "90") == ["", ""]


def test_days_are_compared_by_their_order() -> None:
    setting = parameter(Strictness.LOWER, value("2027-12-02"), value("2026-08-02"), kind=ValueType.DATE)
    assert chosen(setting) == ("2026-08-02", ["2026-08-02"], ["2027-12-02"])
