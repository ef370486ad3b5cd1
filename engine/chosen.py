"""The readings a determination rests on: those asked for, and the defaults of all other points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from engine.errors import Fault, ReadingError
from engine.knowledge import Iri, KnowledgeBase, LegalReading
from engine.nearest import nearest


def default_readings(knowledge_base: KnowledgeBase) -> frozenset[Iri]:
    """The reading of each contested point that stands where none is chosen."""
    return frozenset(point.default for point in knowledge_base.points.values())


def chosen_readings(knowledge_base: KnowledgeBase, names: Iterable[str]) -> frozenset[Iri]:
    """
    One reading for each contested point: the one among `names`, or the point's default.

    A name is an identifier (`aia:reading.formal-dates`) or its last part (`formal-dates`). Raises
    `ReadingError` with every name that names no reading and every point for which two were named.
    """
    asked = tuple(dict.fromkeys(names))
    if not asked:
        return default_readings(knowledge_base)
    by_name = _by_name(knowledge_base)
    faults = [_unknown(name, by_name) for name in asked if name not in by_name]
    found: dict[Iri, dict[Iri, LegalReading]] = defaultdict(dict)
    for name in asked:
        if name in by_name:
            found[by_name[name].point][by_name[name].id] = by_name[name]
    faults += [_twice(knowledge_base, point, named) for point, named in found.items() if len(named) > 1]
    if faults:
        raise ReadingError(faults)
    named = {point: next(iter(readings)) for point, readings in found.items()}
    return frozenset(named.get(point.id, point.default) for point in knowledge_base.points.values())


def carried_readings(
    knowledge_base: KnowledgeBase, base: Iterable[str], over: Iterable[str]
) -> tuple[str, ...]:
    """
    The names in `over`, and those in `base` for points of which `over` names no reading.

    Raises `ReadingError` as `chosen_readings` does.
    """
    kept, first = tuple(base), tuple(over)
    for names in (kept, first):
        chosen_readings(knowledge_base, names)
    by_name = _by_name(knowledge_base)
    points = {by_name[name].point for name in first}
    return (*first, *(name for name in kept if by_name[name].point not in points))


def readings_of(knowledge_base: KnowledgeBase, point: Iri) -> tuple[LegalReading, ...]:
    """The readings of one contested point, sorted."""
    return tuple(reading for _, reading in sorted(knowledge_base.readings.items()) if reading.point == point)


def deviations(knowledge_base: KnowledgeBase) -> Iterator[tuple[Iri, frozenset[Iri]]]:
    """Every reading that is no default, with the choice of it beside the defaults of all other points."""
    default = default_readings(knowledge_base)
    for name, reading in sorted(knowledge_base.readings.items()):
        if name not in default and reading.point in knowledge_base.points:
            yield name, default - {knowledge_base.points[reading.point].default} | {name}


def _by_name(knowledge_base: KnowledgeBase) -> dict[str, LegalReading]:
    readings = knowledge_base.readings.values()
    return {reading.short: reading for reading in readings} | {reading.id: reading for reading in readings}


def _unknown(name: str, by_name: dict[str, LegalReading]) -> Fault:
    shorts = sorted({reading.short for reading in by_name.values()})
    hint = nearest(name.partition(":")[2].removeprefix("reading.") or name, shorts)
    expected = f"one of {', '.join(shorts)}." if shorts else "none: these packs have no contested point."
    return Fault(path=name, message=f"It is no reading of any contested point.{hint}", expected=expected)


def _twice(knowledge_base: KnowledgeBase, point: Iri, named: dict[Iri, LegalReading]) -> Fault:
    asked = " and ".join(sorted(reading.short for reading in named.values()))
    choices = ", ".join(reading.short for reading in readings_of(knowledge_base, point))
    return Fault(
        path=point,
        message=f"“{knowledge_base.points[point].question}” can be read one way at a time, not as {asked}.",
        expected=f"one of {choices}.",
    )
