"""Reads Turtle with pyoxigraph, many times as fast as rdflib, into the terms of rdflib.

rdflib remains the judge: a text in which pyoxigraph finds a fault, or that states what rdflib has no term
for, is left to it.
"""

from __future__ import annotations

import pyoxigraph as oxigraph
from rdflib import XSD, BNode, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

Triple = tuple[Node, Node, Node]

_PLAIN = {str(XSD.string), str(RDF.langString)}
"""What rdflib does not name as a datatype: that of a text without and with a language."""


class TurtleReader:
    """Reads one text after another; equal terms of all of them are one object."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._names: dict[str, URIRef] = {}
        self._literals: dict[tuple[str, str, str | None], Literal] = {}

    def __call__(self, text: str) -> list[Triple] | None:
        """The statements of `text` in its order; None where it is not read here."""
        try:
            return [
                (self._term(one.subject), self._name(one.predicate.value), self._term(one.object))
                for one in oxigraph.parse(
                    text.encode(), oxigraph.RdfFormat.TURTLE, base_iri=self._base, rename_blank_nodes=True
                )
            ]
        except (SyntaxError, ValueError):
            return None

    def _term(self, term: object) -> Node:
        if isinstance(term, oxigraph.NamedNode):
            return self._name(term.value)
        if isinstance(term, oxigraph.Literal) and term.direction is None:
            return self._literal(term)
        if isinstance(term, oxigraph.BlankNode):
            return BNode(term.value)
        raise ValueError("a statement about a statement, or a text with a direction")

    def _name(self, iri: str) -> URIRef:
        known = self._names.get(iri)
        if known is None:
            known = self._names[iri] = URIRef(iri)
        return known

    def _literal(self, term: oxigraph.Literal) -> Literal:
        value, datatype, language = term.value, term.datatype.value, term.language
        known = self._literals.get((value, datatype, language))
        if known is None:
            kind = None if datatype in _PLAIN else self._name(datatype)
            known = self._literals[value, datatype, language] = Literal(value, lang=language, datatype=kind)
        return known
