"""The rules that were law on one day, compiled into the order and the indices every executor works with.

Rules are decided stratum by stratum; the rules of a stratum are of one level and make up a group, which is
run once for each subject of that level. Everything is addressed by small integers; `RuleBase` keeps the way
back to identifiers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.conditions import ConclusionTest, StatedTest, compile_condition
from engine.contested import stands
from engine.knowledge import Condition, FactKind, Iri, KnowledgeBase, Level, Rule, RuleKind
from engine.strata import dependencies, stratify
from engine.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Antecedent:
    """What the rules of a stratum that ask alike ask, ready to be decided: their verdict is one."""

    rules: tuple[Iri, ...]
    slots: tuple[int, ...]
    """Of each of `rules`, its place among the rules of its level, in every list of verdicts."""
    is_exception: bool
    reads: tuple[int, ...]
    """Places of the conditions among the readings of the level, each once."""
    defeaters: tuple[int, ...]
    """Slots of the exceptions that could defeat the rules, all of earlier strata."""
    concludes: tuple[int, ...]
    """Places in `RuleBase.read` of what the rules conclude; what nothing reads is left out."""

    @property
    def name(self) -> int:
        """A number that no other antecedent of the level has."""
        return self.slots[0]


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of one stratum, all of one level."""

    level: Level
    due: tuple[tuple[int, Level, tuple[int, ...]], ...]
    """
    The conditions on conclusions that no earlier group of the level read: the place of each among the
    readings, and the conclusions (of one level, as places in `RuleBase.read`), any of which counts.
    """
    antecedents: tuple[Antecedent, ...]
    """What its rules ask; those that ask the same share one."""
    by_key: tuple[tuple[int, tuple[Antecedent, ...]], ...]
    """The antecedents by one of the conditions each has, its key: where that is false, none holds."""


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True, kw_only=True)
class RuleBase:
    """A set of rules that can be run. Compared by identity."""

    rules: Mapping[Iri, Rule]
    groups: tuple[Group, ...]
    stated: Mapping[Level, tuple[StatedTest, ...]]
    """For each level, every distinct condition on stated facts its rules read."""
    asking: Mapping[Level, Mapping[Iri, tuple[tuple[int, StatedTest], ...]]]
    """For each level and fact, the tests in `stated` that are about it, each with its place."""
    concluded: Mapping[Level, int]
    """For each level, how many distinct conditions on conclusions its rules read; they follow the stated."""
    rules_of: Mapping[Level, tuple[Iri, ...]]
    """For each level, its rules by slot."""
    read: tuple[Iri, ...]
    """The conclusions that some rule reads and some rule concludes."""
    concluding: Mapping[Iri, tuple[Iri, ...]]
    """For each conclusion, the rules that conclude it."""
    levels: Mapping[Iri, Level]
    """For each conclusion, the level it is about."""
    taxonomy: Taxonomy


def rules_known(
    knowledge_base: KnowledgeBase, known: frozenset[Iri], readings: frozenset[Iri]
) -> tuple[Rule, ...]:
    """The rules that stand under `readings`, introduced by a `known` instrument and repealed by none."""
    return tuple(
        rule
        for rule in knowledge_base.rules.values()
        if stands(rule.under, readings)
        and (rule.introduced_by is None or rule.introduced_by in known)
        and (rule.repealed_by is None or rule.repealed_by not in known)
    )


def compile_rules(rules: Iterable[Rule], knowledge_base: KnowledgeBase) -> RuleBase:
    """
    The rule base of `rules`.

    The rules must have passed the checks of loading: every fact declared, no cycle, defeaters on the level of
    what they defeat. An exception whose target is not among `rules` defeats nothing.
    """
    return _Compiler(knowledge_base, {rule.id: rule for rule in rules}).compile()


