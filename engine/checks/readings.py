"""A contested point can be read in more ways than one, each with something behind it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.windows import TIMED
from engine.chosen import default_readings, deviations, readings_of
from engine.contested import stands
from engine.errors import Fault
from engine.knowledge import ContestedPoint, Iri
from engine.loading.draft import Draft


def check_readings(draft: Draft) -> Iterator[Fault]:
    """A fault for every contested point without a choice, and every choice that leaves law without time."""
    kb = draft.knowledge_base
    for point in kb.points.values():
        yield from _form(draft, point)
    for reading in kb.readings.values():
        if not reading.cites:
            message = "It cites nothing: a reading rests on words somebody can look up."
            yield draft.fault(reading.id, message, expected="gov:cites with a provision or an instrument.")
    yield from _untimed(draft)


def _form(draft: Draft, point: ContestedPoint) -> Iterator[Fault]:
    kb = draft.knowledge_base
    readings = [reading.id for reading in readings_of(kb, point.id)]
    if len(readings) < 2:
        message = f"It has {len(readings)} of the two or more readings that make a point contested."
        yield draft.fault(point.id, message, expected="a gov:Reading with gov:readingOf for each answer.")
    if point.default in kb.readings and point.default not in readings:
        message = f"Its default is {point.default}, which is a reading of another point."
        yield draft.fault(point.id, message, mention=point.default, expected="one of its own readings.")
    if not point.stated_in:
        message = "It does not say which provision leaves the question open."
        yield draft.fault(point.id, message, expected="gov:statedIn with the provision.")
    governed = {name for rule in kb.rules.values() for name in rule.under}
    governed |= {name for window in kb.windows.values() for name in window.under}
    if readings and governed.isdisjoint(readings):
        message = "No rule and no window stands under any of its readings: choosing one would change nothing."
        yield draft.fault(point.id, message, expected="gov:underReading at a rule or a window.")


def _untimed(draft: Draft) -> Iterator[Fault]:
    """What has windows but none under some choice would not be law there, whatever the rules say."""
    kb = draft.knowledge_base
    timed = {name for window in kb.windows.values() for name in window.window_for}
    for choice in (default_readings(kb), *(choice for _, choice in deviations(kb))):
        left = {n for w in kb.windows.values() if stands(w.under, choice) for n in w.window_for}
        for name in sorted(timed - left):
            if draft.classes.get(name) in TIMED:
                yield draft.fault(name, _without(choice, default_readings(kb)), expected=_EXPECTED)


_EXPECTED = "a gov:ApplicationWindow for it under that reading, or under none."


def _without(choice: frozenset[Iri], default: frozenset[Iri]) -> str:
    chosen = ", ".join(sorted(choice - default)) or "the default readings"
    return f"Under {chosen} it has no window: it would never bind."
