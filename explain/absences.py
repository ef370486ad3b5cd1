"""Builds the part of an answer that says what does not hold: the nearest rules, and what each lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from engine.citations import label, support_of_conclusion, support_of_rules
from engine.conditions import ConclusionTest, Reading
from engine.contested import stands
from engine.knowledge import Condition, FactDefinition, Iri, Level
from engine.usecase import Stated
from explain import plainly, wording
from explain.attempts import Attempt, Attempts
from explain.dates import human_date
from explain.derivation import Node, NodeKind
from explain.expected import expected_words, place_of, profile_places, stated_words
from explain.proofs import Proofs
from explain.readings import Readings

_CARVED_OUT: Final = 2
_DEEPEST: Final = 6
"""How many conclusions below the one asked about are followed."""
_NEAREST: Final = (3, 2, 1)
"""How many rules are told of what is asked about, of what that lacks, and of anything below."""


class Absences:
    """Adds to the nodes of some proofs those of what does not hold."""

    def __init__(self, proofs: Proofs) -> None:
        self.proofs = proofs
        self.nodes = proofs.nodes
        self.knowledge_base = proofs.knowledge_base
        self.readings = Readings(proofs.determination)
        self.attempts = Attempts(self.readings)
        self._chosen = frozenset(proofs.determination.readings)

    def absent(self, named: Sequence[Iri], level: Level, subjects: Iterable[int], depth: int = 0) -> str:
        """
        The node that says none of `named`, nor what is narrower, holds of any of the subjects.

        Below it stand the nearest rules, and those an exception of which stands against these subjects.
        """
        places = tuple(subjects)
        holder = self.readings.subjects(level)[places[0]].id if len(places) == 1 else ""
        key = f"absent {' '.join(named)} {level} {holder or '*'}"
        if key in self.nodes:
            return key
        conclusions = self._within(named)
        tried = self.attempts.of(conclusions, places)
        reading = max((self.readings.conclusion(c, p) for c in conclusions for p in places), default=0)
        template = self._template(places, reading)
        said = {
            "label": self._names(named),
            "level": wording.LEVELS[level.value],
            "subject": holder,
            "nearest": self._nearest(conclusions, tried) if places else "",
        }
        node = Node(
            id=key,
            kind=NodeKind.OPEN if reading == Reading.UNKNOWN else NodeKind.ABSENT,
            sentence=template.format(**said),
            plainly=plainly.PLAINLY[template].format(**said),
            citations=self._cited(named, tried),
        )
        return self.proofs.add(node, lambda: tuple(self.attempt(each, depth) for each in _told(tried, depth)))

    def _within(self, named: Iterable[Iri]) -> tuple[Iri, ...]:
        taxonomy = self.proofs.determination.rule_base.taxonomy
        return tuple(sorted({within for each in named for within in taxonomy.within(each)}))

    def _names(self, named: Iterable[Iri]) -> str:
        return wording.OR.join(label(self.knowledge_base, each).rstrip(".") for each in named)

    def _template(self, places: Sequence[int], reading: int) -> str:
        if not places:
            return wording.NO_SUBJECT
        one = len(places) == 1
        if reading == Reading.UNKNOWN:
            return wording.UNSETTLED if one else wording.UNSETTLED_ANYWHERE
        return wording.ABSENT if one else wording.ABSENT_ANYWHERE

    def _nearest(self, conclusions: Iterable[Iri], tried: Sequence[Attempt]) -> str:
        rules = {each.rule for each in tried}
        if rules:
            return wording.NEAREST.format(count=len(rules)) if len(rules) > 1 else ""
        wanted = frozenset(conclusions)
        others = [r for r in self.knowledge_base.rules.values() if not wanted.isdisjoint(r.concludes)]
        if any(stands(rule.under, self._chosen) for rule in others):
            known_at = human_date(self.proofs.determination.known_at)
            return wording.NOT_LAW.format(known_at=known_at)
        if others:
            return wording.NOT_SO_READ
        return wording.NO_RULE

    def _cited(self, named: Sequence[Iri], tried: Sequence[Attempt]) -> tuple[str, ...]:
        """Where it is stated; else what the nearest rule encodes, or its identifier where there is none."""
        return support_of_conclusion(self.knowledge_base, named[0], [each.rule for each in tried[:1]]) or (
            named[0],
        )

    def attempt(self, attempt: Attempt, depth: int) -> str:
        """The node of a rule that did not fire, with what it lacks and what takes it away."""
        rule = self.readings.rules[attempt.rule]
        holder = self.readings.subjects(attempt.level)[attempt.subject].id
        template = _attempt_words(attempt)
        said = {
            "label": rule.label.rstrip("."),
            "met": attempt.met,
            "count": len(rule.conditions),
            "unknown": len(attempt.unknown),
        }
        node = Node(
            id=f"lacking {rule.id} {holder}",
            kind=NodeKind.RULE,
            sentence=template.format(**said),
            plainly=plainly.PLAINLY[template].format(**said),
            citations=support_of_rules(self.knowledge_base, [rule.id]),
        )
        if node.id in self.nodes:
            return node.id
        return self.proofs.add(
            node,
            lambda: (
                *(self.proofs.rule(exception, attempt.subject) for exception in attempt.taken_by),
                *(self.condition(each, attempt, depth) for each in (*attempt.failed, *attempt.unknown)),
            ),
        )

    def condition(self, condition: Condition, attempt: Attempt, depth: int) -> str:
        """The node of a condition that is not met: what is stated, and what it would take."""
        test = self.readings.test(condition)
        if isinstance(test, ConclusionTest):
            return self._concluded(condition, test, attempt, depth)
        fact = self.knowledge_base.facts[test.fact]
        holder = self.readings.holder(test, attempt.level, attempt.subject)
        stated = holder.facts.get(test.fact)
        unknown = condition in attempt.unknown
        template = wording.CONDITION_FAILED
        if unknown:
            template = wording.CONDITION_BROAD if stated else wording.CONDITION_UNKNOWN
        pointers = stated.pointers if stated else (place_of(fact, holder),)
        return self._put(
            f"lacking {condition.id} {holder.id}",
            template.format(
                label=fact.label,
                stated=self._stated(fact, stated),
                expected=expected_words(self.knowledge_base, condition),
                question=fact.question,
            ),
            profile_places(pointers),
        )

    def _stated(self, fact: FactDefinition, stated: Stated | None) -> str:
        if stated is None:
            return ""
        silent = fact.is_recorded and not stated.values
        return wording.NOT_RECORDED if silent else stated_words(self.knowledge_base, stated)

    def _concluded(self, condition: Condition, test: ConclusionTest, attempt: Attempt, depth: int) -> str:
        """What a condition on conclusions lacks: the nearest way to what it names."""
        places = self.readings.places(test, attempt.level, attempt.subject)
        named = tuple(Iri(value) for value in condition.values)
        reading = self.readings.read(condition, attempt.level, attempt.subject)
        if reading == Reading.CONTESTABLE:
            return self._brief(condition, named, wording.CONDITION_CONTESTABLE, test.level)
        firm = max((self.readings.conclusion(c, p) for c in test.conclusions for p in places), default=0)
        if reading == Reading.UNKNOWN and firm == Reading.FALSE:
            return self._brief(condition, named, wording.CONDITION_LISTED, test.level)
        if depth >= _DEEPEST:
            return self._brief(condition, named, wording.ABSENT_BRIEFLY, test.level)
        return self.absent(named, test.level, places, depth + 1)

    def _brief(self, condition: Condition, named: Sequence[Iri], template: str, level: Level) -> str:
        sentence = template.format(label=self._names(named), level=wording.LEVELS[level.value])
        where = self.proofs.determination.use_case.unlisted.get(level)
        listed = template is wording.CONDITION_LISTED and where is not None
        tried = self.attempts.of(self._within(named), range(len(self.readings.subjects(level))))
        citations = profile_places([where or ""]) if listed else self._cited(named, tried)
        return self._put(f"lacking {condition.id}", sentence, citations)

    def _put(self, key: str, sentence: str, citations: tuple[str, ...]) -> str:
        return self.proofs.add(Node(id=key, kind=NodeKind.LACKING, sentence=sentence, citations=citations))


def _told(tried: Sequence[Attempt], depth: int) -> Iterator[Attempt]:
    """First those against which an exception stands, for it was made for such cases; then the nearest."""
    carved = [each for each in tried if each.taken_by][:_CARVED_OUT]
    yield from carved
    yield from [each for each in tried if each not in carved][: _NEAREST[min(depth, len(_NEAREST) - 1)]]


def _attempt_words(attempt: Attempt) -> str:
    if attempt.failed:
        return wording.RULE_CARVED_OUT if attempt.taken_by else wording.RULE_FAILED
    return wording.RULE_TAKEN if attempt.taken_by else wording.RULE_UNDECIDED
