"""Reads single values out of a profile's tree, and notes what is wrong with them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from engine.faults import FaultLog, shown
from engine.nodes import Entry, MappingNode, Node, Scalar, Sequence, Unreadable, below

SLUG: Final = re.compile(r"[a-z0-9-]{1,64}")
NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
SLUG_EXPECTED: Final = "1 to 64 small letters, digits and hyphens."
NAME_EXPECTED: Final = "1 to 64 letters, digits, underscores, hyphens and dots."
LINE_LENGTH: Final = 200
TEXT_LENGTH: Final = 10_000
LARGEST: Final = 2**53 - 1
"""The largest whole number that every JSON reader takes exactly."""

_NAMES = {"id": (SLUG, SLUG_EXPECTED), "name": (NAME, NAME_EXPECTED)}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,15}")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,30})?")
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_SAY_NOTHING = "a value, or no such key: what is left out is not known. A list of none is written []."


class Reader:
    """Reads values at places of one document; a value that is no good is noted and read as None."""

    def __init__(self, log: FaultLog, places: Mapping[str, str]) -> None:
        self._log = log
        self._places = places
        self.plain: dict[str, bool | int | str] = {}
        """The value meant at each place where it differs from the text written there."""
        self.lines: dict[str, int] = {}
        """The line of each value that was read, by its place."""

    def fault(
        self, node: Node, at: str, message: str, expected: str, *, name: str = "", known: Iterable[str] = ()
    ) -> None:
        """Notes that `node`, which stands at the place `at`, is wrong."""
        self._log.add(message, line=node.line, path=at, expected=expected, name=name, known=known)

    def mapping(self, node: Node, at: str, what: str) -> MappingNode | None:
        """`node` as keys with values; `what` says which."""
        if isinstance(node, MappingNode):
            return node
        self._unexpected(node, at, what)
        return None

    def items(self, node: Node, at: str, what: str) -> tuple[Node, ...] | None:
        """The items of `node`, a list of `what`."""
        if isinstance(node, Sequence):
            return node.items
        self._unexpected(node, at, f"a list of {what}.")
        return None

    def scalar(self, node: Node, at: str, expected: str) -> Scalar | None:
        """`node` as one written value that says something."""
        if not isinstance(node, Scalar) or (node.plain and node.text in _NOTHING):
            self._unexpected(node, at, expected)
            return None
        self.lines[at] = node.line
        return node

    def _unexpected(self, node: Node, at: str, expected: str) -> None:
        match node:
            case Scalar() if node.plain and node.text in _NOTHING:
                self.fault(node, at, "Nothing is stated here.", _SAY_NOTHING)
            case Scalar():
                self.fault(node, at, f"A single value stands here: {shown(node.text)}.", expected)
            case Sequence():
                self.fault(node, at, "A list stands here.", expected)
            case MappingNode():
                self.fault(node, at, "Keys with values stand here.", expected)

    def text(self, node: Node, at: str, longest: int = LINE_LENGTH) -> str | None:
        """A text; on one line unless it may be long."""
        several = longest > LINE_LENGTH
        expected = f"a text of at most {longest:,} characters{'' if several else ' on one line'}."
        found = self.scalar(node, at, expected)
        if found is None:
            return None
        if not found.text.strip():
            self.fault(node, at, "The text is empty.", _SAY_NOTHING)
        elif len(found.text) > longest or ("\n" in found.text and not several):
            self.fault(node, at, f"The text has {len(found.text):,} characters.", expected)
        else:
            return found.text
        return None

    def name(self, node: Node, at: str, pattern: re.Pattern[str], expected: str) -> str | None:
        """A name that fits `pattern`."""
        found = self.scalar(node, at, expected)
        if found is None or pattern.fullmatch(found.text):
            return found.text if found else None
        self.fault(node, at, f"{shown(found.text)} is no name.", expected)
        return None

    def boolean(self, node: Node, at: str) -> bool | None:
        """True or false, and no other way to say so."""
        expected = "true or false, without quotation marks."
        found = self.scalar(node, at, expected)
        if found is None:
            return None
        if not found.plain or found.text not in ("true", "false"):
            self.fault(node, at, f"{shown(found.text)} is neither true nor false.", expected)
            return None
        self.plain[at] = found.text == "true"
        return found.text == "true"

    def integer(self, node: Node, at: str) -> int | None:
        """A whole number."""
        expected = f"a whole number of at most {LARGEST}, such as 10."
        found = self.scalar(node, at, expected)
        if found is None:
            return None
        number = int(found.text) if found.plain and _INTEGER.fullmatch(found.text) else None
        if number is None or abs(number) > LARGEST:
            self.fault(node, at, f"{shown(found.text)} is no such number.", expected)
            return None
        self.plain[at] = number
        return number

    def decimal(self, node: Node, at: str) -> str | None:
        """An exact number, in its shortest writing."""
        expected = "a number without exponent, such as 0.5."
        found = self.scalar(node, at, expected)
        if found is None or _DECIMAL.fullmatch(found.text):
            return self._shortest(found.text, at) if found else None
        self.fault(node, at, f"{shown(found.text)} is no such number.", expected)
        return None

    def _shortest(self, number: str, at: str) -> str:
        short = number.rstrip("0").removesuffix(".") if "." in number else number
        short = "0" if short == "-0" else short
        self.plain[at] = short
        return short

    def date(self, node: Node, at: str) -> str | None:
        """A day of the calendar, as YYYY-MM-DD."""
        expected = "a date of the calendar, as YYYY-MM-DD."
        found = self.scalar(node, at, expected)
        if found is None or (_DATE.fullmatch(found.text) and _exists(found.text)):
            return found.text if found else None
        self.fault(node, at, f"{shown(found.text)} is no date.", expected)
        return None

    def entries(
        self, mapping: MappingNode, at: str, known: Iterable[str]
    ) -> Iterator[tuple[str, Entry, str]]:
        """Each known key of `mapping` with its entry and place; the unknown ones are noted."""
        allowed = sorted(known)
        for key, entry in mapping.entries.items():
            place = below(at, key)
            if key in allowed:
                yield key, entry, place
            else:
                elsewhere = f"; it belongs {self._places[key]}" if key in self._places else ""
                self.fault(
                    Unreadable(entry.line),
                    place,
                    f"The key {shown(key)} means nothing here{elsewhere}.",
                    f"one of {', '.join(allowed)}.",
                    name=key,
                    known=allowed,
                )

    def identifier(self, node: MappingNode, at: str, key: str, seen: dict[str, str]) -> str:
        """
        The name under `key` of `node`, which every such thing needs; empty where it is no good.

        `seen` holds the place of each name of the same list, which no second one may have.
        """
        pattern, expected = _NAMES[key]
        if key not in node.entries:
            self.missing(node, at, key, expected)
            return ""
        place = below(at, key)
        name = self.name(node.entries[key].node, place, pattern, expected) or ""
        first = seen.setdefault(name, place) if name else place
        if first != place:
            message = f"{shown(name)} is the name of another one too."
            expected = f"a name of its own; the first is on line {self.lines[first]}."
            self.fault(node.entries[key].node, place, message, expected)
        return name

    def optional_text(self, node: MappingNode, at: str, key: str, longest: int = LINE_LENGTH) -> str:
        """The text under `key` of `node`; empty where it is left out or no good."""
        entry = node.entries.get(key)
        return (self.text(entry.node, below(at, key), longest) or "") if entry else ""

    def missing(self, node: Node, at: str, key: str, expected: str) -> None:
        """Notes that the key `key` is needed in `node`."""
        self.fault(node, at, f"The key {shown(key)} is missing.", expected)


def _exists(date: str) -> bool:
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        return False
    return True
