"""How every condition, rule and conclusion reads for every subject of one determination."""

from __future__ import annotations

from collections.abc import Iterator

from engine.conditions import ConclusionTest, Reading, StatedTest, Test
from engine.determination import Determination
from engine.knowledge import Condition, Iri, Level
from engine.semantics import READING_OF, Verdict
from engine.usecase import Subject
from explain.lookups import lookups_of


class Readings:
    """Reads one determination; subjects are addressed by their place among those of their level."""

    def __init__(self, determination: Determination) -> None:
        self.determination = determination
        self.rules = determination.rule_base.rules
        self._lookups = lookups_of(determination.rule_base)
        self._subjects = {level: determination.subjects(level) for level in Level}
        self._conclusions: dict[tuple[Iri, int], int] = {}

    def subjects(self, level: Level) -> tuple[Subject, ...]:
        """The subjects of one level."""
        return self._subjects[level]

    def test(self, condition: Condition) -> Test:
        """What decides `condition`; compiled once for each rule base."""
        return self._lookups.test(condition, self.determination.knowledge_base, self.determination.rule_base)

    def verdict(self, rule: Iri, subject: int) -> Verdict:
        """What became of `rule` for a subject of its level."""
        return Verdict(
            self.determination.verdicts[self.rules[rule].level][subject][self._lookups.slots[rule]]
        )

    def exceptions(self, rule: Iri) -> tuple[Iri, ...]:
        """The rules that could defeat `rule`."""
        return self._lookups.defeaters.get(rule, ())

    def conclusion(self, conclusion: Iri, subject: int) -> int:
        """Whether `conclusion` holds of a subject of its level: the best of the rules for it."""
        key = (conclusion, subject)
        if key not in self._conclusions:
            rules = self.determination.rule_base.concluding.get(conclusion, ())
            self._conclusions[key] = max(
                (READING_OF[self.verdict(rule, subject)] for rule in rules), default=Reading.FALSE
            )
        return self._conclusions[key]

    def places(self, test: ConclusionTest, level: Level, subject: int) -> range:
        """The subjects whose conclusions count for a rule of `level` about one subject."""
        if test.level is level:
            return range(subject, subject + 1)
        return range(len(self._subjects[test.level]))

    def holder(self, test: StatedTest, level: Level, subject: int) -> Subject:
        """The subject whose statements count for a rule of `level` about one subject."""
        if test.level is Level.USE_CASE:
            return self._subjects[Level.USE_CASE][0]
        return self._subjects[level][subject]

    def read(self, condition: Condition, level: Level, subject: int) -> int:
        """The reading of a condition of a rule of `level` about one subject."""
        test = self.test(condition)
        if isinstance(test, StatedTest):
            return test.read(self.holder(test, level, subject).facts)
        return max(self._concluded(test, level, subject), default=Reading.FALSE)

    def _concluded(self, test: ConclusionTest, level: Level, subject: int) -> Iterator[int]:
        if test.level is not level and test.level in self.determination.use_case.unlisted:
            yield Reading.UNKNOWN
        for place in self.places(test, level, subject):
            for conclusion in test.conclusions:
                yield self.conclusion(conclusion, place)
