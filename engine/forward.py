"""The durable-rules executor: forward chaining over small integer codes.

The library is driven directly, without its host, threads, negation or actions, within the subset in which it was
measured to be right. For each group of rules and each subject one wide fact is asserted, carrying a code for every
condition: 2 true, 1 unknown, nothing for false. Each rule is two positive patterns over those codes, one that
matches when it fires and one that matches when it still might. Verdicts are read off the names that matched.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from weakref import WeakKeyDictionary, finalize

from engine.conditions import Reading
from engine.errors import RuleBaseRejected
from engine.knowledge import Level
from engine.rulebase import CompiledRule, Group, RuleBase
from engine.semantics import READING_OF, Verdict
from engine.shards import Shard, refuse_collisions, shards
from engine.state import Snapshot, State, Verdicts

try:
    import durable_rules_engine as _library

    UNAVAILABLE: Final[str] = ""
    """Why the executor cannot run here; empty where it can."""
except ImportError as error:  # pragma: no cover - depends on how the extension was built
    _library = None
    UNAVAILABLE = f"durable-rules cannot be imported: {error}"

_BASE_CODE = (0, 1, 2, 2)
_EXCEPTION_CODE = (0, 1, 1, 2)
_TRIAL = "import sys, durable_rules_engine as e; [e.create_ruleset('t%d' % i, s) for i, s in enumerate(sys.stdin.read().split('\\n'))]"
_TRIAL_SECONDS = 20
_MAX_STATES = 512
_names = itertools.count()


class ForwardExecutor:
    """
    Runs rule bases with durable-rules.

    One instance serves any number of threads and, after a fork, any number of processes. With `trial`, each rule
    base is first compiled in a process of its own, since the library can loop for ever on some; that is refused
    here as `RuleBaseRejected`.
    """

    name = "durable-rules"

    def __init__(self, *, trial: bool = True) -> None:
        if UNAVAILABLE:
            raise RuleBaseRejected(UNAVAILABLE)
        self._trial = trial
        self._compiled: WeakKeyDictionary[RuleBase, _RuleSets] = WeakKeyDictionary()

    def run(self, rule_base: RuleBase, facts: Snapshot) -> Verdicts:
        """The verdict of every rule for every subject."""
        compiled = self._compiled.get(rule_base)
        if compiled is None:
            compiled = self._compiled.setdefault(rule_base, _RuleSets(rule_base, trial=self._trial))
        state = State(facts)
        verdicts: dict[Level, tuple[list[int], ...]] = {
            level: tuple([0] * len(rule_base.rules_of[level]) for _ in range(facts.counts[level]))
            for level in Level
        }
        with compiled.session() as session:
            for group, sets in compiled.groups:
                for subject, decided in enumerate(verdicts[group.level]):
                    readings = state.readings(group, subject)
                    for rule_set in sets:
                        for rule, verdict in rule_set.decide(session, readings, decided):
                            decided[rule.slot] = verdict
                            state.conclude(group.level, subject, rule.concludes, READING_OF[verdict])
        return verdicts


class _RuleSets:
    """All rule sets of one rule base, and the pool of sessions (working memories) they are run in."""

    def __init__(self, rule_base: RuleBase, *, trial: bool) -> None:
        cut = [(group, shards(group)) for group in rule_base.groups]
        if trial:
            _try([shard.source for _, found in cut for shard in found])
        self.groups = [(group, [_RuleSet(shard) for shard in found]) for group, found in cut]
        self._free: list[str] = []
        self._made = itertools.count()
        refuse_collisions(f"session{number}" for number in range(_MAX_STATES))

    @contextmanager
    def session(self) -> Iterator[str]:
        """A working memory no other thread uses; one in which something failed is given up."""
        try:
            session = self._free.pop()
        except IndexError:
            session = self._new()
        yield session
        self._free.append(session)

    def _new(self) -> str:
        number = next(self._made)
        if number >= _MAX_STATES:
            raise RuleBaseRejected(f"more than {_MAX_STATES} determinations at once in one process")
        session = f"session{number}"
        for _, sets in self.groups:
            for rule_set in sets:
                rule_set.prepare(session)
        return session


class _RuleSet:
    """One rule set inside the library."""

    def __init__(self, shard: Shard) -> None:
        self.rules = {f"{kind}{rule.slot}": rule for rule in shard.rules for kind in "sp"}
        self.base = _places(shard, exceptions=False)
        self.exceptions = _places(shard, exceptions=True)
        self.defeasible = [(f'"d{rule.slot}":', rule.defeaters) for rule in shard.rules if rule.defeaters]
        self.handle: int = _library.create_ruleset(f"duecare{next(_names)}", shard.source)
        finalize(self, _library.delete_ruleset, self.handle)

    def prepare(self, session: str) -> None:
        """Fires the sentinel once: a state in which nothing ever fired cannot be deleted safely."""
        fact = f'{{"id":"g","sid":"{session}","go":1}}'
        _, offset = _library.assert_fact(self.handle, fact)
        for _ in self._matches(offset):
            pass
        _library.retract_fact(self.handle, fact)

    def decide(
        self, session: str, readings: list[int], decided: list[int]
    ) -> list[tuple[CompiledRule, Verdict]]:
        """The rules that fired, were defeated or stay undetermined; a rule not named does not hold."""
        parts = [f"{name}{_BASE_CODE[readings[place]]}" for name, place in self.base if readings[place]]
        parts += [
            f"{name}{_EXCEPTION_CODE[readings[place]]}" for name, place in self.exceptions if readings[place]
        ]
        if not parts:
            return []
        standing = {name: _standing([decided[slot] for slot in slots]) for name, slots in self.defeasible}
        parts += [f"{name}{code}" for name, code in standing.items()]
        matched = self._match(session, ",".join(parts))
        fired = {name[1:] for name in matched if name[0] == "s"}
        return [
            (self.rules[name], self._verdict(self.rules[name], name[1:] in fired, readings, standing))
            for name in matched
            if name[0] == "p"
        ]

    def _verdict(
        self, rule: CompiledRule, fired: bool, readings: list[int], standing: dict[str, int]
    ) -> Verdict:
        doubt = standing.get(f'"d{rule.slot}":', 2)
        if not fired:
            return Verdict.DEFEATED if doubt == 0 else Verdict.UNDETERMINED
        if rule.is_exception or (doubt == 2 and all(readings[place] == Reading.TRUE for place in rule.reads)):
            return Verdict.FIRED
        return Verdict.FIRED_CONTESTABLY

    def _match(self, session: str, properties: str) -> list[str]:
        fact = f'{{"id":"w","sid":"{session}",{properties}}}'
        status, offset = _library.assert_fact(self.handle, fact)
        if status == 1:  # nothing in this rule set can match, and the fact was not kept
            return []
        try:
            if status:
                raise RuleBaseRejected(f"durable-rules refused a fact with status {status}")
            matched = list(self._matches(offset))
            _library.retract_fact(self.handle, fact)
        except BaseException:
            _library.delete_state(self.handle, session)
            raise
        return matched

    def _matches(self, offset: int) -> Iterator[str]:
        started = _library.start_action_for_state(self.handle, offset)
        message: Any = None if started is None else started[1]
        while message is not None:
            yield message[2 : message.index('"', 2)]
            message = _library.complete_and_start_action(self.handle, offset)


def _places(shard: Shard, *, exceptions: bool) -> list[tuple[str, int]]:
    places = {place for rule in shard.rules if rule.is_exception is exceptions for place in rule.reads}
    return [(f'"{"x" if exceptions else "c"}{place}":', place) for place in sorted(places)]


def _standing(defeaters: list[int]) -> int:
    """0 where an exception fired, 1 where one is undetermined, 2 where none stands against the rule."""
    if Verdict.FIRED in defeaters:
        return 0
    return 1 if Verdict.UNDETERMINED in defeaters else 2


def _try(sources: list[str]) -> None:
    """Compiles the rule sets in a process of its own, which may hang or die without harm to this one."""
    try:
        subprocess.run(
            [sys.executable, "-I", "-c", _TRIAL],
            input="\n".join(sources),
            text=True,
            capture_output=True,
            timeout=_TRIAL_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise RuleBaseRejected(
            f"durable-rules cannot compile this rule base in a trial process: {error}"
        ) from error
