"""What has been concluded so far while rules run, and how conditions read it.

The definition and every executor keep a `State` of their own; what they share is how a condition is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.conditions import Reading
from engine.kinds import LEVELS
from engine.knowledge import Iri, Level
from engine.rulebase import Group, RuleBase
from engine.usecase import Stated, UseCase

CONTESTABLE = Reading.CONTESTABLE

Verdicts = Mapping[Level, tuple[list[int], ...]]
"""For each level and subject (in profile order), the `engine.semantics.Verdict` of each rule by slot."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A use case as the rules of one rule base read it: each condition on stated facts, decided once."""

    counts: Mapping[Level, int]
    stated: Mapping[Level, tuple[list[int], ...]]
    """For each level and subject, the reading of each stated test of that level."""
    concluded: Mapping[Level, int]
    """For each level, how many conditions on conclusions its rules read."""
    tracked: int
    """How many conclusions some rule reads."""
    unlisted: Mapping[Level, int]
    """1 (unknown) for a level whose subjects the profile does not list, else 0."""


def snapshot(rule_base: RuleBase, use_case: UseCase) -> Snapshot:
    """Decides every condition on stated facts for every subject of `use_case`."""
    whole = use_case.subjects[0].facts
    default = {level: _default(rule_base, level, whole) for level in LEVELS}
    counts: dict[Level, int] = dict.fromkeys(LEVELS, 0)
    stated: dict[Level, list[list[int]]] = {level: [] for level in LEVELS}
    for subject in use_case.subjects:
        level, own = subject.level, subject.facts
        counts[level] += 1
        readings = default[level][:]
        if own is not whole:
            _read(rule_base, level, own, readings)
        stated[level].append(readings)
    return Snapshot(
        counts,
        {level: tuple(readings) for level, readings in stated.items()},
        rule_base.concluded,
        len(rule_base.read),
        {level: int(level in use_case.unlisted) for level in LEVELS},
    )


def _default(rule_base: RuleBase, level: Level, whole: Mapping[Iri, Stated]) -> list[int]:
    """How the tests of a level read for a subject of which nothing is stated: as the whole use case does."""
    readings = [1] * len(rule_base.stated[level])
    _read(rule_base, level, whole, readings)
    return readings


def _read(rule_base: RuleBase, level: Level, facts: Mapping[Iri, Stated], readings: list[int]) -> None:
    """Decides the tests of a level on `facts`, each at its place in `readings`."""
    asking = rule_base.asking[level]
    for fact, said in facts.items():
        for slot, test in asking.get(fact, ()):
            readings[slot] = test.compare(said.values) if said.values else test.when_empty


def undecided(rule_base: RuleBase, snapshot: Snapshot) -> dict[Level, tuple[list[int], ...]]:
    """Verdicts as they begin: no rule holds for any subject."""
    return {
        level: tuple([0] * len(rule_base.rules_of[level]) for _ in range(snapshot.counts[level]))
        for level in LEVELS
    }


@dataclass(slots=True)
class State:
    """The readings so far of all conclusions that some rule reads, by their place in `RuleBase.read`."""

    snapshot: Snapshot
    own: dict[Level, tuple[list[int], ...]] = field(init=False)
    """For each level and subject, what holds of it."""
    some: list[int] = field(init=False)
    """What holds of at least one subject of the conclusion's level."""
    read: dict[Level, tuple[list[int], ...]] = field(init=False)
    """For each level and subject, the reading of every condition that was due, at its place."""
    is_contested: bool = False
    """Whether anything was concluded that is contestable."""

    def __post_init__(self) -> None:
        none = [0] * self.snapshot.tracked
        self.own = {level: tuple(none[:] for _ in range(self.snapshot.counts[level])) for level in LEVELS}
        self.some = none
        concluded = self.snapshot.concluded
        self.read = {
            level: tuple(readings + [0] * concluded[level] for readings in found)
            for level, found in self.snapshot.stated.items()
        }

    def conclude(self, level: Level, subject: int, conclusions: Iterable[int], reading: int) -> None:
        """Records that a rule for these conclusions came out as `reading`; the best of several counts."""
        own, some = self.own[level][subject], self.some
        self.is_contested = self.is_contested or reading == CONTESTABLE
        for conclusion in conclusions:
            if own[conclusion] < reading:
                own[conclusion] = reading
            if some[conclusion] < reading:
                some[conclusion] = reading

    def readings(self, group: Group, subject: int) -> list[int]:
        """
        Every reading the rules of `group` need about one subject, by place; not to be changed.

        What was concluded about subjects of another level reads as it does of the best of them, and as
        unknown at least where the profile does not list them. All rules that conclude what is read have been
        decided when a group comes to be run, so each condition is read once, by the first group that asks.
        """
        readings, own = self.read[group.level][subject], self.own[group.level][subject]
        for place, level, conclusions in group.due:
            best, source = (0, own) if level is group.level else (self.snapshot.unlisted[level], self.some)
            for conclusion in conclusions:
                if source[conclusion] > best:
                    best = source[conclusion]
            readings[place] = best
        return readings
