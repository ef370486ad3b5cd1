"""Turns the events of a YAML parser into a tree, and refuses what has no place in one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from engine.encoding import is_text
from engine.faults import FaultLog, shown
from engine.nodes import Entry, MappingNode, Node, Scalar, Sequence, Unreadable, below

MAX_DEPTH = 20
MAX_NODES = 20_000

Loader = type[yaml.CSafeLoader] | type[yaml.SafeLoader]
LOADER: Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""The fast parser where PyYAML was built with it; for what both accept, both give the same events."""

_WELL_FORMED = "YAML or JSON, indented with spaces; a text that holds ': ' or ' #' stands in quotation marks."


class _Stop(Exception):
    """Reading cannot go on; the reason has been noted."""


class _Open:
    """A mapping or list that is not closed yet."""

    __slots__ = ("entries", "is_mapping", "items", "key", "key_line", "line")

    def __init__(self, line: int, is_mapping: bool) -> None:
        self.line = line
        self.is_mapping = is_mapping
        self.items: list[Node] = []
        self.entries: dict[str, Entry] = {}
        self.key: str | None = None
        self.key_line = 0

    @property
    def place(self) -> str | int:
        """The key or number of what is read next."""
        return (self.key or "") if self.is_mapping else len(self.items)


class Builder:
    """Builds the tree of one text from the parser's events, without recursion."""

    def __init__(self, log: FaultLog) -> None:
        self._log = log
        self._open: list[_Open] = []
        self._root: Node | None = None
        self._nodes = 0

    def build(self, text: str) -> Node | None:
        """The tree of `text`; None where nothing could be read."""
        try:
            for event in self._events(text):
                self._take(event)
        except _Stop:
            return None
        if self._root is None or (isinstance(self._root, Scalar) and not self._root.text):
            self._log.add("The document is empty.", line=None, expected="keys with values.")
            return None
        return self._root

    def _events(self, text: str) -> Iterator[Any]:
        try:
            yield from yaml.parse(text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            self._log.add(_problem(error), line=_line_of(error), path=self._pointer(), expected=_WELL_FORMED)
            raise _Stop from error
        except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
            self._log.add(
                f"This is no readable YAML: {error}.",
                line=None,
                path=self._pointer(),
                expected=_WELL_FORMED,
            )
            raise _Stop from error

    def _take(self, event: Any) -> None:
        match event:
            case yaml.ScalarEvent():
                self._begin(event)
                self._put(self._scalar(event))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._begin(event)
                self._enter(_Open(_line(event), isinstance(event, yaml.MappingStartEvent)))
            case yaml.MappingEndEvent():
                done = self._open.pop()
                self._put(MappingNode(done.line, done.entries))
            case yaml.SequenceEndEvent():
                done = self._open.pop()
                self._put(Sequence(done.line, tuple(done.items)))
            case yaml.AliasEvent():
                self._refuse(
                    f"*{event.anchor} repeats another part.", event, "the text itself, without aliases."
                )
                self._put(Unreadable(_line(event)))
            case yaml.DocumentStartEvent() if self._root is not None:
                self._refuse("A second document begins here.", event, "one document in one file.")
                raise _Stop

    def _begin(self, event: Any) -> None:
        """Counts a node and refuses what may not be attached to it."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._refuse("The document goes on.", event, f"at most {MAX_NODES:,} keys and values.")
            raise _Stop
        if event.anchor is not None:
            self._refuse(
                f"&{event.anchor} names a part to be repeated.", event, "no anchor (&…) and no alias (*…)."
            )
        if event.tag is not None:
            self._refuse(f"The tag {shown(event.tag)} stands here.", event, "no tag (!…).")

    def _enter(self, opened: _Open) -> None:
        if len(self._open) == MAX_DEPTH:
            self._log.add(
                "The nesting goes deeper here.",
                line=opened.line,
                path=self._pointer(),
                expected=f"at most {MAX_DEPTH} levels.",
            )
            raise _Stop
        self._open.append(opened)

    def _scalar(self, event: Any) -> Node:
        if event.style == '"' and not (is_text(event.value) and "\r" not in event.value):
            self._refuse("The text holds control characters.", event, "printable text.")
            return Unreadable(_line(event))
        return Scalar(_line(event), event.value, not event.style)

    def _put(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is None:
            self._key(parent, node)
        else:
            if parent.key and parent.key not in parent.entries:
                parent.entries[parent.key] = Entry(parent.key_line, node)
            parent.key = None

    def _key(self, parent: _Open, node: Node) -> None:
        """Takes `node` as the key of what comes next."""
        parent.key = node.text if isinstance(node, Scalar) else ""
        parent.key_line = node.line
        if not isinstance(node, Scalar) or not node.text:
            if not isinstance(node, Unreadable):
                self._log.add(
                    "A key is not a text.", line=node.line, path=self._pointer(), expected="a word as key."
                )
        elif node.text in parent.entries:
            message = f"The key {shown(node.text)} stands here a second time."
            first = parent.entries[node.text].line
            self._log.add(
                message,
                line=node.line,
                path=self._pointer(),
                expected=f"one such key; the first is on line {first}.",
            )

    def _refuse(self, message: str, event: Any, expected: str) -> None:
        self._log.add(message, line=_line(event), path=self._pointer(), expected=expected)
        if self._log.is_full:
            raise _Stop

    def _pointer(self) -> str:
        pointer = ""
        for opened in self._open:
            if not opened.is_mapping or opened.key is not None:
                pointer = below(pointer, opened.place)
        return pointer


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _line_of(error: yaml.MarkedYAMLError) -> int | None:
    mark = error.problem_mark or error.context_mark
    return None if mark is None else int(mark.line) + 1


def _problem(error: yaml.MarkedYAMLError) -> str:
    """What the parser says, with the line where what it was reading began."""
    said = error.problem or "it ends too early"
    if error.context and error.context_mark is not None and error.context_mark.line + 1 != _line_of(error):
        said = f"{said} ({error.context} that began on line {error.context_mark.line + 1})"
    return f"This is no readable YAML: {said}."
