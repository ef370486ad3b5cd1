"""The oracle: rules evaluated by an answer set solver, from the Turtle and the raw profile.

It shares no code with the engine. Python reads the two documents and compares numbers and dates;
everything else (taxonomies, operators, three values, defeat, lifting) is `semantics.lp`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import clingo

from tests.oracle.documents import statements, subjects, unlisted
from tests.oracle.extraction import GOV, LITERAL_OPERATORS, Condition, RuleBase

PROGRAM = Path(__file__).with_name("semantics.lp")

Outcomes = dict[tuple[str, str, str], str]
"""(rule, level, subject) to fired, fired-contestable, defeated, undetermined or does-not-hold."""


def evaluate(sources: str | Sequence[Path], profile: Mapping[str, Any], known_at: str) -> Outcomes:
    """The outcome of every rule for every subject of its level."""
    return evaluate_all(RuleBase(sources), [profile], known_at)[0]


def evaluate_all(base: RuleBase, profiles: Sequence[Mapping[str, Any]], known_at: str) -> list[Outcomes]:
    """Several profiles against one rule base, grounded and solved together."""
    control = clingo.Control(["--models=2", "--warn=none"])
    control.load(str(PROGRAM))
    lines = [*_rule_base(base, known_at)]
    for number, profile in enumerate(profiles):
        lines += _profile(base, number, profile)
    control.add("base", [], "\n".join(lines))
    control.ground([("base", [])])
    found: list[Outcomes] = [{} for _ in profiles]
    models = 0
    with control.solve(yield_=True) as answers:
        for answer in answers:
            models += 1
            _collect(answer.symbols(shown=True), found)
    assert models == 1, f"{models} answer sets: the rule base is not stratified"
    return found


def _collect(symbols: Sequence[clingo.Symbol], found: list[Outcomes]) -> None:
    for symbol in symbols:
        rule, subject, outcome = symbol.arguments
        number, level, name = subject.arguments
        key = (rule.string, level.string, name.string)
        assert key not in found[number.number], f"two outcomes of {key}"
        found[number.number][key] = outcome.name.replace("_", "-")


def _atom(name: str, *arguments: str | int | tuple[str | int, ...]) -> str:
    return f"{name}({','.join(map(_term, arguments))})."


def _term(argument: str | int | tuple[str | int, ...]) -> str:
    if isinstance(argument, tuple):
        return f"({','.join(map(_term, argument))})"
    return str(argument) if isinstance(argument, int) else str(clingo.String(argument))


def _rule_base(base: RuleBase, known_at: str) -> Iterator[str]:
    yield from (_atom("concept", term) for names in base.terms.values() for term in names.values())
    yield from (_atom("broader", *pair) for pair in base.broader)
    yield from (_atom("expands_to", *pair) for pair in base.pairs(GOV.expandsTo))
    yield from _facts(base)
    for rule in base.rules_known_at(known_at).values():
        yield _atom("rule", rule.id, rule.level)
        if rule.is_exception:
            yield _atom("exception", rule.id)
        yield from (_atom("defeats", rule.id, other) for other in rule.defeats)
        yield from (_atom("concludes", rule.id, concept) for concept in rule.concludes)
        for condition in rule.conditions:
            yield _atom("condition", rule.id, condition)
            yield from _condition(base, base.conditions[condition])


def _facts(base: RuleBase) -> Iterator[str]:
    for fact in base.facts.values():
        yield _atom("about", fact.id, fact.level)
        if fact.type != "concept":
            yield _atom("of_literals", fact.id)
        if fact.kind == "concluded":
            yield _atom("concluded", fact.id)
        if fact.expands_into:
            yield _atom("expands_into", fact.id, fact.expands_into)


def _condition(base: RuleBase, condition: Condition) -> Iterator[str]:
    fact = base.facts[condition.fact]
    literal = condition.operator in LITERAL_OPERATORS
    assert literal == (fact.type != "concept"), f"{condition.id}: {condition.operator} of a {fact.type}"
    assert fact.kind in ("declared", "judgement", "counted", "concluded"), (
        f"{condition.id} reads a {fact.kind} fact"
    )
    assert fact.kind != "concluded" or condition.operator == "any-of", f"{condition.id}: {condition.operator}"
    yield _atom("reads", condition.id, condition.fact)
    yield _atom("operator", condition.id, condition.operator)
    if not literal:
        yield from (_atom("accepts", condition.id, value) for value in condition.values)


def _profile(base: RuleBase, number: int, profile: Mapping[str, Any]) -> Iterator[str]:
    yield from (_atom("subject", number, part.level, part.id) for part in subjects(profile))
    yield from (_atom("unlisted", number, level) for level in unlisted(base, profile))
    for said in statements(base, profile):
        subject = (number, said.level, said.subject)
        yield _atom("stated", subject, said.fact)
        if base.facts[said.fact].type == "concept":
            yield from (_atom("states", subject, said.fact, value) for value in said.values)
            continue
        for condition in base.conditions_on(said.fact):
            if _some_value_compares(base.facts[said.fact].type, said.values, condition):
                yield _atom("compares", condition.id, subject)


def _some_value_compares(kind: str, values: Sequence[Any], condition: Condition) -> bool:
    return any(
        _compares(condition.operator, _literal(kind, stated), _literal(kind, wanted))
        for stated in values
        for wanted in condition.values
    )


def _literal(kind: str, value: Any) -> Any:
    """A literal as something Python orders: numbers exactly, dates as days."""
    text = str(value)
    if kind in ("integer", "decimal"):
        return Decimal(text)
    if kind == "date":
        return date.fromisoformat(text)
    return text.lower() if kind == "boolean" else text


def _compares(operator: str, stated: Any, wanted: Any) -> bool:
    answers: dict[str, bool] = {
        "equal": stated == wanted,
        "less": stated < wanted,
        "at-most": stated <= wanted,
        "greater": stated > wanted,
        "at-least": stated >= wanted,
    }
    return answers[operator]
