"""From a YAML or JSON profile to a use case, or every reason why not.

The fixed keys (identity, actors, functions, stack) are known here; every other key is a fact that a knowledge
base defines, so a new question needs no new code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.canonical import canonical_bytes
from engine.documents import scan_document
from engine.errors import DocumentError, ProfileError
from engine.faults import FaultLog, shown
from engine.knowledge import KnowledgeBase, Level
from engine.nodes import MappingNode, Node, Scalar, Sequence, Unreadable, below
from engine.profile.acceptances import read_acceptances
from engine.profile.checks import note_contradictions, note_second_persons, unlisted
from engine.profile.facts import FactReader
from engine.profile.form import Form, form_of
from engine.profile.happenings import HappeningReader
from engine.profile.reader import SLUG, SLUG_EXPECTED, TEXT_LENGTH, Reader
from engine.profile.stack import Stack, StackReader
from engine.usecase import Subject, UseCase

RECORDED = "recorded profile"
"""The origin that faults of a recorded profile name."""


def read_profile(data: bytes, source: str, knowledge_base: KnowledgeBase) -> UseCase:
    """
    The use case that the profile in `data` describes; `source` names its origin in faults.

    Raises `DocumentError` where the document cannot be read and `ProfileError` where it says what it may not,
    with every fault found in either: source, line, JSON Pointer and what was expected. A key that is left out
    is unknown; `[]` and `false` state that there is none. Lists keep their order, actors are sorted by name.
    """
    root, faults = scan_document(data, source)
    if root is None:
        raise DocumentError(faults)
    log = FaultLog(source)
    reader = _ProfileReader(log, form_of(knowledge_base))
    node = reader.root(root)
    use_case = reader.use_case(node) if node is not None else None
    wrong = log.close()
    if wrong or use_case is None:
        ordered = sorted({*faults, *wrong}, key=lambda fault: (fault.line or 0, fault.path, fault.message))
        raise ProfileError(ordered)
    if faults:
        raise DocumentError(faults)
    return use_case


def profile_from_record(document: str, knowledge_base: KnowledgeBase) -> UseCase:
    """The use case whose canonical document was recorded; raises what `read_profile` raises."""
    return read_profile(document.encode("utf-8", "surrogatepass"), RECORDED, knowledge_base)


class _ProfileReader:
    """Reads one profile; what it returns is good only where nothing was noted."""

    def __init__(self, log: FaultLog, form: Form) -> None:
        self._log = log
        self._form = form
        self._reader = Reader(log, form.places)
        self._facts = FactReader(self._reader, form)
        self._happenings = HappeningReader(self._reader, self._facts, form)

    def root(self, node: Node) -> MappingNode | None:
        """The keys of the profile; None where it is something else altogether."""
        return self._reader.mapping(node, "", "the keys id, title, actors and functions.")

    def use_case(self, node: MappingNode) -> UseCase:
        """The whole profile."""
        name = self._reader.identifier(node, "", "id", {})
        stated = {**self._facts.facts(node, "", Level.USE_CASE), **self._happenings.facts(node)}
        whole = Subject(level=Level.USE_CASE, id=name, facts=dict(sorted(stated.items())))
        stack = self._stack(node)
        subjects = (
            whole,
            *self._actors(node),
            *self._functions(node),
            *stack.component_subjects,
            *stack.tool_subjects,
        )
        for check in (note_contradictions, note_second_persons):
            check(self._form, subjects, self._reader.lines, self._log)
        self._reader.optional_text(node, "", "description", TEXT_LENGTH)
        return UseCase(
            id=name,
            title=self._title(node),
            subjects=subjects,
            unlisted=unlisted(self._form, subjects, frozenset(stack.listed)),
            stack=tuple(stack.components),
            tools=tuple(stack.tools),
            acceptances=read_acceptances(self._reader, self._form, node),
            document=canonical_bytes(self._plain(node, "")).decode("utf-8"),
        )

    def _title(self, node: MappingNode) -> str:
        if "title" not in node.entries:
            self._reader.missing(node, "", "title", "a text of one line that names the use case.")
        return self._reader.optional_text(node, "", "title")

    def _actors(self, node: MappingNode) -> Iterator[Subject]:
        expected = "at least one organisation or person by its name, with what is known of it."
        entries = self._needed(node, "actors", expected)
        mapping = self._reader.mapping(entries, "/actors", expected) if entries else None
        if mapping is not None and not mapping.entries:
            self._reader.fault(mapping, "/actors", "There is no actor.", expected)
        for name, entry in sorted(mapping.entries.items()) if mapping else ():
            place = below("/actors", name)
            if not SLUG.fullmatch(name):
                message = f"{shown(name)} is no name of an actor."
                self._reader.fault(Unreadable(entry.line), place, message, SLUG_EXPECTED)
            yield from self._subject(entry.node, place, Level.ACTOR, name)

    def _functions(self, node: MappingNode) -> Iterator[Subject]:
        expected = "a list of at least one function: what the use case does."
        entries = self._needed(node, "functions", expected)
        items = self._reader.items(entries, "/functions", "functions") if entries else None
        if entries is not None and items == ():
            self._reader.fault(entries, "/functions", "There is no function.", expected)
        seen: dict[str, str] = {}
        for number, item in enumerate(items or ()):
            place = below("/functions", number)
            if isinstance(item, MappingNode):
                name = self._reader.identifier(item, place, "id", seen)
                yield from self._subject(item, place, Level.FUNCTION, name)
            else:
                self._reader.mapping(item, place, "the keys of a function, such as id and purposes.")

    def _subject(self, node: Node, at: str, level: Level, name: str) -> Iterator[Subject]:
        mapping = self._reader.mapping(node, at, "keys with values; {} where nothing is known.")
        if mapping is not None:
            self._reader.optional_text(mapping, at, "title")
            yield Subject(level=level, id=name, facts=self._facts.facts(mapping, at, level), pointer=at)

    def _stack(self, node: MappingNode) -> Stack:
        if "stack" not in node.entries:
            return Stack()
        return StackReader(self._reader, self._facts).stack(node.entries["stack"].node, "/stack")

    def _needed(self, node: MappingNode, key: str, expected: str) -> Node | None:
        if key in node.entries:
            return node.entries[key].node
        self._reader.missing(node, "", key, expected)
        return None

    def _plain(self, node: Node, at: str) -> Any:
        """`node` as plain values: what was read in place of what was written."""
        match node:
            case MappingNode():
                return {key: self._plain(entry.node, below(at, key)) for key, entry in node.entries.items()}
            case Sequence():
                return [self._plain(item, below(at, number)) for number, item in enumerate(node.items)]
            case Scalar():
                return self._reader.plain.get(at, node.text)
            case Unreadable():
                return None
