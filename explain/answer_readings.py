"""The part of an answer that says how contested points were read, and what other readings would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.chosen import readings_of
from engine.citations import cite_all, label
from engine.determination import Determination, Finding
from engine.knowledge import ContestedPoint, Iri, KnowledgeBase, LegalReading
from engine.readings import Change, Difference, alternatives
from engine.terms import CONTROL_DEMAND, OBLIGATION, TIER
from explain import wording
from explain.answer_posture import cited
from explain.dates import binding_words

_SHOWN = 4
"""How many conclusions a line names before it counts the rest."""


def chosen_lines(determination: Determination) -> Iterator[str]:
    """Which readings were chosen instead of the defaults; nothing where none was."""
    readings = determination.knowledge_base.readings
    if determination.chosen:
        names = ", ".join(readings[name].short for name in determination.chosen)
        yield f"Read otherwise than by default: {names}."


def other_readings_lines(determination: Determination, differences: tuple[Difference, ...]) -> Iterator[str]:
    """Each contested point that matters here, how it was read, and what each other reading would change."""
    others = len(tuple(alternatives(determination)))
    if others:
        yield "OTHER READINGS OF WHAT THE LAW LEAVES OPEN"
    asked: set[Iri] = set()
    for difference in differences:
        if difference.point.id not in asked:
            asked.add(difference.point.id)
            yield _point(determination, difference.point)
        yield from _difference(determination, difference)
    silent = others - len(differences)
    if silent:
        yield f"  {_counted(silent, bool(differences))} nothing here; `duecare kb readings` lists all."


def _counted(silent: int, after_others: bool) -> str:
    other = "other " if after_others else ""
    return f"1 {other}reading changes" if silent == 1 else f"{silent} {other}readings change"


def _point(determination: Determination, point: ContestedPoint) -> str:
    knowledge_base = determination.knowledge_base
    read = next(r for r in readings_of(knowledge_base, point.id) if r.id in determination.readings)
    words = f"  {point.question} Read here as: {reading_words(read)}"
    return cited(words, cite_all(knowledge_base, (*point.stated_in, *read.cites)))


def reading_words(reading: LegalReading) -> str:
    """A reading by its label, its name and what it has behind it."""
    label_ = reading.label[:1].lower() + reading.label[1:] if reading.label[1:2].islower() else reading.label
    return f"{label_} ({reading.short}; {wording.GROUND[reading.status.value]})"


def _difference(determination: Determination, difference: Difference) -> Iterator[str]:
    knowledge_base = determination.knowledge_base
    yield cited(
        f"    Read as: {reading_words(difference.reading)}",
        cite_all(knowledge_base, difference.reading.cites),
    )
    if (difference.tiers, difference.is_complete) != (determination.tiers, determination.is_complete):
        names = ", ".join(label(knowledge_base, tier) for tier in difference.tiers) or "none settled"
        yield f"      tiers: {names}{'' if difference.is_complete else ', and a question could add one'}"
    for words, told in changed_words(knowledge_base, difference):
        yield f"      {words}: {told}"


def changed_words(knowledge_base: KnowledgeBase, difference: Difference) -> Iterator[tuple[str, str]]:
    """What a reading would do, and to which conclusions, in words."""
    for words, changes, dated in (
        ("added", difference.gained, False),
        ("gone", difference.lost, False),
        ("open otherwise", difference.opened, False),
        ("changed", difference.redated, True),
    ):
        if told := _names(knowledge_base, changes, dated=dated):
            yield words, told


def _names(knowledge_base: KnowledgeBase, changes: Iterable[Change], *, dated: bool = False) -> str:
    """The conclusions a reader cares for, tiers before obligations; others only where there is none."""
    ordered = sorted(changes, key=_rank)
    told = [change for change in ordered if _rank(change)[0] < 2] or ordered
    names = list(dict.fromkeys(_name(knowledge_base, change, dated=dated) for change in told))
    more = f"; and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return "; ".join(names[:_SHOWN]) + more


def _rank(change: Change) -> tuple[int, str, str]:
    family = next(held.family for held in (change.before, change.after) if held is not None)
    first = {TIER: 0, OBLIGATION: 1, CONTROL_DEMAND: 3}.get(family, 2)
    return first, change.conclusion, change.subject


def _name(knowledge_base: KnowledgeBase, change: Change, *, dated: bool) -> str:
    name = f"{label(knowledge_base, change.conclusion).rstrip('.')} ({change.subject})"
    if dated and isinstance(change.after, Finding):
        words = binding_words(change.after.binding) if change.after.binding else ""
        doubt = ("certain", "presumed")[change.after.contestable]
        shown = ", ".join(part for part in (words, doubt if _doubt_moved(change) else "") if part)
        return f"{name} {shown}".rstrip()
    return name


def _doubt_moved(change: Change) -> bool:
    return isinstance(change.before, Finding) and change.before.contestable != (
        isinstance(change.after, Finding) and change.after.contestable
    )


def contested_points_text(knowledge_base: KnowledgeBase) -> str:
    """Every contested point of the packs with its readings; the default stands first and is marked."""
    lines: list[str] = []
    for _, point in sorted(knowledge_base.points.items()):
        lines.append(cited(point.question, cite_all(knowledge_base, point.stated_in)))
        lines.append(f"  {point.definition}")
        ordered = sorted(readings_of(knowledge_base, point.id), key=lambda r: (r.id != point.default, r.id))
        for reading in ordered:
            mark = "default: " if reading.id == point.default else ""
            words = f"    {reading.short} ({mark}{wording.GROUND[reading.status.value]}): {reading.label}."
            lines.append(cited(f"{words} {reading.definition}", cite_all(knowledge_base, reading.cites)))
        lines.append("")
    return "\n".join(lines) if lines else "No contested point is encoded.\n"
