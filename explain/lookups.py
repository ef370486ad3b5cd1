"""What is looked up in one rule base again and again: worked out once, for as long as that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from engine.conditions import Test, compile_condition
from engine.knowledge import Condition, Iri, KnowledgeBase
from engine.rulebase import RuleBase


@dataclass(slots=True)
class Lookups:
    """The ways through one rule base that explanations take."""

    slots: Mapping[Iri, int]
    """The place of each rule among the verdicts of its level."""
    defeaters: Mapping[Iri, tuple[Iri, ...]]
    """For each rule that can be defeated, the rules that could do so."""
    _tests: dict[Iri, Test] = field(default_factory=dict)

    def test(self, condition: Condition, knowledge_base: KnowledgeBase, rule_base: RuleBase) -> Test:
        """What decides `condition`, which is compiled when it is first asked for."""
        known = self._tests.get(condition.id)
        if known is None:
            fact = knowledge_base.facts[condition.fact]
            known = self._tests[condition.id] = compile_condition(condition, fact, rule_base.taxonomy)
        return known


_LOOKUPS: WeakKeyDictionary[RuleBase, Lookups] = WeakKeyDictionary()


def lookups_of(rule_base: RuleBase) -> Lookups:
    """What is looked up in `rule_base`."""
    known = _LOOKUPS.get(rule_base)
    if known is None:
        defeaters: dict[Iri, tuple[Iri, ...]] = {}
        for rule in rule_base.rules.values():
            for defeated in rule.defeats:
                defeaters[defeated] = (*defeaters.get(defeated, ()), rule.id)
        slots = {rule: slot for ids in rule_base.rules_of.values() for slot, rule in enumerate(ids)}
        known = _LOOKUPS[rule_base] = Lookups(slots, defeaters)
    return known
