"""Which changes of statements would make a rule fire, or keep it from firing, as far as its conditions say.

What else a change sets off is not foreseen here: whoever uses these sets determines anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Final
from weakref import WeakKeyDictionary

from engine.conditions import ConclusionTest, Reading
from engine.knowledge import Condition, Iri, KnowledgeBase, Level, RuleKind
from engine.semantics import READING_OF, Verdict
from explain.changes import ChangeSet, Place, changes_for, merged
from explain.readings import Readings

_MOST_SETS: Final = 60
"""How many sets are kept for one goal; the smallest, then those of what the organisation can change."""

Sets = tuple[ChangeSet, ...]
ALREADY: Final[Sets] = ((),)
NO_WAY: Final[Sets] = ()

_WEIGHTS: Final = {True: 0, None: 1, False: 2}
_GIVEN: WeakKeyDictionary[KnowledgeBase, dict[Iri, int]] = WeakKeyDictionary()


def given(knowledge_base: KnowledgeBase) -> dict[Iri, int]:
    """For each fact how little it is the organisation's to choose; worked out once."""
    known = _GIVEN.get(knowledge_base)
    if known is None:
        facts = knowledge_base.facts.values()
        known = _GIVEN[knowledge_base] = {fact.id: _WEIGHTS[fact.changeable] for fact in facts}
    return known


class Abduction:
    """Works back from what should hold, or not hold, under one determination to sets of changes."""

    def __init__(self, readings: Readings, most: int) -> None:
        self._readings = readings
        self._most = most
        """How many changes a set may have."""
        self._stated: dict[Place, tuple[str, ...]] = {
            (subject.level, subject.id, fact): stated.values
            for subject in readings.determination.use_case.subjects
            for fact, stated in subject.facts.items()
        }
        self._given = given(readings.determination.knowledge_base)
        self._bits: dict[Place, int] = {}
        self._known: dict[tuple[str, Iri, int], Sets] = {}
        self.cut = False
        """Whether sets were left out for their number."""

    def conclusion(self, conclusion: Iri, subject: int, *, holds: bool) -> Sets:
        """The sets of changes by which `conclusion` would hold, or not hold, of a subject of its level."""
        rules = self._readings.determination.rule_base.concluding.get(conclusion, ())
        if holds:
            if self._readings.conclusion(conclusion, subject) > Reading.UNKNOWN:
                return ALREADY
            return self._any(self.rule(rule, subject, fires=True) for rule in rules)
        return self.all(self.rule(rule, subject, fires=False) for rule in rules)

    def rule(self, rule: Iri, subject: int, *, fires: bool) -> Sets:
        """The sets of changes by which `rule` would fire, or would certainly not."""
        key = ("fires" if fires else "does not", rule, subject)
        if key not in self._known:
            self._known[key] = NO_WAY  # strata forbid a cycle; this only bounds the search
            self._known[key] = self._fires(rule, subject) if fires else self._rests(rule, subject)
        return self._known[key]

    def _fires(self, rule: Iri, subject: int) -> Sets:
        known, readings = self._readings.rules[rule], self._readings
        enough = Reading.TRUE if known.kind is RuleKind.EXCEPTION else Reading.CONTESTABLE
        parts = [
            self._condition(condition, known.level, subject, holds=True)
            for condition in known.conditions
            if readings.read(condition, known.level, subject) < enough
        ]
        doubtful = known.kind is RuleKind.EXCEPTION
        for exception in readings.exceptions(rule):
            verdict = readings.verdict(exception, subject)
            if verdict is Verdict.FIRED or (doubtful and verdict is Verdict.UNDETERMINED):
                parts.append(self.rule(exception, subject, fires=False))
        return self.all(parts)

    def _rests(self, rule: Iri, subject: int) -> Sets:
        known, readings = self._readings.rules[rule], self._readings
        if READING_OF[readings.verdict(rule, subject)] == Reading.FALSE:
            return ALREADY
        return self._any(
            (
                *(self._condition(each, known.level, subject, holds=False) for each in known.conditions),
                *(self.rule(exception, subject, fires=True) for exception in readings.exceptions(rule)),
            )
        )

    def _condition(self, condition: Condition, level: Level, subject: int, *, holds: bool) -> Sets:
        test = self._readings.test(condition)
        if isinstance(test, ConclusionTest):
            return self._concluded(test, level, subject, holds=holds)
        holder = self._readings.holder(test, level, subject)
        wanted = Reading.TRUE if holds else Reading.FALSE
        known = self._readings.determination.knowledge_base
        return tuple((change,) for change in changes_for(known, condition, test, holder, wanted))

    def _concluded(self, test: ConclusionTest, level: Level, subject: int, *, holds: bool) -> Sets:
        if (
            not holds
            and test.level is not level
            and test.level in self._readings.determination.use_case.unlisted
        ):
            return NO_WAY
        found = (
            self.conclusion(conclusion, place, holds=holds)
            for place in self._readings.places(test, level, subject)
            for conclusion in test.conclusions
        )
        return self._any(found) if holds else self.all(found)

    def _any(self, ways: Iterable[Sets]) -> Sets:
        return self._smallest({each for way in ways for each in way})

    def all(self, parts: Iterable[Sets]) -> Sets:
        """The sets of changes that do all of several things; the one empty set where there are none."""
        found: Sets = ALREADY
        for part in sorted(parts, key=len):
            if part != ALREADY:
                found = self._smallest(self._joined(found, part))
            if not found:
                return NO_WAY
        return found

    def _joined(self, sets: Sets, others: Sets) -> set[ChangeSet]:
        """Every union of one of `sets` and one of `others` that is not too large and does not contradict."""
        most, stated = self._most, self._stated
        touching = [(self._touched(other), other) for other in others]
        found: set[ChangeSet] = set()
        for one in sets:
            mine = self._touched(one)
            if any(theirs & ~mine == 0 and set(other) <= set(one) for theirs, other in touching):
                found.add(one)  # it does the other thing as well; whatever is added is superfluous
                continue
            for theirs, other in touching:
                if (mine | theirs).bit_count() > most:
                    continue  # most pairs end here, so it is decided on bits
                joined = merged((one, other), stated, most) if mine & theirs else tuple(sorted(one + other))
                if joined is not None:
                    found.add(joined)
        return found

    def _touched(self, changes: ChangeSet) -> int:
        """The facts that `changes` are about, as the bits of a number."""
        touched = 0
        for change in changes:
            touched |= self._bits.setdefault(change[:3], 1 << len(self._bits))
        return touched

    def _smallest(self, sets: Iterable[ChangeSet]) -> Sets:
        kept: dict[ChangeSet, None] = {}
        for each in sorted(sets, key=self.rank):
            if len(kept) == _MOST_SETS:
                self.cut = True
                break
            if not any(part in kept for size in range(len(each)) for part in combinations(each, size)):
                kept[each] = None
        return tuple(kept)

    def rank(self, changes: ChangeSet) -> tuple[int, int, ChangeSet]:
        """Fewer changes first, then those of facts that are more the organisation's to change."""
        given = self._given
        return len(changes), sum([given[change.fact] for change in changes]), changes
