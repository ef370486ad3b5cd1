"""Reads what a profile lists as having happened, such as incidents, and counts what the entries say."""

from __future__ import annotations

from collections.abc import Mapping

from engine.knowledge import FactDefinition, Iri
from engine.nodes import MappingNode, Node, below
from engine.profile.facts import FactReader
from engine.profile.form import Form
from engine.profile.reader import TEXT_LENGTH, Reader
from engine.usecase import Stated

ENTRY: tuple[str, ...] = ("id", "on", "summary")
"""The keys that every entry may have: its name, the day, and what happened in a few words."""

Said = Mapping[str, list[tuple[str, str]]]
"""For each key of the entries, what is said under it and where."""


class HappeningReader:
    """Reads lists of happenings; without a list it is unknown what happened, an empty one says: nothing."""

    def __init__(self, reader: Reader, facts: FactReader, form: Form) -> None:
        self._reader = reader
        self._facts = facts
        self._form = form

    def facts(self, node: MappingNode) -> dict[Iri, Stated]:
        """What each list in `node`, the whole profile, says often enough."""
        found: dict[Iri, Stated] = {}
        for key, counted in self._form.happenings.items():
            entry = node.entries.get(key)
            said = self._entries(entry.node, below("", key), counted) if entry else None
            if said is not None:
                found |= {fact.id: _counted(fact, said, below("", key)) for fact in counted}
        return found

    def _entries(self, node: Node, at: str, counted: tuple[FactDefinition, ...]) -> Said | None:
        items = self._reader.items(node, at, "happenings")
        if items is None:
            return None
        self._reader.lines[at] = node.line
        asked = {fact.path[1]: fact for fact in counted}
        said: dict[str, list[tuple[str, str]]] = {key: [] for key in asked}
        seen: dict[str, str] = {}
        for number, item in enumerate(items):
            place = below(at, number)
            mapping = self._reader.mapping(item, place, f"the keys {', '.join((*ENTRY, *sorted(asked)))}.")
            if mapping is not None:
                self._entry(mapping, place, asked, said, seen)
        return said

    def _entry(
        self,
        mapping: MappingNode,
        at: str,
        asked: Mapping[str, FactDefinition],
        said: dict[str, list[tuple[str, str]]],
        seen: dict[str, str],
    ) -> None:
        self._reader.identifier(mapping, at, "id", seen)
        self._reader.optional_text(mapping, at, "summary", TEXT_LENGTH)
        for key, entry, place in self._reader.entries(mapping, at, (*ENTRY, *asked)):
            if key == "on":
                self._reader.date(entry.node, place)
            elif key in asked and (value := self._facts.value(entry.node, place, asked[key])) is not None:
                said[key].append((value, place))
        for key in sorted(asked.keys() - mapping.entries.keys()):
            self._reader.missing(mapping, at, key, "a term of its list: what is not said cannot be counted.")


def _counted(fact: FactDefinition, said: Said, at: str) -> Stated:
    """The terms that enough entries say, once for each entry that says so."""
    entries = said[fact.path[1]]
    values = [value for value, _ in entries]
    enough = [(value, place) for value, place in entries if values.count(value) >= fact.count_from]
    return Stated(
        values=tuple(value for value, _ in enough), pointers=tuple(place for _, place in enough) or (at,)
    )
