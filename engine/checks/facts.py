"""A question can be asked, answered and understood in one way only."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Fault
from engine.knowledge import FactDefinition, FactKind, Iri, Level, ValueType
from engine.loading.draft import Draft
from engine.profile.form import FIXED


def check_facts(draft: Draft) -> Iterator[Fault]:
    """A fault for every question that is ill-typed, stands where another does, or expands into nothing."""
    places: dict[tuple[Level, tuple[str, ...]], Iri] = {}
    families: dict[Iri, Iri] = {}
    for fact in draft.knowledge_base.facts.values():
        yield from _ill_typed(draft, fact)
        if fact.kind is FactKind.COUNTED:
            yield from _counted(draft, fact)
        elif fact.path and (first := places.setdefault((fact.level, fact.path), fact.id)) != fact.id:
            message = f"{first} stands at the same place of a profile."
            yield draft.fault(fact.id, message, mention="gov:profilePath", expected="a place of its own.")
        yield from _misplaced(draft, fact)
        if fact.kind is FactKind.CONCLUDED and fact.scheme:
            first = families.setdefault(fact.scheme, fact.id)
            if first != fact.id:
                message = f"{first} is the family of the conclusions of {fact.scheme} already."
                yield draft.fault(
                    fact.id, message, mention="gov:valueScheme", expected="one family for a vocabulary."
                )
        seconded = draft.knowledge_base.facts.get(fact.seconds) if fact.seconds else None
        if fact.seconds and (
            seconded is None or (seconded.kind, seconded.level) != (FactKind.JUDGEMENT, fact.level)
        ):
            message = f"It seconds {fact.seconds}, which is no judgement about the same subject."
            yield draft.fault(fact.id, message, mention="gov:seconds", expected="a judgement of its level.")
        if fact.expands_into:
            yield from _shorthand(draft, fact)


def _counted(draft: Draft, fact: FactDefinition) -> Iterator[Fault]:
    if fact.count_from < 1:
        message = "It counts from no number, so it would hold of everything."
        yield draft.fault(
            fact.id,
            message,
            mention="gov:countFrom",
            expected="gov:countFrom with a whole number, 1 or more.",
        )
    if (
        (fact.level, len(fact.path)) != (Level.USE_CASE, 2)
        or fact.value_type is not ValueType.CONCEPT
        or not fact.many
    ):
        message = "What a list of happenings says is a set of terms about the use case."
        expected = (
            'gov:level gov:use-case, gov:valueType "concept", gov:many true and gov:profilePath "list.key".'
        )
        yield draft.fault(fact.id, message, mention="gov:factKind", expected=expected)


def _misplaced(draft: Draft, fact: FactDefinition) -> Iterator[Fault]:
    if fact.kind is not FactKind.STRUCTURAL and fact.path[:1] and fact.path[0] in FIXED[fact.level]:
        message = f"Its first key, {fact.path[0]}, is one that every profile has."
        yield draft.fault(fact.id, message, mention="gov:profilePath", expected="a key of its own.")
    around = {fact.path[:length] for length in range(1, len(fact.path))}
    for other in draft.knowledge_base.facts.values():
        if other.level is fact.level and other.path in around:
            message = f"It stands inside {other.id}, which is a value and no group of keys."
            yield draft.fault(fact.id, message, mention="gov:profilePath", expected="a place of its own.")


def _ill_typed(draft: Draft, fact: FactDefinition) -> Iterator[Fault]:
    if fact.kind is FactKind.CONCLUDED and (fact.value_type is not ValueType.CONCEPT or fact.path):
        message = "A family of conclusions has concepts as values and no place in a profile."
        expected = 'gov:valueType "concept", gov:valueScheme, and no gov:profilePath.'
        yield draft.fault(fact.id, message, mention="gov:factKind", expected=expected)
    if fact.kind is FactKind.JUDGEMENT and (
        fact.value_type is not ValueType.BOOLEAN or fact.path[:1] != ("judgements",)
    ):
        message = "A judgement is answered with true or false, among the judgements of its subject."
        expected = 'gov:valueType "boolean" and gov:profilePath "judgements.<name>".'
        yield draft.fault(fact.id, message, mention="gov:factKind", expected=expected)
    if fact.many and fact.value_type is not ValueType.CONCEPT:
        message = f"Several values can be stated, but they are of type {fact.value_type}."
        yield draft.fault(fact.id, message, mention="gov:many", expected="gov:many with concepts only.")


def _shorthand(draft: Draft, fact: FactDefinition) -> Iterator[Fault]:
    kb = draft.knowledge_base
    target = kb.facts.get(fact.expands_into or Iri(""))
    if target is None:
        return
    terms = [concept for concept in kb.concepts.values() if concept.scheme == fact.scheme]
    for term in terms:
        strange = [
            name
            for name in term.expands_to
            if name in kb.concepts and kb.concepts[name].scheme != target.scheme
        ]
        if strange or not term.expands_to:
            shown = ", ".join(strange) or "nothing"
            yield draft.fault(
                term.id,
                f"As a value of the shorthand {fact.id} it expands to {shown}.",
                mention="gov:expandsTo",
                expected=f"gov:expandsTo with terms of {target.scheme}, the vocabulary of {target.id}.",
            )
