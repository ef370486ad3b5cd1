"""What the law leaves open, as frozen values: contested points and the readings of them.

A reading is a named set of rules and windows that can be selected. A statement under a reading stands only
where one of its readings is selected; each point has one reading that stands unless another is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.identifiers import Iri
from engine.kinds import LegalStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedPoint:
    """A question that the text leaves open."""

    id: Iri
    question: str
    definition: str
    """Why it is open."""
    stated_in: tuple[Iri, ...]
    """The provisions that leave it open."""
    default: Iri
    """The reading that stands where none is chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalReading:
    """One answer to a contested point."""

    id: Iri
    label: str
    definition: str
    """What it says, and who holds it."""
    point: Iri
    status: LegalStatus
    cites: tuple[Iri, ...]
    """The provisions and instruments it rests on."""

    @property
    def short(self) -> str:
        """The name people choose it by: `aia:reading.practical-dates` is `practical-dates`."""
        return self.id.partition(":")[2].removeprefix("reading.")


def stands(under: Iterable[Iri], chosen: frozenset[Iri]) -> bool:
    """Whether a statement under them stands where `chosen` are selected; under none it always does."""
    readings = tuple(under)
    return not readings or not chosen.isdisjoint(readings)
