"""YAML and JSON become a tree that knows its lines and guesses nothing; what could surprise is refused."""

from __future__ import annotations

import json

import pytest

from engine import document_builder
from engine.documents import MAX_BYTES, read_document, scan_document
from engine.errors import DocumentError, Fault
from engine.faults import MAX_FAULTS
from engine.nodes import Entry, MappingNode, Scalar, Sequence, below
from tests.support.documents import LOADERS, plain


@pytest.fixture(params=LOADERS, ids=lambda loader: str(loader.__name__), autouse=True)
def _each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_builder, "LOADER", request.param)


def faults(data: bytes) -> tuple[Fault, ...]:
    with pytest.raises(DocumentError) as caught:
        read_document(data, "profile.yaml")
    return caught.value.faults


def test_keys_values_and_items_know_their_lines() -> None:
    assert read_document(b"a: 1\n\nb:\n  - x\n  - 'y'\n", "f") == MappingNode(
        1,
        {
            "a": Entry(1, Scalar(1, "1", True)),
            "b": Entry(3, Sequence(4, (Scalar(4, "x", True), Scalar(5, "y", False)))),
        },
    )


@pytest.mark.parametrize(
    "text", ["no", "yes", "on", "2026-08-02", "1.10", "0x10", "1_000", "null", "~", ".inf"]
)
def test_a_text_stays_as_it_is_written(text: str) -> None:
    assert plain(read_document(f"a: {text}".encode(), "f")) == {"a": text}


def test_json_is_read_as_it_is() -> None:
    value = {"a": ["x: y", 'say "no"', "line\nbreak"], "b": {"c": "ü"}, "e": "\U0001f600 \\ud83d"}
    for ascii_only in (True, False):
        assert plain(read_document(json.dumps(value, ensure_ascii=ascii_only).encode(), "f")) == value


def test_a_byte_order_mark_of_utf_8_is_passed_over() -> None:
    assert plain(read_document(b"\xef\xbb\xbfa: 1", "f")) == {"a": "1"}


TABLE = {
    "repeated key": (b"a: 1\nb: 2\na: 3\n", 3, "/a", 'The key "a" stands here a second time.'),
    "repeated nested key": (b"f:\n  - {x: 1, x: 2}\n", 2, "/f/0/x", "a second time"),
    "anchor": (b"a: &it 1\n", 1, "/a", "&it names a part to be repeated."),
    "tag": (b"a:\n  b: !!python/object:os.system x\n", 2, "/a/b", "python/object"),
    "local tag": (b"a: !secret x\n", 1, "/a", "The tag"),
    "second document": (b"a: 1\n---\nb: 2\n", 2, "", "A second document begins here."),
    "list as key": (b"a: 1\n? [b]\n: 2\n", 2, "", "A key is not a text."),
    "mapping as key": (b"{a: 1}: 2\n", 1, "", "A key is not a text."),
    "empty key": (b"'': 2\n", 1, "", "A key is not a text."),
    "no document": (b"", None, "", "The document is empty."),
    "comment only": (b"# nothing yet\n", None, "", "The document is empty."),
    "only a mark": (b"---\n", None, "", "The document is empty."),
    "unclosed list": (b"a: [1\nb: 2\n", 2, "/a", "no readable YAML"),
    "unclosed quotation": (b"a:\n  b: 'x\nc: 2\n", 4, "/a/b", "that began on line 2"),
    "tab as indentation": (b"a:\n\tb: 1\n", 2, "/a", "no readable YAML"),
    "two values on a line": (b"title: one: two\n", 1, "", "mapping values are not allowed"),
    "latin-1": ("a: b\nc: Büro\n".encode("latin-1"), 2, "", "Latin-1 or Windows-1252"),
    "utf-16": ("a: b\n".encode("utf-16"), 1, "", "The file is in UTF-16."),
    "utf-16 without mark": ("a: bcd\n".encode("utf-16-be"), 1, "", "UTF-16 without a mark"),
    "utf-32": ("a: b\n".encode("utf-32"), 1, "", "The file is in UTF-32."),
    "NUL": (b"a: 1\nb: x\x00y\n", 2, "", "The character U+0000 stands here."),
    "escape sequence of a terminal": (b"a: \x1b[2J\n", 1, "", "U+001B"),
    "line separator": ("a: 1\u2028b: 2\n".encode(), 1, "", "U+2028"),
    "escaped NUL": (b'a: "x\\0y"\n', 1, "/a", "control characters"),
    "escaped carriage return": (b'a: "x\\ry"\n', 1, "/a", "control characters"),
    "escaped key": (b'"a\\u0007": 1\n', 1, "", "control characters"),
}


