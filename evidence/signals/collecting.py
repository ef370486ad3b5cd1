"""Collects once: reads, understands, admits and keeps what was handed in, and says what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO, Final, Protocol

from engine.errors import Fault
from engine.knowledge import Iri
from engine.nearest import nearest
from evidence.reviews import Outcome
from evidence.signals.admission import Inadmissible, Known, require_past, utc
from evidence.signals.batch import Batch, Disposition, Rejected
from evidence.signals.errors import UnknownFormat
from evidence.signals.fields import Misshapen, an_object
from evidence.signals.formats import FORMATS, Format
from evidence.signals.formats.table import CARRIED, OUTCOME, SIGNAL
from evidence.signals.mapping import Reading, mapping_for
from evidence.signals.reading import Record, records
from evidence.signals.signal import Event, Signal, Unreadable, digest_of
from evidence.signals.store import SignalStore

LATE_AFTER: Final = timedelta(days=1)
"""What comes in later than this after it happened changes a day that somebody may have looked at already."""
REJECTED_NAMED: Final = 100
REJECTED_KEPT: Final = 100_000
"""Of one batch; all are counted."""


class _Reader(Protocol):
    def __call__(self, event: Event) -> Reading: ...


def collect(
    stream: BinaryIO,
    *,
    source: str,
    store: SignalStore,
    known: Known,
    signals: Collection[Iri],
    observed_at: datetime,
    late_after: timedelta = LATE_AFTER,
) -> Batch:
    """
    Keeps every signal in `stream`, which is of the format `source`, and says what became of each record.

    `signals` are those of the catalogue. A format nobody knows raises `UnknownFormat`; a store that cannot be
    written raises `SignalsUnavailable`, and nothing is acknowledged.
    """
    understood = _Understood(
        format=_format(source),
        known=known,
        signals=frozenset(signals),
        observed_at=observed_at,
        collected_at=utc(observed_at),
    )
    kept = store.keep(understood.signals_in(stream), utc(observed_at - late_after))
    store.keep_rejected(understood.rejected, source, understood.collected_at)
    return Batch(
        source=source,
        records=understood.records,
        accepted=kept.accepted,
        duplicates=kept.duplicates,
        late=kept.late,
        unattributed=kept.unattributed,
        unmapped=kept.unmapped,
        rejected=tuple(understood.rejected[:REJECTED_NAMED]),
        unparsable=understood.counts[Disposition.UNPARSABLE],
        refused=understood.counts[Disposition.REFUSED],
        by_use_case=kept.by_use_case,
    )


def _format(source: str) -> Format:
    if source not in FORMATS:
        message = f"{source!r} is no format of signals.{nearest(source, FORMATS)}"
        raise UnknownFormat([Fault(message=message, expected=f"one of {', '.join(sorted(FORMATS))}.")])
    return FORMATS[source]


@dataclass(kw_only=True)
class _Understood:
    """Turns records into signals, and counts on the way what is none."""

    format: Format
    known: Known
    signals: frozenset[Iri]
    observed_at: datetime
    collected_at: str
    records: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    counts: dict[Disposition, int] = field(default_factory=lambda: dict.fromkeys(Disposition, 0))

    def signals_in(self, stream: BinaryIO) -> Iterator[Signal]:
        read = self._reader()
        for found in records(stream, self.format.shape):
            self.records += 1
            if isinstance(found, Rejected):
                self._reject(found)
            else:
                yield from self._signals_of(found, read)

    def _reader(self) -> _Reader:
        if self.format.table:
            return mapping_for(self.format.table, self.signals).read
        return self._stated

    def _signals_of(self, record: Record, read: _Reader) -> Iterator[Signal]:
        try:
            for event in self.format.parse(an_object(record.value, "the record")):
                if isinstance(event, Unreadable):
                    self._reject(_unparsable(record, event.reason))
                else:
                    yield from self._admitted(record, event, read)
        except Misshapen as error:
            self._reject(_unparsable(record, str(error)))

    def _admitted(self, record: Record, event: Event, read: _Reader) -> Iterator[Signal]:
        try:
            occurred_at = require_past(event, self.observed_at)
            reading = read(event)
            use_case, posture = self.known.attribute(reading)
        except Inadmissible as error:
            self._reject(_rejected(record, Disposition.REFUSED, str(error)))
            return
        for signal, outcome in reading.evidence:
            yield Signal(
                source=self.format.name,
                kind=reading.kind,
                occurred_at=occurred_at,
                observed_at=self.collected_at,
                key=reading.key,
                signal=signal,
                outcome=outcome,
                said=reading.said,
                value=reading.value,
                unit=reading.unit,
                subject=reading.subject,
                use_case=use_case,
                posture=posture,
                digest=record.digest,
            )

    def _stated(self, event: Event) -> Reading:
        """What a record of the generic formats states of itself; a signal nobody knows is `Misshapen`."""
        stated = {name: str(event.attributes[name]) for name in (*CARRIED, SIGNAL, OUTCOME)}
        if stated[SIGNAL] not in self.signals:
            raise Misshapen(
                f"/{SIGNAL}", "a signal of the catalogue; `duecare controls` names those of each control"
            )
        at = event.occurred_at.isoformat()
        key = (
            [event.key]
            if event.key
            else ["", at, *(stated[name] for name in sorted(stated)), str(event.value)]
        )
        return Reading(
            kind=self.format.name,
            key=digest_of(self.format.name, *key),
            posture=stated["posture"],
            use_case=stated["use_case"],
            subject=stated["subject"],
            said=f"{OUTCOME}={stated[OUTCOME]};{SIGNAL}={stated[SIGNAL]}",
            value=event.value,
            unit=stated["unit"],
            evidence=((Iri(stated[SIGNAL]), Outcome(stated[OUTCOME])),),
        )

    def _reject(self, rejected: Rejected) -> None:
        self.counts[rejected.disposition] += 1
        if len(self.rejected) < REJECTED_KEPT:
            self.rejected.append(rejected)


def _unparsable(record: Record, reason: str) -> Rejected:
    return _rejected(record, Disposition.UNPARSABLE, reason)


def _rejected(record: Record, disposition: Disposition, reason: str) -> Rejected:
    return Rejected(line=record.line, disposition=disposition, reason=reason, digest=record.digest)
