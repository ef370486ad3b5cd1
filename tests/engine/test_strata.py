"""Rules come after what they depend on, in few strata, and a circle is named."""

from __future__ import annotations

from graphlib import CycleError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.knowledge import Iri, Level, Rule
from engine.strata import cycles, dependencies, stratify
from tests.support.kb import name, rule


def edges(**depends: str) -> dict[Iri, frozenset[Iri]]:
    """For each rule the rules before it, written as `b="a c"`."""
    return {Iri(key): frozenset(map(Iri, earlier.split())) for key, earlier in depends.items()}


def on_one_level(depends: dict[Iri, frozenset[Iri]]) -> dict[Iri, Level]:
    return dict.fromkeys(depends, Level.FUNCTION)


def strata(depends: dict[Iri, frozenset[Iri]], **levels: Level) -> list[tuple[str, str]]:
    """The strata as level and rules, on the level of functions where no other is given."""
    by_rule = on_one_level(depends) | {Iri(key): level for key, level in levels.items()}
    return [(level.value, " ".join(rules)) for level, rules in stratify(depends, by_rule)]


# --- dependencies --------------------------------------------------------------------------------


def reads(*rules: Rule, **read: str) -> dict[Iri, frozenset[Iri]]:
    return {r.id: frozenset(map(name, read.get(r.id.removeprefix("t:"), "").split())) for r in rules}


def test_no_rules_depend_on_nothing() -> None:
    assert dependencies([], {}) == {}


def test_a_rule_comes_after_every_exception_to_it() -> None:
    rules = (rule("a", "x"), rule("b", "x", defeats="a c"), rule("c", "x"), rule("d", "x", defeats="a"))
    assert dependencies(iter(rules), reads(*rules)) == {
        name("a"): {name("b"), name("d")},
        name("b"): set(),
        name("c"): {name("b")},
        name("d"): set(),
    }


def test_a_rule_comes_after_every_rule_for_what_it_reads() -> None:
    one = rule("one", "x", then="nature.p nature.q")
    two = rule("two", "x", then="nature.p")
    both = rule("both", "x", defeats="reader", then="nature.q")
    reader = rule("reader", "x")
    rules = (one, two, both, reader)
    found = dependencies(rules, reads(*rules, reader="nature.p nature.q nature.nobody"))
    assert found[reader.id] == {one.id, two.id, both.id}
    assert found[one.id] == found[two.id] == found[both.id] == set()


def test_several_rules_that_read_one_conclusion_all_come_after_the_rules_for_it() -> None:
    one, first, second = rule("one", "x", then="nature.p"), rule("first", "x"), rule("second", "x")
    found = dependencies((one, first, second), reads(one, first, second, first="nature.p", second="nature.p"))
    assert found[first.id] == found[second.id] == {one.id}


def test_an_exception_to_an_absent_rule_gives_no_order() -> None:
    alone = rule("alone", "x", defeats="absent")
    assert dependencies([alone], reads(alone)) == {alone.id: frozenset()}


# --- strata --------------------------------------------------------------------------------------


def test_nothing_has_no_strata() -> None:
    assert stratify({}, {}) == ()
    assert cycles({}) == ()


def test_independent_rules_make_one_sorted_stratum_a_level() -> None:
    assert strata(edges(c="", a="", b="")) == [("function", "a b c")]
    assert strata(edges(a="", b="", c=""), b=Level.ACTOR) == [("function", "a c"), ("actor", "b")]


def test_a_chain_makes_one_stratum_a_link() -> None:
    assert strata(edges(c="b", a="", b="a")) == [("function", "a"), ("function", "b"), ("function", "c")]


def test_a_rule_waits_for_the_last_of_what_it_needs() -> None:
    assert strata(edges(a="", b="a", c="a b", d="")) == [
        ("function", "a d"),
        ("function", "b"),
        ("function", "c"),
    ]


