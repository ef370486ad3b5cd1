"""Where two JSON values differ first, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

ABSENT: Final = object()
"""What stands for a value that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The first place where something else stands now."""

    path: str
    """A JSON Pointer into the record; empty for the whole."""
    recorded: Any
    current: Any


def first_difference(recorded: Any, now: Any, path: str = "") -> Difference | None:
    """The first difference between two JSON values, a truth being no number; None where there is none."""
    if type(recorded) is not type(now):
        return Difference(path=path, recorded=recorded, current=now)
    if isinstance(recorded, dict):
        return _of_pairs(
            [(key, recorded.get(key, ABSENT), now.get(key, ABSENT)) for key in {**recorded, **now}], path
        )
    if isinstance(recorded, list):
        most = max(len(recorded), len(now))
        padded = [[*each, *[ABSENT] * (most - len(each))] for each in (recorded, now)]
        return _of_pairs([(str(place), *pair) for place, pair in enumerate(zip(*padded, strict=True))], path)
    return None if recorded == now else Difference(path=path, recorded=recorded, current=now)


def _of_pairs(pairs: list[tuple[str, Any, Any]], path: str) -> Difference | None:
    for key, one, other in pairs:
        pointer = f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
        found = first_difference(one, other, pointer)
        if found is not None:
            return found
    return None
