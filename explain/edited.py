"""A profile as it would be written with some changes: plain values, to be read like any other profile."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from engine.knowledge import FactDefinition, FactKind, Iri, KnowledgeBase, ValueType
from engine.profile.form import form_of, written
from engine.usecase import Subject, UseCase
from explain import wording
from explain.changes import Change


def edited_profile(
    use_case: UseCase, knowledge_base: KnowledgeBase, changes: Iterable[Change], day: str
) -> dict[str, Any]:
    """
    The profile of `use_case` with `changes`, as plain values.

    A judgement that nobody has made yet is dated on the ISO date `day` and says that it is supposed.
    """
    profile: dict[str, Any] = json.loads(use_case.document)
    subjects = {(subject.level, subject.id): subject for subject in use_case.subjects}
    for change in changes:
        holder = subjects[change.level, change.subject]
        fact = knowledge_base.facts[change.fact]
        for short in form_of(knowledge_base).shorthand:
            if short.expands_into == fact.id and short.level is fact.level:
                _place(profile, holder, short).pop(short.path[-1], None)
        place = _place(profile, holder, fact)
        place[fact.path[-1]] = _value(fact, change, place.get(fact.path[-1]), day)
    return profile


def _place(profile: dict[str, Any], holder: Subject, fact: FactDefinition) -> dict[str, Any]:
    """The group of keys in which `holder` states `fact`; made where it is not there."""
    place: Any = profile
    for part in holder.pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        place = place[int(key)] if isinstance(place, list) else place[key]
    for key in fact.path[:-1]:
        place = place.setdefault(key, {})
    found: dict[str, Any] = place
    return found


def _value(fact: FactDefinition, change: Change, now: Any, day: str) -> Any:
    values = [_plain(fact, value) for value in change.values]
    if fact.kind is FactKind.JUDGEMENT:
        said = now if isinstance(now, dict) else {}
        supposed = {"by": wording.SUPPOSED_BY, "on": day, "because": wording.SUPPOSED_BECAUSE}
        return {**supposed, **said, "answer": values[0]}
    return values if fact.many else values[0]


def _plain(fact: FactDefinition, value: str) -> Any:
    match fact.value_type:
        case ValueType.BOOLEAN:
            return value == "true"
        case ValueType.INTEGER:
            return int(value)
        case ValueType.CONCEPT:
            return written(Iri(value))
    return value
