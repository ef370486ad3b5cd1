"""A posture as Turtle parses, is the same bytes every time, and every requirement leads to a finding."""

from __future__ import annotations

from functools import lru_cache

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import PROV, RDF
from rdflib.term import Node

from engine.requirements import posture_of
from explain.posture_turtle import ASSERTION, GOV, posture_turtle
from tests.explain.ontology import declared, own_terms
from tests.support.shipped import determined, example_files, knowledge_base

NAMES = [path.stem for path in example_files()]


@lru_cache(maxsize=8)
def written(name: str, day: str = "2026-11-22") -> str:
    determination = determined(name, day)
    return posture_turtle(determination, posture_of(determination))


@lru_cache(maxsize=8)
def parsed(name: str) -> Graph:
    return Graph().parse(data=written(name), format="turtle")


@pytest.mark.parametrize("name", NAMES)
def test_every_requirement_permission_and_gap_leads_to_a_finding(name: str) -> None:
    graph, posture = parsed(name), posture_of(determined(name))
    expected = {
        GOV.ControlRequirement: len(posture.requirements),
        GOV.ToolPermission: len({(p.component, p.tool) for p in posture.permissions if p.because}),
        GOV.Gap: len(posture.gaps),
    }
    for kind, count in expected.items():
        found = list(graph.subjects(RDF.type, kind))
        leading = {
            node
            for node in found
            if any((origin, RDF.type, GOV.Finding) in graph for origin in _origins(graph, node))
        }
        assert len(leading) == count
        assert kind is GOV.ToolPermission or leading == set(found)


def _origins(graph: Graph, node: Node) -> list[Node]:
    return [each for each in graph.transitive_objects(node, PROV.wasDerivedFrom) if each and each != node]


def test_one_query_answers_why_a_control_is_on() -> None:
    query = """SELECT ?control ?conclusion WHERE {
        ?requirement a gov:ControlRequirement ; gov:controlType ?control ; prov:wasDerivedFrom+ ?finding .
        ?finding a gov:Finding ; gov:concludes ?conclusion }"""
    rows = {
        (str(row[0]), str(row[1]))
        for row in parsed("cv-screening").query(query, initNs={"gov": GOV, "prov": PROV})
        if isinstance(row, tuple)
    }
    namespace = knowledge_base().prefixes
    assert (f"{namespace['ctl']}human-oversight-assignment", f"{namespace['aia']}obl.human-oversight") in rows


@pytest.mark.parametrize("name", NAMES)
def test_the_same_posture_is_the_same_bytes(name: str) -> None:
    determination = determined(name)
    assert posture_turtle(determination, posture_of(determination)) == written(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_node_is_blank_and_every_node_is_named_by_a_hash(name: str) -> None:
    for subject in parsed(name).subjects(unique=True):
        assert isinstance(subject, URIRef)
        assert str(subject).startswith(str(ASSERTION))
        assert len(str(subject).rpartition("-")[2]) == 32


def test_two_days_share_what_they_agree_on_and_name_their_own_determination() -> None:
    graphs = [
        Graph().parse(data=written("cv-screening", day), format="turtle")
        for day in ("2026-11-22", "2026-11-23")
    ]
    kinds = {
        kind: [set(graph.subjects(RDF.type, kind)) for graph in graphs]
        for kind in (GOV.ControlRequirement, GOV.Posture, GOV.Determination)
    }
    assert kinds[GOV.ControlRequirement][0] == kinds[GOV.ControlRequirement][1]
    assert kinds[GOV.Posture][0] == kinds[GOV.Posture][1]
    assert kinds[GOV.Determination][0] != kinds[GOV.Determination][1]


def test_a_posture_that_demands_nothing_still_says_what_it_is_of() -> None:
    graph = Graph().parse(data=written("demand-forecast", "2020-01-01"), format="turtle")
    assert len(list(graph.subjects(RDF.type, GOV.Posture))) == 1
    assert len(list(graph.subjects(RDF.type, GOV.Determination))) == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_class_and_property_of_a_posture_is_declared(name: str) -> None:
    said = parsed(name)
    assert (used := own_terms(said)) >= {GOV.Posture, GOV.requires, GOV.ControlRequirement}
    assert used <= declared()


def test_a_term_that_is_not_declared_would_be_found() -> None:
    graph = Graph().add((ASSERTION.a, RDF.type, GOV.NoSuchClass))
    assert own_terms(graph) - declared() == {GOV.NoSuchClass}
