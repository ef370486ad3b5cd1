"""Puts answers into a profile that is being written: plain values in, plain values out."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from engine.knowledge import FactDefinition, ValueType

_TRUTHS = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


class NoAnswer(ValueError):
    """What was typed answers nothing; the message says what would."""


def answered(profile: Mapping[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """
    A copy of `profile` in which `value` stands at the JSON Pointer `pointer`.

    Groups of keys on the way are made; items of lists are not, for a list is written as a whole.
    """
    result: dict[str, Any] = copy.deepcopy(dict(profile))
    *way, last = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    place: Any = result
    for part in way:
        place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
    place[last] = value
    return result


def value_of(fact: FactDefinition, terms: Sequence[str], typed: str) -> Any:
    """
    What `typed` says of `fact`: a boolean, a text, a term or a list of terms.

    Terms are given by name or by their number in `terms`, counted from 1. Where several may be given, commas
    or spaces part them, and `none` states that there is none. Raises `NoAnswer` where a truth is neither yes
    nor no and where a number stands for no term; names and dates are judged by who reads profiles.
    """
    text = typed.strip()
    if fact.value_type is ValueType.BOOLEAN:
        if text.lower() not in _TRUTHS:
            raise NoAnswer("Expected: yes, no or unknown.")
        return _TRUTHS[text.lower()]
    if fact.value_type is not ValueType.CONCEPT:
        return text
    if not fact.many:
        return _term(terms, text)
    if text.lower() in ("none", "[]"):
        return []
    return list(dict.fromkeys(_term(terms, part) for part in text.replace(",", " ").split()))


def _term(terms: Sequence[str], text: str) -> str:
    if not text.isdecimal():
        return text
    if not 1 <= int(text) <= len(terms):
        raise NoAnswer(f"There is no term {text}. Expected: a number from 1 to {len(terms)}, or a term.")
    return terms[int(text) - 1]


def as_yaml(profile: Mapping[str, Any]) -> str:
    """`profile` as YAML in the order of its keys."""
    return yaml.safe_dump(dict(profile), sort_keys=False, allow_unicode=True, width=100)
