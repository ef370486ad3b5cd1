"""A derivation as PROV-O in Turtle: rules that fired are activities, what they used and gave are entities.

A statement is named by the digest of what it states and rests on, so that the same answer gives the same
bytes. There is no time in it: the core has no clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib import DCTERMS, PROV, RDF, XSD, Graph, Literal, Namespace, URIRef

from engine.canonical import digest
from explain.derivation import Derivation, Node, NodeKind
from explain.forms import graph as forms
from explain.forms.explained import Explained

GOV: Final = Namespace("https://w3id.org/duecare/ontology#")
TRACE: Final = Namespace("https://w3id.org/duecare/trace/")

_CLASSES: Final = {
    NodeKind.SETTING: GOV.ParameterSetting,
    NodeKind.DEMAND: GOV.ParameterDemand,
    NodeKind.CONTROL: GOV.ControlRequirement,
    NodeKind.MAPPING: GOV.MappingUse,
    NodeKind.PERMISSION: GOV.ToolPermission,
    NodeKind.FINDING: GOV.Finding,
    NodeKind.OPEN: GOV.Finding,
    NodeKind.RULE: GOV.RuleConsidered,
    NodeKind.EXCEPTION: GOV.RuleConsidered,
    NodeKind.FACT: GOV.FactValue,
    NodeKind.ABSENT: GOV.Finding,
    NodeKind.LACKING: GOV.UnmetCondition,
}
_OUTCOMES: Final = {
    NodeKind.FINDING: GOV.holds,
    NodeKind.OPEN: GOV.undetermined,
    NodeKind.ABSENT: GOV.doesNotHold,
}
_ABOUT: Final = {
    NodeKind.SETTING: GOV.parameter,
    NodeKind.CONTROL: GOV.controlType,
    NodeKind.FINDING: GOV.concludes,
    NodeKind.OPEN: GOV.concludes,
    NodeKind.ABSENT: GOV.concludes,
    NodeKind.RULE: GOV.rule,
    NodeKind.EXCEPTION: GOV.rule,
    NodeKind.FACT: GOV.fact,
}
_ACTIVITIES: Final = {NodeKind.RULE, NodeKind.EXCEPTION}
_PLACE: Final = "profile "
_SHORT: Final = 32


def as_turtle(said: Explained, depth: forms.Depth) -> str:
    """The answer as Turtle; `prov:wasDerivedFrom+` leads from a control to the facts it rests on."""
    return _Writer(said, forms.graph(said.derivation, depth)).written()


class _Writer:
    def __init__(self, said: Explained, drawn: forms.Graph) -> None:
        self._said = said
        self._drawn = drawn
        self._kept = {node.id: node for node in drawn.nodes}
        self._names = names(said.derivation)
        self._graph = Graph(bind_namespaces="none")
        for prefix, base in (("gov", GOV), ("trace", TRACE), ("prov", PROV), ("dcterms", DCTERMS)):
            self._graph.bind(prefix, base)
        self._graph.bind("xsd", XSD)
        self._run = TRACE[f"run-{said.determination.rpartition(':')[2]}"]
        self._profile = TRACE[f"profile-{said.use_case}"]

    def written(self) -> str:
        self._frame()
        for node in self._drawn.nodes:
            self._node(node)
        for edge in self._drawn.edges:
            if edge.considered:
                self._add(edge.target, GOV.considered, self._name(edge.source))
        return self._graph.serialize(format="turtle")

    def _frame(self) -> None:
        """The determination, with what it used."""
        said, add = self._said, self._graph.add
        packs = TRACE[f"packs-{said.fingerprint[:_SHORT]}"]
        add((self._run, RDF.type, GOV.Determination))
        add((self._run, RDF.type, PROV.Activity))
        add((self._run, GOV.asOf, Literal(said.as_of, datatype=XSD.date)))
        add((self._run, GOV.knownAt, Literal(said.known_at, datatype=XSD.date)))
        for used in (self._profile, packs):
            add((used, RDF.type, PROV.Entity))
            add((self._run, PROV.used, used))
        add((self._profile, DCTERMS.title, Literal(said.title)))
        add((packs, DCTERMS.hasVersion, Literal(said.version)))
        add((packs, GOV.sha256, Literal(said.fingerprint)))

    def _node(self, node: Node) -> None:
        activity = node.kind in _ACTIVITIES
        self._add(node, RDF.type, GOV.RuleFiring if _fired(node) else _CLASSES[node.kind])
        self._add(node, RDF.type, PROV.Activity if activity else PROV.Entity)
        self._add(node, DCTERMS.description, Literal(node.sentence, lang="en"))
        if activity:
            self._add(node, PROV.wasInformedBy, self._run)
        elif node.kind is not NodeKind.FACT and not any(map(_fired, self._below(node))):
            self._add(node, PROV.wasGeneratedBy, self._run)
        if node.kind in _OUTCOMES:
            self._add(node, GOV.outcome, _OUTCOMES[node.kind])
        for about in self._about(node):
            self._add(node, GOV.firedRule if _fired(node) else _ABOUT[node.kind], about)
        for citation in node.citations:
            if citation.startswith(_PLACE):
                self._add(node, GOV.profilePointer, Literal(citation.removeprefix(_PLACE)))
                self._add(node, PROV.wasDerivedFrom, self._profile)
            else:
                self._add(node, DCTERMS.bibliographicCitation, Literal(citation))
        self._rests(node, activity=activity)

    def _rests(self, node: Node, *, activity: bool) -> None:
        """What the statement follows from: activities that gave it, entities it used or was derived from."""
        for below in self._below(node):
            if _fired(below):
                self._add(node, PROV.wasInformedBy if activity else PROV.wasGeneratedBy, self._name(below))
            elif below.kind in _ACTIVITIES:
                self._add(node, GOV.considered, self._name(below))
            else:
                self._add(node, PROV.used if activity else PROV.wasDerivedFrom, self._name(below))
        if not activity:
            for entity in self._entities(node):
                self._add(node, PROV.wasDerivedFrom, self._name(entity))

    def _entities(self, node: Node) -> Iterator[Node]:
        """What the rules under the statement used."""
        for below in self._below(node):
            if below.kind in _ACTIVITIES:
                yield from (each for each in self._below(below) if each.kind not in _ACTIVITIES)

    def _below(self, node: Node) -> list[Node]:
        return [self._kept[key] for key in node.because if key in self._kept]

    def _about(self, node: Node) -> Iterator[URIRef]:
        """The things of the packs that the identifier of the statement names, as full addresses."""
        for word in node.id.split()[1:] if node.kind in _ABOUT else ():
            prefix, colon, local = word.partition(":")
            if colon and prefix in self._said.prefixes:
                yield URIRef(self._said.prefixes[prefix] + local)

    def _name(self, node: Node) -> URIRef:
        return TRACE[f"{node.kind}-{self._names[node.id][:_SHORT]}"]

    def _add(self, node: Node, predicate: URIRef, value: URIRef | Literal) -> None:
        self._graph.add((self._name(node), predicate, value))


def _fired(node: Node) -> bool:
    """Whether the statement is of a rule that fired; its identifier says so."""
    return node.kind is NodeKind.RULE and node.id.startswith("rule ") and not node.id.endswith(" not fired")


def names(derivation: Derivation) -> dict[str, str]:
    """For each statement the digest of what it states, cites and rests on."""
    known: dict[str, str] = {}

    def name(key: str) -> str:
        if key not in known:
            node = derivation.nodes[key]
            known[key] = digest(
                {
                    "kind": node.kind.value,
                    "id": node.id,
                    "sentence": node.sentence,
                    "citations": list(node.citations),
                    "because": [name(each) for each in node.because],
                    "considered": [name(each) for each in node.considered],
                }
            )
        return known[key]

    for root in derivation.roots:
        name(root)
    return known
