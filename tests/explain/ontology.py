"""Which terms of the project's own namespace kb/ontology.ttl declares, and which a graph uses."""

from __future__ import annotations

from functools import cache

from rdflib import Graph, URIRef

from explain.posture_turtle import GOV
from service.settings import SHIPPED_KB


@cache
def declared() -> frozenset[URIRef]:
    """Everything the ontology says something of."""
    graph = Graph().parse(SHIPPED_KB / "ontology.ttl", format="turtle")
    return frozenset(own_terms(graph) & set(graph.subjects()))


def own_terms(graph: Graph) -> set[URIRef]:
    """The terms of the project's namespace that stand anywhere in `graph`."""
    return {term for triple in graph for term in triple if isinstance(term, URIRef) and term in GOV}
