"""A posture as RDF in Turtle, in the terms of PROV-O: each requirement leads back to findings and mappings.

Nodes are named by the hash of what they state, so the same posture gives the same bytes and two postures
share the nodes they agree on. `?requirement prov:wasDerivedFrom+ ?finding` answers why a control is on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final
from urllib.parse import quote

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, XSD

from engine.canonical import digest
from engine.determination import Determination, Finding
from engine.knowledge import Iri
from engine.posture import ControlRequirement, Gap, Posture, Reason, Setting, ToolPermission
from explain.derivation import Node, NodeKind
from explain.proofs import Proofs

GOV: Final = Namespace("https://w3id.org/duecare/ontology#")
ASSERTION: Final = Namespace("https://w3id.org/duecare/assertion/")
MAPPING: Final = Namespace("https://w3id.org/duecare/kb/mapping/")
UNNAMED: Final = "urn:duecare:"
"""Where an identifier has a prefix that no pack declares."""


def posture_turtle(determination: Determination, posture: Posture) -> str:
    """The posture, the findings behind it and what those rest on, as Turtle; the same bytes every time."""
    return _Writer(determination, posture).written()


class _Writer:
    """Collects the statements; every node is named by what it states."""

    def __init__(self, determination: Determination, posture: Posture) -> None:
        self.determination = determination
        self.posture = posture
        self.proofs = Proofs(determination)
        self.graph = Graph(bind_namespaces="none")
        self.prefixes = {**determination.knowledge_base.prefixes, "map": str(MAPPING)}
        for prefix, namespace in {**self.prefixes, "prov": str(PROV), "asm": str(ASSERTION)}.items():
            self.graph.bind(prefix, namespace)
        self.findings: dict[tuple[Iri, str], list[Finding]] = {}
        for finding in determination.findings:
            self.findings.setdefault((finding.conclusion, finding.subject), []).append(finding)
        self.by_key = {self.proofs.finding(finding): finding for finding in determination.findings}

    def written(self) -> str:
        """Everything as Turtle."""
        root = self._posture()
        for requirement in self.posture.requirements:
            self._say(root, GOV.requires, self._requirement(requirement))
        for permission in self.posture.permissions:
            self._say(root, GOV.permits, self._permission(permission))
        for gap in self.posture.gaps:
            self._say(root, GOV.leavesGap, self._gap(gap))
        return self.graph.serialize(format="turtle")

    def _posture(self) -> URIRef:
        posture = self.posture
        root, run = self._named(posture.id), self._named(posture.determination)
        profile = self._typed("profile", self.determination.use_case.document, PROV.Entity)
        packs = self._typed("kb", posture.knowledge_base, PROV.Entity)
        self._say(root, RDF.type, GOV.Posture)
        self._say(root, DCTERMS.title, Literal(posture.title))
        self._say(root, DCTERMS.identifier, Literal(posture.use_case))
        self._say(root, GOV.isComplete, Literal(posture.is_complete))
        self._say(root, PROV.wasGeneratedBy, run)
        self._say(run, RDF.type, GOV.Determination)
        self._say(run, GOV.asOf, _day(posture.as_of))
        self._say(run, GOV.knownAt, _day(posture.known_at))
        self._say(run, PROV.used, profile)
        self._say(run, PROV.used, packs)
        known = self.determination.knowledge_base
        self._say(packs, DCTERMS.hasVersion, Literal(known.version))
        self._say(packs, GOV.sha256, Literal(known.fingerprint))
        self._say(profile, GOV.sha256, Literal(digest(self.determination.use_case.document)))
        return root

    def _requirement(self, requirement: ControlRequirement) -> URIRef:
        node = self._typed("requirement", asdict(requirement), GOV.ControlRequirement)
        self._say(node, GOV.controlType, self._iri(requirement.control))
        self._say(node, RDFS.label, Literal(requirement.label))
        self._say(node, GOV.status, Literal(requirement.status))
        for setting in requirement.settings:
            self._say(node, GOV.parameterSetting, self._setting(setting))
        self._derived(node, requirement.because)
        return node

    def _setting(self, setting: Setting) -> URIRef:
        node = self._typed("setting", asdict(setting), GOV.ParameterSetting)
        self._say(node, GOV.parameter, self._iri(setting.parameter))
        self._say(node, GOV.value, Literal(setting.value))
        if setting.unit:
            self._say(node, GOV.unit, Literal(setting.unit))
        for winner in setting.winners:
            self._say(node, GOV.basis, Literal(winner.basis.value))
            self._say(node, PROV.wasDerivedFrom, self._iri(winner.source))
        return node

    def _permission(self, permission: ToolPermission) -> URIRef:
        node = self._typed("permission", asdict(permission), GOV.ToolPermission)
        self._say(node, GOV.tool, Literal(f"{permission.component}/{permission.tool}"))
        self._say(node, GOV.decision, Literal(permission.decision))
        self._derived(node, permission.because)
        return node

    def _gap(self, gap: Gap) -> URIRef:
        node = self._typed("gap", asdict(gap), GOV.Gap)
        self._say(node, RDFS.comment, Literal(gap.reason))
        for finding in self.findings.get((gap.finding, gap.subject), ()):
            self._say(node, PROV.wasDerivedFrom, self._finding(finding))
        return node

    def _derived(self, node: URIRef, reasons: Iterable[Reason]) -> None:
        """Every reason leads to its finding and, where one led to the control, to the mapping."""
        for reason in reasons:
            for finding in self.findings.get((reason.finding, reason.subject), ()):
                self._say(node, PROV.wasDerivedFrom, self._finding(finding))
            if reason.mapping:
                self._say(node, PROV.wasDerivedFrom, self._iri(Iri(reason.mapping)))

    def _finding(self, finding: Finding) -> URIRef:
        """A finding with the rules that made it, and the findings and facts that those read."""
        node = self.proofs.nodes[self.proofs.finding(finding)]
        found = self._named(f"finding:{digest((node.id, node.sentence, node.citations))[:32]}")
        if (found, RDF.type, GOV.Finding) in self.graph:
            return found
        self._say(found, RDF.type, GOV.Finding)
        self._say(found, GOV.concludes, self._iri(finding.conclusion))
        self._say(found, GOV.about, Literal(finding.subject))
        self._cited(found, node)
        if finding.binding is not None:
            self._say(found, GOV.bindingFrom, _day(finding.binding.applies_from))
        for rule in finding.rules:
            self._say(found, GOV.firedRule, self._iri(rule))
        for key in node.because:
            for premise in self.proofs.nodes[key].because:
                self._premise(found, self.proofs.nodes[premise])
        return found

    def _premise(self, found: URIRef, premise: Node) -> None:
        if premise.id in self.by_key:
            self._say(found, PROV.wasDerivedFrom, self._finding(self.by_key[premise.id]))
        elif premise.kind is NodeKind.FACT:
            fact = self._typed("fact", (premise.id, premise.sentence), GOV.FactValue)
            self._cited(fact, premise)
            self._say(found, PROV.wasDerivedFrom, fact)

    def _cited(self, about: URIRef, node: Node) -> None:
        self._say(about, RDFS.label, Literal(node.sentence))
        for citation in node.citations:
            self._say(about, DCTERMS.bibliographicCitation, Literal(citation))

    def _typed(self, kind: str, content: Any, type_: URIRef) -> URIRef:
        node = self._named(f"{kind}:{digest(content)[:32]}")
        self._say(node, RDF.type, type_)
        return node

    def _named(self, name: str) -> URIRef:
        return ASSERTION[name.replace(":", "-")]

    def _iri(self, compact: Iri) -> URIRef:
        prefix, _, local = compact.partition(":")
        namespace = self.prefixes.get(prefix)
        return URIRef((namespace or f"{UNNAMED}{quote(prefix)}:") + quote(local, safe="/._-~!$&'()*+,;=@:"))

    def _say(self, subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> None:
        self.graph.add((subject, predicate, value))


def _day(iso: str) -> Literal:
    return Literal(iso, datatype=XSD.date)
