"""Reads a raw profile document: its subjects and what it states of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.oracle.extraction import Fact, RuleBase

KINDS = "term:component-kind"


@dataclass(frozen=True, slots=True)
class Subject:
    """A part of the document rules are run for."""

    level: str
    id: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """What the document says of one fact of one subject: CURIEs of concepts, or raw literals."""

    level: str
    subject: str
    fact: str
    values: tuple[Any, ...]


def subjects(profile: Mapping[str, Any]) -> Iterator[Subject]:
    """The use case, its actors, functions, components and tools."""
    yield Subject("use-case", profile["id"], profile)
    for name, body in profile.get("actors", {}).items():
        yield Subject("actor", name, body)
    for body in profile.get("functions", []):
        yield Subject("function", body["id"], body)
    for component in profile.get("stack", []):
        yield Subject("component", component["id"], component)
        for tool in component.get("tools", []):
            yield Subject("tool", f"{component['id']}/{tool['name']}", tool)


def unlisted(base: RuleBase, profile: Mapping[str, Any]) -> Iterator[str]:
    """The levels of which the document does not say which subjects there are."""
    if "stack" not in profile:
        yield "component"
        yield "tool"
    elif any(_may_have_tools(base, component) for component in profile["stack"]):
        yield "tool"


def _may_have_tools(base: RuleBase, component: Mapping[str, Any]) -> bool:
    """Whether its list of tools is missing: it has none, and its kind is one that lists them or could be."""
    if "tools" in component:
        return False
    if "kind" not in component or not base.listers_of_tools:
        return True
    kind = f"{KINDS}.{component['kind']}"
    return any(
        kind in _upwards(base, lister) or lister in _upwards(base, kind) for lister in base.listers_of_tools
    )


def _upwards(base: RuleBase, concept: str) -> set[str]:
    found = {concept}
    while more := {wider for term, wider in base.broader if term in found} - found:
        found |= more
    return found


def statements(base: RuleBase, profile: Mapping[str, Any]) -> Iterator[Statement]:
    """Every fact that is stated anywhere in the document."""
    stated = [fact for fact in base.facts.values() if fact.kind in ("declared", "judgement")]
    for fact in base.facts.values():
        if fact.kind == "counted" and fact.path[0] in profile:
            yield _counted(base, profile, fact)
    for subject in subjects(profile):
        for fact in stated:
            if fact.level == subject.level:
                yield from _statement(base, subject, fact)


def _counted(base: RuleBase, profile: Mapping[str, Any], fact: Fact) -> Statement:
    """The terms that enough entries of a list say."""
    said = [entry[fact.path[1]] for entry in profile[fact.path[0]]]
    enough = sorted({name for name in said if sum(other == name for other in said) >= fact.count_from})
    values = tuple(base.terms[fact.scheme][name] for name in enough)
    return Statement("use-case", profile["id"], fact.id, values)


def _statement(base: RuleBase, subject: Subject, fact: Fact) -> Iterator[Statement]:
    found: Any = subject.body
    for key in fact.path:
        if not isinstance(found, Mapping) or key not in found:
            if fact.recorded_act:
                yield Statement(subject.level, subject.id, fact.id, ())
            return
        found = found[key]
    if fact.kind == "judgement":
        found = found["answer"]
    raw = tuple(found) if isinstance(found, list) else (found,)
    values = tuple(base.terms[fact.scheme][name] for name in raw) if fact.type == "concept" else raw
    yield Statement(subject.level, subject.id, fact.id, values)
