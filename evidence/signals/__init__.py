"""What providers and people report of running systems: signals that count once and hold nothing personal."""

from __future__ import annotations

from evidence.signals.admission import Known
from evidence.signals.batch import Batch, Disposition, Rejected
from evidence.signals.collecting import collect
from evidence.signals.errors import SignalsUnavailable, UnknownFormat
from evidence.signals.formats import FORMATS
from evidence.signals.mapping import Mapping, mapping_for
from evidence.signals.reading import MAX_DOCUMENT_BYTES, MAX_LINE_BYTES, MAX_RECORDS, Shape
from evidence.signals.signal import Event, Signal, Unreadable
from evidence.signals.store import SignalStore
from evidence.signals.summary import SummaryLine

__all__ = [
    "FORMATS",
    "MAX_DOCUMENT_BYTES",
    "MAX_LINE_BYTES",
    "MAX_RECORDS",
    "Batch",
    "Disposition",
    "Event",
    "Known",
    "Mapping",
    "Rejected",
    "Shape",
    "Signal",
    "SignalStore",
    "SignalsUnavailable",
    "SummaryLine",
    "UnknownFormat",
    "Unreadable",
    "collect",
    "mapping_for",
]
