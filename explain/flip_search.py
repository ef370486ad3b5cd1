"""Searches the smallest sets of changes by which something would hold that does not, or the other way round.

Rules suggest the sets; each is tried by determining anew. Where one is not enough, because it sets off
something else, the search goes on from there. The number of trials is bounded, so the same question always
gives the same answer.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from engine.conditions import Reading
from engine.determination import Determination
from engine.profile.checks import is_contradictory
from engine.profile.form import form_of
from explain.abduction import Abduction
from explain.again import again
from explain.changes import ChangeSet, Place, changed
from explain.goals import Goal
from explain.readings import Readings

MOST_CHANGES: Final = 3
MOST_TRIALS: Final = 200
MOST_FOUND: Final = 12
MOST_ALIKE: Final = 3
"""How many sets that change the same facts to different values are kept."""
_MOST_STARTS: Final = 20
"""How many sets that were not enough are gone on from."""

_Rank = tuple[int, int, int]
"""Fewer changes first, then what the organisation can choose, then fewer values that come or go."""


@dataclass(slots=True)
class Search:
    """What was found, and whether anything was left untried."""

    determination: Determination
    goal: Goal
    holds: bool = field(init=False)
    """Whether it holds, or may hold, so that the question is what would end that."""
    found: list[ChangeSet] = field(default_factory=list)
    trials: int = 0
    starts: int = 0
    cut: bool = False
    """Whether a bound was met, so that there may be other sets."""
    _alike: dict[tuple[Place, ...], list[ChangeSet]] = field(default_factory=dict)
    _tried: dict[ChangeSet, Determination | None] = field(default_factory=dict)

    _stated: dict[Place, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self._stated = {
            (subject.level, subject.id, fact): stated.values
            for subject in self.determination.use_case.subjects
            for fact, stated in subject.facts.items()
        }
        self.holds = self.goal.standing(self.determination) > Reading.UNKNOWN

    def run(self) -> None:
        """Looks for the sets, smallest first."""
        queue: list[tuple[_Rank, ChangeSet]] = []
        seen: set[ChangeSet] = {()}
        self._suggest(self.determination, (), queue, seen)
        while queue:
            if self.trials >= MOST_TRIALS or len(self._alike) >= MOST_FOUND:
                self.cut = True
                return
            _, changes = heapq.heappop(queue)
            if self._is_superfluous(changes):
                continue
            determination = self.trial(changes)
            if determination is None:
                continue
            if self.flips(determination):
                self._keep(changes)
            elif len(changes) < MOST_CHANGES:
                self._suggest(determination, changes, queue, seen)

    def flips(self, determination: Determination) -> bool:
        """Whether it came or went: it went only where it cannot hold any more."""
        standing = self.goal.standing(determination)
        return standing == Reading.FALSE if self.holds else standing > Reading.UNKNOWN

    def trial(self, changes: ChangeSet) -> Determination | None:
        """What follows with `changes`; None where they contradict one another or what else is stated."""
        if changes not in self._tried:
            use_case = changed(self.determination.use_case, changes)
            form = form_of(self.determination.knowledge_base)
            if is_contradictory(form, use_case.subjects):
                self._tried[changes] = None
            else:
                self.trials += 1
                self._tried[changes] = again(self.determination, use_case)
        return self._tried[changes]

    def _keep(self, changes: ChangeSet) -> None:
        """Keeps what of `changes` is needed: none of its parts does it alone."""
        for size in range(1, len(changes)):
            for part in combinations(changes, size):
                determination = self.trial(part)
                if determination is not None and self.flips(determination):
                    self._keep(part)
                    return
        if not self._is_superfluous(changes):
            self.found.append(changes)
            self._alike.setdefault(_places(changes), []).append(changes)

    def _is_superfluous(self, changes: ChangeSet) -> bool:
        """Whether a part of it is known to be enough, or enough sets that change the same facts are known."""
        alike = self._alike.get(_places(changes), ())
        if len(alike) >= MOST_ALIKE:
            self.cut = True
            return True
        difference = self._difference(changes)
        return any(self._difference(known) <= difference for known in self.found)

    def _difference(self, changes: ChangeSet) -> frozenset[tuple[Place, str, bool]]:
        """Each value that comes or goes; a list that is said to be empty comes as an empty value."""
        found: set[tuple[Place, str, bool]] = set()
        for change in changes:
            before = self._stated.get(change.place)
            old, new = set(before or ()), set(change.values)
            found |= {(change.place, value, True) for value in new - old}
            found |= {(change.place, value, False) for value in old - new}
            if before is None and not new:
                found.add((change.place, "", True))
        return frozenset(found)

    def _suggest(
        self,
        determination: Determination,
        changes: ChangeSet,
        queue: list[tuple[_Rank, ChangeSet]],
        seen: set[ChangeSet],
    ) -> None:
        """Queues what the rules suggest after `changes`."""
        if changes and self.starts >= _MOST_STARTS:
            self.cut = True
            return
        self.starts += 1
        readings = Readings(determination)
        abduction = Abduction(readings, MOST_CHANGES - len(changes))
        for way in self.goal.ways(readings, abduction, holds=not self.holds):
            for more in way:
                joined = _after(changes, more)
                if len(joined) <= MOST_CHANGES and joined not in seen:
                    seen.add(joined)
                    fewest, given, _ = abduction.rank(joined)
                    rank = (fewest, given, len(self._difference(joined)))
                    heapq.heappush(queue, (rank, joined))
        self.cut = self.cut or abduction.cut


def _after(changes: ChangeSet, more: ChangeSet) -> ChangeSet:
    """`changes`, then `more`: of two about one fact the later counts."""
    found = {change.place: change for change in (*changes, *more)}
    return tuple(found[place] for place in sorted(found))


def _places(changes: ChangeSet) -> tuple[Place, ...]:
    return tuple(change.place for change in changes)
