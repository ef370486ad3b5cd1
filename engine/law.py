"""The law of a knowledge base as it was known on one day, compiled for use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from engine.chosen import default_readings
from engine.conditions import Test, compile_condition
from engine.contested import stands
from engine.knowledge import Concept, FactKind, Iri, KnowledgeBase, Level, Rule
from engine.rulebase import RuleBase, compile_rules, rules_known
from engine.timeline import Timetable, known_instruments


@dataclass(frozen=True, slots=True)
class Tier:
    """Where a tier stands in its family."""

    outranks: frozenset[Iri]
    """Every tier it prevails over, directly or through another."""
    residual: bool
    """Whether it holds only where nothing else of the family does."""


class Law:
    """What one knowledge base says through the instruments that were known, under the readings chosen."""

    def __init__(
        self, knowledge_base: KnowledgeBase, known: frozenset[Iri], readings: frozenset[Iri] | None = None
    ) -> None:
        self.readings = default_readings(knowledge_base) if readings is None else readings
        """One reading for each contested point."""
        windows = tuple(w for w in knowledge_base.windows.values() if stands(w.under, self.readings))
        self.timetable = Timetable(windows, known)
        """When each tier and obligation binds."""
        timed = {subject for window in knowledge_base.windows.values() for subject in window.window_for}
        not_yet = frozenset(subject for subject in timed if not self.timetable.is_law(subject))
        self.rule_base: RuleBase = compile_rules(
            _concluding_law(rules_known(knowledge_base, known, self.readings), not_yet), knowledge_base
        )
        self.families: dict[Iri, Iri] = _families(knowledge_base)
        """The concluded fact each conclusion belongs to."""
        self.tiers: dict[Iri, Tier] = {
            tier: standing for tier, standing in _tiers(knowledge_base).items() if tier not in not_yet
        }
        """The members of every family that has a residual one, as far as they were law."""
        self.concluding = {level: self._conclusions(level) for level in Level}
        """For each level, every conclusion with its family, the rules for it and their slots."""
        self.concluded_by = {level: self._concluded_by(level) for level in Level}
        """For each level and slot, the places in `concluding` of what its rule concludes."""
        self.slots: dict[Iri, tuple[int, ...]] = {
            conclusion: slots for found in self.concluding.values() for conclusion, _, _, slots in found
        }
        """For each conclusion, the slots of the rules for it."""
        self.window_tests: dict[Iri, Test] = {
            condition.id: compile_condition(
                condition, knowledge_base.facts[condition.fact], self.rule_base.taxonomy
            )
            for window in knowledge_base.windows.values()
            for condition in window.conditions
        }
        """The conditions of windows, by their identifier."""

    def _conclusions(self, level: Level) -> tuple[tuple[Iri, Iri, tuple[Iri, ...], tuple[int, ...]], ...]:
        slots = {rule: slot for slot, rule in enumerate(self.rule_base.rules_of[level])}
        return tuple(
            (conclusion, self.families[conclusion], rules, tuple(slots[rule] for rule in rules))
            for conclusion, rules in sorted(self.rule_base.concluding.items())
            if self.rule_base.levels[conclusion] is level
        )

    def _concluded_by(self, level: Level) -> tuple[tuple[int, ...], ...]:
        places = {conclusion: place for place, (conclusion, *_) in enumerate(self.concluding[level])}
        rules = self.rule_base.rules
        return tuple(
            tuple(places[conclusion] for conclusion in rules[rule].concludes)
            for rule in self.rule_base.rules_of[level]
        )


_Key = tuple[frozenset[Iri], frozenset[Iri]]
_LAWS: WeakKeyDictionary[KnowledgeBase, dict[_Key, Law]] = WeakKeyDictionary()


def law_as_known(knowledge_base: KnowledgeBase, known_at: str, readings: frozenset[Iri] | None = None) -> Law:
    """
    The law of `knowledge_base` as known on `known_at` under `readings`, one for each contested point.

    Without `readings` the defaults count. A law is compiled once for each set of known instruments and each
    choice of readings; see `engine.chosen` for how a choice is made.
    """
    known = known_instruments(knowledge_base, known_at)
    chosen = default_readings(knowledge_base) if readings is None else readings
    laws = _LAWS.setdefault(knowledge_base, {})
    if (known, chosen) not in laws:
        laws[known, chosen] = Law(knowledge_base, known, chosen)
    return laws[known, chosen]


def _families(knowledge_base: KnowledgeBase) -> dict[Iri, Iri]:
    by_scheme = {f.scheme: f.id for f in knowledge_base.facts.values() if f.kind is FactKind.CONCLUDED}
    return {c.id: by_scheme[c.scheme] for c in knowledge_base.concepts.values() if c.scheme in by_scheme}


def _concluding_law(rules: Iterable[Rule], not_yet: frozenset[Iri]) -> Iterator[Rule]:
    """The rules without the conclusions that were not law yet, and without those that then say nothing."""
    for rule in rules:
        concludes = tuple(conclusion for conclusion in rule.concludes if conclusion not in not_yet)
        if concludes or rule.defeats:
            yield rule if concludes == rule.concludes else replace(rule, concludes=concludes)


def _tiers(knowledge_base: KnowledgeBase) -> dict[Iri, Tier]:
    concepts = knowledge_base.concepts
    schemes = {concept.scheme for concept in concepts.values() if concept.residual}
    return {
        concept.id: Tier(_outranked(concepts, concept.id), concept.residual)
        for concept in concepts.values()
        if concept.scheme in schemes
    }


def _outranked(concepts: Mapping[Iri, Concept], tier: Iri) -> frozenset[Iri]:
    found: set[Iri] = set()
    frontier = [tier]
    while frontier:
        lower = set(concepts[frontier.pop()].prevails_over) - found
        found |= lower
        frontier.extend(lower)
    return frozenset(found)
