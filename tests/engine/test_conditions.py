"""What one condition says of one subject, operator by operator; not stated, stated as none, and too broad."""

from __future__ import annotations

import pytest

from engine.conditions import ConclusionTest, Reading, StatedTest, compile_condition
from engine.kinds import FactKind, Level, Operator, ValueType
from engine.knowledge import Condition, FactDefinition
from engine.taxonomy import Taxonomy
from tests.support.kb import concept, concluded, fact, fact_name, name, on, stated

FALSE, UNKNOWN, CONTESTABLE, TRUE = Reading

#   work ── hiring ── screening ── filtering        play        tools ── robots
#            └────── interviews                            work ┘ (screening is also narrower than tools)
TREE = Taxonomy(
    {
        each.id: each
        for each in (
            concept("p.work"),
            concept("p.hiring", "p.work"),
            concept("p.screening", "p.hiring", "p.tools"),
            concept("p.filtering", "p.screening"),
            concept("p.interviews", "p.hiring"),
            concept("p.tools"),
            concept("p.play"),
        )
    }
)
PURPOSES = fact("purposes", scheme="p", many=True)


def compiled(condition: Condition, definition: FactDefinition) -> StatedTest:
    test = compile_condition(condition, definition, TREE)
    assert isinstance(test, StatedTest)
    return test


def purposes(operator: Operator, *values: str, said: str | None) -> int:
    """The reading of a condition on purposes where a profile states these, none ("") or nothing (None)."""
    test = compiled(on("purposes", *map(name, values), operator=operator), PURPOSES)
    facts = {} if said is None else {fact_name("purposes"): stated([name(each) for each in said.split()])}
    return test.read(facts)


@pytest.mark.parametrize("operator", [Operator.ANY_OF, Operator.ONLY_OF, Operator.NONE_OF])
def test_what_is_not_stated_is_unknown_never_false(operator: Operator) -> None:
    assert purposes(operator, "p.screening", said=None) == UNKNOWN


@pytest.mark.parametrize("operator", [each for each in Operator if not each.value.endswith("-of")])
def test_a_number_that_is_not_stated_is_unknown(operator: Operator) -> None:
    assert (
        compiled(on("n", "1", operator=operator), fact("n", value_type=ValueType.INTEGER)).read({}) == UNKNOWN
    )


@pytest.mark.parametrize(
    ("operator", "reading"), [(Operator.ANY_OF, FALSE), (Operator.ONLY_OF, FALSE), (Operator.NONE_OF, TRUE)]
)
def test_an_empty_list_states_that_there_is_none(operator: Operator, reading: Reading) -> None:
    assert purposes(operator, "p.screening", said="") == reading


def test_an_empty_list_of_numbers_meets_no_comparison() -> None:
    test = compiled(
        on("n", "1", operator=Operator.AT_MOST), fact("n", value_type=ValueType.INTEGER, many=True)
    )
    assert test.read({fact_name("n"): stated([])}) == FALSE


@pytest.mark.parametrize(
    ("said", "any_of", "only_of", "none_of"),
    [
        ("p.screening", TRUE, TRUE, FALSE),
        ("p.filtering", TRUE, TRUE, FALSE),  # narrower
        ("p.hiring", UNKNOWN, UNKNOWN, UNKNOWN),  # broader
        ("p.work", UNKNOWN, UNKNOWN, UNKNOWN),
        ("p.tools", UNKNOWN, UNKNOWN, UNKNOWN),  # the other parent
        ("p.interviews", FALSE, FALSE, TRUE),  # beside it
        ("p.play", FALSE, FALSE, TRUE),
        ("p.play p.screening", TRUE, FALSE, FALSE),
        ("p.play p.hiring", UNKNOWN, FALSE, UNKNOWN),
        ("p.hiring p.screening", TRUE, UNKNOWN, FALSE),
        ("p.filtering p.screening", TRUE, TRUE, FALSE),
        ("p.play p.interviews", FALSE, FALSE, TRUE),
    ],
)
def test_a_value_matches_where_it_is_narrower_and_leaves_open_where_it_is_broader(
    said: str, any_of: Reading, only_of: Reading, none_of: Reading
) -> None:
    assert purposes(Operator.ANY_OF, "p.screening", said=said) == any_of
    assert purposes(Operator.ONLY_OF, "p.screening", said=said) == only_of
    assert purposes(Operator.NONE_OF, "p.screening", said=said) == none_of


