"""What another reading of a contested point would change for one use case.

A determination rests on one reading of every point. For every other reading of every point, alone, this says
what would be gained, lost, open or dated otherwise. A reading none of whose statements could come out
differently is passed over without determining anything again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.chosen import readings_of
from engine.conditions import Reading, StatedTest, compile_condition
from engine.contested import ContestedPoint, LegalReading, stands
from engine.determination import Determination, Finding, OpenConclusion
from engine.determine import Executor, determine
from engine.knowledge import Condition, Iri, Level, Rule
from engine.semantics import Verdict
from engine.usecase import Subject

Held = tuple[Iri, str]
"""A conclusion and the subject it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One conclusion about one subject that another reading would change; None where it does not hold."""

    conclusion: Iri
    subject: str
    before: Finding | OpenConclusion | None
    after: Finding | OpenConclusion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one other reading of a contested point would change, all other points being read as they are."""

    point: ContestedPoint
    reading: LegalReading
    tiers: tuple[Iri, ...]
    """The tiers that would hold, highest first."""
    is_complete: bool
    """Whether they would be settled."""
    gained: tuple[Change, ...]
    """What would hold and does not."""
    lost: tuple[Change, ...]
    """What holds and would not."""
    opened: tuple[Change, ...]
    """What would become, or stop being, a question: settled here and open there, or the other way round."""
    redated: tuple[Change, ...]
    """What holds either way and would bind from, or until, another day."""


def other_readings(
    determination: Determination, *, executor: Executor | None = None
) -> tuple[Difference, ...]:
    """
    What every other reading of every contested point would change; those that change nothing are left out.

    Without an `executor` the definition decides alone; with one, its verdicts are checked against the
    definition's, as in `engine.determine`.
    """
    found = (
        _difference(determination, point, reading, executor)
        for point, reading in alternatives(determination)
        if _can_matter(determination, point, reading)
    )
    return tuple(difference for difference in found if _says_something(determination, difference))


def alternatives(determination: Determination) -> Iterator[tuple[ContestedPoint, LegalReading]]:
    """Every reading the determination does not rest on, with its point, in a fixed order."""
    for _, point in sorted(determination.knowledge_base.points.items()):
        for reading in readings_of(determination.knowledge_base, point.id):
            if reading.id not in determination.readings:
                yield point, reading


def _instead(determination: Determination, point: ContestedPoint, reading: LegalReading) -> frozenset[Iri]:
    """The readings of `determination` with `reading` in the place of that of its point."""
    of_point = {each.id for each in readings_of(determination.knowledge_base, point.id)}
    return frozenset(determination.readings) - of_point | {reading.id}


def _difference(
    determination: Determination, point: ContestedPoint, reading: LegalReading, executor: Executor | None
) -> Difference:
    other = determine(
        determination.use_case,
        determination.knowledge_base,
        determination.as_of,
        determination.known_at,
        readings=_instead(determination, point, reading),
        executor=executor,
    )
    changes = tuple(_changes(determination, other))
    return Difference(
        point=point,
        reading=reading,
        tiers=other.tiers,
        is_complete=other.is_complete,
        gained=tuple(c for c in changes if isinstance(c.after, Finding) and c.before is None),
        lost=tuple(c for c in changes if isinstance(c.before, Finding) and c.after is None),
        opened=tuple(c for c in changes if OpenConclusion in (type(c.before), type(c.after))),
        redated=tuple(c for c in changes if isinstance(c.before, Finding) and isinstance(c.after, Finding)),
    )


def _changes(one: Determination, other: Determination) -> Iterator[Change]:
    before, after = _held(one), _held(other)
    for conclusion, subject in sorted(before.keys() | after.keys()):
        key = conclusion, subject
        if _essence(before.get(key)) != _essence(after.get(key)):
            yield Change(conclusion=conclusion, subject=subject, before=before.get(key), after=after.get(key))


def _held(determination: Determination) -> dict[Held, Finding | OpenConclusion]:
    found: dict[Held, Finding | OpenConclusion] = {
        (waiting.conclusion, waiting.subject): waiting for waiting in determination.undetermined
    }
    return found | {(finding.conclusion, finding.subject): finding for finding in determination.findings}


def _essence(held: Finding | OpenConclusion | None) -> object:
    """What a reader would notice: that something holds, or may, and since when or until when it binds."""
    if isinstance(held, Finding):
        return held.contestable, held.binding and (held.binding.applies_from, held.binding.applies_until)
    return held is not None


def _says_something(determination: Determination, difference: Difference) -> bool:
    listed = (difference.gained, difference.lost, difference.opened, difference.redated)
    tiers = (difference.tiers, difference.is_complete)
    return any(listed) or tiers != (determination.tiers, determination.is_complete)


def _can_matter(determination: Determination, point: ContestedPoint, reading: LegalReading) -> bool:
    """
    Whether anything could come out differently under `reading`.

    Take the first thing, in the order of deciding, that does: it is a rule that stands in one of the two
    only, and it decides on the same readings of its conditions in both. So a rule that falls away matters
    only where it fired or is open, and one that is added only where none of its conditions is false now. A
    window matters where what it times holds, or was not law so far.
    """
    kb = determination.knowledge_base
    before, after = frozenset(determination.readings), _instead(determination, point, reading)

    def moved(under: tuple[Iri, ...]) -> bool:
        return stands(under, before) != stands(under, after)

    idle = determination.rule_base.concluding.keys() - {f.conclusion for f in determination.findings}
    return any(moved(w.under) and not idle.issuperset(w.window_for) for w in kb.windows.values()) or any(
        moved(r.under) and _is_live(determination, r) for r in kb.rules.values()
    )


def _is_live(determination: Determination, rule: Rule) -> bool:
    """Whether `rule` fired or may, or would or might if it were added to what was determined."""
    if rule.id in determination.rule_base.rules:
        subjects = range(len(determination.subjects(rule.level)))
        idle = (Verdict.DOES_NOT_HOLD, Verdict.DEFEATED)
        return any(determination.verdict(rule.id, subject) not in idle for subject in subjects)
    held = {(held.conclusion, held.subject) for held in _held(determination).values()}
    return any(
        all(_may_hold(determination, held, condition, rule.level, subject) for condition in rule.conditions)
        for subject in determination.subjects(rule.level)
    )


def _may_hold(
    determination: Determination, held: set[Held], condition: Condition, level: Level, subject: Subject
) -> bool:
    """Whether `condition`, read by a rule of `level` for `subject`, is anything but false."""
    use_case, fact = determination.use_case, determination.knowledge_base.facts[condition.fact]
    test = compile_condition(condition, fact, determination.rule_base.taxonomy)
    if isinstance(test, StatedTest):
        holder = subject if test.level is level else use_case.of(test.level)[0]
        return test.read(holder.facts) != Reading.FALSE
    if test.level is not level and test.level in use_case.unlisted:
        return True
    about = [subject] if test.level is level else use_case.of(test.level)
    return any((conclusion, each.id) in held for conclusion in test.conclusions for each in about)
