"""The bound of one tool argument as a Cedar type and condition."""

from __future__ import annotations

from collections.abc import Iterator

from engine.posture import ArgumentLimit
from targets.cedar.literals import LARGEST, SMALLEST, strings, text
from targets.tool_permissions import Inexpressible, is_text

_TYPES = {"string": "String", "integer": "Long", "boolean": "Bool"}


def cedar_type(limit: ArgumentLimit) -> str:
    """The type of the argument; raises `Inexpressible` for one that Cedar does not have."""
    if not is_text(limit.name):
        raise Inexpressible("an argument has no name that can be written")
    if limit.type not in _TYPES:
        raise Inexpressible(f"argument {limit.name} is of type {limit.type}, which Cedar does not have")
    return _TYPES[limit.type]


def conditions(limit: ArgumentLimit) -> tuple[str, ...]:
    """What must be true of the argument; empty where no bound is stated."""
    cedar_type(limit)
    return tuple((*_maximum(limit), *_one_of(limit)))


def _maximum(limit: ArgumentLimit) -> Iterator[str]:
    if limit.maximum is None:
        return
    if limit.type != "integer":
        raise Inexpressible(f"argument {limit.name} has a maximum, but is no integer")
    yield f"{_argument(limit)} <= {_whole_number(limit, str(limit.maximum))}"


def _one_of(limit: ArgumentLimit) -> Iterator[str]:
    if not limit.one_of:
        return
    if limit.type == "string":
        if not all(is_text(value) or value == "" for value in limit.one_of):
            raise Inexpressible(f"argument {limit.name} lists a value that is no text")
        values = strings(limit.one_of)
    elif limit.type == "integer":
        numbers = sorted({int(_whole_number(limit, value)) for value in limit.one_of})
        values = f"[{', '.join(map(str, numbers))}]"
    elif set(limit.one_of) <= {"true", "false"}:
        values = f"[{', '.join(sorted(set(limit.one_of)))}]"
    else:
        raise Inexpressible(
            f"argument {limit.name} is a boolean, but lists something other than true and false"
        )
    yield f"{values}.contains({_argument(limit)})"


def _argument(limit: ArgumentLimit) -> str:
    return f"context.input[{text(limit.name)}]"


def _whole_number(limit: ArgumentLimit, value: str) -> str:
    try:
        number = int(value)
    except ValueError as error:
        raise Inexpressible(f"argument {limit.name} lists {value!r}, which is no whole number") from error
    if not SMALLEST <= number <= LARGEST:
        raise Inexpressible(f"argument {limit.name} has the bound {number}, beyond 64 bits")
    return str(number)
