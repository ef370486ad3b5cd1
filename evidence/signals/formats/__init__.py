"""The formats that can be read: a module each, which knows a provider's record, and nothing of controls.

A parser takes one record, already read as JSON or as a row, and yields what it reports. It raises `Misshapen`
where the record is not what the format says, and yields `Unreadable` for a part that is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from evidence.signals.formats import (
    alertmanager,
    bedrock_guardrail,
    bedrock_invocation,
    cloudwatch,
    langchain_hitl,
    otlp,
    table,
)
from evidence.signals.reading import Shape
from evidence.signals.signal import Event, Unreadable

Parser = Callable[[Mapping[str, Any]], Iterator[Event | Unreadable]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format: how its records are laid out, what reads them, and which table says what they show."""

    name: str
    shape: Shape
    parse: Parser
    table: str
    """The name of its table, or empty: each record of such a format names its signal itself."""


def _format(name: str, parse: Parser, shape: Shape = Shape.JSON, *, has_table: bool = True) -> Format:
    return Format(name=name, shape=shape, parse=parse, table=name if has_table else "")


FORMATS: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        _format("alertmanager", alertmanager.parse),
        _format("bedrock-guardrail", bedrock_guardrail.parse),
        _format("bedrock-invocation", bedrock_invocation.parse),
        _format("cloudwatch", cloudwatch.parse),
        _format("csv", table.parse, Shape.CSV, has_table=False),
        _format("jsonl", table.parse, has_table=False),
        _format("langchain-hitl", langchain_hitl.parse),
        _format("otlp", otlp.parse),
    )
}
"""Every format by its name."""
