"""Random rules over a vocabulary, stratified by construction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.oracle.generated_vocabulary import KIND, Fact, Tree, Vocabulary

DAY = date(2026, 8, 2)
INTEGERS = (0, 1, 5, 10**15, 10**15 + 1, -3)
DECIMALS = ("0.1", "0.3", "1.0", "2", "0.30000000000000001", "-1.5")
COMPARISONS = ("equal", "less", "at-most", "greater", "at-least")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; `fact` is None where it reads conclusions."""

    reads: str
    operator: str
    values: tuple[str, ...]
    fact: Fact | None = None


@dataclass(slots=True)
class Rule:
    """One rule; an exception where it defeats."""

    id: str
    level: str
    stratum: int
    conditions: tuple[Condition, ...]
    concludes: tuple[str, ...] = ()
    defeats: list[str] = field(default_factory=list)


class RuleMaker:
    """Makes the rules of one base.

    A rule of stratum n reads conclusions of strata below n only; an exception stands in no higher
    stratum than what it defeats, and reads nothing of other subjects unless all it can do is give
    findings back.
    """

    def __init__(self, rng: Random, vocabulary: Vocabulary) -> None:
        self.rng = rng
        self.vocabulary = vocabulary
        self.rules: list[Rule] = []

    def make(self) -> list[Rule]:
        """All rules of a base, exceptions and their exceptions included."""
        for tree in self.vocabulary.trees:
            first = len(self.rules)
            self._conclude(tree)
            self._rest_on_the_stratum_below(self.rules[first], own=tree.own)
        base = list(self.rules)
        exceptions = [made for rule in base for made in self._exceptions(rule, chance=0.85)]
        for exception in exceptions:
            self._exceptions(exception, chance=0.25, own=self._takes_away(exception))
        return self.rules

    def _conclude(self, tree: Tree) -> None:
        for name in tree.leaves:
            chance = 1.0
            while self.rng.random() < chance:
                others = [other for other in tree.leaves if other != name and self.rng.random() < 0.15]
                self._add(tree.level, tree.stratum, own=tree.own, concludes=(name, *others))
                chance = 0.2

    def _rest_on_the_stratum_below(self, rule: Rule, *, own: bool) -> None:
        readable = self._readable(rule.level, rule.stratum, own=own)
        if readable:
            highest = max(tree.stratum for tree in readable)
            near = [tree for tree in readable if tree.stratum == highest]
            rule.conditions = (self._on_conclusions(near), *rule.conditions[1:])

    def _takes_away(self, exception: Rule) -> bool:
        """Whether losing this exception could in the end take a finding away."""
        own = {name for tree in self.vocabulary.trees if tree.own for name in tree.parents}
        beaten = {name for rule in self.rules if rule.id in exception.defeats for name in rule.concludes}
        return bool(exception.concludes or own & beaten)

    def _exceptions(self, rule: Rule, chance: float, *, own: bool = True) -> list[Rule]:
        made = []
        while self.rng.random() < chance:
            exception = self._add(rule.level, self.rng.randint(0, rule.stratum), own=own, exception=True)
            exception.defeats.append(rule.id)
            if not rule.defeats:
                exception.defeats += self._further_targets(exception)
            made.append(exception)
            chance /= 3
        return made

    def _further_targets(self, exception: Rule) -> list[str]:
        return [
            rule.id
            for rule in self.rules
            if not rule.defeats
            and rule.level == exception.level
            and rule.stratum >= exception.stratum
            and rule.id not in (exception.id, *exception.defeats)
            and self.rng.random() < 0.04
        ]

    def _add(
        self, level: str, stratum: int, *, own: bool, exception: bool = False, concludes: tuple[str, ...] = ()
    ) -> Rule:
        sizes = [1, 1, 1, 2] if exception else [1, 1, 1, 1, 2, 3]
        conditions = tuple(
            self._condition(level, stratum, own=own, doubtful=0.5 if exception else 0.0)
            for _ in range(self.rng.choice(sizes))
        )
        name = f"aia:rule.{'x' if exception else 'r'}{len(self.rules)}"
        rule = Rule(name, level, stratum, conditions, concludes)
        if exception and own and self.rng.random() < 0.3:
            rule.concludes = self._conclusion_of_exception(level, stratum)
        self.rules.append(rule)
        return rule

    def _conclusion_of_exception(self, level: str, stratum: int) -> tuple[str, ...]:
        trees = [tree for tree in self.vocabulary.trees if tree.level == level and tree.stratum >= stratum]
        return (self.rng.choice(self.rng.choice(trees).leaves),) if trees else ()

    def _condition(self, level: str, stratum: int, *, own: bool, doubtful: float) -> Condition:
        readable = self._readable(level, stratum, own=own)
        if readable and self.rng.random() < 0.35:
            return self._on_conclusions(readable)
        facts = self.vocabulary.facts_at("use-case" if self.rng.random() < 0.12 else level)
        judgements = [fact for fact in facts if fact.judgement]
        return self._on_fact(self.rng.choice(judgements if self.rng.random() < doubtful else facts))

    def _readable(self, level: str, stratum: int, *, own: bool) -> list[Tree]:
        below = [tree for tree in self.vocabulary.trees if tree.stratum < stratum]
        return [tree for tree in below if not own or (tree.own and tree.level in (level, "use-case"))]

    def _on_conclusions(self, readable: list[Tree]) -> Condition:
        tree = self.rng.choice(readable)
        values = self.rng.sample(sorted(tree.parents), min(len(tree.parents), self.rng.choice([1, 2, 3])))
        return Condition(tree.family, "any-of", tuple(values))

    def _on_fact(self, fact: Fact) -> Condition:
        if fact.scheme is not None:
            operator = self.rng.choice(["any-of", "any-of", "any-of", "only-of", "none-of"])
            size = 1 if fact.id == KIND else self.rng.randint(1, 4)
            values = tuple(self.rng.sample(sorted(fact.scheme.broader), size))
        else:
            operator = "equal" if fact.type == "boolean" else self.rng.choice(COMPARISONS)
            values = (literal(self.rng, fact.type),)
        return Condition(fact.id, operator, values, fact)


def literal(rng: Random, kind: str) -> str:
    """The lexical form of a random literal, close to others so that boundaries are met."""
    if kind == "boolean":
        return rng.choice(["true", "false"])
    if kind == "integer":
        return str(rng.choice(INTEGERS))
    if kind == "decimal":
        return rng.choice(DECIMALS)
    return (DAY + timedelta(days=rng.randint(-2, 2))).isoformat()
