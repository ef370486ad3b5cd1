"""What a profile may say: the facts of a knowledge base by level and place, and the terms people write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from engine.conditions import Test, compile_condition
from engine.errors import Fault, KnowledgeBaseError
from engine.knowledge import Contradiction, FactDefinition, FactKind, Iri, KnowledgeBase, Level
from engine.taxonomy import Taxonomy

Branch = Mapping[str, "FactDefinition | Branch"]
"""The keys at one place of a profile: each a fact, or a group of further keys."""

ACCEPTED = "accepted_non_compliances"
"""The key of the requirements that somebody accepts not to meet."""

FIXED: Mapping[Level, frozenset[str]] = {
    Level.USE_CASE: frozenset({"id", "title", "description", "actors", "functions", "stack", ACCEPTED}),
    Level.ACTOR: frozenset({"title"}),
    Level.FUNCTION: frozenset({"id", "title"}),
    Level.COMPONENT: frozenset({"id", "title", "model", "vendor", "version", "tools"}),
    Level.TOOL: frozenset({"name", "title", "arguments"}),
}
"""The keys that every profile has, whatever a knowledge base asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What one knowledge base lets a profile say."""

    facts: Mapping[Level, Branch]
    """The facts that can be stated about a subject of each level, by their place under it."""
    terms: Mapping[Iri, Mapping[str, Iri]]
    """For each vocabulary, the terms as people write them."""
    expands_to: Mapping[Iri, tuple[Iri, ...]]
    """What each shorthand term amounts to."""
    shorthand: tuple[FactDefinition, ...]
    places: Mapping[str, str]
    """Where the last key of each fact belongs, in words: for keys that stand at a wrong place."""
    controls: Mapping[str, Iri]
    """The control types as people write them."""
    happenings: Mapping[str, tuple[FactDefinition, ...]]
    """The lists of happenings that a profile can hold, by their key, with the facts counted from each."""
    recorded_acts: tuple[FactDefinition, ...]
    """The organisation's own acts: where a profile does not state one, it was not done."""
    seconded: tuple[FactDefinition, ...]
    """The judgements that support another, which somebody else must have made."""
    lists: tuple[FactDefinition, ...]
    """The structural facts, those about the whole use case first."""
    contradictions: tuple[tuple[Contradiction, tuple[Test, ...]], ...]
    taxonomy: Taxonomy


_FORMS: WeakKeyDictionary[KnowledgeBase, Form] = WeakKeyDictionary()


def form_of(knowledge_base: KnowledgeBase) -> Form:
    """
    The form that `knowledge_base` defines, made once.

    Raises `KnowledgeBaseError` where a fact stands where a group of facts, or a fixed key, stands too.
    """
    form = _FORMS.get(knowledge_base)
    if form is None:
        form = _FORMS[knowledge_base] = _form(knowledge_base)
    return form


def written(concept: Iri) -> str:
    """How people write `concept` in a profile: the part of its name after the first dot."""
    local = concept.partition(":")[2]
    return local.partition(".")[2] or local


def _form(knowledge_base: KnowledgeBase) -> Form:
    facts = [fact for fact in knowledge_base.facts.values() if fact.kind is not FactKind.CONCLUDED]
    taxonomy = Taxonomy(knowledge_base.concepts)
    terms: dict[Iri, dict[str, Iri]] = {scheme: {} for scheme in knowledge_base.schemes}
    for concept in knowledge_base.concepts.values():
        terms.setdefault(concept.scheme, {})[written(concept.id)] = concept.id
    return Form(
        facts={level: _tree(facts, level) for level in Level},
        terms=terms,
        expands_to={c.id: c.expands_to for c in knowledge_base.concepts.values() if c.expands_to},
        shorthand=tuple(fact for fact in facts if fact.expands_into),
        places=_places(facts),
        controls={control.partition(":")[2]: control for control in knowledge_base.controls},
        happenings=_happenings(facts),
        recorded_acts=tuple(fact for fact in facts if fact.recorded_act),
        seconded=tuple(fact for fact in facts if fact.seconds),
        lists=tuple(
            fact for level in Level for fact in facts if fact.opens is not None and fact.level is level
        ),
        contradictions=tuple(
            (contradiction, _tests(contradiction, knowledge_base, taxonomy))
            for contradiction in knowledge_base.contradictions.values()
        ),
        taxonomy=taxonomy,
    )


def _happenings(facts: list[FactDefinition]) -> dict[str, tuple[FactDefinition, ...]]:
    counted = [fact for fact in facts if fact.kind is FactKind.COUNTED]
    keys = sorted({fact.path[0] for fact in counted})
    return {key: tuple(fact for fact in counted if fact.path[0] == key) for key in keys}


def _places(facts: list[FactDefinition]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for fact in facts:
        of = "the use case" if fact.level is Level.USE_CASE else f"each {fact.level}"
        found.setdefault(fact.path[-1], []).append(f"to {of}, as {'.'.join(fact.path)}")
    return {key: " and ".join(sorted(places)) for key, places in found.items()}


def _tests(
    contradiction: Contradiction, knowledge_base: KnowledgeBase, taxonomy: Taxonomy
) -> tuple[Test, ...]:
    return tuple(
        compile_condition(condition, knowledge_base.facts[condition.fact], taxonomy)
        for condition in contradiction.conditions
    )


def _tree(facts: list[FactDefinition], level: Level) -> Branch:
    root: dict[str, FactDefinition | Branch] = {}
    for fact in facts:
        if fact.level is level and fact.kind not in (FactKind.STRUCTURAL, FactKind.COUNTED):
            _grow(root, fact, FIXED[level])
    return root


def _grow(root: dict[str, FactDefinition | Branch], fact: FactDefinition, fixed: frozenset[str]) -> None:
    *groups, last = fact.path
    place = root
    for group in groups:
        inner = place.setdefault(group, {})
        if not isinstance(inner, dict):
            raise _taken(fact)
        place = inner
    if last in place or fact.path[0] in fixed:
        raise _taken(fact)
    place[last] = fact


def _taken(fact: FactDefinition) -> KnowledgeBaseError:
    message = f"Its place in a profile, {'.'.join(fact.path)}, is taken."
    return KnowledgeBaseError([Fault(message=message, path=fact.id, expected="a place of its own.")])