@pytest.mark.parametrize(("data", "line", "path", "message"), TABLE.values(), ids=TABLE)
def test_what_has_no_place_in_a_document_is_refused(
    data: bytes, line: int | None, path: str, message: str
) -> None:
    (fault,) = faults(data)
    assert message in fault.message
    assert (fault.source, fault.line) == ("profile.yaml", line)
    assert fault.path.startswith(path)
    assert fault.expected


@pytest.mark.parametrize("text", ['a: "\\UFFFFFFFF"', '{a: "\\ud83d\\ude00"}', '{"a": "\\ud83d"}'])
def test_an_escape_that_means_no_character_is_refused(text: str) -> None:
    assert len(faults(text.encode())) == 1


def test_every_fault_is_found_at_once_and_the_rest_is_read() -> None:
    root, found = scan_document(b"a: &x 1\nb: *x\nc: !t 2\nc: 3\nd: ok\n", "f")
    assert [(fault.line, fault.path) for fault in found] == [(1, "/a"), (2, "/b"), (3, "/c"), (4, "/c")]
    assert isinstance(root, MappingNode)
    assert list(root.entries) == ["a", "b", "c", "d"]
    assert root.entries["c"].node == Scalar(3, "2", True)


def test_an_alias_bomb_is_refused_without_unfolding_it() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    found = faults("\n".join(lines).encode())
    assert len(found) >= MAX_FAULTS
    assert any(fault.message.startswith("*a0 repeats another part") for fault in found)


def test_a_large_file_is_refused_before_it_is_decoded_or_parsed() -> None:
    (fault,) = faults(b"\xff" * (10 * 1024 * 1024))
    assert fault.message == "The document has 10,485,760 bytes."
    assert "1,048,576" in fault.expected


def test_a_file_of_just_the_allowed_size_is_read() -> None:
    data = b"a: 1\n" + b"#" * (MAX_BYTES - 5)
    assert plain(read_document(data, "f")) == {"a": "1"}
    assert faults(data + b"#")[0].message == "The document has 1,048,577 bytes."


def test_nesting_is_read_to_twenty_levels_and_no_further() -> None:
    assert isinstance(read_document(b"[" * 20 + b"]" * 20, "f"), Sequence)
    (fault,) = faults(b"[" * 21 + b"]" * 21)
    assert fault.message == "The nesting goes deeper here."
    assert fault.path == "/0" * 20


@pytest.mark.parametrize("unit", [b"[", b"{a: ", b"- ", b"? ", b'{"a":[', b"- - "])
def test_endless_nesting_is_refused(unit: bytes) -> None:
    assert faults(unit * (MAX_BYTES // len(unit)))


def test_the_number_of_keys_and_values_is_bounded() -> None:
    assert isinstance(read_document(b"- a\n" * 19_999, "f"), Sequence)
    (fault,) = faults(b"- a\n" * 20_001)
    assert (fault.line, fault.message) == (20_000, "The document goes on.")


def test_faults_are_counted_to_a_hundred_and_then_only_said_to_go_on() -> None:
    found = faults(b"a: 1\n" * 500)
    assert len(found) == MAX_FAULTS + 1
    assert [fault.message for fault in found if fault.line is None] == [
        f"There are more than {MAX_FAULTS} faults; the others are not shown."
    ]


def test_control_characters_are_counted_to_a_hundred_too() -> None:
    assert len(faults(b"a: \x07\n" * 500)) == MAX_FAULTS


def test_a_pointer_escapes_what_it_uses_itself() -> None:
    assert below(below("", "a/b~c"), 0) == "/a~1b~0c/0"
    (fault,) = faults(b"a/b~c: &x 1\n")
    assert fault.path == "/a~1b~0c"


def test_a_message_shows_no_control_character_and_no_endless_text() -> None:
    (fault,) = faults(b'{"k\\n' + b"x" * 500 + b'": 1, "k\\n' + b"x" * 500 + b'": 2}')
    assert "\n" not in fault.message
    assert len(fault.message) < 200
