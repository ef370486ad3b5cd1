"""kb/profile.context.jsonld makes a profile RDF: each fact stands at AIRO's property or at our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from engine.knowledge import FactDefinition, FactKind, Iri, Level
from engine.usecase import Stated, Subject, UseCase
from tests.kb_content.packs import ROOT
from tests.support.shipped import example_files, knowledge_base, use_case

AIRO = "https://w3id.org/airo#"
BASE = "https://example.org/profile/"
NAMESPACES = {
    "fact": "https://w3id.org/duecare/kb/fact/",
    "term": "https://w3id.org/duecare/kb/term/",
}
AIRO_PROPERTIES = {
    "fact:purposes": "hasPurpose",
    "fact:subjects": "hasAISubject",
    "fact:outputs": "producesOutput",
    "fact:settings": "isUsedWithinLocality",
    "fact:data-kinds": "hasInput",
    "fact:lifecycle": "hasLifecyclePhase",
    "fact:adopted-standards": "conformsToStandard",
}
"""The facts for which AIRO 1.0 has a property of its own."""

LISTS = {Level.ACTOR: "actors", Level.FUNCTION: "functions", Level.COMPONENT: "stack"}
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
"""rdflib's own reader of JSON-LD uses what rdflib has deprecated."""

EXAMPLES = [path.stem for path in example_files()]


@cache
def context() -> dict[str, Any]:
    """The context as it ships."""
    found = json.loads((ROOT / "profile.context.jsonld").read_text(encoding="utf-8"))
    assert set(found) == {"@context"}
    described: dict[str, Any] = found["@context"]
    return described


@cache
def graph_of(name: str) -> Graph:
    """The example `name`, read as JSON-LD without a network."""
    document = {"@context": context(), **json.loads(use_case(name).document)}
    return Graph().parse(data=json.dumps(document), format="json-ld", base=BASE)


def full(name: str) -> str:
    """The IRI that `name`, such as `term:purpose.hr`, stands for."""
    prefix, _, local = name.partition(":")
    return NAMESPACES[prefix] + local


def property_of(fact: Iri) -> URIRef:
    """Where the values of `fact` must stand."""
    return URIRef(AIRO + AIRO_PROPERTIES[fact] if fact in AIRO_PROPERTIES else full(fact))


def node_of(found: Graph, subject: Subject) -> Node:
    """The node of a subject: by its name in the profile, for a tool by its label below its component."""
    if subject.level is not Level.TOOL:
        return URIRef(BASE + subject.id)
    component, _, tool = subject.id.partition("/")
    [node] = [
        node
        for node in found.objects(URIRef(BASE + component), URIRef(AIRO + "hasComponent"))
        if str(found.value(node, RDFS.label)) == tool
    ]
    return node


def stated(case: UseCase) -> Iterator[tuple[Subject, FactDefinition, Stated]]:
    """What the profile itself says: not what one of its keys is shorthand for."""
    facts = knowledge_base().facts
    for subject in case.subjects:
        for name, said in subject.facts.items():
            if facts[name].path and "/".join(facts[name].path) in said.pointers[0]:
                yield subject, facts[name], said


def values(found: Graph, subject: Subject, fact: FactDefinition) -> set[str]:
    """What the graph says of `fact`; of a judgement, its answer."""
    given = set(found.objects(node_of(found, subject), property_of(fact.id)))
    if fact.kind is FactKind.JUDGEMENT:
        given = {answer for judgement in given for answer in found.objects(judgement, RDF.value)}
    return {str(value) for value in given}


@pytest.mark.parametrize("name", EXAMPLES)
def test_everything_an_example_states_stands_in_its_graph(name: str) -> None:
    seen = 0
    for subject, fact, said in stated(use_case(name)):
        wanted = {full(value) if value.startswith("term:") else value for value in said.values}
        assert values(graph_of(name), subject, fact) == wanted, (subject.id, fact.id)
        seen += 1
    assert seen > 20


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_judgement_keeps_who_answered_when_and_why(name: str) -> None:
    for subject, fact, said in stated(use_case(name)):
        if fact.kind is FactKind.JUDGEMENT:
            [judgement] = graph_of(name).objects(node_of(graph_of(name), subject), property_of(fact.id))
            kept = [graph_of(name).value(judgement, p) for p in (DCTERMS.creator, DCTERMS.date, RDFS.comment)]
            assert [str(value) for value in kept] == [said.by, said.on, said.because]


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_takes_part_is_reached_from_the_use_case(name: str) -> None:
    links = {Level.ACTOR: "hasStakeholder", Level.COMPONENT: "hasComponent"}
    case = use_case(name)
    for level, link in links.items():
        reached = graph_of(name).objects(URIRef(BASE + case.id), URIRef(AIRO + link))
        assert {str(node) for node in reached} == {BASE + subject.id for subject in case.of(level)}
    parts = graph_of(name).objects(URIRef(BASE + case.id), DCTERMS.hasPart)
    assert {str(node) for node in parts} == {BASE + subject.id for subject in case.of(Level.FUNCTION)}


def scope(level: Level) -> dict[str, Any]:
    """The terms that the context defines for one level of a profile."""
    if level is Level.USE_CASE:
        return context()
    if level is Level.TOOL:
        tools: dict[str, Any] = scope(Level.COMPONENT)["tools"]["@context"]
        return tools
    inner: dict[str, Any] = context()[LISTS[level]]["@context"]
    return inner


def asked() -> list[FactDefinition]:
    """Every fact a profile can state; of a list, what each entry says and not how often."""
    kinds = (FactKind.DECLARED, FactKind.JUDGEMENT, FactKind.COUNTED)
    stated_facts = (f for f in knowledge_base().facts.values() if f.kind in kinds and f.count_from <= 1)
    return sorted(stated_facts, key=lambda f: f.id)


@pytest.mark.parametrize("fact", asked(), ids=lambda fact: fact.id)
def test_every_fact_a_profile_can_state_has_a_term_in_the_context(fact: FactDefinition) -> None:
    *groups, key = fact.path
    terms = scope(fact.level)
    if fact.kind is FactKind.COUNTED:
        terms, groups = terms[groups[0]]["@context"], []
    assert {terms[group] for group in groups} <= {"@nest"}
    term = terms[key] if isinstance(terms[key], dict) else {"@id": terms[key]}
    prefix, _, local = term["@id"].partition(":")
    assert str(property_of(fact.id)) == {"airo": AIRO, **NAMESPACES}[prefix] + local
    if fact.scheme:
        vocabulary = NAMESPACES["term"] + fact.scheme.partition(":")[2] + "."
        assert (term["@type"], term["@context"]) == ("@vocab", {"@vocab": vocabulary})


def test_the_context_names_no_fact_that_is_gone() -> None:
    known = {str(property_of(fact.id)) for fact in asked()}
    named = {full(iri) for iri in identifiers(context()) if iri.startswith("fact:")}
    assert named == {iri for iri in known if iri.startswith(NAMESPACES["fact"])}


def test_the_context_stands_alone_so_that_nothing_is_fetched() -> None:
    def contexts(of: object) -> Iterator[object]:
        if isinstance(of, dict):
            for key, value in of.items():
                if key in ("@context", "@import"):
                    yield value
                yield from contexts(value)

    assert {type(inner) for inner in contexts(context())} == {dict}


def identifiers(of: object) -> Iterator[str]:
    """Every text in the context that could name a property."""
    if isinstance(of, dict):
        for value in of.values():
            yield from identifiers(value)
    elif isinstance(of, str):
        yield of
