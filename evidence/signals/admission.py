"""Which signals may count, and for whom: time and posture are checked before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from evidence.signals.mapping import Reading
from evidence.signals.signal import Event

CLOCKS_DIFFER = timedelta(minutes=5)
"""By so much a sender's clock may be ahead; an engineering judgement."""


class Inadmissible(Exception):
    """An event that can be read and must not count; its words say why and what was expected."""


@dataclass(frozen=True, kw_only=True)  # no slots: the set of use cases is made once
class Known:
    """Whose signals are expected: what the record says was determined and applied."""

    postures: Mapping[str, str] = field(default_factory=dict)
    """The use case of every posture on record."""
    subjects: Mapping[str, str] = field(default_factory=dict)
    """The posture under which a thing at a provider was configured, such as a guardrail and its version."""

    def attribute(self, reading: Reading) -> tuple[str, str]:
        """
        The use case and posture that `reading` counts for; both empty where nothing says or shows it.

        What it claims is believed only as far as the record bears it out: a posture or use case that nobody
        determined, or one that is another's, raises `Inadmissible`.
        """
        shown = self._configured(reading.subject)
        if reading.posture and shown and reading.posture != shown:
            raise Inadmissible(
                f"It claims {reading.posture}, but {reading.subject} was configured under {shown}."
            )
        posture = reading.posture or shown
        if not posture:
            return self._claimed(reading.use_case), ""
        if posture not in self.postures:
            raise Inadmissible(
                f"No answer on record has {posture}. Next: determine the use case, then collect."
            )
        use_case = self.postures[posture]
        if reading.use_case and reading.use_case != use_case:
            raise Inadmissible(f"It claims the use case {reading.use_case}; {posture} is of {use_case}.")
        return use_case, posture

    def _configured(self, subject: str) -> str:
        """The posture of `subject`, which a provider may also write as a path that ends in its name."""
        short = subject.rpartition("/")[2]
        return (self.subjects.get(subject) or self.subjects.get(short) or "") if subject else ""

    def _claimed(self, use_case: str) -> str:
        if use_case and use_case not in self.use_cases:
            raise Inadmissible(f"No answer on record is about the use case {use_case}.")
        return use_case

    @cached_property
    def use_cases(self) -> frozenset[str]:
        """The use cases that have a posture on record."""
        return frozenset(self.postures.values())


def require_past(event: Event, observed_at: datetime) -> str:
    """When `event` happened, as RFC 3339 in UTC; one that is still to happen raises `Inadmissible`."""
    if event.occurred_at > observed_at + CLOCKS_DIFFER:
        raise Inadmissible(
            "It is dated in the future. Expected: a moment up to now; check the sender's clock."
        )
    try:
        return utc(event.occurred_at)
    except OverflowError as error:
        raise Inadmissible("Its date is beyond the calendar in UTC.") from error


def utc(moment: datetime) -> str:
    """`moment` as RFC 3339 in UTC to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
