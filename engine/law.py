"""The law of a knowledge base as it was known on one day, compiled for use."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from engine.conditions import Test, compile_condition
from engine.knowledge import Concept, FactKind, Iri, KnowledgeBase, Level
from engine.rulebase import RuleBase, compile_rules, rules_known
from engine.timeline import Timetable, known_instruments


class Law:
    """What one knowledge base says through the instruments that were known."""

    def __init__(self, knowledge_base: KnowledgeBase, known: frozenset[Iri]) -> None:
        self.timetable = Timetable(knowledge_base.windows.values(), known)
        """When each tier and obligation binds."""
        timed = {subject for window in knowledge_base.windows.values() for subject in window.window_for}
        self.rule_base: RuleBase = compile_rules(
            (
                rule
                for rule in rules_known(knowledge_base, known)
                if all(c not in timed or self.timetable.is_law(c) for c in rule.concludes)
            ),
            knowledge_base,
        )
        self.families: dict[Iri, Iri] = _families(knowledge_base)
        """The concluded fact each conclusion belongs to."""
        self.ranked: dict[Iri, Concept] = {
            concept.id: concept
            for concept in knowledge_base.concepts.values()
            if concept.residual or concept.prevails_over
            if concept.scheme in _residual_schemes(knowledge_base)
        }
        """The tiers: the concepts of every family that has a residual member."""
        self.concluding = {level: _conclusions(self.rule_base, level) for level in Level}
        """For each level, every conclusion with the rules for it and their slots."""
        self.window_tests: dict[Iri, Test] = {
            condition.id: compile_condition(
                condition, knowledge_base.facts[condition.fact], self.rule_base.taxonomy
            )
            for window in knowledge_base.windows.values()
            for condition in window.conditions
        }
        """The conditions of windows, by their identifier."""


_LAWS: WeakKeyDictionary[KnowledgeBase, dict[frozenset[Iri], Law]] = WeakKeyDictionary()


def law_as_known(knowledge_base: KnowledgeBase, known_at: str) -> Law:
    """The law of `knowledge_base` as known on `known_at`, compiled once for each set of published instruments."""
    known = known_instruments(knowledge_base, known_at)
    laws = _LAWS.setdefault(knowledge_base, {})
    if known not in laws:
        laws[known] = Law(knowledge_base, known)
    return laws[known]


def _families(knowledge_base: KnowledgeBase) -> dict[Iri, Iri]:
    by_scheme = {f.scheme: f.id for f in knowledge_base.facts.values() if f.kind is FactKind.CONCLUDED}
    return {c.id: by_scheme[c.scheme] for c in knowledge_base.concepts.values() if c.scheme in by_scheme}


def _residual_schemes(knowledge_base: KnowledgeBase) -> frozenset[Iri]:
    return frozenset(concept.scheme for concept in knowledge_base.concepts.values() if concept.residual)


def _conclusions(
    rule_base: RuleBase, level: Level
) -> tuple[tuple[Iri, tuple[Iri, ...], tuple[int, ...]], ...]:
    slots = {rule: slot for slot, rule in enumerate(rule_base.rules_of[level])}
    return tuple(
        (conclusion, rules, tuple(slots[rule] for rule in rules))
        for conclusion, rules in sorted(rule_base.concluding.items())
        if rule_base.levels[conclusion] is level
    )
