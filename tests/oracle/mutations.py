"""Random changes to a profile somebody wrote: facts dropped, stated, emptied or stated otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.oracle.documents import Subject, subjects
from tests.oracle.extraction import Fact, RuleBase

Document = dict[str, Any]
FURTHER = {"boolean": ["true", "false"], "integer": ["0"], "decimal": ["0.5"], "date": ["2026-08-02"]}


class _Loader(yaml.SafeLoader):
    """YAML in which dates stay strings and `on` is a word."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def read(path: Path) -> Document:
    """A profile as a document."""
    document: Document = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    return document


def mutants(base: RuleBase, profile: Document, rng: Random, count: int) -> Iterator[Document]:
    """So many changed copies of a profile, each with one to four changes."""
    facts = [fact for fact in base.facts.values() if fact.kind in ("declared", "judgement")]
    for _ in range(count):
        changed = deepcopy(profile)
        for _ in range(rng.randint(1, 4)):
            if rng.random() < 0.1:
                _unlist(changed, rng)
            else:
                _change(base, facts, changed, rng)
        yield changed


def _unlist(profile: Document, rng: Random) -> None:
    with_tools = [part for part in profile.get("stack", []) if "tools" in part]
    if with_tools and rng.random() < 0.7:
        rng.choice(with_tools).pop("tools")
    else:
        profile.pop("stack", None)


def _change(base: RuleBase, facts: list[Fact], profile: Document, rng: Random) -> None:
    places = [(part, fact) for part in subjects(profile) for fact in facts if fact.level == part.level]
    stated = [(part, fact) for part, fact in places if _is_stated(part, fact)]
    part, fact = rng.choice(stated if stated and rng.random() < 0.6 else places)
    holder: Any = part.body
    for key in fact.path[:-1]:
        holder = holder.setdefault(key, {})
    chance = rng.random()
    if chance < 0.3:
        holder.pop(fact.path[-1], None)
    elif chance < 0.45 and fact.many:
        holder[fact.path[-1]] = []
    else:
        holder[fact.path[-1]] = _anything(base, fact, rng)


def _is_stated(part: Subject, fact: Fact) -> bool:
    found: Any = part.body
    for key in fact.path:
        if key not in found:
            return False
        found = found[key]
    return True


def _anything(base: RuleBase, fact: Fact, rng: Random) -> Any:
    """A value of the fact's type, as often as not one that a condition names."""
    if fact.type == "concept":
        names = sorted(base.terms[fact.scheme])
        asked = [value.split(".", 1)[1] for c in base.conditions_on(fact.id) for value in c.values]
        size = rng.choice([1, 1, 2]) if fact.many else 1
        terms = list(
            dict.fromkeys(
                rng.choice(asked or names) if rng.random() < 0.5 else rng.choice(names) for _ in range(size)
            )
        )
        return terms if fact.many else terms[0]
    if fact.type == "text":
        return "Something else."
    asked = [value for condition in base.conditions_on(fact.id) for value in condition.values]
    text = rng.choice(asked + FURTHER[fact.type])
    value: Any = yaml.load(text, _Loader)
    if fact.kind == "judgement":
        return {"answer": value, "by": "counsel", "on": "2026-11-02", "because": "It was looked into again."}
    return value
