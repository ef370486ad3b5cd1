"""What has been concluded so far while rules run, and how conditions read it.

The definition and every executor keep a `State` of their own; what they share is how a condition is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.kinds import LEVELS
from engine.knowledge import Level
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
    tracked: int
    """How many conclusions some rule reads."""
    unlisted: Mapping[Level, int]
    """1 (unknown) for a level whose subjects the profile does not list, else 0."""


def snapshot(rule_base: RuleBase, use_case: UseCase) -> Snapshot:
    """Decides every condition on stated facts for every subject of `use_case`."""
    whole = use_case.subjects[0].facts
    counts: dict[Level, int] = dict.fromkeys(LEVELS, 0)
    stated: dict[Level, list[list[int]]] = {level: [] for level in LEVELS}
    for subject in use_case.subjects:
        level, own = subject.level, subject.facts
        counts[level] += 1
        readings = [1] * len(rule_base.stated[level])
        for fact, tests in rule_base.asking[level].items():
            said = own.get(fact) or whole.get(fact)
            if said is not None:
                for slot, test in tests:
                    readings[slot] = test.compare(said.values) if said.values else test.when_empty
        stated[level].append(readings)
    return Snapshot(
        counts,
        {level: tuple(readings) for level, readings in stated.items()},
        len(rule_base.read),
        {level: int(level in use_case.unlisted) for level in LEVELS},
    )


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

    def __post_init__(self) -> None:
        none = [0] * self.snapshot.tracked
        self.own = {level: tuple(none[:] for _ in range(self.snapshot.counts[level])) for level in LEVELS}
        self.some = none

    def conclude(self, level: Level, subject: int, conclusions: Iterable[int], reading: int) -> None:
        """Records that a rule for these conclusions came out as `reading`; the best of several counts."""
        for conclusion in conclusions:
            for known in (self.own[level][subject], self.some):
                if known[conclusion] < reading:
                    known[conclusion] = reading

    def readings(self, group: Group, subject: int) -> list[int]:
        """
        Every reading the rules of `group` need about one subject, in the group's order.

        What was concluded about subjects of another level reads as it does of the best of them, and as
        unknown at least where the profile does not list them.
        """
        stated = self.snapshot.stated[group.level][subject]
        found = [stated[slot] for slot in group.stated]
        own, unlisted = self.own[group.level][subject], self.snapshot.unlisted
        for level, conclusions in group.concluded:
            best, source = (0, own) if level is group.level else (unlisted[level], self.some)
            for conclusion in conclusions:
                if source[conclusion] > best:
                    best = source[conclusion]
            found.append(best)
        return found
