"""What became of everything that was handed in at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Disposition(StrEnum):
    """Why a record, or a part of it, is no signal."""

    UNPARSABLE = "unparsable"
    """It is not what its format says."""
    REFUSED = "refused"
    """It can be read and must not count: from the future, too large, or of a posture that is not its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A record that is kept by its digest only, and shows nothing: neither passed nor failed."""

    line: int
    """The line it begins on, from 1."""
    disposition: Disposition
    reason: str
    digest: str
    """`sha256:` and the digest of the record's bytes without blanks around it: its sender can find it so."""

    def __str__(self) -> str:
        return f"line {self.line}: {self.disposition.value}: {self.reason} ({self.digest})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The outcome of collecting once. `accepted` and `duplicates` together are all signals that were read."""

    source: str
    records: int
    """How many records were handed in; 0 means that nothing was, which is a finding of its own."""
    accepted: int
    """Signals that were not held before."""
    duplicates: int
    """Signals held already, or handed in twice: they change nothing."""
    late: int
    """Of the accepted, those that happened longer ago than `late_after`: past summaries change."""
    unattributed: int
    """Of the accepted, those that belong to no use case on record: they count for nobody."""
    unmapped: int
    """Of the accepted, those that the format's table ties to no signal of the catalogue."""
    rejected: tuple[Rejected, ...]
    """The first rejections in order of lines; `unparsable` and `refused` count them all."""
    unparsable: int
    refused: int
    by_use_case: tuple[tuple[str, int, str], ...]
    """Of the accepted: use case, how many, and the digest of their ids in order."""

    @property
    def is_sound(self) -> bool:
        """Whether there was something, and all of it could be read and let in."""
        return self.records > 0 and not self.unparsable and not self.refused
