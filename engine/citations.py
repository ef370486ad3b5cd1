"""How provisions, rules and conclusions are cited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.knowledge import Iri, KnowledgeBase


def cite(knowledge_base: KnowledgeBase, provision: Iri) -> str:
    """The provision as people cite it, with its instrument: `AI Act Art. 26(2)`."""
    known = knowledge_base.provisions.get(provision)
    if known is None:
        instrument = knowledge_base.instruments.get(provision)
        return instrument.short if instrument else provision
    return f"{knowledge_base.instruments[known.instrument].short} {known.citation}"


def cite_all(knowledge_base: KnowledgeBase, provisions: Iterable[Iri]) -> tuple[str, ...]:
    """The citations of several provisions, each once, in the order given."""
    return tuple(dict.fromkeys(cite(knowledge_base, provision) for provision in provisions))


def cite_rules(knowledge_base: KnowledgeBase, rules: Iterable[Iri]) -> tuple[str, ...]:
    """What the given rules encode, each provision once."""
    return cite_all(knowledge_base, (p for rule in rules for p in knowledge_base.rules[rule].encodes))


def elements_of_rules(knowledge_base: KnowledgeBase, rules: Iterable[Iri]) -> tuple[str, ...]:
    """The provisions of which the given rules state one element only, each once; they need not apply."""
    return cite_all(knowledge_base, (p for rule in rules for p in knowledge_base.rules[rule].element_of))


def elements_of_conclusion(
    knowledge_base: KnowledgeBase, conclusion: Iri, rules: Iterable[Iri]
) -> tuple[str, ...]:
    """The provisions of which a conclusion is one element only; those of its rules, where it names none."""
    concept = knowledge_base.concepts.get(conclusion)
    if concept is not None and (concept.element_of or concept.stated_in):
        return cite_all(knowledge_base, concept.element_of)
    return elements_of_rules(knowledge_base, rules)


ELEMENT: Final = "element of "
"""How a citation begins where only an element of what it names is found."""


def support_of_conclusion(
    knowledge_base: KnowledgeBase, conclusion: Iri, rules: Iterable[Iri]
) -> tuple[str, ...]:
    """Where a conclusion is stated and what it is an element of, as a reader sees it."""
    listed = tuple(rules)
    elements = elements_of_conclusion(knowledge_base, conclusion, listed)
    return (*cite_conclusion(knowledge_base, conclusion, listed), *(f"{ELEMENT}{e}" for e in elements))


def support_of_rules(knowledge_base: KnowledgeBase, rules: Iterable[Iri]) -> tuple[str, ...]:
    """What rules encode and what they state an element of, as a reader sees it."""
    listed = tuple(rules)
    elements = elements_of_rules(knowledge_base, listed)
    return (*cite_rules(knowledge_base, listed), *(f"{ELEMENT}{element}" for element in elements))


def cite_conclusion(knowledge_base: KnowledgeBase, conclusion: Iri, rules: Iterable[Iri]) -> tuple[str, ...]:
    """Where a conclusion is stated; what the rules for it encode, where the conclusion cites nothing."""
    concept = knowledge_base.concepts.get(conclusion)
    if concept is not None and concept.stated_in:
        return cite_all(knowledge_base, concept.stated_in)
    return cite_rules(knowledge_base, rules)


def label(knowledge_base: KnowledgeBase, iri: Iri) -> str:
    """The preferred label of anything that has one; the identifier itself otherwise."""
    for family in (
        knowledge_base.concepts,
        knowledge_base.controls,
        knowledge_base.parameters,
        knowledge_base.rules,
        knowledge_base.facts,
        knowledge_base.windows,
    ):
        if iri in family:
            return family[iri].label
    return iri
