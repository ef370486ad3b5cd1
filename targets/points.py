"""Kinds of enforcement point: which are people and papers, which serves as which, what they are called."""

from __future__ import annotations

from collections.abc import Iterable

from engine.citations import label
from engine.knowledge import Iri, KnowledgeBase
from engine.taxonomy import Taxonomy
from engine.terms import ORGANISATIONAL_POINT


class Points:
    """The vocabulary of enforcement points of one knowledge base."""

    def __init__(self, knowledge_base: KnowledgeBase) -> None:
        self._knowledge_base = knowledge_base
        self._taxonomy = Taxonomy(knowledge_base.concepts)
        self._organisational = self._taxonomy.within(ORGANISATIONAL_POINT)

    def is_organisational(self, point: Iri) -> bool:
        """Whether people or papers hold what is held there; a point nobody knows is taken for software."""
        return point in self._organisational

    def serves(self, offered: Iri, wanted: Iri) -> bool:
        """Whether what a component offers is the kind that is wanted, or a narrower one."""
        return offered == wanted or wanted in self._taxonomy.broader_than(offered)

    def may_serve(self, offered: Iri, wanted: Iri) -> bool:
        """Whether what is offered is stated so broadly that the kind that is wanted may be meant."""
        return offered in self._taxonomy.broader_than(wanted)

    def names(self, points: Iterable[Iri]) -> str:
        """What people call `points`, in their order."""
        return ", ".join(self.name(point) for point in points)

    def name(self, point: Iri) -> str:
        """What people call one point; its identifier where the vocabulary does not know it."""
        return label(self._knowledge_base, point).lower()
