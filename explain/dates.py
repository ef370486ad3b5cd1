"""Dates as people read them: `2 Dec 2027`, `binds from 2 Dec 2027`."""

from __future__ import annotations

from typing import Final

from engine.conditions import Reading
from engine.determination import Determination
from engine.knowledge import Iri
from engine.law import law_as_known
from engine.timeline import Binding

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_CONDITIONAL: Final = (
    ("binding since", "would be binding since"),
    ("binds from", "would bind from"),
    ("bound until", "would have bound until"),
)


def human_date(iso: str) -> str:
    """`2027-12-02` as `2 Dec 2027`."""
    year, month, day = iso.split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year}"


def binding_words(binding: Binding) -> str:
    """Since when, from when or until when something binds, with what an open question could change."""
    words = _plain(binding)
    for alternative in binding.alternatives:
        words += f" (or from {human_date(alternative.applies_from)}, depending on an open question)"
    return words


def conditional_words(binding: Binding) -> str:
    """The same of what may hold: since, from or until when it would bind."""
    words = binding_words(binding)
    for stated, conditional in _CONDITIONAL:
        words = words.replace(stated, conditional, 1)
    return words


def prospective(determination: Determination, conclusion: Iri) -> Binding | None:
    """When `conclusion` would bind if it held; None for what has no date of its own."""
    readings = frozenset(determination.readings)
    law = law_as_known(determination.knowledge_base, determination.known_at, readings)
    return law.timetable.binding(conclusion, determination.as_of, lambda condition: Reading.UNKNOWN)


def _plain(binding: Binding) -> str:
    if binding.state == "ended":
        return f"bound until {human_date(binding.applies_until)}"
    start = "binding since" if binding.state == "binding" else "binds from"
    words = f"{start} {human_date(binding.applies_from)}"
    return f"{words} until {human_date(binding.applies_until)}" if binding.applies_until else words
