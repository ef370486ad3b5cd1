"""Rules compiled: which were law, in what groups, and what they share."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from engine.conditions import StatedTest
from engine.knowledge import Iri, Level, Operator, Rule, RuleKind
from engine.rulebase import Antecedent, RuleBase, by_key, compile_rules, rules_known
from engine.semantics import define
from engine.state import snapshot
from tests.support.kb import (
    ACT,
    AMENDMENT,
    concept,
    concluded,
    fact,
    fact_name,
    knowledge_base,
    name,
    on,
    rule,
    use_case,
)


def compiled(*rules: Rule, **more: Any) -> RuleBase:
    known = knowledge_base(*rules, **more)
    return compile_rules(known.rules.values(), known)


# --- which rules are law -------------------------------------------------------------------------

ALWAYS = rule("always", "a", then="nature.x")
NEW = rule("new", "a", then="nature.y", introduced_by=AMENDMENT)
OLD = rule("old", "a", then="nature.z", introduced_by=ACT, repealed_by=AMENDMENT)


def known(*instruments: Iri) -> list[str]:
    return [
        r.id.removeprefix("t:")
        for r in rules_known(knowledge_base(ALWAYS, NEW, OLD), frozenset(instruments), frozenset())
    ]


def test_a_rule_is_law_from_the_instrument_that_introduced_it_to_the_one_that_repealed_it() -> None:
    assert known() == ["always"]
    assert known(ACT) == ["always", "old"]
    assert known(ACT, AMENDMENT) == ["always", "new"]


# --- groups --------------------------------------------------------------------------------------


def test_a_rule_base_without_rules_has_no_groups() -> None:
    base = compiled()
    assert base.groups == ()
    assert base.read == ()
    assert set(base.stated) == set(base.rules_of) == set(Level)


def test_equal_conditions_are_read_once_even_by_rules_of_several_strata() -> None:
    base = compiled(
        rule("one", "a", "b", then="nature.x"),
        rule("two", "b", on("a", "true"), then="nature.y"),
        rule("three", "a", concluded("nature.x"), then="nature.z"),
    )
    assert [test.fact for test in base.stated[Level.FUNCTION]] == [fact_name("a"), fact_name("b")]
    first, second = base.groups
    assert [(a.rules, a.reads) for a in first.antecedents] == [((name("one"), name("two")), (0, 1))]
    assert [a.reads for a in second.antecedents] == [(0, 2)]
    assert (first.due, second.due) == ((), ((2, Level.FUNCTION, (0,)),))
    assert base.concluded[Level.FUNCTION] == 1


def test_conditions_that_differ_in_operator_or_values_are_kept_apart() -> None:
    scheme = [concept("p.a"), concept("p.b")]
    purposes = [fact("p", scheme="p")]
    conditions = [
        on("p", name("p.a"), operator=Operator.ANY_OF),
        on("p", name("p.a"), operator=Operator.NONE_OF),
        on("p", name("p.b"), operator=Operator.ANY_OF),
        on("p", name("p.b"), name("p.a"), operator=Operator.ANY_OF),
        on("p", name("p.a"), name("p.b"), operator=Operator.ANY_OF),
    ]
    rules = [rule(f"r{number}", condition, then="nature.x") for number, condition in enumerate(conditions)]
    base = compiled(*rules, facts=purposes, concepts=scheme)
    assert len(base.stated[Level.FUNCTION]) == 4
    assert {slot for slot, _ in base.asking[Level.FUNCTION][fact_name("p")]} == {0, 1, 2, 3}


def test_each_level_has_its_own_rules_and_tests() -> None:
    base = compiled(rule("f", "a", then="nature.x"), rule("d", "b", level=Level.ACTOR, then="obligation.x"))
    assert base.rules_of[Level.FUNCTION] == (name("f"),)
    assert base.rules_of[Level.ACTOR] == (name("d"),)
    assert [test.fact for test in base.stated[Level.ACTOR]] == [fact_name("b")]
    assert all(isinstance(test, StatedTest) for test in base.stated[Level.ACTOR])


def asking(slot: int, *reads: int) -> Antecedent:
    return Antecedent((name(f"r{slot}"),), (slot,), False, reads, (), ())


def test_no_rules_have_no_keys_and_a_rule_without_conditions_has_none() -> None:
    assert by_key([], 0) == ()
    assert by_key([asking(0)], 0) == ()


def test_each_rule_has_one_of_its_conditions_as_key() -> None:
    asked = [asking(slot, *reads) for slot, reads in enumerate([(0, 1), (1,), (0, 2), (2, 3), (3,)])]
    found = by_key(asked, 4)
    assert sorted(a.name for _, sharing in found for a in sharing) == [0, 1, 2, 3, 4]
    assert all(key in a.reads for key, sharing in found for a in sharing)


def test_a_conclusion_is_key_before_a_stated_fact_and_what_few_ask_before_what_many_do() -> None:
    asked = [asking(slot, *reads) for slot, reads in enumerate([(0, 5, 6), (1, 6), (1, 2), (1, 3)])]
    assert [(key, [a.name for a in sharing]) for key, sharing in by_key(asked, 5)] == [
        (5, [0]),
        (6, [1]),
        (2, [2]),
        (3, [3]),
    ]


def test_an_exception_stands_before_what_it_defeats_and_is_known_by_its_slot() -> None:
    base = compiled(rule("b", "x", defeats="a"), rule("a", "x", then="nature.x"), rule("c", "x", defeats="a"))
    first, second = base.groups
    (exceptions,) = first.antecedents
    assert exceptions.rules == (name("b"), name("c"))
    assert exceptions.is_exception
    assert not exceptions.defeaters
    (beaten,) = second.antecedents
    assert not beaten.is_exception
    assert [base.rules_of[Level.FUNCTION][slot] for slot in beaten.defeaters] == [name("b"), name("c")]


def test_only_exceptions_have_the_stricter_semantics() -> None:
    kinds = [kind for kind in RuleKind if kind is not RuleKind.EXCEPTION]
    rules = [rule(f"r-{kind}", "a", then="nature.x", kind=kind) for kind in kinds]
    assert [a.is_exception for group in compiled(*rules).groups for a in group.antecedents] == [False]
    (asked,) = compiled(*rules).groups[0].antecedents
    assert len(asked.rules) == len(kinds)


def test_rules_that_ask_the_same_share_one_antecedent_and_keep_their_own_slots_and_conclusions() -> None:
    base = compiled(
        rule("one", "a", "b", then="nature.x"),
        rule("two", "b", "a", then="nature.y"),
        rule("other", "a", then="nature.z"),
        rule("reader", concluded("nature.x", "nature.y"), then="tier.high"),
    )
    shared, alone = sorted(base.groups[0].antecedents, key=lambda each: -len(each.rules))
    assert shared.rules == (name("one"), name("two"))
    assert [base.rules_of[Level.FUNCTION][slot] for slot in shared.slots] == list(shared.rules)
    assert [base.read[place] for place in shared.concludes] == [name("nature.x"), name("nature.y")]
    assert (alone.rules, alone.concludes) == ((name("other"),), ())


def test_an_exception_and_what_else_defeats_keep_rules_that_ask_the_same_apart() -> None:
    base = compiled(
        rule("plain", "a", then="nature.x"),
        rule("beaten", "a", then="nature.y"),
        rule("exception", "a", defeats="beaten"),
    )
    assert [a.rules for group in base.groups for a in group.antecedents if len(a.rules) > 1] == []
    assert sum(len(group.antecedents) for group in base.groups) == 3


def test_a_conclusion_of_several_rules_that_ask_the_same_is_concluded_once() -> None:
    base = compiled(
        rule("one", "a", then="nature.x"),
        rule("two", "a", then="nature.x"),
        rule("reader", concluded("nature.x"), then="tier.high"),
    )
    assert base.groups[0].antecedents[0].concludes == (0,)
    assert base.concluding[name("nature.x")] == (name("one"), name("two"))


def test_an_exception_to_an_absent_rule_defeats_nothing() -> None:
    base = compiled(rule("alone", "a", defeats="absent"), rule("other", "a", then="nature.x"))
    assert {a.defeaters for group in base.groups for a in group.antecedents} == {()}


def test_only_conclusions_that_some_rule_reads_are_tracked() -> None:
    base = compiled(
        rule("one", "a", then="nature.read nature.unread"),
        rule("two", concluded("nature.read", "nature.nobody"), then="tier.high"),
        concepts=[concept("nature.nobody")],
    )
    assert base.read == (name("nature.read"),)
    assert [a.concludes for group in base.groups for a in group.antecedents] == [(0,), ()]
    assert base.concluding[name("nature.unread")] == (name("one"),)


def test_a_broader_conclusion_is_read_from_the_rules_for_narrower_ones() -> None:
    narrow = concept("nature.narrow", "nature.wide")
    base = compiled(
        rule("one", "a", then="nature.narrow"),
        rule("two", concluded("nature.wide"), then="tier.high"),
        concepts=[narrow, concept("nature.wide")],
    )
    asked = [[a.rules for a in group.antecedents] for group in base.groups]
    assert asked == [[(name("one"),)], [(name("two"),)]]
    assert base.read == (name("nature.narrow"),)


def test_every_conclusion_knows_its_level() -> None:
    base = compiled(
        rule("one", "a", then="nature.x"), rule("two", "b", level=Level.ACTOR, then="obligation.y")
    )
    assert base.levels[name("nature.x")] is Level.FUNCTION
    assert base.levels[name("obligation.y")] is Level.ACTOR


def test_the_order_of_rules_does_not_matter() -> None:
    rules = [
        rule("a", "x", then="nature.x"),
        rule("b", "y", defeats="a"),
        rule("c", concluded("nature.x"), "y", then="tier.high"),
    ]
    known = knowledge_base(*rules)
    found = []
    for ordered in permutations(rules):
        base = compile_rules(ordered, known)
        decided = define(base, snapshot(base, use_case({"x": True}, {"x": True, "y": False})))
        found.append((base.rules_of, [g.antecedents for g in base.groups], base.read, decided))
    assert all(each == found[0] for each in found)
