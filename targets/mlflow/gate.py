"""The gate as tags: bounds at the registered model, and what a version must carry to meet them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

OWNER = "duecare"
_BOUND = re.compile(r"(?P<sign><=|>=) (?P<bound>-?[0-9]+(\.[0-9]+)?)", re.ASCII)
_SIGNS = {"above": "<=", "below": ">="}


def tag(prefix: str, *parts: str) -> str:
    """The name of one of our tags."""
    return ".".join((prefix, *parts))


def bound(value: str, breach: str) -> str:
    """What a measured value must be, with its direction; empty where that cannot be said."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return ""
    if breach not in _SIGNS or not number.is_finite() or abs(number.adjusted()) > 15:
        return ""
    return f"{_SIGNS[breach]} {number + 0:f}"


def parsed(stated: str) -> tuple[str, Decimal] | None:
    """The sign and number of a bound; None for any other text."""
    found = _BOUND.fullmatch(stated)
    return (found["sign"], Decimal(found["bound"])) if found else None


def unmet(gate: Mapping[str, str], version: Mapping[str, str], prefix: str) -> Iterator[str]:
    """Why a version with these tags may not carry the alias; nothing where it may."""
    posture = tag(prefix, "posture")
    if version.get(posture) != gate[posture]:
        yield f"{posture} is {version.get(posture)!r}, not {gate[posture]!r}"
    start = tag(prefix, "gate.")
    for name in sorted(each for each in gate if each.startswith(start)):
        measured = tag(prefix, "measured", name.removeprefix(start))
        if not _meets(version.get(measured), gate[name]):
            yield f"{measured} is {version.get(measured)!r}, and must be {gate[name]}"


def _meets(measured: str | None, stated: str) -> bool:
    """Whether a value is there, is a number, and is on the right side of a bound that can be read."""
    wanted = parsed(stated)
    try:
        number = Decimal(measured) if measured is not None else None
    except InvalidOperation:
        return False
    if wanted is None or number is None or not number.is_finite():
        return False
    sign, limit = wanted
    return number <= limit if sign == "<=" else number >= limit
