"""The durable-rules executor: forward chaining over small integer codes.

The library is driven directly, without its host, threads, negation or actions, within the subset in which it
was measured to be right. For each group of rules and each subject one wide fact is asserted, carrying a code
for every condition: 2 true, 1 unknown, nothing for false. What a rule asks, alone or with others that ask the
same, is two positive patterns over those codes: one matches when the rule fires, the other when it still
might. Verdicts are read off the names that matched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import chain, compress, count
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary, finalize

from engine.errors import RuleBaseRejected
from engine.rulebase import Antecedent, Group, RuleBase
from engine.semantics import (
    CONTESTABLE,
    DEFEATED,
    FIRED,
    FIRED_CONTESTABLY,
    READING_OF,
    UNDETERMINED,
)
from engine.shards import (
    NAME_LENGTH,
    Shard,
    certain_name,
    defence_property,
    possible_name,
    read_property,
    refuse_collisions,
    shards,
)
from engine.state import Snapshot, State, Verdicts, undecided
from engine.trial import try_compiling

try:
    import durable_rules_engine as _library

    _fault = ""
except ImportError as error:  # how the extension was built decides, not the code
    _library = None
    _fault = f"durable-rules cannot be imported: {error}"

UNAVAILABLE: Final = _fault
"""Why the executor cannot run here; empty where it can."""

_BASE_CODE = (0, 1, 2, 2)
_EXCEPTION_CODE = (0, 1, 1, 2)
_STANDING = (2, 1, 2, 0, 2)
"""By the verdict of an exception: 0 where it takes the rule away, 1 where it may, 2 where it does not."""
_NOTHING: Final[frozenset[Any]] = frozenset()
_MAX_SESSIONS = 512
_NAME_ENDS: Final = 2 + NAME_LENGTH  # a message begins {"name":
_names = count()


class ForwardExecutor:
    """
    Runs rule bases with durable-rules.

    One instance serves any number of threads and, after a fork, any number of processes. With `trial`, each
    rule base is first compiled in a process of its own, since the library can loop for ever on some or end
    the process; a base that takes longer than `trial_seconds` there is refused as `RuleBaseRejected`.
    """

    name = "durable-rules"

    def __init__(self, *, trial: bool = True, trial_seconds: float = 20) -> None:
        if UNAVAILABLE:
            raise RuleBaseRejected(f"{UNAVAILABLE}. Next: rebuild it, or let the definition decide alone.")
        self._trial_seconds = trial_seconds if trial else 0.0
        self._compiled: WeakKeyDictionary[RuleBase, _RuleSets] = WeakKeyDictionary()

    def run(self, rule_base: RuleBase, facts: Snapshot) -> Verdicts:
        """The verdict of every rule for every subject."""
        compiled = self._compiled.get(rule_base)
        if compiled is None:
            compiled = self._compiled.setdefault(rule_base, _RuleSets(rule_base, self._trial_seconds))
        state = State(facts)
        verdicts = undecided(rule_base, facts)
        with compiled.session() as session:
            for group, sets in compiled.groups:
                for subject, decided in enumerate(verdicts[group.level]):
                    readings = state.readings(group, subject)
                    for rule_set in sets:
                        for found in rule_set.decide(session, readings, decided, state.is_contested):
                            reading = READING_OF[decided[found.name]]
                            state.conclude(group.level, subject, found.concludes, reading)
        return verdicts


class _RuleSets:
    """All rule sets of one rule base, and the pool of sessions (working memories) they are run in."""

    def __init__(self, rule_base: RuleBase, trial_seconds: float) -> None:
        cut = [(group, shards(group)) for group in rule_base.groups]
        if trial_seconds:
            try_compiling([shard.source for _, found in cut for shard in found], trial_seconds)
        self.groups = [(group, [_RuleSet(shard, group) for shard in found]) for group, found in cut]
        self._free: list[str] = []
        self._unused = [f"session{number}" for number in reversed(range(_MAX_SESSIONS))]
        refuse_collisions(self._unused)

    @contextmanager
    def session(self) -> Iterator[str]:
        """A working memory no other thread uses; one in which something failed is made anew."""
        session, is_new = self._take()
        if is_new:  # a name whose states are half prepared, because this failed, is never used again
            for rule_set in self._all():
                rule_set.prepare(session)
        try:
            yield session
        except BaseException:
            for rule_set in self._all():
                rule_set.forget(session)
            self._unused.append(session)
            raise
        self._free.append(session)

    def _take(self) -> tuple[str, bool]:
        """A session, and whether it has yet to be prepared; popping is safe beside other threads."""
        for sessions in (self._free, self._unused):
            try:
                return sessions.pop(), sessions is self._unused
            except IndexError:
                continue
        raise RuleBaseRejected(f"more than {_MAX_SESSIONS} determinations at once in one process")

    def _all(self) -> Iterator[_RuleSet]:
        return (rule_set for _, sets in self.groups for rule_set in sets)


class _Alike(NamedTuple):
    """Antecedents of one rule set that share a condition, their key: none matches where that is false."""

    key: int
    codes: frozenset[int]
    """What they test, as indices into the codes of the rule set."""
    defences: frozenset[tuple[int, ...]]
    """The defeaters of those that have any."""


class _RuleSet:
    """One rule set inside the library."""

    def __init__(self, shard: Shard, group: Group) -> None:
        self.named = {
            name: (antecedent, certain_name(antecedent))
            for antecedent in shard.antecedents
            for name in (certain_name(antecedent), possible_name(antecedent))
        }
        properties = {
            read_property(each, place): (place, _EXCEPTION_CODE if each.is_exception else _BASE_CODE)
            for each in shard.antecedents
            for place in each.reads
        }
        self.codes = [
            (place, tuple(f'"{name}":{code}' for code in codes))
            for name, (place, codes) in properties.items()
        ]
        """Of every property of conditions: its place, and how each reading there is written."""
        self.defences = {
            each.defeaters: defence_property(each.defeaters) for each in shard.antecedents if each.defeaters
        }
        self.alike = tuple(_alike(group, shard, {name: index for index, name in enumerate(properties)}))
        self.keys = tuple([alike.key for alike in self.alike])
        self.handle: int = _library.create_ruleset(f"duecare{next(_names)}", shard.source)
        self._sessions: set[str] = set()
        finalize(self, _dismantle, self.handle, self._sessions).atexit = False

    def prepare(self, session: str) -> None:
        """Fires the sentinel once: a state in which nothing ever fired cannot be deleted safely."""
        fact = f'{{"id":"g","sid":"{session}","go":1}}'
        _, offset = _library.assert_fact(self.handle, fact)
        self._fire(offset)
        _library.retract_fact(self.handle, fact)
        self._sessions.add(session)

    def forget(self, session: str) -> None:
        """Deletes the state of a session, whatever is left in it."""
        self._sessions.discard(session)
        _library.delete_state(self.handle, session)

    def decide(
        self, session: str, readings: list[int], decided: list[int], is_contested: bool
    ) -> list[Antecedent]:
        """
        Writes into `decided` which rules fired, were defeated or stay undetermined; the others do not hold.

        Returns those among them that conclude something that is read. `is_contested`: whether any reading may
        be contestable.
        """
        asked = tuple(compress(self.alike, map(readings.__getitem__, self.keys)))
        if not asked:
            return []
        tested = _NOTHING.union(*[alike.codes for alike in asked])
        standing = {
            defeaters: min([_STANDING[decided[slot]] for slot in defeaters])
            for defeaters in _NOTHING.union(*[alike.defences for alike in asked])
        }
        matched = self._match(session, self._written(tested, readings, standing))
        is_doubtful = is_contested or 1 in standing.values()
        concluding: list[Antecedent] = []
        for name in matched:
            antecedent, certain = self.named[name]
            if name == certain:
                contestable = is_doubtful and _is_contestable(antecedent, readings, standing)
                verdict = FIRED_CONTESTABLY if contestable else FIRED
            elif certain not in matched:
                verdict = UNDETERMINED if standing.get(antecedent.defeaters, 2) else DEFEATED
            else:
                continue
            for slot in antecedent.slots:
                decided[slot] = verdict
            if antecedent.concludes:
                concluding.append(antecedent)
        return concluding

    def _written(
        self, tested: Iterable[int], readings: list[int], standing: Mapping[tuple[int, ...], int]
    ) -> str:
        """The properties of a fact: what is not false of all that is tested."""
        codes = map(self.codes.__getitem__, tested)
        parts = [form[readings[place]] for place, form in codes if readings[place]]
        parts += [f'"{self.defences[defeaters]}":{code}' for defeaters, code in standing.items()]
        return ",".join(parts)

    def _match(self, session: str, properties: str) -> set[str]:
        fact = f'{{"id":"w","sid":"{session}",{properties}}}'
        status, offset = _library.assert_fact(self.handle, fact)
        if status == 1:  # nothing in this rule set can match, and the fact was not kept
            return set()
        if status:
            raise RuleBaseRejected(f"durable-rules refused a fact with status {status}")
        matched = self._fire(offset)
        _library.retract_fact(self.handle, f'{{"id":"w","sid":"{session}"}}')  # it is known by these two
        return matched

    def _fire(self, offset: int) -> set[str]:
        """Lets everything that matches fire; the name of a pattern is the first key of its message."""
        started = _library.start_action_for_state(self.handle, offset)
        if started is None:
            return set()
        following = iter(partial(_library.complete_and_start_action, self.handle, offset), None)
        return {message[2:_NAME_ENDS] for message in chain(started[1:2], following)}


def _dismantle(handle: int, sessions: set[str]) -> None:
    """Frees a rule set; the library would leak the states that are left in it."""
    for session in sessions:
        _library.delete_state(handle, session)
    _library.delete_ruleset(handle)


def _alike(group: Group, shard: Shard, codes: Mapping[str, int]) -> Iterator[_Alike]:
    here = frozenset(antecedent.name for antecedent in shard.antecedents)
    for key, sharing in group.by_key:
        found = [antecedent for antecedent in sharing if antecedent.name in here]
        if found:
            yield _Alike(
                key,
                frozenset(codes[read_property(each, place)] for each in found for place in each.reads),
                frozenset(each.defeaters for each in found if each.defeaters),
            )


def _is_contestable(
    antecedent: Antecedent, readings: list[int], standing: Mapping[tuple[int, ...], int]
) -> bool:
    """Whether rules that fired did so contestably; exceptions never do."""
    if antecedent.is_exception:
        return False
    return standing.get(antecedent.defeaters) == 1 or CONTESTABLE in map(
        readings.__getitem__, antecedent.reads
    )
