"""Which values have an exact canonical JSON form (RFC 8785), and for those that have none, why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.errors import Fault
from evidence.freetext import COMMITMENT, FreeText

MAX_DEPTH = 64
MAX_INTEGER = 2**53 - 1
"""RFC 8785 numbers are IEEE 754 doubles; beyond this, two integers may become one."""


def plain(value: Any) -> Any:
    """
    `value` with every mapping as a dict and every sequence as a list, as the RFC 8785 library wants it.

    A free text becomes the object that holds its commitment.
    """
    if isinstance(value, FreeText):
        return {COMMITMENT: value.commitment}
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    return value


def json_faults(value: object, path: str, depth: int = 0) -> Iterator[Fault]:
    """Why `value`, at the JSON Pointer `path`, has no exact RFC 8785 form: every reason there is."""
    match value:
        case str():
            yield from _text_faults(value, path)
        case FreeText():
            yield from _text_faults(value.text, path)
        case None | bool():
            pass
        case int():
            if abs(value) > MAX_INTEGER:
                message = f"An integer of {value.bit_length()} bits is not exact in JSON."
                yield _fault(path, message, "a text, or an integer of at most 53 bits.")
        case float():
            if value - value != 0:
                yield _fault(path, f"{value} is no JSON number.", "a finite number, or null for unknown.")
        case Mapping() | list() | tuple():
            yield from _nested_faults(value, path, depth)
        case _:
            message = f"A {type(value).__name__} is no JSON value."
            yield _fault(path, message, "text, number, boolean, null, list or object.")


def _nested_faults(
    value: Mapping[object, object] | list[object] | tuple[object, ...], path: str, depth: int
) -> Iterator[Fault]:
    if depth >= MAX_DEPTH:
        yield _fault(path, f"It is nested deeper than {MAX_DEPTH} levels.", "a flatter record.")
        return
    if not isinstance(value, Mapping):
        for index, member in enumerate(value):
            yield from json_faults(member, f"{path}/{index}", depth + 1)
        return
    if set(value) == {COMMITMENT}:
        message = f"An object whose one key is {COMMITMENT!r} stands for a free text."
        yield _fault(path, message, "the FreeText itself; the ledger writes its commitment.")
    for key, member in value.items():
        if isinstance(key, str):
            yield from _text_faults(key, path)
            yield from json_faults(member, f"{path}/{_token(key)}", depth + 1)
        else:
            yield _fault(path, f"The key {key!r} is no text.", "texts as keys.")


def _text_faults(text: str, path: str) -> Iterator[Fault]:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = f"It holds half of a surrogate pair, which is no character, at place {error.start}."
        yield _fault(path, message, "valid Unicode.")


def _token(key: str) -> str:
    """`key` as a JSON Pointer token, printable whatever it holds."""
    return ascii(key)[1:-1].replace("~", "~0").replace("/", "~1")


def _fault(path: str, message: str, expected: str) -> Fault:
    return Fault(message=message, path=path, expected=expected)
