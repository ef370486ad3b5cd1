"""The time: the one place that reads the clock. The rooms below are told what day it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment, with its zone."""


def system_clock() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def instant(clock: Clock) -> str:
    """The present moment as RFC 3339 text to the microsecond."""
    return clock().astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def today(clock: Clock) -> str:
    """The present day in UTC as an ISO date."""
    return clock().astimezone(UTC).date().isoformat()
