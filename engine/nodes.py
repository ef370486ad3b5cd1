"""The tree a document is read into: texts, lists and mappings that know their lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written, without its quotation marks."""

    line: int
    text: str
    plain: bool
    """Whether it stands without quotation marks."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a mapping, with the line of its key."""

    line: int
    node: Node


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys with their values, in the order of the document."""

    line: int
    entries: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands where something was refused, so that reading can go on."""

    line: int


Node = Scalar | Sequence | MappingNode | Unreadable


def below(pointer: str, key: str | int) -> str:
    """The JSON Pointer (RFC 6901) of `key` under `pointer`."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
