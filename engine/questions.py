"""Which unanswered facts matter, and how much each would settle.

Nothing is guessed: for every rule that is undetermined or fired contestably, the facts it waits for are
followed back through what it reads to what a person could state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.conditions import ConclusionTest, Reading, StatedTest, compile_condition
from engine.determination import Determination
from engine.knowledge import FactKind, Iri, Level
from engine.semantics import Verdict
from engine.terms import OBLIGATION, TIER

Missing = tuple[Iri, str]
"""A fact nobody stated, and the pointer where it would stand in the profile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A fact that is not stated and that something waits for."""

    fact: Iri
    label: str
    question: str
    example: str
    pointer: str
    """Where in the profile the answer belongs."""
    decides: tuple[tuple[Iri, str], ...]
    """The conclusions that wait for it, each with its subject: tiers, then obligations, then the rest."""


def open_questions(determination: Determination) -> tuple[OpenQuestion, ...]:
    """The open questions, those first that settle most: tiers before obligations before everything else."""
    search = _Search(determination)
    decides: dict[Missing, set[tuple[Iri, str]]] = {}
    for conclusion, subject, missing in search.waiting():
        for fact in missing:
            decides.setdefault(fact, set()).add((conclusion, subject))
    rank = {TIER: 0, OBLIGATION: 1}
    facts = determination.knowledge_base.facts

    def order(conclusion: tuple[Iri, str]) -> tuple[int, Iri, str]:
        return rank.get(search.families[conclusion[0]], 2), *conclusion

    questions = [
        OpenQuestion(
            fact=fact,
            label=facts[fact].label,
            question=facts[fact].question,
            example=facts[fact].example,
            pointer=pointer,
            decides=tuple(sorted(conclusions, key=order)),
        )
        for (fact, pointer), conclusions in decides.items()
    ]
    return tuple(sorted(questions, key=lambda q: (*_weight(search, q), q.fact, q.pointer)))


def _weight(search: _Search, question: OpenQuestion) -> tuple[int, int, int]:
    families = [search.families[conclusion] for conclusion, _ in question.decides]
    return -families.count(TIER), -families.count(OBLIGATION), -len(families)


class _Search:
    """Follows unknown readings back to unstated facts, each rule and subject once."""

    def __init__(self, determination: Determination) -> None:
        self.determination = determination
        self.rule_base = determination.rule_base
        self.facts = determination.knowledge_base.facts
        self.families = {
            concept.id: fact.id
            for fact in self.facts.values()
            if fact.kind is FactKind.CONCLUDED
            for concept in determination.knowledge_base.concepts.values()
            if concept.scheme == fact.scheme
        }
        self.defeaters: dict[Iri, list[Iri]] = {}
        for rule in self.rule_base.rules.values():
            for defeated in rule.defeats:
                self.defeaters.setdefault(defeated, []).append(rule.id)
        self.slots = {rule: slot for ids in self.rule_base.rules_of.values() for slot, rule in enumerate(ids)}
        self.lists = {fact.opens: fact.id for fact in self.facts.values() if fact.kind is FactKind.STRUCTURAL}
        counted = sorted(fact.id for fact in self.facts.values() if fact.kind is FactKind.COUNTED)
        self.happenings = {self.facts[name].path[0]: name for name in reversed(counted)}
        self.known: dict[tuple[Iri, int], frozenset[Missing]] = {}

    def waiting(self) -> Iterator[tuple[Iri, str, frozenset[Missing]]]:
        """
        Every conclusion that is open or contestable for a subject, with the facts its rules wait for.

        What already holds beyond doubt waits for nothing, whatever other rules for it still ask.
        """
        settled = {(f.conclusion, f.subject) for f in self.determination.findings if not f.contestable}
        for rule, level, subject, verdict in self.determination.outcomes():
            if verdict in (Verdict.UNDETERMINED, Verdict.FIRED_CONTESTABLY):
                name = self.determination.subjects(level)[subject].id
                for conclusion in self.rule_base.rules[rule].concludes:
                    if (conclusion, name) not in settled:
                        yield conclusion, name, self.missing(rule, subject)

    def missing(self, rule: Iri, subject: int) -> frozenset[Missing]:
        """The unstated facts on which the verdict of `rule` for a subject still turns."""
        key = (rule, subject)
        if key not in self.known:
            self.known[key] = frozenset()  # strata forbid a cycle; this only bounds the search
            self.known[key] = frozenset(self._find(rule, subject))
        return self.known[key]

    def _verdict(self, rule: Iri, subject: int) -> Verdict:
        return Verdict(
            self.determination.verdicts[self.rule_base.rules[rule].level][subject][self.slots[rule]]
        )

    def _find(self, rule: Iri, subject: int) -> Iterator[Missing]:
        known = self.rule_base.rules[rule]
        for condition in known.conditions:
            fact = self.facts[condition.fact]
            test = compile_condition(condition, fact, self.rule_base.taxonomy)
            if isinstance(test, StatedTest):
                yield from self._unstated(test, known.level, subject)
            else:
                yield from self._unconcluded(test, known.level, subject)
        for exception in self.defeaters.get(rule, []):
            if self._verdict(exception, subject) is Verdict.UNDETERMINED:
                yield from self.missing(exception, subject)

    def _unstated(self, test: StatedTest, level: Level, subject: int) -> Iterator[Missing]:
        whole = test.level is Level.USE_CASE
        holder = (
            self.determination.subjects(Level.USE_CASE)[0]
            if whole
            else self.determination.subjects(level)[subject]
        )
        if test.read(holder.facts) == Reading.UNKNOWN:
            asked = self.facts[test.fact]
            if asked.kind is FactKind.COUNTED:  # one list answers all that is counted in it
                yield self.happenings[asked.path[0]], f"{holder.pointer}/{asked.path[0]}"
            else:
                yield test.fact, "/".join((holder.pointer, *asked.path))

    def _unconcluded(self, test: ConclusionTest, level: Level, subject: int) -> Iterator[Missing]:
        own = test.level is level
        subjects = [subject] if own else range(self.determination.snapshot.counts[test.level])
        read = [
            (rule, other, self._verdict(rule, other))
            for conclusion in test.conclusions
            for rule in self.rule_base.concluding.get(conclusion, ())
            for other in subjects
        ]
        if any(verdict is Verdict.FIRED for _, _, verdict in read):
            return
        pointer = self.determination.use_case.unlisted.get(test.level)
        if not own and pointer is not None and test.level in self.lists:
            yield self.lists[test.level], pointer
        for rule, other, verdict in read:
            if verdict in (Verdict.UNDETERMINED, Verdict.FIRED_CONTESTABLY):
                yield from self.missing(rule, other)
