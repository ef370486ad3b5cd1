"""Takes typed members out of what a provider sent; what is missing or misshapen is named, not guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import Any, cast

from evidence.entries import instant_of


class Misshapen(Exception):
    """A member is missing or of another type. Its words name the member and what was expected, no content."""

    def __init__(self, where: str, expected: str) -> None:
        super().__init__(f"{where}: expected {expected}.")


def an_object(value: object, where: str) -> Mapping[str, Any]:
    """`value` as an object."""
    if not isinstance(value, Mapping):
        raise Misshapen(where, "an object")
    return cast("Mapping[str, Any]", value)


def object_at(holder: Mapping[str, Any], name: str, where: str = "") -> Mapping[str, Any]:
    """The object called `name`; a missing one is empty, one of another type is a fault."""
    return an_object(holder[name], f"{where}/{name}") if holder.get(name) is not None else {}


def objects(value: object, where: str) -> Sequence[Mapping[str, Any]]:
    """`value` as a list of objects; a missing list is an empty one."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Misshapen(where, "a list of objects")
    return [an_object(member, f"{where}/{place}") for place, member in enumerate(value)]


def text(holder: Mapping[str, Any], name: str, where: str = "") -> str:
    """The text called `name`, which must be there and say something."""
    value = holder.get(name)
    if not isinstance(value, str) or not value:
        raise Misshapen(f"{where}/{name}", "a text that is not empty")
    return value


def number(holder: Mapping[str, Any], name: str, where: str = "") -> float:
    """The finite number called `name`, which must be there."""
    value = holder.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Misshapen(f"{where}/{name}", "a number")
    return _finite(value, f"{where}/{name}")


def number_in(written: object, where: str) -> float:
    """The finite number that a text or a number states."""
    try:
        return _finite(cast("str", written), where) if not isinstance(written, bool) else _none(where)
    except (TypeError, ValueError) as error:
        raise Misshapen(where, "a number") from error


def moment(holder: Mapping[str, Any], name: str, where: str = "") -> datetime:
    """The RFC 3339 instant called `name`."""
    found = instant_of(text(holder, name, where))
    if found is None:
        raise Misshapen(f"{where}/{name}", "an RFC 3339 instant with its offset, as 2026-11-22T09:30:00Z")
    return found


def moment_since_1970(written: object, per_second: int, where: str) -> datetime:
    """The instant so many parts of a second after the beginning of 1970; 0 stands for an unknown time."""
    try:
        count = int(cast("str", written)) if not isinstance(written, bool | float) else 0
        if count <= 0:
            raise ValueError
        whole, rest = divmod(count, per_second)
        return datetime.fromtimestamp(whole, UTC).replace(microsecond=rest * 1_000_000 // per_second)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise Misshapen(where, "a whole number of time units since 1970, above 0") from error


def _finite(value: str | float, where: str) -> float:
    found = float(value)
    if not isfinite(found):
        raise Misshapen(where, "a finite number")
    return found


def _none(where: str) -> float:
    raise Misshapen(where, "a number")
