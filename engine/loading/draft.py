"""What is known while a knowledge base is being loaded: its things by class, and what is wrong so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import RDF

from engine.errors import Fault
from engine.graph import GroundGraph
from engine.knowledge import Condition, Iri, KnowledgeBase, Source
from engine.loading.things import Thing, standard_name
from engine.nearest import nearest

CONCEPTS = frozenset({"gov:Tier", "gov:Obligation", "gov:LegalConcept", "gov:Permission", "gov:ControlType"})
"""The classes of things that rules conclude; each is a concept of one scheme."""

CLASSES = CONCEPTS | frozenset(
    {
        "gov:Pack",
        "gov:Instrument",
        "gov:Provision",
        "gov:ApplicationWindow",
        "gov:ContestedPoint",
        "gov:Reading",
        "gov:FactDefinition",
        "gov:RoleRule",
        "gov:ConceptRule",
        "gov:ClassificationRule",
        "gov:ObligationRule",
        "gov:ExceptionRule",
        "gov:ControlRule",
        "gov:PermissionRule",
        "gov:Condition",
        "gov:Contradiction",
        "gov:Escalation",
        "gov:Metric",
        "gov:Parameter",
        "gov:ParameterValue",
        "skos:Concept",
        "skos:ConceptScheme",
    }
)

_ONTOLOGY = ("gov:", "https://w3id.org/duecare/ontology")


class Inventory:
    """The things of a graph by class. Everything described must be of one known class."""

    def __init__(self, ground: GroundGraph) -> None:
        self.ground = ground
        self.faults: list[Fault] = []
        self._things: dict[str, list[Thing]] = defaultdict(list)
        for subject, properties in sorted(_statements(ground).items()):
            if not standard_name(subject).startswith(_ONTOLOGY):
                self._sort_in(Thing(ground, ground.compact(subject), properties), properties)

    def of(self, *classes: str) -> Iterator[Thing]:
        """The things of `classes`, sorted."""
        yield from sorted(
            (thing for name in classes for thing in self._things[name]), key=lambda thing: thing.id
        )

    def classes(self) -> dict[Iri, str]:
        """The class of each thing."""
        return {thing.id: name for name, things in self._things.items() for thing in things}

    def close(self) -> tuple[Fault, ...]:
        """Every fault found in any thing, once all have been read."""
        self.faults.extend(self._repeated())
        for thing in self.of(*self._things):
            thing.close()
            self.faults.extend(thing.faults)
        return tuple(self.faults)

    def _repeated(self) -> Iterator[Fault]:
        for thing, first, again in self.ground.sources.repeated():
            message = f"It is described a second time; the first is at {first.file}:{first.line}."
            expected = "one block for each thing, and a name of its own for every thing."
            yield Fault(source=again.file, line=again.line, path=thing, message=message, expected=expected)

    def _sort_in(self, thing: Thing, properties: Mapping[str, tuple[object, ...]]) -> None:
        classes = {standard_name(str(value)) for value in properties.get("rdf:type", ())}
        known = classes & CLASSES
        if known & CONCEPTS:
            known = known - {"skos:Concept"}
        for name in sorted(classes - CLASSES):
            message = f"{name} is no class a pack can use.{nearest(name, CLASSES)}"
            self._fault(thing, message, name)
        if len(known) == 1:
            self._things[known.pop()].append(thing)
        elif not classes or known:
            shown = ", ".join(sorted(known)) or "none"
            self._fault(
                thing, f"It is of the classes {shown}.", "a", expected="exactly one class, stated by `a`."
            )
        if self.ground.sources.of(thing.id) is None:
            self._fault(
                thing,
                f"{thing.id} does not begin its line.",
                "",
                expected="every thing at the beginning of a line.",
            )

    def _fault(
        self, thing: Thing, message: str, mention: str, *, expected: str = "a class of kb/ontology.ttl."
    ) -> None:
        self.faults.append(self.ground.fault(thing.id, message, mention=mention, expected=expected))


def _statements(ground: GroundGraph) -> dict[str, dict[str, tuple[object, ...]]]:
    found: dict[str, dict[str, tuple[object, ...]]] = defaultdict(dict)
    for subject, predicate, value in ground.statements:
        name = "rdf:type" if predicate == RDF.type else standard_name(str(predicate))
        properties = found[str(subject)]
        properties[name] = (*properties.get(name, ()), value)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A knowledge base that has been read but not yet checked."""

    knowledge_base: KnowledgeBase
    ground: GroundGraph
    classes: Mapping[Iri, str]
    """The class of each thing, such as `gov:Tier`."""
    conditions: Mapping[Iri, Condition]
    """Every condition, whether or not something uses it."""
    rows: Mapping[str, Source]
    """Where each mapping row stands, by record id."""

    def fault(self, thing: Iri, message: str, *, mention: str = "", expected: str = "") -> Fault:
        """A fault of `thing`, at the line of its block that says `mention`."""
        return self.ground.fault(thing, message, mention=mention, expected=expected)

    def of_class(self, *names: str) -> tuple[Iri, ...]:
        """The things of these classes, sorted."""
        return tuple(sorted(thing for thing, name in self.classes.items() if name in names))
