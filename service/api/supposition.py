"""The body of a request that supposes other facts or other days."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from service.dates import Choices


class Supposing(Choices):
    """What is supposed: other facts, other days or other readings."""

    set: dict[str, Any] = Field(
        default_factory=dict,
        max_length=100,
        description="Places in the profile (JSON Pointers or dotted keys), each with its supposed value.",
    )
    from_reading: str = Field(
        default="",
        max_length=1000,
        description="Readings of contested points in both answers, unless `reading` supposes another of the"
        " same point: names or identifiers, separated by commas.",
    )
    unset: list[str] = Field(
        default_factory=list, max_length=100, description="Places at which nothing is supposed to be stated."
    )
