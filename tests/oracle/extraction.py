"""Reads from Turtle what the oracle needs to know of a knowledge base."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.term import Node

GOV = Namespace("https://w3id.org/duecare/ontology#")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
RULE_KINDS = ("Role", "Concept", "Classification", "Obligation", "Exception", "Control", "Permission")
RULE_CLASSES = ("Rule", *(f"{kind}Rule" for kind in RULE_KINDS))
LITERAL_OPERATORS = frozenset({"equal", "less", "at-most", "greater", "at-least"})


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact definition."""

    id: str
    level: str
    kind: str
    type: str
    scheme: str
    path: tuple[str, ...]
    many: bool
    expands_into: str
    count_from: int
    recorded_act: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as written; values are CURIEs or lexical forms."""

    id: str
    fact: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as written."""

    id: str
    level: str
    is_exception: bool
    conditions: tuple[str, ...]
    concludes: tuple[str, ...]
    defeats: tuple[str, ...]
    published: str
    """When its instrument was published; empty where it was always law."""
    repealed: str
    under: tuple[str, ...]
    """The readings of contested points under any of which it counts; empty where it always does."""


class RuleBase:
    """One knowledge base, read once."""

    def __init__(self, sources: str | Sequence[Path]) -> None:
        self.graph = Graph(bind_namespaces="none")
        if isinstance(sources, str):
            self.graph.parse(data=sources, format="turtle")
        else:
            for path in sources:
                self.graph.parse(path, format="turtle")
        pairs = ((str(space), prefix) for prefix, space in self.graph.namespaces())
        self.spaces = sorted(pairs, key=lambda pair: -len(pair[0]))

    def curie(self, node: Node) -> str:
        """The compact form of an IRI, or the lexical form of a literal."""
        text = str(node)
        if isinstance(node, RdfLiteral):
            return text
        for space, prefix in self.spaces:
            if text.startswith(space):
                return f"{prefix}:{text[len(space) :]}"
        return text

    def all(self, subject: Node, predicate: URIRef) -> tuple[str, ...]:
        """Every object, sorted."""
        return tuple(sorted(self.curie(node) for node in self.graph.objects(subject, predicate)))

    def one(self, subject: Node, predicate: URIRef) -> str:
        """The only object, or an empty string."""
        found = self.all(subject, predicate)
        assert len(found) <= 1, f"{subject} has {len(found)} × {predicate}"
        return found[0] if found else ""

    def local(self, subject: Node, predicate: URIRef) -> str:
        """The local name of the only object, for the closed lists of the ontology."""
        return self.one(subject, predicate).removeprefix("gov:")

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Fact definitions by CURIE."""
        return {self.curie(node): self._fact(node) for node in self._instances(["FactDefinition"])}

    def _fact(self, node: Node) -> Fact:
        return Fact(
            id=self.curie(node),
            level=self.local(node, GOV.level),
            kind=self.local(node, GOV.factKind),
            type=self.local(node, GOV.valueType),
            scheme=self.one(node, GOV.valueScheme),
            path=tuple(self.one(node, GOV.profilePath).split(".")),
            many=self.one(node, GOV.many) == "true",
            expands_into=self.one(node, GOV.expandsInto),
            recorded_act=self.one(node, GOV.recordedAct) == "true",
            count_from=int(self.one(node, GOV.countFrom) or 0),
        )

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Every rule, whenever it became law."""
        return {self.curie(node): self._rule(node) for node in self._instances(RULE_CLASSES)}

    def _rule(self, node: Node) -> Rule:
        return Rule(
            id=self.curie(node),
            level=self.local(node, GOV.level),
            is_exception=(node, RDF.type, GOV.ExceptionRule) in self.graph,
            conditions=self.all(node, GOV.condition),
            concludes=self.all(node, GOV.concludes),
            defeats=self.all(node, GOV.defeats),
            published=self._published(node, GOV.introducedBy),
            repealed=self._published(node, GOV.repealedBy),
            under=self.all(node, GOV.underReading),
        )

    def _published(self, node: Node, by: URIRef) -> str:
        dates = [
            str(date)
            for act in self.graph.objects(node, by)
            for date in self.graph.objects(act, ELI.date_publication)
        ]
        return min(dates, default="")

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        """Every condition."""
        return {self.curie(node): self._condition(node) for node in self._instances(["Condition"])}

    def _condition(self, node: Node) -> Condition:
        return Condition(
            id=self.curie(node),
            fact=self.one(node, GOV.fact),
            operator=self.local(node, GOV.operator),
            values=self.all(node, GOV.value),
        )

    def conditions_on(self, fact: str) -> list[Condition]:
        """The conditions that read a fact."""
        return self._by_fact.get(fact, [])

    @cached_property
    def _by_fact(self) -> dict[str, list[Condition]]:
        found: dict[str, list[Condition]] = {}
        for condition in self.conditions.values():
            found.setdefault(condition.fact, []).append(condition)
        return found

    @cached_property
    def terms(self) -> dict[str, dict[str, str]]:
        """Scheme to the names people write to the concepts they mean."""
        found: dict[str, dict[str, str]] = {}
        for node, scheme in self.graph.subject_objects(SKOS.inScheme):
            curie = self.curie(node)
            found.setdefault(self.curie(scheme), {})[curie.split(":", 1)[1].split(".", 1)[-1]] = curie
        return found

    @cached_property
    def broader(self) -> list[tuple[str, str]]:
        """Concepts and the next broader ones."""
        return self.pairs(SKOS.broader)

    @cached_property
    def listers_of_tools(self) -> tuple[str, ...]:
        """The kinds of component that have a list of tools; where there is none, all have."""
        lists = self.graph.subjects(GOV.opens, GOV.tool)
        return tuple(sorted({kind for node in lists for kind in self.all(node, GOV.listedBy)}))

    def pairs(self, predicate: URIRef) -> list[tuple[str, str]]:
        """Every subject and object of a predicate."""
        return sorted((self.curie(a), self.curie(b)) for a, b in self.graph.subject_objects(predicate))

    def rules_known_at(self, known_at: str) -> dict[str, Rule]:
        """The rules whose instrument was published by then and not yet repealed by another.

        What has windows, but none known by then, was not law: it is not concluded, and a rule that would
        say nothing else is left out.
        """
        known = [
            rule
            for rule in self.rules.values()
            if self._stands(rule.under)
            and rule.published <= known_at
            and not (rule.repealed and rule.repealed <= known_at)
        ]
        not_law = self._timed() - self._law(known_at)
        lawful = [
            replace(rule, concludes=tuple(c for c in rule.concludes if c not in not_law)) for rule in known
        ]
        return {rule.id: rule for rule in lawful if rule.concludes or rule.defeats}

    @cached_property
    def _defaults(self) -> set[str]:
        """The readings that count where none is chosen."""
        return {reading for _, reading in self.pairs(GOV.defaultReading)}

    def _stands(self, under: tuple[str, ...]) -> bool:
        """Whether what is under these readings, or under none, counts where none is chosen."""
        return not under or any(reading in self._defaults for reading in under)

    def _timed(self) -> set[str]:
        """What any window gives a time to."""
        return {what for _, what in self.pairs(GOV.windowFor)}

    def _law(self, known_at: str) -> set[str]:
        """What a window known by then, and not replaced by another that was, gives a time to."""
        windows = self._instances(["ApplicationWindow"])
        standing = [window for window in windows if self._stands(self.all(window, GOV.underReading))]
        known = [window for window in standing if self._published(window, GOV.introducedBy) <= known_at]
        replaced = {old for window in known for old in self.graph.objects(window, GOV.replaces)}
        return {
            what for window in known if window not in replaced for what in self.all(window, GOV.windowFor)
        }

    def _instances(self, classes: Iterable[str]) -> list[Node]:
        found = {node for name in classes for node in self.graph.subjects(RDF.type, GOV[name])}
        return sorted(found, key=str)
