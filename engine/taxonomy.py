"""Who is broader than whom in the closed vocabularies."""

from __future__ import annotations

from collections.abc import Mapping

from engine.knowledge import Concept, Iri


class Taxonomy:
    """The `skos:broader` relation, closed."""

    def __init__(self, concepts: Mapping[Iri, Concept]) -> None:
        self._concepts = concepts
        self._broader: dict[Iri, frozenset[Iri]] = {}
        self._narrower: dict[Iri, set[Iri]] = {}
        for concept in concepts:
            for ancestor in self.broader_than(concept):
                self._narrower.setdefault(ancestor, set()).add(concept)

    def broader_than(self, concept: Iri) -> frozenset[Iri]:
        """Every concept strictly broader than `concept`; a cycle in the data ends nowhere else than here."""
        known = self._broader.get(concept)
        if known is None:
            found: set[Iri] = set()
            frontier = list(self._parents(concept))
            while frontier:
                parent = frontier.pop()
                if parent not in found:
                    found.add(parent)
                    frontier.extend(self._parents(parent))
            known = self._broader[concept] = frozenset(found - {concept})
        return known

    def narrower_than(self, concept: Iri) -> frozenset[Iri]:
        """Every concept strictly narrower than `concept`."""
        return frozenset(self._narrower.get(concept, ()))

    def within(self, concept: Iri) -> frozenset[Iri]:
        """`concept` and everything narrower."""
        return self.narrower_than(concept) | {concept}

    def _parents(self, concept: Iri) -> tuple[Iri, ...]:
        known = self._concepts.get(concept)
        return known.broader if known else ()