def test_a_value_broader_than_one_and_narrower_than_another_matches() -> None:
    for operator, reading in ((Operator.ANY_OF, TRUE), (Operator.ONLY_OF, TRUE), (Operator.NONE_OF, FALSE)):
        assert purposes(operator, "p.work", "p.filtering", said="p.hiring") == reading


def test_one_of_several_wanted_values_is_enough() -> None:
    assert purposes(Operator.ANY_OF, "p.play", "p.screening", said="p.filtering") == TRUE
    assert purposes(Operator.ONLY_OF, "p.play", "p.screening", said="p.filtering p.play") == TRUE
    assert purposes(Operator.NONE_OF, "p.play", "p.screening", said="p.filtering") == FALSE


@pytest.mark.parametrize(
    ("operator", "below", "same", "above"),
    [
        (Operator.EQUAL, FALSE, TRUE, FALSE),
        (Operator.LESS, TRUE, FALSE, FALSE),
        (Operator.AT_MOST, TRUE, TRUE, FALSE),
        (Operator.GREATER, FALSE, FALSE, TRUE),
        (Operator.AT_LEAST, FALSE, TRUE, TRUE),
    ],
)
@pytest.mark.parametrize(
    ("value_type", "values"),
    [
        (ValueType.INTEGER, ("9", "10", "11")),
        (ValueType.INTEGER, (str(10**25 - 1), str(10**25), str(10**25 + 1))),
        (ValueType.DECIMAL, ("0.29999999999999999", "0.3", "0.30000000000000001")),
        (ValueType.DECIMAL, ("-0.5", "0", "0.5")),
        (ValueType.DATE, ("2026-08-01", "2026-08-02", "2026-08-03")),
    ],
)
def test_numbers_and_dates_compare_exactly(
    operator: Operator,
    below: Reading,
    same: Reading,
    above: Reading,
    value_type: ValueType,
    values: tuple[str, ...],
) -> None:
    test = compiled(on("n", values[1], operator=operator), fact("n", value_type=value_type))
    assert [test.read({fact_name("n"): stated(value)}) for value in values] == [below, same, above]


def test_one_number_written_in_two_ways_is_one_number() -> None:
    test = compiled(on("n", "1.0"), fact("n", value_type=ValueType.DECIMAL))
    assert test.read({fact_name("n"): stated("1")}) == TRUE
    assert test.read({fact_name("n"): stated("1E0")}) == TRUE


@pytest.mark.parametrize(("said", "reading"), [(True, FALSE), (False, TRUE)])
def test_a_truth_value_can_be_wanted_false(said: bool, reading: Reading) -> None:
    assert compiled(on("a", "false"), fact("a")).read({fact_name("a"): stated(said)}) == reading


def test_one_of_several_stated_numbers_is_enough() -> None:
    test = compiled(
        on("n", "5", operator=Operator.GREATER), fact("n", value_type=ValueType.INTEGER, many=True)
    )
    assert test.read({fact_name("n"): stated(["1", "6"])}) == TRUE
    assert test.read({fact_name("n"): stated(["1", "5"])}) == FALSE


def test_a_condition_on_conclusions_reads_them_and_whatever_is_narrower() -> None:
    family = fact("p", Level.ACTOR, scheme="p", kind=FactKind.CONCLUDED)
    test = compile_condition(concluded("p.screening", "p.play"), family, TREE)
    assert isinstance(test, ConclusionTest)
    assert test.level is Level.ACTOR
    assert test.conclusions == (name("p.filtering"), name("p.play"), name("p.screening"))


def test_broader_and_narrower_are_transitive_and_a_concept_is_within_itself() -> None:
    assert TREE.broader_than(name("p.filtering")) == {
        name(f"p.{x}") for x in ("screening", "hiring", "work", "tools")
    }
    assert TREE.narrower_than(name("p.hiring")) == {
        name(f"p.{x}") for x in ("screening", "filtering", "interviews")
    }
    assert TREE.within(name("p.play")) == {name("p.play")}
    assert TREE.broader_than(name("p.unheard-of")) == frozenset()


def test_a_circle_of_broader_concepts_ends() -> None:
    circle = Taxonomy({each.id: each for each in (concept("p.a", "p.b"), concept("p.b", "p.a"))})
    assert circle.broader_than(name("p.a")) == {name("p.b")}
    assert circle.within(name("p.a")) == {name("p.a"), name("p.b")}
