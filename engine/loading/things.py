"""Reads the properties of one thing of the graph as plain values, and collects what is wrong with them.

A reader never stops at a fault: it notes it and goes on with a stand-in, so that all faults are found at
once. Things that have a fault are known by name, so that later checks need not report what follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from rdflib import RDF, XSD, BNode, Literal, URIRef

from engine.errors import Fault
from engine.graph import GroundGraph
from engine.knowledge import Iri, ValueType
from engine.nearest import nearest

Choice = TypeVar("Choice", bound=StrEnum)

NOTES = frozenset(
    {
        "rdf:type",
        "rdfs:comment",
        "rdfs:seeAlso",
        "rdfs:label",
        "skos:note",
        "skos:editorialNote",
        "skos:scopeNote",
        "skos:changeNote",
        "skos:historyNote",
        "skos:altLabel",
        "skos:notation",
        "skos:exactMatch",
        "skos:closeMatch",
        "skos:broadMatch",
        "skos:narrowMatch",
        "skos:relatedMatch",
        "dcterms:created",
        "dcterms:modified",
        "dcterms:source",
        "dcterms:license",
        "dcterms:isReplacedBy",
        "dcterms:replaces",
        "dcterms:title",
        "dcterms:description",
        "eli:id_local",
        "eli:changed_by",
        "eli:changes",
        "eli:consolidates",
        "eli:date_no_longer_in_force",
    }
)
"""Properties that inform readers of the files and mean nothing to the engine."""

_STANDARD = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://www.w3.org/2004/02/skos/core#": "skos",
    "http://www.w3.org/2002/07/owl#": "owl",
    "http://purl.org/dc/terms/": "dcterms",
    "http://data.europa.eu/eli/ontology#": "eli",
    "https://w3id.org/duecare/ontology#": "gov",
}

DATATYPES = {
    ValueType.BOOLEAN: frozenset({XSD.boolean}),
    ValueType.INTEGER: frozenset({XSD.integer}),
    ValueType.DECIMAL: frozenset({XSD.integer, XSD.decimal}),
    ValueType.DATE: frozenset({XSD.date}),
}
"""How a value of a type may be written. Floating point is left out: it has no exact value."""

TEXT = frozenset({None, XSD.string, RDF.langString})
"""The datatypes of a text."""


def standard_name(iri: str) -> str:
    """`iri` by its customary prefix, whatever a file calls it; the IRI itself where there is none."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _STANDARD.get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix else iri


