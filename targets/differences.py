"""Where two normalised JSON values differ, path by path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from targets.interface import Difference


def differences(before: Any, after: Any) -> tuple[Difference, ...]:
    """Every leaf at which `before` and `after` differ, in order of path; empty exactly when they are equal.

    Objects are compared key by key; everything else, lists included, as a whole.
    """
    return tuple(_walk(before, after, ()))


def _walk(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from _walk(before.get(key), after.get(key), (*path, key))
    elif before is None and isinstance(after, dict) and after:
        yield from _walk({}, after, path)
    elif after is None and isinstance(before, dict) and before:
        yield from _walk(before, {}, path)
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield Difference(path=".".join(path), before=before, after=after)
