"""The law as known on a day: which conclusions were law, and how tiers stand to one another."""

from __future__ import annotations

from engine.knowledge import Level
from engine.law import law_as_known
from tests.support import shipped
from tests.support.kb import AMENDMENT, concept, knowledge_base, name, rule, window

NEW = window("new", "obligation.new", start="2026-12-02", introduced_by=AMENDMENT)
BOTH = rule("both", "a", level=Level.ACTOR, then="obligation.new obligation.untimed")
ONLY = rule("only", "a", level=Level.ACTOR, then="obligation.new")
EXCEPTION = rule("exception", "b", level=Level.ACTOR, defeats="both", then="obligation.new")
KNOWN = knowledge_base(BOTH, ONLY, EXCEPTION, windows=[NEW])


def test_a_rule_loses_the_conclusions_that_were_not_law_yet_and_keeps_the_others() -> None:
    rules = law_as_known(KNOWN, "2026-07-23").rule_base.rules
    assert rules[BOTH.id].concludes == (name("obligation.untimed"),)


def test_a_rule_that_then_concludes_nothing_is_no_rule_but_an_exception_stays_one() -> None:
    rules = law_as_known(KNOWN, "2026-07-23").rule_base.rules
    assert ONLY.id not in rules
    assert rules[EXCEPTION.id].concludes == ()
    assert rules[EXCEPTION.id].defeats == (BOTH.id,)


def test_once_known_the_rules_are_as_written() -> None:
    assert law_as_known(KNOWN, "2026-07-24").rule_base.rules == KNOWN.rules


def test_days_between_which_nothing_was_published_share_one_law() -> None:
    assert law_as_known(KNOWN, "2026-07-24") is law_as_known(KNOWN, "2027-01-01")
    assert law_as_known(KNOWN, "2026-07-23") is not law_as_known(KNOWN, "2026-07-24")


def test_another_knowledge_base_has_its_own_law() -> None:
    other = knowledge_base(BOTH)
    assert law_as_known(other, "2026-07-24").rule_base.rules == {BOTH.id: BOTH}


def test_a_tier_outranks_what_those_below_it_outrank() -> None:
    chain = [
        concept("tier.one", prevails_over=(name("tier.two"),)),
        concept("tier.two", prevails_over=(name("tier.three"),)),
        concept("tier.three"),
    ]
    tiers = law_as_known(knowledge_base(concepts=chain), "2026-07-24").tiers
    assert tiers[name("tier.one")].outranks == {name("tier.two"), name("tier.three")}
    assert tiers[name("tier.three")].outranks == frozenset()
    assert not tiers[name("tier.three")].residual
    assert tiers[name("tier.minimal")].residual


def test_a_circle_of_tiers_ends() -> None:
    circle = [
        concept("tier.one", prevails_over=(name("tier.two"),)),
        concept("tier.two", prevails_over=(name("tier.one"),)),
    ]
    tiers = law_as_known(knowledge_base(concepts=circle), "2026-07-24").tiers
    assert tiers[name("tier.one")].outranks == {name("tier.one"), name("tier.two")}


def test_only_families_with_a_residual_member_have_tiers() -> None:
    tiers = law_as_known(knowledge_base(BOTH), "2026-07-24").tiers
    assert {tier.removeprefix("t:").split(".")[0] for tier in tiers} == {"tier"}


def test_a_residual_tier_that_was_not_law_yet_is_no_tier() -> None:
    packs = shipped.knowledge_base()
    before = law_as_known(packs, "2020-01-01")
    assert packs.checked_until > "2020-01-01"
    assert before.tiers == {}
    assert any(standing.residual for standing in law_as_known(packs, packs.checked_until).tiers.values())
