"""What every question has: which day's duties, as known on which day, and under which readings of the law."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_day(text: str) -> bool:
    """Whether `text` is a real calendar day written `YYYY-MM-DD`."""
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _day(text: str) -> str:
    if text and not is_day(text):
        raise PydanticCustomError("day", "It is no day. Expected: a real calendar day such as 2026-11-22.")
    return text


Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""An ISO date; the empty text stands for: not stated."""


def _without_default(schema: dict[str, Any]) -> None:
    """Says nothing of the empty text, which only stands for a parameter that was left out."""
    schema.pop("default", None)


class Dates(BaseModel):
    """Which day is asked about. What is not stated takes its default from the clock and the packs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: Day = Field(
        default="",
        description="The day whose duties are asked for. Default: today, in UTC.",
        json_schema_extra=_without_default,
    )
    known_at: Day = Field(
        default="",
        description="The day as of which the law's publication counts. Default: the earlier of `as_of`"
        " and the day until which the packs were checked.",
        json_schema_extra=_without_default,
    )


class Choices(Dates):
    """Which day is asked about, and how contested points of the law are read."""

    reading: str = Field(
        default="",
        max_length=1000,
        description="Readings of contested points to take instead of their defaults: names or identifiers,"
        " separated by commas. Default: every point by its default.",
        json_schema_extra=_without_default,
    )

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings named."""
        return tuple(name.strip() for name in self.reading.split(",") if name.strip())
