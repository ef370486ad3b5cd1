"""What a provider's event is evidence of: tables of data under `kb/signals/`, one a format.

A table names the provider's events and metrics, under which attributes they are evidence of which signal of
the catalogue, and which attributes are kept. What no table names is kept as an event that shows nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from engine.errors import Fault
from engine.knowledge import Iri
from evidence.reviews import Outcome
from evidence.signals.errors import UnknownFormat
from evidence.signals.signal import Attribute, Event, digest_of, identifier

DIRECTORY = Path(__file__).resolve().parents[2] / "kb" / "signals"


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(_Stated):
    """Under which attributes an event is evidence of which signal, and with which outcome."""

    where: dict[str, tuple[str, ...]] = {}
    """Every attribute must have one of its values; an attribute that is missing has none."""
    signal: Iri
    outcome: Outcome


class Row(_Stated):
    """One kind of event or metric."""

    names: tuple[str, ...]
    """What the provider calls it or called it; the first is the name it is kept under."""
    key: tuple[str, ...] = ()
    """The attributes that make it one event where the record states no identifier of its own."""
    subject: tuple[str, ...] = ()
    """The attributes that name what it is about, joined by a colon."""
    value: str = ""
    """The attribute that holds its number; empty: the record's own number, if it has one."""
    unit: str = ""
    evidence: tuple[Evidence, ...] = ()


class Table(_Stated):
    """Everything that is known of one format."""

    note: str
    posture: tuple[str, ...]
    """The attributes that carry the posture's id, the first that is there counts."""
    use_case: tuple[str, ...]
    events: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a table makes of one event."""

    kind: str
    key: str
    posture: str
    use_case: str
    subject: str
    said: str
    value: float | None
    unit: str
    evidence: tuple[tuple[Iri, Outcome], ...]
    """Never empty: what the table ties to nothing is evidence of nothing, and cannot tell."""


@dataclass(frozen=True)
class Mapping:
    """The table of one format, ready to read events."""

    source: str
    table: Table

    @cached_property
    def _rows(self) -> dict[str, Row]:
        return {name: row for row in self.table.events for name in row.names}

    def read(self, event: Event) -> Reading:
        """What is kept of `event`, and what it is evidence of."""
        row = self._rows.get(event.name) or Row(names=(identifier(event.name) or "unnamed",))
        said = ";".join(self._said(row, event))
        return Reading(
            kind=row.names[0],
            key=digest_of(self.source, row.names[0], *self._key(row, event)),
            posture=_first(self.table.posture, event),
            use_case=_first(self.table.use_case, event),
            subject=":".join(filter(None, (identifier(event.attributes.get(name)) for name in row.subject))),
            said=said,
            value=_value(row, event),
            unit=row.unit,
            evidence=tuple(_evidence(row, event)) or ((Iri(""), Outcome.CANNOT_TELL),),
        )

    def _key(self, row: Row, event: Event) -> Iterator[str]:
        stated = [event.attributes.get(name) for name in row.key]
        if event.key:
            yield event.key
        elif stated and None not in stated:
            yield from map(str, stated)
        else:
            yield event.occurred_at.isoformat()
            yield from (f"{name}={event.attributes[name]}" for name in sorted(event.attributes))
            yield str(event.value)

    def _said(self, row: Row, event: Event) -> Iterator[str]:
        for name in sorted({name for each in row.evidence for name in each.where}):
            if name in event.attributes:
                yield f"{name}={identifier(_text(event.attributes[name])) or 'other'}"


def mapping_for(source: str, signals: Collection[Iri], directory: Path = DIRECTORY) -> Mapping:
    """
    The table of the format `source`.

    Raises `UnknownFormat` with every fault where it is no table, or names a signal that is not in `signals`.
    """
    path = directory / f"{source}.json"
    try:
        table = Table.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UnknownFormat([Fault(message=f"No table belongs to {source!r}.", source=str(path))]) from error
    except ValidationError as error:
        raise UnknownFormat([_stated_wrong(fault, path) for fault in error.errors()]) from error
    if faults := [*_faults(table, signals, path)]:
        raise UnknownFormat(faults)
    return Mapping(source=source, table=table)


def _faults(table: Table, signals: Collection[Iri], path: Path) -> Iterator[Fault]:
    names = [name for row in table.events for name in row.names]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault(
            message=f"{name} stands in the table twice.", source=str(path), expected="each name once."
        )
    for place, row in enumerate(table.events):
        for each in row.evidence:
            if each.signal not in signals:
                message = f"{each.signal} is no signal of the catalogue."
                yield Fault(message=message, source=str(path), path=f"/events/{place}")


def _stated_wrong(error: object, path: Path) -> Fault:
    stated = error if isinstance(error, dict) else {}
    where = "".join(f"/{part}" for part in stated.get("loc", ()))
    return Fault(message=str(stated.get("msg", "")), path=where, source=str(path))


def _evidence(row: Row, event: Event) -> Iterator[tuple[Iri, Outcome]]:
    for each in row.evidence:
        if all(_text(event.attributes.get(name)) in values for name, values in each.where.items()):
            yield each.signal, each.outcome


def _first(names: tuple[str, ...], event: Event) -> str:
    return next((found for name in names if (found := identifier(event.attributes.get(name)))), "")


def _value(row: Row, event: Event) -> float | None:
    if not row.value:
        return event.value
    stated = event.attributes.get(row.value)
    return float(stated) if isinstance(stated, int | float) and not isinstance(stated, bool) else None


def _text(value: Attribute | None) -> str:
    """`value` as a table writes it: truth as in JSON, absence as no text that a table could name."""
    if value is None:
        return "\0"
    return str(value).lower() if isinstance(value, bool) else str(value)
