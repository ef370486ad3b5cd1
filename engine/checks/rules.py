"""A rule cites, asks what it may ask, and concludes what its level can conclude."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Fault
from engine.knowledge import Condition, FactKind, Iri, Level, Operator, Rule, RuleKind, ValueType
from engine.loading.draft import Draft

_AMONG = frozenset({Operator.ANY_OF, Operator.ONLY_OF, Operator.NONE_OF})
_ORDERED = frozenset({Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST})
FITTING = {
    ValueType.BOOLEAN: frozenset({Operator.EQUAL}),
    ValueType.INTEGER: _ORDERED | {Operator.EQUAL},
    ValueType.DECIMAL: _ORDERED | {Operator.EQUAL},
    ValueType.DATE: _ORDERED | {Operator.EQUAL},
    ValueType.CONCEPT: _AMONG,
    ValueType.TEXT: frozenset({Operator.EQUAL}),
}
"""The operators that can compare values of a type."""


def check_rules(draft: Draft) -> Iterator[Fault]:
    """A fault for every rule, and every contradiction, that could not mean what it seems to say."""
    broader = {name for concept in draft.knowledge_base.concepts.values() for name in concept.broader}
    for rule in draft.knowledge_base.rules.values():
        yield from _form(draft, rule)
        yield from _conclusions(draft, rule, broader)
        yield from _exceptions(draft, rule)
        for condition in rule.conditions:
            yield from _readable(draft, condition, rule.level)
            yield from _residual_read(draft, condition)
    for condition in draft.conditions.values():
        yield from _operator(draft, condition)
    for contradiction in draft.knowledge_base.contradictions.values():
        if len(contradiction.conditions) < 2:
            message = "A contradiction needs two conditions that exclude each other."
            yield draft.fault(contradiction.id, message, expected="two or more values of gov:condition.")
        for condition in contradiction.conditions:
            yield from _stated(draft, condition, contradiction.level)


def _form(draft: Draft, rule: Rule) -> Iterator[Fault]:
    if not rule.encodes and not rule.element_of:
        message = "It cites nothing: a rule that no one can cite does not exist."
        expected = "gov:encodes with the provision it states, or gov:elementOf where it states a part of one."
        yield draft.fault(rule.id, message, expected=expected)
    for provision in sorted({*rule.encodes} & {*rule.element_of}):
        message = f"It states {provision} and is only an element of it."
        yield draft.fault(rule.id, message, mention="gov:elementOf", expected="one of the two.")
    if not rule.conditions:
        message = "It has no condition: an empty conjunction would always hold."
        yield draft.fault(rule.id, message, expected="gov:condition with at least one condition.")
    if not rule.concludes and not rule.defeats:
        message = "It neither concludes nor defeats anything, so it has no effect."
        yield draft.fault(rule.id, message, expected="gov:concludes, or gov:defeats for an exception.")


def _conclusions(draft: Draft, rule: Rule, broader: set[Iri]) -> Iterator[Fault]:
    kb = draft.knowledge_base
    families = {fact.scheme: fact for fact in kb.facts.values() if fact.kind is FactKind.CONCLUDED}
    for name in rule.concludes:
        concept = kb.concepts.get(name)
        if concept is None:
            continue
        family = families.get(concept.scheme)
        if family is None or family.level is not rule.level:
            at = f"conclusions about the level {family.level}" if family else "nothing that rules conclude"
            message = (
                f"It is about the level {rule.level} and concludes {name}, but {concept.scheme} holds {at}."
            )
            expected = "a concept whose vocabulary has a gov:concluded fact on the level of the rule."
            yield draft.fault(rule.id, message, mention=name, expected=expected)
        if name in broader:
            message = f"It concludes {name}, which has narrower concepts."
            yield draft.fault(rule.id, message, mention=name, expected="the most specific concept.")
        if concept.residual:
            message = f"It concludes {name}, which holds only where no rule of its family does."
            yield draft.fault(rule.id, message, mention=name, expected="no rule for a residual concept.")


def _exceptions(draft: Draft, rule: Rule) -> Iterator[Fault]:
    if rule.kind is RuleKind.EXCEPTION and not rule.defeats:
        yield draft.fault(
            rule.id, "It is an exception to nothing.", expected="gov:defeats with a rule that exists."
        )
    if rule.kind is not RuleKind.EXCEPTION and rule.defeats:
        message = "It defeats a rule, but is no exception: only what must be shown can take something away."
        yield draft.fault(rule.id, message, mention="gov:defeats", expected="the class gov:ExceptionRule.")
    for name in rule.defeats:
        defeated = draft.knowledge_base.rules.get(name)
        if defeated is not None and defeated.level is not rule.level:
            message = f"It is about the level {rule.level} and defeats {name}, of the level {defeated.level}."
            yield draft.fault(
                rule.id, message, mention=name, expected="an exception on the level of its rule."
            )


def _readable(draft: Draft, condition: Condition, level: Level) -> Iterator[Fault]:
    fact = draft.knowledge_base.facts.get(condition.fact)
    if fact is None:
        return
    if fact.kind is FactKind.STRUCTURAL:
        message = f"{fact.id} says whether something is listed; adding to the list would change what holds."
        yield draft.fault(condition.id, message, mention=fact.id, expected="a fact about the things listed.")
    elif fact.kind is not FactKind.CONCLUDED and fact.level not in (level, Level.USE_CASE):
        message = f"{fact.id} is stated about the level {fact.level} and read on the level {level}."
        expected = "a fact of the same level or of the use case, or a conclusion about the other level."
        yield draft.fault(condition.id, message, mention=fact.id, expected=expected)


def _stated(draft: Draft, condition: Condition, level: Level) -> Iterator[Fault]:
    yield from _readable(draft, condition, level)
    fact = draft.knowledge_base.facts.get(condition.fact)
    if fact is not None and fact.kind is FactKind.CONCLUDED:
        message = f"{fact.id} is concluded: a contradiction is between things a profile states."
        yield draft.fault(condition.id, message, mention=fact.id, expected="a fact that profiles state.")


def _residual_read(draft: Draft, condition: Condition) -> Iterator[Fault]:
    for value in condition.values:
        concept = draft.knowledge_base.concepts.get(Iri(value))
        if concept is not None and concept.residual:
            message = f"It reads {value}, which is known only after all rules are settled."
            yield draft.fault(
                condition.id, message, mention=value, expected="what the rule is about, stated outright."
            )


def _operator(draft: Draft, condition: Condition) -> Iterator[Fault]:
    fact = draft.knowledge_base.facts.get(condition.fact)
    if fact is None:
        return
    if condition.operator not in FITTING[fact.value_type]:
        fitting = ", ".join(f"gov:{operator}" for operator in sorted(FITTING[fact.value_type]))
        message = (
            f"gov:{condition.operator} cannot compare values of type {fact.value_type}, which {fact.id} has."
        )
        yield draft.fault(condition.id, message, mention="gov:operator", expected=f"one of {fitting}.")
    elif condition.operator not in _AMONG and len(condition.values) > 1:
        message = f"gov:{condition.operator} compares with one value, not {len(condition.values)}."
        yield draft.fault(condition.id, message, mention="gov:value", expected="one value, or a second rule.")
    elif fact.kind is FactKind.CONCLUDED and condition.operator is not Operator.ANY_OF:
        message = f"gov:{condition.operator} on a conclusion would let adding something remove a finding."
        yield draft.fault(
            condition.id, message, mention="gov:operator", expected="gov:any-of, and an exception rule."
        )
