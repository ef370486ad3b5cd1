"""Gathers what is wrong with one document while reading goes on."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import Fault
from engine.nearest import nearest

MAX_FAULTS = 100
"""More faults than this are not gathered: a person mends the first hundred before reading the next."""

_SHOWN = 60


class FaultLog:
    """The faults found in one document so far."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._found: list[Fault] = []
        self._omitted = False

    @property
    def is_full(self) -> bool:
        """Whether nothing more is gathered."""
        return len(self._found) >= MAX_FAULTS

    def add(
        self,
        message: str,
        *,
        line: int | None,
        path: str = "",
        expected: str = "",
        name: str = "",
        known: Iterable[str] = (),
    ) -> None:
        """Notes one fault; of `known` those that look most like `name` are suggested."""
        if self.is_full:
            self._omitted = True
            return
        suggestion = nearest(name[:_SHOWN], known) if name else ""
        self._found.append(
            Fault(message=message + suggestion, source=self._source, line=line, path=path, expected=expected)
        )

    def close(self) -> tuple[Fault, ...]:
        """Every fault gathered, by line; the last one says so where there are more."""
        faults = sorted(self._found, key=lambda fault: (fault.line or 0, fault.path, fault.message))
        if self._omitted:
            message = f"There are more than {MAX_FAULTS} faults; the others are not shown."
            faults.append(Fault(message=message, source=self._source, expected="these mended first."))
        return tuple(faults)


def shown(text: str) -> str:
    """`text` in quotation marks for a message: control characters escaped, long texts cut short."""
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut) + '"'
