"""Rule sets stay within the bounds in which the library is right; what fits in none is refused by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from engine.errors import RuleBaseRejected
from engine.knowledge import Iri, Level
from engine.rulebase import Antecedent, Group, compile_rules
from engine.shards import (
    MAX_ALIKE,
    MAX_CHILDREN,
    MAX_PATTERNS,
    MAX_PENDING,
    MAX_PROPERTIES,
    MAX_SLOT,
    NAME_LENGTH,
    Shard,
    certain_name,
    fnv_1a,
    possible_name,
    refuse_collisions,
    shards,
)
from tests.support.kb import knowledge_base, rule


def made(slot: int, *reads: int, exception: bool = False, defeaters: tuple[int, ...] = ()) -> Antecedent:
    return Antecedent((Iri(f"t:r{slot}"),), (slot,), exception, tuple(sorted(set(reads))), defeaters, ())


def group(*antecedents: Antecedent) -> Group:
    return Group(Level.FUNCTION, (), antecedents, ())


def patterns(shard: Shard) -> dict[str, list[dict[str, Any]]]:
    """The patterns of a rule set by name, the sentinel left out."""
    definition = json.loads(shard.source)
    assert definition.pop("go") == {"all": [{"m": {"go": 1}}]}
    return {name: body["all"][0]["m"]["$and"] for name, body in definition.items()}


def literals(shard: Shard) -> Iterator[str]:
    return (json.dumps(literal) for body in patterns(shard).values() for literal in body)


# --- emptiness -----------------------------------------------------------------------------------


def test_no_rules_make_no_rule_set() -> None:
    assert shards(group()) == ()


def test_a_rule_without_conditions_is_in_no_rule_set() -> None:
    assert shards(group(made(0))) == ()
    assert shards(group(made(0, defeaters=(1,)))) == ()
    (shard,) = shards(group(made(0), made(1, 0)))
    assert [each.name for each in shard.antecedents] == [1]


# --- patterns ------------------------------------------------------------------------------------


def test_a_rule_that_reads_one_thing_fires_where_it_is_true_or_may_where_it_is_unknown() -> None:
    (shard,) = shards(group(made(7, 3)))
    assert patterns(shard) == {"s00007": [{"c3": 2}], "p00007": [{"c3": 1}]}


def test_a_rule_that_reads_several_things_needs_them_all_in_a_fixed_order() -> None:
    (shard,) = shards(group(made(7, 12, 3, 12)))
    assert patterns(shard) == {
        "s00007": [{"c3": 2}, {"c12": 2}],
        "p00007": [{"$gte": {"c3": 1}}, {"$gte": {"c12": 1}}],
    }


def test_a_base_rule_fires_beside_an_exception_in_doubt_and_an_exception_does_not() -> None:
    (shard,) = shards(group(made(1, 0, defeaters=(5,)), made(2, 0, exception=True, defeaters=(5,))))
    assert patterns(shard) == {
        "s00001": [{"c0": 2}, {"$gte": {"d5": 1}}],
        "p00001": [{"$gte": {"c0": 1}}],
        "s00002": [{"x0": 2}, {"d5": 2}],
        "p00002": [{"$gte": {"x0": 1}}],
    }


def test_rules_with_the_same_exceptions_share_what_stands_in_their_way_and_others_do_not() -> None:
    rules = [made(1, 0, defeaters=(5, 6)), made(2, 0, defeaters=(5, 6)), made(3, 0, defeaters=(56,))]
    (shard,) = shards(group(*rules))
    assert [patterns(shard)[name][1] for name in ("s00001", "s00002", "s00003")] == [
        {"$gte": {"d5_6": 1}},
        {"$gte": {"d5_6": 1}},
        {"$gte": {"d56": 1}},
    ]


# --- bounds --------------------------------------------------------------------------------------


def properties(literal: dict[str, Any]) -> Iterable[str]:
    """The property a literal tests."""
    return literal.get("$gte", literal)  # type: ignore[no-any-return]


def within_bounds(shard: Shard) -> bool:
    bodies = patterns(shard)
    names = {name for body in bodies.values() for each in body for name in properties(each)}
    alike = [json.dumps(body) for body in bodies.values()]
    return (
        len(bodies) < MAX_PATTERNS
        and len(names) <= MAX_PROPERTIES
        and max(map(alike.count, alike)) <= MAX_ALIKE
        and len({json.dumps(body[0]) for body in bodies.values()}) <= MAX_PENDING
    )


@pytest.mark.parametrize(
    "rules",
    [
        [made(slot, 0) for slot in range(MAX_ALIKE + 1)],
        [made(slot, slot) for slot in range(200)],
        [made(slot, 0, slot + 1) for slot in range(MAX_CHILDREN + 10)],
        [made(slot, slot % 7, slot % 11 + 7, slot % 13 + 18) for slot in range(1000)],
        [made(slot, *range(slot * 20, slot * 20 + 20)) for slot in range(30)],
        [made(slot, slot % 50, exception=slot % 2 == 0, defeaters=(slot,)) for slot in range(300)],
    ],
)
def test_many_rules_are_cut_into_bounded_rule_sets_that_hold_each_rule_once(
    rules: list[Antecedent],
) -> None:
    found = shards(group(*rules))
    assert len(found) > 1
    assert all(within_bounds(shard) for shard in found)
    assert sorted(each.name for shard in found for each in shard.antecedents) == [r.name for r in rules]


def test_few_rules_stay_in_one_rule_set() -> None:
    assert len(shards(group(*(made(slot, slot) for slot in range(MAX_PENDING // 2))))) == 1
    assert len(shards(group(*(made(slot, 0) for slot in range(MAX_ALIKE))))) == 1


def test_rules_with_the_most_conditions_that_are_safe_are_accepted() -> None:
    (shard,) = shards(group(made(0, *range(MAX_PENDING - 1))))
    assert len(patterns(shard)["s00000"]) == MAX_PENDING - 1


def test_a_rule_with_too_many_conditions_is_refused_by_name_with_the_next_step() -> None:
    conditions = [f"a{number}" for number in range(MAX_PENDING + 1)]
    known = knowledge_base(rule("wide", *conditions, then="nature.x"), rule("narrow", "a1", then="nature.x"))
    base = compile_rules(known.rules.values(), known)
    with pytest.raises(RuleBaseRejected, match=r"t:wide has too many conditions .* Next: split it"):
        shards(base.groups[0])


def test_more_rules_of_a_level_than_names_have_digits_for_are_refused() -> None:
    assert len(certain_name(made(MAX_SLOT))) == len(possible_name(made(0))) == NAME_LENGTH
    assert len(shards(group(made(MAX_SLOT, 0)))) == 1
    with pytest.raises(RuleBaseRejected, match="more than 99999 rules about the level function"):
        shards(group(made(MAX_SLOT + 1, 0)))


def test_the_order_in_which_rules_are_given_does_not_matter_where_their_conditions_differ() -> None:
    rules = [made(slot, slot % 30, 30 + slot) for slot in range(100)]
    one, other = shards(group(*rules)), shards(group(*reversed(rules)))
    assert [sorted(literals(shard)) for shard in one] == [sorted(literals(shard)) for shard in other]


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "value"), [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968)])
def test_names_are_hashed_as_published(name: str, value: int) -> None:
    assert fnv_1a(name) == value


def test_names_the_library_could_not_tell_apart_are_refused() -> None:
    assert fnv_1a("costarring") == fnv_1a("liquid")
    with pytest.raises(RuleBaseRejected, match="'costarring' and 'liquid' have the same 32-bit hash"):
        refuse_collisions(["liquid", "other", "costarring"])


def test_a_name_that_stands_twice_is_no_collision() -> None:
    refuse_collisions(["a", "b", "a"])
    refuse_collisions([])
