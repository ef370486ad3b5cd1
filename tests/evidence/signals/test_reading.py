"""What is handed in is divided into records within bounds, and nothing that is wrong hides what is right."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO

import pytest

from evidence.signals import MAX_LINE_BYTES, Disposition, Rejected, Shape
from evidence.signals import reading as bounds
from evidence.signals.reading import Record, records

GOOD = b'{"a": 1}'


def read(data: bytes, shape: Shape = Shape.JSON) -> list[Record | Rejected]:
    """Everything in `data`."""
    return list(records(BytesIO(data), shape))


def values(data: bytes, shape: Shape = Shape.JSON) -> list[object]:
    """The values of the records in `data`, with None in the place of a rejected one."""
    return [found.value if isinstance(found, Record) else None for found in read(data, shape)]


def digest(data: bytes) -> str:
    return f"sha256:{sha256(data).hexdigest()}"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"\n \n", []),
        (GOOD, [{"a": 1}]),
        (GOOD + b"\n" + GOOD + b"\r\n", [{"a": 1}, {"a": 1}]),
        (b"[" + GOOD + b", " + GOOD + b"]", [{"a": 1}, {"a": 1}]),
        (b"[]", [[]]),
        (b'{\n "a": 1\n}\n', [{"a": 1}]),
        (b'[\n {"a": 1},\n {"a": 2}\n]', [{"a": 1}, {"a": 2}]),
        (b"\xef\xbb\xbf" + GOOD, [{"a": 1}]),
        (json.dumps({"a": {"b": [1, {"c": 2}]}}, indent=2).encode(), [{"a": {"b": [1, {"c": 2}]}}]),
    ],
)
def test_a_document_a_list_and_lines_are_all_read(data: bytes, expected: list[object]) -> None:
    assert values(data) == expected


@pytest.mark.parametrize(
    "bad",
    [
        b"{",
        b'{"a": ',
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'"\xff"',
        b"plain words",
        b"[" * 70 + b"]" * 70,
        b"[" * 100_000,
        b'{"a": "unended',
    ],
)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_bad_line_is_named_with_its_number_and_digest_and_the_others_are_read(
    bad: bytes, place: int
) -> None:
    lines = [GOOD, GOOD]
    lines.insert(place - 1, bad)
    found = read(b"\n".join(lines))
    (rejected,) = (each for each in found if isinstance(each, Rejected))
    assert (rejected.line, rejected.disposition) == (place, Disposition.UNPARSABLE)
    assert rejected.digest == digest(bad.strip())
    assert len(found) == 3


def test_a_reason_quotes_nothing_of_what_was_sent() -> None:
    (found,) = read(b'{"Jane": 1, "Jane": 2}')
    assert isinstance(found, Rejected)
    assert "Jane" not in str(found)


def test_a_document_of_many_lines_that_is_broken_is_one_fault() -> None:
    (found,) = read(b'{\n "a": 1,\n "b": [\n')
    assert isinstance(found, Rejected)
    assert (found.line, found.disposition) == (1, Disposition.UNPARSABLE)


def test_a_line_that_is_too_long_is_refused_by_its_digest_and_the_next_is_read() -> None:
    long = b'{"a": "' + b"x" * MAX_LINE_BYTES + b'"}'
    refused, good = read(long + b"\n" + GOOD)
    assert isinstance(refused, Rejected)
    assert (refused.line, refused.disposition, refused.digest) == (1, Disposition.REFUSED, digest(long))
    assert isinstance(good, Record)
    assert good.line == 2


def test_a_line_that_just_fits_is_read() -> None:
    head = b'{"a": "'
    data = head + b"x" * (MAX_LINE_BYTES - len(head) - 2) + b'"}'
    assert [isinstance(found, Record) for found in read(data + b"\n" + data)] == [True, True]


def test_a_document_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_DOCUMENT_BYTES", 20)
    (found,) = read(b'{\n "a": 1,\n "b": 1234567\n}\n')
    assert isinstance(found, Rejected)
    assert found.disposition is Disposition.REFUSED


def test_more_records_than_the_bound_are_refused_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_RECORDS", 2)
    found = read(b"\n".join([GOOD] * 5))
    assert [isinstance(each, Rejected) for each in found] == [False, False, True]


def test_rows_are_read_under_their_names() -> None:
    expected = [{"a": "1", "b": "x,y"}, {"a": "", "b": ""}]
    assert values(b'a,b\r\n1,"x,y"\r\n,\r\n', Shape.CSV) == expected


@pytest.mark.parametrize("bad", [b"1", b"1,2,3", b'1,"2', b"1,\xff"])
def test_a_row_of_another_width_or_form_is_named_and_the_others_are_read(bad: bytes) -> None:
    found = read(b"a,b\n1,2\n" + bad + b"\n3,4", Shape.CSV)
    assert [isinstance(each, Rejected) for each in found] == [False, True, False]
    assert found[1].line == 3


@pytest.mark.parametrize("head", [b"a,a", b'"a', b"\xff,b"])
def test_rows_without_usable_names_are_not_read_at_all(head: bytes) -> None:
    (found,) = read(head + b"\n1,2\n", Shape.CSV)
    assert isinstance(found, Rejected)


def test_no_rows_are_no_records() -> None:
    assert read(b"", Shape.CSV) == read(b"a,b\n", Shape.CSV) == []
