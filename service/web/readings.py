"""How contested points were read for one use case, and what other readings would change, as rows."""

from __future__ import annotations

from dataclasses import dataclass

from engine.chosen import readings_of
from engine.citations import cite_all, label
from engine.contested import LegalReading
from engine.determination import Determination
from engine.readings import Difference, alternatives, other_readings
from explain.answer_readings import changed_words
from explain.wording import GROUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """One reading that would change something."""

    name: str
    label: str
    ground: str
    says: str
    citations: tuple[str, ...]
    tiers: tuple[str, ...]
    """The tiers that would hold."""
    changes: tuple[tuple[str, str], ...]
    """What happens, such as `added`, and to which conclusions, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One contested point that matters for the use case."""

    question: str
    why: str
    citations: tuple[str, ...]
    read: str
    name: str
    ground: str
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The section of the page."""

    rows: tuple[Row, ...]
    chosen: tuple[str, ...]
    """The names of the readings chosen instead of a default."""
    silent: int
    """How many other readings would change nothing."""


def readings_of_page(determination: Determination) -> Readings:
    """What the page of a use case says of contested points."""
    differences = other_readings(determination)
    points = dict.fromkeys(difference.point.id for difference in differences)
    grouped = {point: [d for d in differences if d.point.id == point] for point in points}
    known = determination.knowledge_base.readings
    return Readings(
        rows=tuple(_row(determination, group) for group in grouped.values()),
        chosen=tuple(known[name].short for name in determination.chosen),
        silent=len(tuple(alternatives(determination))) - len(differences),
    )


def _row(determination: Determination, differences: list[Difference]) -> Row:
    point = differences[0].point
    read = _read(determination, differences[0])
    return Row(
        question=point.question,
        why=point.definition,
        citations=cite_all(determination.knowledge_base, (*point.stated_in, *read.cites)),
        read=read.label,
        name=read.short,
        ground=GROUND[read.status.value],
        others=tuple(_other(determination, difference) for difference in differences),
    )


def _read(determination: Determination, difference: Difference) -> LegalReading:
    readings = readings_of(determination.knowledge_base, difference.point.id)
    return next(reading for reading in readings if reading.id in determination.readings)


def _other(determination: Determination, difference: Difference) -> Other:
    knowledge_base = determination.knowledge_base
    return Other(
        name=difference.reading.short,
        label=difference.reading.label,
        ground=GROUND[difference.reading.status.value],
        says=difference.reading.definition,
        citations=cite_all(knowledge_base, difference.reading.cites),
        tiers=tuple(label(knowledge_base, tier) for tier in difference.tiers),
        changes=tuple(changed_words(knowledge_base, difference)),
    )
