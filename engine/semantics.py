"""The definition: what rules mean. Executors only have to agree with it.

A rule is presumed; an exception must be shown. So a rule whose exception is in doubt holds, and is marked
contestable; an exception whose own exception is in doubt, or that rests on something contestable, takes
nothing away yet. Nothing unknown ever counts as false.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum

from engine.conditions import Reading
from engine.rulebase import RuleBase
from engine.state import Snapshot, State, Verdicts, undecided


class Verdict(IntEnum):
    """What became of one rule for one subject."""

    DOES_NOT_HOLD = 0
    """A condition is false."""
    UNDETERMINED = 1
    """No condition is false, but something it needs is unknown."""
    FIRED_CONTESTABLY = 2
    """It holds, while an exception, or what it rests on, is still in doubt."""
    FIRED = 3
    DEFEATED = 4
    """An exception fired; also where the rule's own conditions are unknown, for it can no longer fire."""


FALSE, UNKNOWN, CONTESTABLE, TRUE = Reading
DOES_NOT_HOLD, UNDETERMINED, FIRED_CONTESTABLY, FIRED, DEFEATED = Verdict

READING_OF = (FALSE, UNKNOWN, CONTESTABLE, TRUE, FALSE)
"""How a conclusion reads, by the verdict of a rule that concludes it."""


def verdict_of(is_exception: bool, holds: int, exceptions: Collection[int]) -> Verdict:
    """
    What a rule says, given the least reading of its conditions and the verdicts of the exceptions to it.

    That conditions combine by their least reading is Kleene's AND.
    """
    if holds == FALSE:
        return DOES_NOT_HOLD
    if is_exception and holds == CONTESTABLE:
        holds = UNKNOWN
    if FIRED in exceptions:
        return DEFEATED
    if holds == UNKNOWN:
        return UNDETERMINED
    if UNDETERMINED in exceptions:
        return UNDETERMINED if is_exception else FIRED_CONTESTABLY
    return FIRED if holds == TRUE else FIRED_CONTESTABLY


def define(rule_base: RuleBase, snapshot: Snapshot) -> Verdicts:
    """
    The verdict of every rule for every subject, stratum by stratum.

    Every verdict begins as: does not hold. So antecedents that share a condition, their key, are passed over
    where it is false. A rule without conditions has no key and says nothing: an empty conjunction would hold
    of everything.
    """
    state = State(snapshot)
    verdicts = undecided(rule_base, snapshot)
    for group in rule_base.groups:
        for subject, decided in enumerate(verdicts[group.level]):
            readings = state.readings(group, subject)
            for antecedent in (each for key, sharing in group.by_key if readings[key] for each in sharing):
                holds = min(map(readings.__getitem__, antecedent.reads))
                if not holds:
                    continue
                exceptions = [decided[slot] for slot in antecedent.defeaters] if antecedent.defeaters else ()
                verdict = verdict_of(antecedent.is_exception, holds, exceptions)
                for slot in antecedent.slots:
                    decided[slot] = verdict
                if antecedent.concludes:
                    state.conclude(group.level, subject, antecedent.concludes, READING_OF[verdict])
    return verdicts