def test_the_level_with_the_longest_chain_behind_it_goes_first() -> None:
    depends = edges(short="", long="", next="long", last="next short")
    found = strata(depends, short=Level.ACTOR, last=Level.ACTOR)
    assert found == [("function", "long"), ("function", "next"), ("actor", "short"), ("actor", "last")]


def test_a_level_counts_by_the_longest_chain_behind_any_of_its_ready_rules() -> None:
    depends = edges(alone="", long="", next="long", last="next", middle="", end="middle")
    levels = {"middle": Level.ACTOR, "end": Level.ACTOR}
    assert strata(depends, **levels)[0] == ("function", "alone long")


def test_a_level_waits_until_more_of_its_rules_are_ready() -> None:
    depends = edges(early="", base="", late="base")
    found = strata(depends, early=Level.ACTOR, late=Level.ACTOR)
    assert found == [("function", "base"), ("actor", "early late")]


def test_a_chain_is_measured_by_its_longest_way() -> None:
    depends = edges(a="", b="a", c="b a", x="", y="x")
    found = strata(depends, x=Level.TOOL, y=Level.TOOL)
    assert found == [("function", "a"), ("tool", "x"), ("function", "b"), ("tool", "y"), ("function", "c")]


@pytest.mark.parametrize(
    ("depends", "circles"),
    [
        (edges(a="a"), [("a",)]),
        (edges(a="b", b="a", c="a"), [("a", "b")]),
        (edges(a="b", b="c", c="a", d="e", e="d", f=""), [("a", "b", "c"), ("d", "e")]),
    ],
)
def test_a_circle_has_no_order_and_is_named(
    depends: dict[Iri, frozenset[Iri]], circles: list[tuple[str, ...]]
) -> None:
    assert list(cycles(depends)) == circles
    with pytest.raises(CycleError) as raised:
        stratify(depends, on_one_level(depends))
    assert set(raised.value.args[1]) <= {rule for circle in circles for rule in circle}


def test_the_rules_of_a_circle_and_the_circles_are_told_in_order() -> None:
    names = [f"r{number:02}" for number in range(12)]
    ring = edges(**{one: other for one, other in zip(names, [*names[1:], names[0]], strict=True)})
    alone = edges(**{f"s{number:02}": f"s{number:02}" for number in range(12)})
    assert cycles(dict(reversed({**ring, **alone}.items()))) == (
        tuple(names),
        *((f"s{number:02}",) for number in range(12)),
    )


def test_what_can_be_ordered_has_no_circle() -> None:
    assert cycles(edges(a="", b="a", c="a b")) == ()


@st.composite
def ordered(draw: st.DrawFn) -> tuple[dict[Iri, frozenset[Iri]], dict[Iri, Level]]:
    """Dependencies without a circle, in any order, with a level for each rule."""
    names = [Iri(f"r{number}") for number in range(draw(st.integers(0, 12)))]
    depends = {
        each: frozenset(draw(st.sets(st.sampled_from(names[:place])))) if place else frozenset()
        for place, each in enumerate(names)
    }
    shuffled = draw(st.permutations(names))
    levels = {each: draw(st.sampled_from(Level)) for each in names}
    return {each: depends[each] for each in shuffled}, levels


@given(ordered())
def test_every_rule_stands_once_on_its_level_after_all_it_depends_on(
    given_order: tuple[dict[Iri, frozenset[Iri]], dict[Iri, Level]],
) -> None:
    depends, levels = given_order
    before: set[Iri] = set()
    for level, rules in stratify(depends, levels):
        assert rules
        assert list(rules) == sorted(rules)
        for each in rules:
            assert levels[each] is level
            assert depends[each] <= before
        assert before.isdisjoint(rules)
        before |= set(rules)
    assert before == depends.keys()


@given(ordered())
def test_the_order_in_which_rules_are_listed_does_not_matter(
    given_order: tuple[dict[Iri, frozenset[Iri]], dict[Iri, Level]],
) -> None:
    depends, levels = given_order
    assert stratify(dict(sorted(depends.items())), levels) == stratify(depends, levels)