class _Compiler:
    def __init__(self, knowledge_base: KnowledgeBase, rules: dict[Iri, Rule]) -> None:
        self.facts = knowledge_base.facts
        self.rules = dict(sorted(rules.items()))
        self.taxonomy = Taxonomy(knowledge_base.concepts)
        self.rules_of = {
            level: tuple(r.id for r in self.rules.values() if r.level is level) for level in Level
        }
        self.slots = {rule: slot for ids in self.rules_of.values() for slot, rule in enumerate(ids)}
        self.stated: dict[Level, dict[tuple[object, ...], int]] = {level: {} for level in Level}
        self.tests: dict[Level, list[StatedTest]] = {level: [] for level in Level}
        self.after: dict[Level, dict[tuple[Iri, ...], int]] = {level: {} for level in Level}
        self.read_by = {
            rule.id: [self._test(rule.level, condition) for condition in rule.conditions]
            for rule in self.rules.values()
        }
        self.defeaters: dict[Iri, list[int]] = {}
        for rule in self.rules.values():
            for defeated in rule.defeats:
                self.defeaters.setdefault(defeated, []).append(self.slots[rule.id])
        self.concluding: dict[Iri, list[Iri]] = {}
        for rule in self.rules.values():
            for conclusion in rule.concludes:
                self.concluding.setdefault(conclusion, []).append(rule.id)
        self.reads = {rule: self._reads(rule) for rule in self.rules}
        read = frozenset[Iri]().union(*self.reads.values())
        self.places = {
            conclusion: place for place, conclusion in enumerate(sorted(read & self.concluding.keys()))
        }
        families = {f.scheme: f.level for f in self.facts.values() if f.kind is FactKind.CONCLUDED}
        self.levels = {
            c.id: families[c.scheme] for c in knowledge_base.concepts.values() if c.scheme in families
        }

    def compile(self) -> RuleBase:
        depends = dependencies(self.rules.values(), self.reads)
        strata = stratify(depends, {rule.id: rule.level for rule in self.rules.values()})
        groups = tuple(
            self._group(level, [self.rules[rule] for rule in stratum]) for level, stratum in strata
        )
        return RuleBase(
            rules=self.rules,
            groups=groups,
            stated={level: tuple(tests) for level, tests in self.tests.items()},
            asking={level: _by_fact(tests) for level, tests in self.tests.items()},
            concluded={level: len(places) for level, places in self.after.items()},
            rules_of=self.rules_of,
            read=tuple(self.places),
            concluding={conclusion: tuple(ids) for conclusion, ids in self.concluding.items()},
            levels=self.levels,
            taxonomy=self.taxonomy,
        )

    def _reads(self, rule: Iri) -> frozenset[Iri]:
        return frozenset(
            within
            for condition in self.rules[rule].conditions
            if self.facts[condition.fact].kind is FactKind.CONCLUDED
            for value in condition.values
            for within in self.taxonomy.within(Iri(value))
        )

    def _group(self, level: Level, rules: list[Rule]) -> Group:
        due: dict[int, tuple[int, Level, tuple[int, ...]]] = {}
        after, first = self.after[level], len(self.tests[level])
        for test in (test for rule in rules for test in self.read_by[rule.id]):
            if isinstance(test, ConclusionTest) and test.conclusions not in after:
                place = after[test.conclusions] = first + len(after)
                counting = tuple(self.places[c] for c in test.conclusions if c in self.places)
                due[place] = (place, test.level, counting)

        asked: dict[tuple[bool, tuple[int, ...], tuple[int, ...]], list[Iri]] = {}
        for rule in rules:
            reads = {
                after[test.conclusions] if isinstance(test, ConclusionTest) else test
                for test in self.read_by[rule.id]
            }
            defeaters = tuple(sorted(self.defeaters.get(rule.id, ())))
            asking = (rule.kind is RuleKind.EXCEPTION, tuple(sorted(reads)), defeaters)
            asked.setdefault(asking, []).append(rule.id)
        antecedents = tuple(
            Antecedent(
                rules=tuple(alike),
                slots=tuple(self.slots[rule] for rule in alike),
                is_exception=is_exception,
                reads=reads,
                defeaters=defeaters,
                concludes=self._read_conclusions(alike),
            )
            for (is_exception, reads, defeaters), alike in asked.items()
        )
        return Group(level, tuple(due.values()), antecedents, by_key(antecedents, first))

    def _read_conclusions(self, rules: Iterable[Iri]) -> tuple[int, ...]:
        """The places of what `rules` conclude and some rule reads, each once."""
        concluded = (c for rule in rules for c in self.rules[rule].concludes if c in self.places)
        return tuple(dict.fromkeys(self.places[c] for c in concluded))

    def _test(self, level: Level, condition: Condition) -> ConclusionTest | int:
        """The test on conclusions, or the place of the test on stated facts, where equal ones share one."""
        test = compile_condition(condition, self.facts[condition.fact], self.taxonomy)
        if isinstance(test, ConclusionTest):
            return test
        key = (condition.fact, condition.operator, *sorted(condition.values))
        slot = self.stated[level].setdefault(key, len(self.tests[level]))
        if slot == len(self.tests[level]):
            self.tests[level].append(test)
        return slot


def by_key(
    antecedents: Iterable[Antecedent], concluded: int
) -> tuple[tuple[int, tuple[Antecedent, ...]], ...]:
    """
    `antecedents` by the condition of each that is likely false; those without conditions are left out.

    Conditions on conclusions have the places from `concluded`. They are false until something is shown, while
    those on stated facts are unknown until something is stated; what few rules ask is rarely so.
    """
    listed = [antecedent for antecedent in antecedents if antecedent.reads]
    asked = Counter(place for antecedent in listed for place in antecedent.reads for _ in antecedent.slots)
    found: dict[int, list[Antecedent]] = {}
    for antecedent in listed:
        key = min(antecedent.reads, key=lambda place: (place < concluded, asked[place], place))
        found.setdefault(key, []).append(antecedent)
    return tuple((key, tuple(sharing)) for key, sharing in found.items())


def _by_fact(tests: Iterable[StatedTest]) -> dict[Iri, tuple[tuple[int, StatedTest], ...]]:
    found: dict[Iri, list[tuple[int, StatedTest]]] = {}
    for place, test in enumerate(tests):
        found.setdefault(test.fact, []).append((place, test))
    return {fact: tuple(asking) for fact, asking in found.items()}
