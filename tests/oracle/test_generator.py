"""What the generated rule bases and profiles have to be like, so that agreement on them means something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.oracle.documents import unlisted
from tests.oracle.extraction import RuleBase
from tests.oracle.generated_rules import Rule
from tests.oracle.generated_vocabulary import LEVELS
from tests.oracle.generator import Generated, generate
from tests.oracle.handmade import KNOWN_AT
from tests.oracle.oracle import evaluate_all

SEEDS = range(20)
OUTCOMES = {"fired", "fired-contestable", "defeated", "undetermined", "does-not-hold"}


@cache
def sample() -> tuple[Generated, ...]:
    return tuple(generate(seed, profiles=8) for seed in SEEDS)


@cache
def bases() -> tuple[RuleBase, ...]:
    return tuple(RuleBase(made.text) for made in sample())


@cache
def histogram() -> dict[str, Counter[str]]:
    found = {level: Counter[str]() for level in LEVELS}
    for made, base in zip(sample(), bases(), strict=True):
        for outcomes in evaluate_all(base, made.profiles, KNOWN_AT):
            for (_, level, _), outcome in outcomes.items():
                found[level][outcome] += 1
    return found


def conditions() -> Iterator[tuple[Rule, Any]]:
    for made in sample():
        for rule in made.rules:
            for condition in rule.conditions:
                yield rule, condition


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, again, other = generate(7, 3), generate(7, 3), generate(8, 3)
    assert (first.text, first.profiles) == (again.text, again.profiles)
    assert first.text != other.text


def test_every_outcome_is_at_least_a_twentieth_of_all() -> None:
    total = sum(histogram().values(), Counter[str]())
    for outcome, count in total.most_common():
        print(f"{outcome:20}{count:8}{count / total.total():8.1%}")
    assert set(total) == OUTCOMES
    assert min(total.values()) >= 0.05 * total.total()


@pytest.mark.parametrize("level", LEVELS)
def test_every_outcome_occurs_at_every_level(level: str) -> None:
    assert set(histogram()[level]) == OUTCOMES


def test_every_operator_is_used_on_every_type_it_fits() -> None:
    seen = {(condition.fact.type, condition.operator) for _, condition in conditions() if condition.fact}
    ordered = {"equal", "less", "at-most", "greater", "at-least"}
    wanted = {(kind, operator) for kind in ("integer", "decimal", "date") for operator in ordered}
    wanted |= {("concept", "any-of"), ("concept", "only-of"), ("concept", "none-of"), ("boolean", "equal")}
    assert seen == wanted


def test_conclusions_are_read_from_every_level_at_every_other() -> None:
    family_level = {tree.family: tree.level for made in sample() for tree in made.vocabulary.trees}
    seen = {(rule.level, family_level[c.reads]) for rule, c in conditions() if c.fact is None}
    assert seen == {(reader, read) for reader in LEVELS for read in LEVELS}


def strata(base: RuleBase) -> int:
    """The longest chain of conclusions, each read by a rule for the next."""
    narrower: dict[str, set[str]] = {}
    for names in base.terms.values():
        for concept in names.values():
            narrower.setdefault(concept, {concept})
    for _ in range(6):
        for below, above in base.broader:
            narrower[above] |= narrower[below]
    return max(_depth(base, narrower, rule) for rule in base.rules)


def _depth(base: RuleBase, narrower: dict[str, set[str]], rule: str) -> int:
    tested = (base.conditions[name] for name in base.rules[rule].conditions)
    reads = {
        c for t in tested if base.facts[t.fact].kind == "concluded" for v in t.values for c in narrower[v]
    }
    earlier = [other.id for other in base.rules.values() if reads & set(other.concludes)]
    return 1 + max((_depth(base, narrower, other) for other in earlier), default=0)


def test_conclusions_rest_on_one_another_over_four_strata_and_more() -> None:
    found = Counter(strata(base) for base in bases())
    assert max(found) >= 6
    assert sum(count for depth, count in found.items() if depth >= 4) >= 0.6 * found.total()


def test_rules_have_several_exceptions_shared_ones_and_exceptions_of_exceptions() -> None:
    for trait in ("several", "shared", "second degree"):
        assert sum(trait in traits(made) for made in sample()) >= 0.9 * len(sample()), trait


def traits(made: Generated) -> set[str]:
    exceptions = {rule.id for rule in made.rules if rule.defeats}
    beaten = Counter(target for rule in made.rules for target in rule.defeats)
    concluded = Counter(concept for rule in made.rules for concept in rule.concludes)
    return {
        name
        for name, holds in (
            ("several", max(beaten.values()) > 1 and max(concluded.values()) > 1),
            ("shared", any(len(rule.defeats) > 1 for rule in made.rules)),
            ("second degree", bool(exceptions & set(beaten))),
        )
        if holds
    }


def test_profiles_leave_open_and_state_what_there_is_in_every_way() -> None:
    seen: Counter[str] = Counter()
    for made, base in zip(sample(), bases(), strict=True):
        for profile in made.profiles:
            seen[f"unlisted {sorted(unlisted(base, profile))}"] += 1
            seen["no stack"] += profile.get("stack") == []
            seen["empty list"] += ": []" in str(profile["functions"])
            seen["several values"] += "', '" in str(profile["actors"])
            seen["shorthand"] += "_short" in str(profile)
            seen["judgement"] += "because" in str(profile)
            seen["same name"] += "x" in profile["actors"] and "x" in str(profile["functions"])
    rare = {name: count for name, count in seen.items() if count < 3}
    assert len(seen) == 9
    assert not rare
