"""Reads the stack of a profile: its components, their tools, and the limits of the tools' arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine import terms
from engine.faults import shown
from engine.knowledge import Iri, Level
from engine.nodes import MappingNode, Node, Sequence, below
from engine.posture import ArgumentLimit, StackComponent
from engine.profile.facts import FactReader
from engine.profile.reader import NAME, NAME_EXPECTED, Reader
from engine.usecase import Stated, Subject, Tool

_TYPES = ("string", "integer", "boolean")
_ARGUMENT = ("type", "maximum", "one_of")


@dataclass(slots=True, kw_only=True)
class Stack:
    """What has been read of a stack so far."""

    components: list[StackComponent] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    component_subjects: list[Subject] = field(default_factory=list)
    tool_subjects: list[Subject] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    """The place of each list that is there: of components, and of a component's tools."""


class StackReader:
    """Reads components and tools with their facts."""

    def __init__(self, reader: Reader, facts: FactReader) -> None:
        self._reader = reader
        self._facts = facts

    def stack(self, node: Node, at: str) -> Stack:
        """The stack that `node` lists; what has a fault is left out."""
        stack = Stack(listed={at})
        items = self._reader.items(node, at, "components, or [] where it runs on nothing of the kind")
        seen: dict[str, str] = {}
        for number, item in enumerate(items or ()):
            place = below(at, number)
            mapping = self._reader.mapping(item, place, "the keys of a component, such as id and kind.")
            if mapping is not None:
                self._component(stack, mapping, place, seen)
        return stack

    def _component(self, stack: Stack, node: MappingNode, at: str, seen: dict[str, str]) -> None:
        name = self._reader.identifier(node, at, "id", seen)
        facts = self._facts.facts(node, at, Level.COMPONENT)
        texts = {
            key: self._reader.optional_text(node, at, key) for key in ("title", "model", "vendor", "version")
        }
        tools: tuple[str, ...] = ()
        if "tools" in node.entries:
            stack.listed.add(below(at, "tools"))
            tools = self._tools(stack, name, node.entries["tools"].node, below(at, "tools"))
        stack.component_subjects.append(Subject(level=Level.COMPONENT, id=name, facts=facts, pointer=at))
        stack.components.append(
            StackComponent(
                id=name,
                kind=next(iter(_stated(facts, terms.COMPONENT_KIND)), Iri("")),
                platform=next(iter(_stated(facts, terms.PLATFORM)), None),
                enforcement_points=_stated(facts, terms.ENFORCEMENT_POINTS),
                model=texts["model"],
                tools=tools,
            )
        )

    def _tools(self, stack: Stack, component: str, node: Node, at: str) -> tuple[str, ...]:
        items = self._reader.items(node, at, "tools, or [] where the component has none")
        seen: dict[str, str] = {}
        for number, item in enumerate(items or ()):
            place = below(at, number)
            mapping = self._reader.mapping(item, place, "the keys of a tool, such as name and effects.")
            if mapping is not None:
                self._tool(stack, component, mapping, place, seen)
        return tuple(seen)

    def _tool(self, stack: Stack, component: str, node: MappingNode, at: str, seen: dict[str, str]) -> None:
        name = self._reader.identifier(node, at, "name", seen)
        facts = self._facts.facts(node, at, Level.TOOL)
        self._reader.optional_text(node, at, "title")
        limits: tuple[ArgumentLimit, ...] = ()
        if "arguments" in node.entries:
            limits = self._arguments(node.entries["arguments"].node, below(at, "arguments"))
        stack.tool_subjects.append(
            Subject(level=Level.TOOL, id=f"{component}/{name}", facts=facts, pointer=at)
        )
        stack.tools.append(Tool(component=component, name=name, arguments=limits))

    def _arguments(self, node: Node, at: str) -> tuple[ArgumentLimit, ...]:
        mapping = self._reader.mapping(node, at, "each argument's name with its type and limits.")
        if mapping is None:
            return ()
        if not mapping.entries:
            self._reader.fault(
                mapping, at, "Nothing is stated here.", "at least one argument, or no such key."
            )
        limits = []
        for name, entry in sorted(mapping.entries.items()):
            place = below(at, name)
            if not NAME.fullmatch(name):
                self._reader.fault(entry.node, place, f"{shown(name)} is no name.", NAME_EXPECTED)
            argument = self._reader.mapping(entry.node, place, "the keys type, and maximum or one_of.")
            limit = self._limit(name, argument, place) if argument is not None else None
            limits.extend([limit] if limit else [])
        return tuple(limits)

    def _limit(self, name: str, node: MappingNode, at: str) -> ArgumentLimit | None:
        known = {key: (entry.node, place) for key, entry, place in self._reader.entries(node, at, _ARGUMENT)}
        kind = self._type(node, at)
        maximum = self._reader.integer(*known["maximum"]) if "maximum" in known else None
        one_of = self._one_of(*known["one_of"]) if "one_of" in known else ()
        for key, fits in (("maximum", "integer"), ("one_of", "string")):
            if key in known and kind and kind != fits:
                message = f"An argument of type {kind} has no {key}."
                self._reader.fault(*known[key], message, f"{key} with type {fits} only.")
        return ArgumentLimit(name=name, type=kind, maximum=maximum, one_of=one_of) if kind else None

    def _type(self, node: MappingNode, at: str) -> str:
        expected = f"one of {', '.join(_TYPES)}."
        if "type" not in node.entries:
            self._reader.missing(node, at, "type", expected)
            return ""
        place = below(at, "type")
        found = self._reader.scalar(node.entries["type"].node, place, expected)
        if found is not None and found.text not in _TYPES:
            message = f"{shown(found.text)} is no type."
            self._reader.fault(found, place, message, expected, name=found.text, known=_TYPES)
            return ""
        return found.text if found else ""

    def _one_of(self, node: Node, at: str) -> tuple[str, ...]:
        if isinstance(node, Sequence) and not node.items:
            self._reader.fault(node, at, "No value would be allowed.", "at least one text, or no such key.")
        items = self._reader.items(node, at, "texts")
        texts = [self._reader.text(item, below(at, number)) for number, item in enumerate(items or ())]
        return tuple(dict.fromkeys(text for text in texts if text))


def _stated(facts: Mapping[Iri, Stated], fact: Iri) -> tuple[Iri, ...]:
    return tuple(Iri(value) for value in facts[fact].values) if fact in facts else ()