class Thing:
    """One subject of the graph: each method reads one property, by its name such as `gov:level`."""

    def __init__(self, ground: GroundGraph, id: Iri, properties: Mapping[str, tuple[object, ...]]) -> None:
        self.id = id
        self.faults: list[Fault] = []
        self._ground = ground
        self._properties = properties
        self._read: set[str] = set()

    def fault(self, message: str, *, mention: str = "", expected: str = "") -> None:
        """Notes that something is wrong with this thing."""
        self.faults.append(self._ground.fault(self.id, message, mention=mention, expected=expected))

    def close(self) -> None:
        """Notes every property that is stated but was not read: misspelled, or meaning nothing here."""
        for name in sorted(self._properties.keys() - self._read - NOTES):
            message = f"{name} means nothing here.{nearest(name, self._read)}"
            self.fault(
                message, mention=name, expected="a property from kb/ontology.ttl that fits this class."
            )

    def ignore(self) -> None:
        """Counts every property as read: for a thing whose only fault is that nothing uses it."""
        self._read.update(self._properties)

    def iris(self, name: str) -> tuple[Iri, ...]:
        """The things `name` points to, sorted; a literal there is a fault."""
        found = self._values(name)
        for value in found:
            if not isinstance(value, URIRef):
                self.fault(
                    f'{name} says "{value}".',
                    mention=name,
                    expected="the name of a thing, such as aia:art_6.",
                )
        return tuple(
            sorted({self._ground.compact(str(value)) for value in found if isinstance(value, URIRef)})
        )

    def iri(self, name: str) -> Iri | None:
        """The one thing `name` points to; None where it is not stated."""
        found = self.iris(name)
        self._at_most_one(name, found)
        return found[0] if found else None

    def needed_iri(self, name: str) -> Iri:
        """The one thing `name` points to; its absence is a fault."""
        return self.iri(name) or Iri(self._missing(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of `name` in English or in no language, sorted."""
        found = [value for value in self._literals(name) if value.language in (None, "en")]
        for value in found:
            if value.datatype not in TEXT:
                self.fault(f"{name} says {value}.", mention=name, expected='a text in quotation marks, "…".')
        return tuple(sorted(str(value).strip() for value in found))

    def text(self, name: str) -> str:
        """The one text of `name`; empty where it is not stated."""
        found = self.texts(name)
        self._at_most_one(name, found)
        return found[0] if found else ""

    def needed_text(self, name: str) -> str:
        """The one text of `name`; its absence, or an empty text, is a fault."""
        return self.text(name) or self._missing(name)

    def date(self, name: str) -> str:
        """The one date of `name`, in ISO form (rdflib makes it so); empty where it is not stated."""
        return self._typed(name, ValueType.DATE)

    def needed_date(self, name: str) -> str:
        """The one date of `name`; its absence is a fault."""
        return self.date(name) or self._missing(name)

    def flag(self, name: str) -> bool:
        """Whether `name` is stated to be true."""
        return self._typed(name, ValueType.BOOLEAN) == "true"

    def truth(self, name: str) -> bool | None:
        """Whether `name` is stated to be true or false; None where it is not stated."""
        found = self._typed(name, ValueType.BOOLEAN)
        return found == "true" if found else None

    def number(self, name: str) -> str:
        """The one exact number of `name`, as written; empty where it is not stated."""
        return self._typed(name, ValueType.DECIMAL)

    def needed_number(self, name: str) -> str:
        """The one exact number of `name`; its absence is a fault."""
        return self.number(name) or self._missing(name)

    def choice(self, name: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """The one member of the closed list `choices` that `name` states; `default` where none is stated."""
        found = self.iri(name)
        if found is None:
            if default is None:
                self._missing(name, f"one of {', '.join(f'gov:{choice}' for choice in choices)}.")
            return default or next(iter(choices))
        return self._member(name, found.removeprefix("gov:"), choices)

    def spelled_choice(self, name: str, choices: type[Choice]) -> Choice:
        """The one member of the closed list `choices` that `name` spells as a text."""
        return (
            self._member(name, found, choices) if (found := self.needed_text(name)) else next(iter(choices))
        )

    def lexical(self, name: str) -> tuple[tuple[str, object], ...]:
        """The values of `name`, each with its datatype (None for a thing), sorted."""
        return tuple(sorted((self._lexical(value) for value in self._values(name)), key=str))

    def _lexical(self, value: object) -> tuple[str, object]:
        if isinstance(value, Literal):
            return str(value), value.datatype or XSD.string
        return self._ground.compact(str(value)), None

    def _member(self, name: str, spelled: str, choices: type[Choice]) -> Choice:
        for choice in choices:
            if choice.value == spelled:
                return choice
        known = [choice.value for choice in choices]
        message = f"{name} says {spelled}, which is not on its list.{nearest(spelled, known)}"
        self.fault(message, mention=name, expected=f"one of {', '.join(known)}.")
        return next(iter(choices))

    def _typed(self, name: str, value_type: ValueType) -> str:
        found = self._literals(name)
        self._at_most_one(name, found)
        for value in found:
            if value.datatype not in DATATYPES[value_type]:
                self.fault(
                    f'{name} says "{value}".',
                    mention=name,
                    expected=f"a {value_type} without quotation marks.",
                )
        return str(found[0]) if found else ""

    def _literals(self, name: str) -> tuple[Literal, ...]:
        found = self._values(name)
        for value in found:
            if not isinstance(value, Literal):
                self.fault(f"{name} points to a thing.", mention=name, expected="a value, not a name.")
        return tuple(sorted((value for value in found if isinstance(value, Literal)), key=str))

    def _values(self, name: str) -> tuple[object, ...]:
        self._read.add(name)
        return tuple(value for value in self._properties.get(name, ()) if not isinstance(value, BNode))

    def _at_most_one(self, name: str, found: tuple[object, ...]) -> None:
        if len(found) > 1:
            shown = ", ".join(str(value) for value in found)
            self.fault(f"{name} is stated {len(found)} times: {shown}.", mention=name, expected="one value.")

    def _missing(self, name: str, expected: str = "") -> str:
        self.fault(f"{name} is missing.", expected=expected or f"a statement of {name}.")
        return ""
