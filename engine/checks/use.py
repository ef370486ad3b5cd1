"""Every part has one owner, and every question a reader: what nothing uses would only look like law."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.errors import Fault
from engine.knowledge import Contradiction, FactKind, Iri, Rule, Window
from engine.loading.draft import Draft


def check_use(draft: Draft) -> Iterator[Fault]:
    """A fault for every ownerless condition, parameter or value, and every question that decides nothing."""
    yield from _owned(draft, "gov:condition", _condition_users(draft), tuple(draft.conditions))
    yield from _owned(
        draft, "gov:hasParameter", _parameter_users(draft), tuple(draft.knowledge_base.parameters)
    )
    yield from _owned(draft, "gov:parameterValue", _value_users(draft), draft.of_class("gov:ParameterValue"))
    yield from _dead_questions(draft)
    yield from _emptiness(draft)


def _owned(
    draft: Draft, property_: str, users: dict[Iri, list[Iri]], things: tuple[Iri, ...]
) -> Iterator[Fault]:
    for thing in things:
        owners = users[thing]
        if not owners:
            yield draft.fault(
                thing, "Nothing uses it, so it has no effect.", expected=f"{property_} at its owner."
            )
        elif len(owners) > 1:
            message = f"It is used by {len(owners)} things: {', '.join(sorted(owners))}."
            yield draft.fault(thing, message, expected="one owner, so that changing it changes one thing.")


def _condition_users(draft: Draft) -> dict[Iri, list[Iri]]:
    kb = draft.knowledge_base
    users: dict[Iri, list[Iri]] = defaultdict(list)
    owners: tuple[Rule | Window | Contradiction, ...] = (
        *kb.rules.values(),
        *kb.windows.values(),
        *kb.contradictions.values(),
    )
    for owner in owners:
        for condition in owner.conditions:
            users[condition.id].append(owner.id)
    return users


def _parameter_users(draft: Draft) -> dict[Iri, list[Iri]]:
    users: dict[Iri, list[Iri]] = defaultdict(list)
    for control in draft.knowledge_base.controls.values():
        for parameter in control.parameters:
            users[parameter].append(control.id)
    return users


def _value_users(draft: Draft) -> dict[Iri, list[Iri]]:
    users: dict[Iri, list[Iri]] = defaultdict(list)
    for parameter in draft.knowledge_base.parameters.values():
        for value in parameter.values:
            users[value.id].append(parameter.id)
    return users


def _dead_questions(draft: Draft) -> Iterator[Fault]:
    """Structural facts are read by the engine itself; families of conclusions need no reader."""
    kb = draft.knowledge_base
    users = _condition_users(draft)
    read = {condition.fact for condition in draft.conditions.values() if users[condition.id]}
    points = {
        kb.concepts[n].scheme for c in kb.controls.values() for n in c.enforcement_points if n in kb.concepts
    }
    for fact in kb.facts.values():
        asked = fact.kind in (FactKind.DECLARED, FactKind.JUDGEMENT, FactKind.COUNTED)
        places_controls = fact.scheme in points  # controls look there for what can hold them
        if asked and not places_controls and fact.id not in read and fact.expands_into not in read:
            yield draft.fault(
                fact.id,
                "No rule, window, contradiction or control reads it: people would be asked for nothing.",
                expected="a condition that tests it, or no such fact.",
            )


def _emptiness(draft: Draft) -> Iterator[Fault]:
    if not draft.of_class("gov:Pack"):
        message = "No pack says which version of the law this is and until when it was checked."
        yield Fault(message=message, expected="a block with the class gov:Pack.")
    if not draft.knowledge_base.rules:
        message = "There is no rule: every use case would seem free of duties."
        yield Fault(message=message, expected="at least one rule.")
