"""The words in which a statement says under which reading of a contested point it stands."""

from __future__ import annotations

from collections.abc import Iterable

from engine.citations import cite_all
from engine.determination import Determination
from engine.knowledge import Iri, LegalReading
from explain import wording


def under_words(determination: Determination, under: Iterable[Iri]) -> str:
    """The readings among `under` that the determination rests on, each with its question; empty for none."""
    points = determination.knowledge_base.points
    return "".join(
        wording.UNDER.format(
            label=reading.label.rstrip("."),
            name=reading.short,
            ground=wording.GROUND[reading.status.value],
            default=", the default" if points[reading.point].default == reading.id else "",
            question=points[reading.point].question,
        )
        for reading in _taken(determination, under)
    )


def cited_by(determination: Determination, under: Iterable[Iri]) -> tuple[str, ...]:
    """What those readings rest on."""
    provisions = (name for reading in _taken(determination, under) for name in reading.cites)
    return cite_all(determination.knowledge_base, provisions)


def _taken(determination: Determination, under: Iterable[Iri]) -> list[LegalReading]:
    readings = determination.knowledge_base.readings
    return [readings[name] for name in under if name in determination.readings]
