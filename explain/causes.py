"""Why two determinations differ in a conclusion: the statements, rules and windows that make it so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.citations import support_of_rules
from engine.conditions import ConclusionTest, Reading, Test
from engine.determination import Determination
from engine.knowledge import Condition, Iri, Level, Rule
from engine.semantics import READING_OF
from engine.usecase import Stated, Subject
from explain import wording
from explain.dates import human_date
from explain.expected import place_of, profile_places, stated_words
from explain.readings import Readings


class CauseKind(StrEnum):
    """What sort of thing made a difference."""

    FACT = "fact"
    SUBJECT = "subject"
    LIST = "list"
    RULE = "rule"
    MAPPING = "mapping"
    DEMAND = "demand"
    WINDOW = "window"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Cause:
    """One thing that is not the same in two determinations."""

    kind: CauseKind
    id: str
    """The fact, rule, window, mapping or demand; the day for a day."""
    sentence: str
    citations: tuple[str, ...]


Causes = frozenset[Cause]


def day_cause(before: str, after: str) -> Cause:
    """That another day is asked about, from ISO dates."""
    sentence = wording.DAY_CHANGED.format(before=human_date(before), after=human_date(after))
    return Cause(kind=CauseKind.DAY, id=after, sentence=sentence, citations=(wording.AS_ASKED,))


class Comparison:
    """Two determinations side by side; a subject is the same where level and name are."""

    def __init__(self, before: Determination, after: Determination) -> None:
        self.before, self.after = Readings(before), Readings(after)
        self._places = [
            {(s.level, s.id): place for level in Level for place, s in enumerate(side.subjects(level))}
            for side in (self.before, self.after)
        ]
        self._known: dict[tuple[str, str], Causes] = {}

    def conclusion(self, conclusion: Iri, level: Level, subject: str) -> Causes:
        """What makes `conclusion` read differently of one subject; empty where it reads the same."""
        key = (conclusion, subject)
        if key not in self._known:
            self._known[key] = frozenset()  # strata forbid a cycle; this only bounds the search
            self._known[key] = self._over_rules(conclusion, level, subject)
        return self._known[key]

    def support(self, conclusion: Iri, level: Level, subject: str) -> Causes:
        """What makes other rules conclude it, though it reads the same."""
        at = self.places(level, subject)
        sides = (self.before, self.after)
        rules = {r for s in sides for r in s.determination.rule_base.concluding.get(conclusion, ())}
        return frozenset().union(*(self._rule(rule, at) for rule in sorted(rules))) if at else frozenset()

    def _over_rules(self, conclusion: Iri, level: Level, subject: str) -> Causes:
        at = self.places(level, subject)
        if at is None:
            return self._lone(level, subject)
        if self.before.conclusion(conclusion, at[0]) == self.after.conclusion(conclusion, at[1]):
            return frozenset()
        sides = (self.before, self.after)
        rules = sorted({r for s in sides for r in s.determination.rule_base.concluding.get(conclusion, ())})
        return frozenset().union(*(self._rule(rule, at) for rule in rules))

    def places(self, level: Level, subject: str) -> tuple[int, int] | None:
        """The places of a subject in both; None where one of them does not have it."""
        found = [places.get((level, subject)) for places in self._places]
        return None if found[0] is None or found[1] is None else (found[0], found[1])

    def _lone(self, level: Level, subject: str) -> Causes:
        present = (level, subject) in self._places[1]
        side = self.after if present else self.before
        holder = next(s for s in side.subjects(level) if s.id == subject)
        sentence = wording.SUBJECT_ADDED if present else wording.SUBJECT_REMOVED
        return frozenset(
            [
                Cause(
                    kind=CauseKind.SUBJECT,
                    id=f"{level} {subject}",
                    sentence=sentence.format(level=wording.LEVELS[level.value], subject=subject),
                    citations=profile_places([holder.pointer]),
                )
            ]
        )

    def _rule(self, rule: Iri, at: tuple[int, int]) -> Causes:
        """What makes one rule come out differently."""
        old, new = self.before.rules.get(rule), self.after.rules.get(rule)
        if old is None or new is None or _says(old) != _says(new):
            return self._law(rule, old, new, at)
        verdicts = (self.before.verdict(rule, at[0]), self.after.verdict(rule, at[1]))
        if verdicts[0] is verdicts[1]:
            return frozenset()
        parts = [self.condition(condition, old.level, at) for condition in old.conditions]
        exceptions = {*self.before.exceptions(rule), *self.after.exceptions(rule)}
        parts += [self._rule(exception, at) for exception in sorted(exceptions)]
        return frozenset().union(*parts)

    def _law(self, rule: Iri, old: Rule | None, new: Rule | None, at: tuple[int, int]) -> Causes:
        """A rule that one of them does not know, or that says something else; it counts where it matters."""
        readings = [
            READING_OF[side.verdict(rule, place)] if known else Reading.FALSE
            for side, place, known in ((self.before, at[0], old), (self.after, at[1], new))
        ]
        if not any(readings) and not self._defeats(rule, at):
            return frozenset()
        side = self.after if new else self.before
        template = wording.RULE_ADDED if old is None else wording.RULE_CHANGED
        if new is None:
            template = wording.RULE_REMOVED
        return frozenset(
            [
                Cause(
                    kind=CauseKind.RULE,
                    id=rule,
                    sentence=template.format(label=side.rules[rule].label.rstrip(".")),
                    citations=support_of_rules(side.determination.knowledge_base, [rule]),
                )
            ]
        )

    def _defeats(self, rule: Iri, at: tuple[int, int]) -> bool:
        sides = ((self.before, at[0]), (self.after, at[1]))
        return any(
            side.rules[rule].defeats and side.verdict(rule, place)
            for side, place in sides
            if rule in side.rules
        )

    def condition(self, condition: Condition, level: Level, at: tuple[int, int]) -> Causes:
        """What makes a condition read differently; empty where it reads the same."""
        if self.before.read(condition, level, at[0]) == self.after.read(condition, level, at[1]):
            return frozenset()
        old, new = self.before.test(condition), self.after.test(condition)
        if isinstance(old, ConclusionTest) or isinstance(new, ConclusionTest):
            sides = ((self.before, old, at[0]), (self.after, new, at[1]))
            parts = [self._concluded(side, test, level, place) for side, test, place in sides]
            return frozenset().union(*parts)
        holders = (self.before.holder(old, level, at[0]), self.after.holder(new, level, at[1]))
        return frozenset([self._fact(condition.fact, *holders)])

    def _concluded(self, side: Readings, test: Test, level: Level, place: int) -> Causes:
        """What makes the conclusions that `test` reads on one side read differently."""
        if not isinstance(test, ConclusionTest):
            return frozenset()
        found = self._listed(test.level) if test.level is not level else frozenset()
        return found.union(
            *(
                self.conclusion(conclusion, test.level, side.subjects(test.level)[index].id)
                for index in side.places(test, level, place)
                for conclusion in test.conclusions
            )
        )

    def _listed(self, level: Level) -> Causes:
        lists = [side.determination.use_case.unlisted.get(level) for side in (self.before, self.after)]
        if (lists[0] is None) is (lists[1] is None):
            return frozenset()
        sentence = wording.LIST_ADDED if lists[1] is None else wording.LIST_REMOVED
        return frozenset(
            [
                Cause(
                    kind=CauseKind.LIST,
                    id=level.value,
                    sentence=sentence.format(level=wording.LEVELS[level.value]),
                    citations=profile_places([lists[0] or lists[1] or ""]),
                )
            ]
        )

    def _fact(self, fact: Iri, old: Subject, new: Subject) -> Cause:
        known = self.after.determination.knowledge_base
        stated = (old.facts.get(fact), new.facts.get(fact))
        pointers = stated[1].pointers if stated[1] else (place_of(known.facts[fact], new),)
        words = [_said(self.before, stated[0]), _said(self.after, stated[1])]
        sentence = wording.FACT_CHANGED.format(
            label=known.facts[fact].label,
            level=wording.LEVELS[new.level.value].capitalize(),
            subject=new.id,
            before=words[0],
            after=words[1],
        )
        return Cause(
            kind=CauseKind.FACT, id=f"{fact} {new.id}", sentence=sentence, citations=profile_places(pointers)
        )


def _said(side: Readings, stated: Stated | None) -> str:
    if stated is None:
        return wording.NOT_STATED
    return stated_words(side.determination.knowledge_base, stated)


def _says(rule: Rule) -> tuple[object, ...]:
    """What a rule amounts to, wherever it stands in its file."""
    conditions = tuple((c.fact, c.operator, tuple(sorted(c.values))) for c in rule.conditions)
    return rule.kind, rule.level, conditions, rule.concludes, rule.defeats
