"""Divides what was handed in into records, within bounds, and keeps the digest of each.

JSON comes as one document or as one document a line; CSV as one record a line under a line of names. What
could be read in two ways is not read: a key stated twice, a number that is not finite, text that is no UTF-8.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import chain
from typing import Any, BinaryIO, Final

from evidence.signals.batch import Disposition, Rejected

MAX_LINE_BYTES: Final = 256 << 10
"""A provider's record is a few kilobytes; one longer than this is refused unread."""
MAX_DOCUMENT_BYTES: Final = 16 << 20
"""Of a JSON document that spans lines, which has to be read as a whole."""
MAX_RECORDS: Final = 20_000_000
"""In one go; what is beyond it is refused as one."""
_DEPTH: Final = 64


class Shape(StrEnum):
    """How records are laid out."""

    JSON = "json"
    """A document, a list of documents, or a document a line."""
    CSV = "csv"
    """Comma-separated values under a line of names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record, not yet understood."""

    line: int
    digest: str
    value: Any


def records(stream: BinaryIO, shape: Shape) -> Iterator[Record | Rejected]:
    """What `stream` holds, in order. What cannot be read is named; the rest is read all the same."""
    for count, found in enumerate(_csv(stream) if shape is Shape.CSV else _json(stream), start=1):
        if count > MAX_RECORDS:
            reason = f"There are more than {MAX_RECORDS} records. Expected: several files."
            yield Rejected(
                line=found.line, disposition=Disposition.REFUSED, reason=reason, digest=found.digest
            )
            return
        yield found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    number: int
    data: bytes
    """Empty where the line is too long to be read."""
    digest: str

    def unparsable(self, reason: str) -> Rejected:
        return self._rejected(Disposition.UNPARSABLE, reason)

    def refused(self, reason: str) -> Rejected:
        return self._rejected(Disposition.REFUSED, reason)

    def too_long(self) -> Rejected:
        return self.refused(f"The line is longer than {MAX_LINE_BYTES} bytes. Expected: one record a line.")

    def _rejected(self, disposition: Disposition, reason: str) -> Rejected:
        return Rejected(line=self.number, disposition=disposition, reason=reason, digest=self.digest)


def _lines(stream: BinaryIO) -> Iterator[_Line]:
    """Each line that is not blank."""
    number = 0
    while data := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(data) > MAX_LINE_BYTES and not data.endswith(b"\n"):
            yield _Line(number=number, data=b"", digest=_digest_of_rest(data, stream))
        elif data.strip():
            data = data.removeprefix(b"\xef\xbb\xbf") if number == 1 else data
            yield _line(number, data)


def _line(number: int, data: bytes) -> _Line:
    return _Line(number=number, data=data, digest=f"sha256:{sha256(data.strip()).hexdigest()}")


def _digest_of_rest(begun: bytes, stream: BinaryIO) -> str:
    hashed = sha256(begun)
    while rest := stream.readline(MAX_LINE_BYTES):
        hashed.update(rest.removesuffix(b"\n"))
        if rest.endswith(b"\n"):
            break
    return f"sha256:{hashed.hexdigest()}"


def _json(stream: BinaryIO) -> Iterator[Record | Rejected]:
    lines = _lines(stream)
    first = next(lines, None)
    if first is None:
        return
    if _spans_lines(first.data):
        yield from _document(first, lines)
    else:
        for line in chain([first], lines):
            yield from _parsed(line)


def _spans_lines(data: bytes) -> bool:
    """Whether a document begins on that line and does not end on it."""
    if data.lstrip()[:1] not in (b"{", b"["):
        return False
    try:
        json.loads(data)
    except ValueError as error:
        # Only what stops at the end of the line may go on in the next; a fault before it is that line's own.
        return getattr(error, "pos", 0) >= len(data.decode("utf-8", "replace").rstrip())
    except RecursionError:
        return False
    return False


def _document(first: _Line, lines: Iterator[_Line]) -> Iterator[Record | Rejected]:
    """The document that begins on `first`; where there is none after all, its lines one by one."""
    read, size = [first], len(first.data)
    for line in lines:
        read.append(line)
        size += len(line.data)
        if not line.data or size > MAX_DOCUMENT_BYTES:
            reason = (
                f"It is a document of many lines and longer than {MAX_DOCUMENT_BYTES} bytes, or a line is"
            )
            yield first.refused(f"{reason} longer than {MAX_LINE_BYTES}. Expected: one record a line.")
            return
    whole = list(_parsed(_line(first.number, b"".join(line.data for line in read))))
    apart = [found for line in read for found in _parsed(line)] if isinstance(whole[0], Rejected) else []
    is_lines = any(isinstance(found, Record) and isinstance(found.value, dict) for found in apart)
    yield from apart if is_lines else whole


def _parsed(line: _Line) -> Iterator[Record | Rejected]:
    if not line.data:
        yield line.too_long()
        return
    try:
        value = json.loads(
            line.data.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_not_finite
        )
        _require_shallow(value)
    except (ValueError, RecursionError) as error:
        yield line.unparsable(str(error) if isinstance(error, _Ambiguous) else "It is no JSON in UTF-8.")
        return
    for member in value if isinstance(value, list) and value else [value]:
        yield Record(line=line.number, digest=line.digest, value=member)


def _csv(stream: BinaryIO) -> Iterator[Record | Rejected]:
    lines = _lines(stream)
    head = next(lines, None)
    if head is None:
        return
    names = _cells(head.data)
    if not names or len(set(names)) != len(names):
        yield head.unparsable("Expected: a first line of column names, each once.")
        return
    for line in lines:
        yield _row(line, names)


def _row(line: _Line, names: Sequence[str]) -> Record | Rejected:
    if not line.data:
        return line.too_long()
    cells = _cells(line.data)
    if cells is None or len(cells) != len(names):
        return line.unparsable(
            f"Expected: {len(names)} values on one line in UTF-8, as the first line names."
        )
    return Record(line=line.number, digest=line.digest, value=dict(zip(names, cells, strict=True)))


def _cells(data: bytes) -> list[str] | None:
    try:
        return next(csv.reader([data.decode("utf-8").rstrip("\r\n")], strict=True), None)
    except (UnicodeDecodeError, csv.Error):
        return None


class _Ambiguous(ValueError):
    """JSON that two readers could take differently; its words quote nothing."""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Ambiguous("An object holds a key twice.")
    return found


def _not_finite(_: str) -> float:
    raise _Ambiguous("A number is not finite.")


def _require_shallow(value: Any) -> None:
    level = [value]
    for _ in range(_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise _Ambiguous(f"It is nested more than {_DEPTH} deep.")
