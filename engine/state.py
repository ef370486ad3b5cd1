"""What has been concluded so far while rules run, and how conditions read it.

The definition and every executor keep a `State` of their own; what they share is how a condition is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.conditions import ConclusionTest
from engine.knowledge import Iri, Level
from engine.rulebase import Group, RuleBase
from engine.usecase import UseCase

Verdicts = Mapping[Level, tuple[list[int], ...]]
"""For each level and subject (in profile order), the `engine.semantics.Verdict` of each rule by slot."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A use case as the rules of one rule base read it: each condition on stated facts, decided once."""

    counts: Mapping[Level, int]
    stated: Mapping[Level, tuple[list[int], ...]]
    """For each level and subject, the reading of each stated test of that level."""
    unlisted: Mapping[Level, int]
    """1 (unknown) for a level whose subjects the profile does not list, else 0."""


def snapshot(rule_base: RuleBase, use_case: UseCase) -> Snapshot:
    """Decides every condition on stated facts for every subject of `use_case`."""
    whole = use_case.subjects[0].facts
    counts: dict[Level, int] = dict.fromkeys(Level, 0)
    stated: dict[Level, list[list[int]]] = {level: [] for level in Level}
    for subject in use_case.subjects:
        own = subject.facts
        counts[subject.level] += 1
        stated[subject.level].append(
            [
                test.read(whole if test.level is Level.USE_CASE else own)
                for test in rule_base.stated[subject.level]
            ]
        )
    return Snapshot(
        counts,
        {level: tuple(readings) for level, readings in stated.items()},
        {level: int(level in use_case.unlisted) for level in Level},
    )


@dataclass(slots=True)
class State:
    """The readings of all conclusions reached so far."""

    snapshot: Snapshot
    own: dict[Level, tuple[dict[Iri, int], ...]] = field(init=False)
    some: dict[Level, dict[Iri, int]] = field(init=False)
    """For each level, what holds of at least one of its subjects."""

    def __post_init__(self) -> None:
        self.own = {level: tuple({} for _ in range(self.snapshot.counts[level])) for level in Level}
        self.some = {level: {} for level in Level}

    def conclude(self, level: Level, subject: int, conclusions: Iterable[Iri], reading: int) -> None:
        """Records that a rule for these conclusions came out as `reading`; the best of several counts."""
        own = self.own[level][subject]
        some = self.some[level]
        for conclusion in conclusions:
            if own.get(conclusion, 0) < reading:
                own[conclusion] = reading
            if some.get(conclusion, 0) < reading:
                some[conclusion] = reading

    def readings(self, group: Group, subject: int) -> list[int]:
        """Every reading the rules of `group` need about one subject, in the group's order."""
        stated = self.snapshot.stated[group.level][subject]
        found = [stated[slot] for slot in group.stated]
        for test in group.concluded:
            found.append(self._read(test, group.level, subject))
        return found

    def _read(self, test: ConclusionTest, level: Level, subject: int) -> int:
        if test.level is level:
            source, floor = self.own[level][subject], 0
        else:
            source, floor = self.some[test.level], self.snapshot.unlisted[test.level]
        get = source.get
        for conclusion in test.conclusions:
            reading = get(conclusion, 0)
            if reading > floor:
                floor = reading
        return floor
