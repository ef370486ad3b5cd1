"""Random profiles that touch what the rules of a base ask for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.oracle.generated_rules import Condition, Rule, literal
from tests.oracle.generated_vocabulary import KIND, Fact, Scheme, Vocabulary

Document = dict[str, Any]


class ProfileMaker:
    """Makes profiles for one rule base."""

    def __init__(self, rng: Random, vocabulary: Vocabulary, rules: Iterable[Rule]) -> None:
        self.rng = rng
        self.asked: dict[str, list[Condition]] = {}
        for rule in rules:
            for condition in rule.conditions:
                self.asked.setdefault(condition.reads, []).append(condition)
        self.facts = [fact for fact in vocabulary.facts if self.asked.keys() & {fact.id, fact.expands_into}]

    def make(self, number: int) -> Document:
        """One profile; some leave the stack open, some state that there is none."""
        self.silence = self.rng.choice([0.0, 0.0, 0.0, 0.05, 0.3])
        profile: Document = {"id": f"case-{number}", "title": f"Case {number}"}
        self._state(profile, "use-case")
        profile["actors"] = {name: self._state({}, "actor") for name in self._names("acme", "ranko", "x")}
        profile["functions"] = [self._state({"id": name}, "function") for name in self._names("x", "sift")]
        if self.rng.random() < 0.9:
            profile["stack"] = self._stack()
        return profile

    def _names(self, *names: str) -> list[str]:
        return self.rng.sample(names, self.rng.randint(1, len(names)))

    def _stack(self) -> list[Document]:
        if self.rng.random() < 0.08:
            return []
        return [self._component(name) for name in self._names("x", "m1")]

    def _component(self, name: str) -> Document:
        component = self._state({"id": name}, "component")
        if self.rng.random() < 0.75:
            size = self.rng.choice([0, 1, 2, 2])
            tools = self.rng.sample(["x", "send"], size)
            component["tools"] = [self._state({"name": tool}, "tool") for tool in tools]
        return component

    def _state(self, body: Document, level: str) -> Document:
        for fact in self.facts:
            if fact.level == level and self.rng.random() >= self._silence(fact):
                _put(body, fact.path, self._stated(fact))
        return body

    def _silence(self, fact: Fact) -> float:
        if fact.expands_into:
            return 0.7
        if fact.id == KIND:
            return 0.2
        return 0.65 if fact.judgement else self.silence

    def _stated(self, fact: Fact) -> Any:
        if fact.judgement:
            answer = self.rng.random() < 0.5
            return {"answer": answer, "by": "counsel", "on": "2026-11-02", "because": "It was looked into."}
        if fact.scheme is None:
            return self._literal(fact)
        if not fact.many:
            return _written(self._concept(fact, fact.scheme))
        size = self.rng.choice([0, 1, 1, 1, 1, 1, 2, 2, 3])
        terms = dict.fromkeys(self._concept(fact, fact.scheme) for _ in range(size))
        return [_written(term) for term in terms]

    def _concept(self, fact: Fact, scheme: Scheme) -> str:
        """Mostly something a condition names, or something narrower or broader than that."""
        conditions = self.asked.get(fact.id)
        if not conditions or self.rng.random() < 0.2:
            return self.rng.choice(sorted(scheme.broader))
        term = self.rng.choice(self.rng.choice(conditions).values)
        chance = self.rng.random()
        others = scheme.above(term) if chance < 0.12 else scheme.below(term) if chance < 0.4 else {term}
        return self.rng.choice(sorted(others or {term}))

    def _literal(self, fact: Fact) -> bool | int | float | str:
        wanted = self.rng.choice(self.rng.choice(self.asked[fact.id]).values)
        if self.rng.random() < 0.25:
            wanted = literal(self.rng, fact.type)
        if fact.type == "boolean":
            return wanted == "true"
        near = self.rng.choice([-1, 0, 0, 1])
        if fact.type == "date":
            return (date.fromisoformat(wanted) + timedelta(days=near)).isoformat()
        if fact.type == "integer":
            return int(wanted) + near
        return float(Decimal(wanted) + Decimal("0.01") * near)


def _written(term: str) -> str:
    return term.split(".", 1)[1]


def _put(body: Document, path: tuple[str, ...], value: Any) -> None:
    for key in path[:-1]:
        body = body.setdefault(key, {})
    body[path[-1]] = value
