"""Supposes other facts: takes a profile and changes to it, and gives the profile that would be.

A place is a JSON Pointer (`/functions/0/effect/human_role`) or dotted keys
(`functions.fraud-check.effect.human_role`); an item of a list is named by its number, id or name.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from engine.documents import scan_document
from engine.errors import Fault, InputError
from engine.nearest import nearest
from engine.nodes import MappingNode, Node, Scalar, below
from engine.nodes import Sequence as Items

SOURCE = "supposed profile"
"""The origin that faults of a supposed profile name."""
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,15}")
_PLACE = "a place in the profile, as functions.0.purposes or /functions/0/purposes."


def supposed(
    profile: dict[str, Any], settings: Sequence[tuple[str, Any]], unset: Sequence[str]
) -> tuple[dict[str, Any], tuple[tuple[str, Any], ...]]:
    """
    A copy of `profile` with each place of `settings` set and each of `unset` left out, and what was done.

    What was done are JSON Pointers with the value now there, None where it is left out. Raises `InputError`
    with a fault for every place there is none of. Groups of keys on the way are made; items of lists are not.
    """
    result = copy.deepcopy(profile)
    done: list[tuple[str, Any]] = []
    faults: list[Fault] = []
    for path, value in (*settings, *((path, None) for path in unset)):
        try:
            done.append((_change(result, path, value), value))
        except _Nowhere as error:
            faults.append(Fault(source=SOURCE, path=path, message=str(error), expected=_PLACE))
    if faults:
        raise InputError(faults)
    return result, tuple(done)


def read_setting(text: str) -> tuple[str, Any]:
    """
    The place and the value in `PATH=VALUE`; the value is YAML as in a profile, so `no` stays a text.

    Raises `InputError` where there is no place, no value, or no readable one.
    """
    path, equals, written = text.partition("=")
    if not path.strip() or not equals or not written.strip():
        message = f"{text!r} sets nothing."
        raise InputError(
            [Fault(source=SOURCE, message=message, expected="PATH=VALUE, e.g. lifecycle=pilot.")]
        )
    root, faults = scan_document(written.encode(), f"the value of {path}")
    if root is None or faults:
        raise InputError(faults)
    return path.strip(), _plain(root)


def as_document(profile: dict[str, Any]) -> bytes:
    """`profile` as the bytes a profile is read from."""
    return json.dumps(profile, ensure_ascii=False).encode("utf-8", "surrogatepass")


class _Nowhere(ValueError):
    """A path leads nowhere; the message says where it stops."""


def _change(profile: dict[str, Any], path: str, value: Any) -> str:
    """Sets (or with None leaves out) what stands at `path`; returns its JSON Pointer."""
    *way, last = _parts(path)
    place: Any = profile
    pointer = ""
    for part in way:
        key = _key(place, part, path)
        if isinstance(place, dict) and key not in place:
            if value is None:
                raise _Nowhere(_nothing(part, place))
            place[key] = {}
        place, pointer = place[key], below(pointer, key)
    key = _key(place, last, path)
    if value is not None:
        place[key] = value
    elif isinstance(place, list) or key in place:
        del place[key]
    else:
        raise _Nowhere(_nothing(last, place))
    return below(pointer, key)


def _parts(path: str) -> list[str]:
    parts = path.split(".")
    if path.startswith("/"):
        parts = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]
    if not all(parts):
        raise _Nowhere("This is no place: a key is empty.")
    return parts


def _key(place: Any, part: str, path: str) -> Any:
    """The key or index that `part` names in `place`."""
    if isinstance(place, dict):
        return part
    if not isinstance(place, list):
        raise _Nowhere(f"A single value stands before {part!r}; nothing can stand below it.")
    if part.isdecimal() and int(part) < len(place):
        return int(part)
    names = [item.get("id") or item.get("name") if isinstance(item, dict) else None for item in place]
    if part in names:
        return names.index(part)
    raise _Nowhere(_nothing(part, [str(name) for name in names if name]))


def _nothing(part: str, known: Iterable[str]) -> str:
    return f"Nothing is called {part!r} there.{nearest(part, known)}"


def _plain(node: Node) -> Any:
    """A document's tree as plain values; what stands without quotation marks may be a truth or a number."""
    match node:
        case MappingNode():
            return {key: _plain(entry.node) for key, entry in node.entries.items()}
        case Items():
            return [_plain(item) for item in node.items]
        case Scalar() if node.plain and node.text in ("true", "false"):
            return node.text == "true"
        case Scalar() if node.plain and _NUMBER.fullmatch(node.text):
            return int(node.text)
        case Scalar():
            return node.text
        case _:
            return None
