"""Facts and conditions in words: what is stated, what a condition asks for, and where an answer belongs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.citations import label
from engine.knowledge import Condition, FactDefinition, Iri, KnowledgeBase
from engine.usecase import Stated, Subject
from explain import wording
from explain.dates import human_date

_SHOWN: Final = 4
_TRUTHS: Final = {"true": "yes", "false": "no"}


def value_words(knowledge_base: KnowledgeBase, value: str) -> str:
    """One value of a fact as people read it."""
    return _TRUTHS.get(value) or label(knowledge_base, Iri(value))


def values_words(knowledge_base: KnowledgeBase, values: Iterable[str]) -> str:
    """The values a statement makes; that there is none is a statement too."""
    return ", ".join(value_words(knowledge_base, value) for value in values) or wording.NONE_STATED


def expected_words(knowledge_base: KnowledgeBase, condition: Condition) -> str:
    """What `condition` asks for; long lists are cut, and say by how much."""
    words = [f"“{value_words(knowledge_base, value)}”" for value in condition.values]
    if len(words) <= _SHOWN + 1:
        listed = wording.OR.join(words)
    else:
        listed = wording.MORE_VALUES.format(values=", ".join(words[:_SHOWN]), count=len(words) - _SHOWN)
    return wording.EXPECTED[condition.operator.value].format(values=listed)


def stated_words(knowledge_base: KnowledgeBase, stated: Stated) -> str:
    """What a profile states, with who judged so where it is a judgement."""
    values = values_words(knowledge_base, tuple(dict.fromkeys(stated.values)))
    if not stated.by:
        return values
    return wording.JUDGED.format(
        values=values, by=stated.by, on=human_date(stated.on), because=stated.because.rstrip(".")
    )


def place_of(fact: FactDefinition, holder: Subject) -> str:
    """The JSON Pointer at which `holder` states `fact`, or would."""
    return "/".join((holder.pointer, *fact.path))


def profile_places(pointers: Iterable[str]) -> tuple[str, ...]:
    """Places of the profile as citations."""
    return tuple(dict.fromkeys(f"profile {pointer}" for pointer in pointers))
