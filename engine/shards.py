"""Cuts a group of rules into rule sets small enough for durable-rules to run safely.

The bounds are those within which the library was measured to be right. Its own limits lie just above: 64
pending tests a fact, 511 alternatives after one test, 252 properties a fact, 255 rules with one pattern,
4,096 rules a rule set, and names compared by a 32-bit hash only. A rule that cannot be brought within the
bounds is refused by name.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import RuleBaseRejected
from engine.rulebase import Antecedent, Group

MAX_PENDING = 60
MAX_CHILDREN = 400
MAX_PROPERTIES = 240
MAX_PATTERNS = 800
MAX_ALIKE = 200
MAX_SLOT = 99_999
RESERVED = ("id", "sid", "$s", "go")

NAME_LENGTH = 6
"""Of every pattern: all names are equally long, so that they are quickly read off a message."""

Literal = tuple[str, int, bool]
"""A property, a code, and whether exactly this code is meant (else: at least it)."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One rule set: the antecedents in it, and its source in the library's own form."""

    antecedents: tuple[Antecedent, ...]
    source: str


def certain_name(antecedent: Antecedent) -> str:
    """The name of the pattern that matches when the rules of `antecedent` fire."""
    return f"s{antecedent.name:05}"


def possible_name(antecedent: Antecedent) -> str:
    """The name of the pattern that matches when no condition is false; its rules need not have fired."""
    return f"p{antecedent.name:05}"


def read_property(antecedent: Antecedent, place: int) -> str:
    """The property that carries a reading; exceptions see a contestable one as unknown, so have their own."""
    return f"{'x' if antecedent.is_exception else 'c'}{place}"


def defence_property(defeaters: tuple[int, ...]) -> str:
    """The property that says how far these exceptions stand in the way; rules with the same ones share it."""
    return "d" + "_".join(map(str, defeaters))


def shards(group: Group) -> tuple[Shard, ...]:
    """
    The antecedents of `group`, in rule sets within bounds.

    Raises `RuleBaseRejected` naming a rule that fits in none. Rules without conditions are left out: they
    never say anything, and an empty pattern would match everything.
    """
    if any(antecedent.name > MAX_SLOT for antecedent in group.antecedents):
        raise RuleBaseRejected(f"there are more than {MAX_SLOT} rules about the level {group.level}")
    found: list[Shard] = []
    rest = sorted((each for each in group.antecedents if each.reads), key=_by_conditions)
    while rest:
        size = _largest_fitting(rest)
        if not size:
            raise RuleBaseRejected(
                f"{rest[0].rules[0]} has too many conditions to be run safely. Next: split it into rules that"
                " conclude an intermediate concept."
            )
        found.append(_shard(rest[:size]))
        rest = rest[size:]
    return tuple(found)


def _by_conditions(antecedent: Antecedent) -> list[str]:
    return [read_property(antecedent, place) for place in antecedent.reads]


def _largest_fitting(antecedents: Sequence[Antecedent]) -> int:
    """How many of `antecedents`, taken from the front, fit together: doubling, then halving the step."""
    size, step = 0, 16
    while step and size < len(antecedents):
        wanted = min(size + step, len(antecedents))
        if _fits(antecedents[:wanted]):
            size, step = wanted, step * 2
        else:
            step //= 2
    return size


def _fits(antecedents: Sequence[Antecedent]) -> bool:
    patterns = [literals for each in antecedents for _, literals in _patterns(each)]
    names = {name for literals in patterns for name, _, _ in literals}
    pending, children = _trie_bounds(patterns)
    return (
        len(patterns) < MAX_PATTERNS
        and len(names) <= MAX_PROPERTIES
        and pending <= MAX_PENDING
        and children <= MAX_CHILDREN
        and max(Counter(map(tuple, patterns)).values()) <= MAX_ALIKE
        and max(len(literals) for literals in patterns) <= MAX_PENDING
    )


def _patterns(antecedent: Antecedent) -> tuple[tuple[str, list[Literal]], ...]:
    reads = _by_conditions(antecedent)
    certain: list[Literal] = [(name, 2, True) for name in reads]
    if antecedent.defeaters:
        defence = defence_property(antecedent.defeaters)
        certain.append((defence, 2, True) if antecedent.is_exception else (defence, 1, False))
    alone = len(certain) == 1  # then it fires or is unknown, and one pattern need not match with the other
    possible: list[Literal] = [(name, 1, alone) for name in reads]
    return (certain_name(antecedent), certain), (possible_name(antecedent), possible)


def _trie_bounds(patterns: Iterable[Sequence[Literal]]) -> tuple[int, int]:
    """Upper bounds of the tests pending at once and of alternatives after one, in the library's tree."""
    root: dict[Literal, Any] = {}
    for literals in patterns:
        node = root
        for literal in literals:
            node = node.setdefault(literal, {})
    pending = children = 0
    stack: list[tuple[dict[Literal, Any], int]] = [(root, 0)]
    while stack:
        node, above = stack.pop()
        children = max(children, len(node))
        pending = max(pending, above + len(node))
        stack.extend((child, above + len(node) - 1) for child in node.values())
    return pending, children


def _shard(antecedents: Sequence[Antecedent]) -> Shard:
    definition: dict[str, Any] = {"go": {"all": [{"m": {"go": 1}}]}}
    names = set(RESERVED)
    for antecedent in antecedents:
        for name, literals in _patterns(antecedent):
            names.update(literal[0] for literal in literals)
            definition[name] = {"all": [{"m": {"$and": [_test(literal) for literal in literals]}}]}
    refuse_collisions(names)
    return Shard(tuple(antecedents), json.dumps(definition))


def _test(literal: Literal) -> dict[str, Any]:
    name, code, exactly = literal
    return {name: code} if exactly else {"$gte": {name: code}}


def refuse_collisions(names: Iterable[str]) -> None:
    """Refuses names that the library, which compares hashes only, could not tell apart."""
    seen: dict[int, str] = {}
    for name in sorted(names):
        other = seen.setdefault(fnv_1a(name), name)
        if other != name:
            raise RuleBaseRejected(f"the names {other!r} and {name!r} have the same 32-bit hash; rename one")


def fnv_1a(name: str) -> int:
    """The 32-bit FNV-1a hash of an ASCII name, as the library computes it."""
    value = 0x811C9DC5
    for byte in name.encode("ascii"):
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value
