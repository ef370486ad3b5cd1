"""The durable-rules executor says what the definition says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.errors import RuleBaseRejected
from engine.forward import ForwardExecutor
from engine.knowledge import Level, Rule
from engine.rulebase import RuleBase, compile_rules
from engine.semantics import Verdict, define
from engine.state import snapshot
from engine.usecase import UseCase
from tests.support.kb import concluded, knowledge_base, rule, use_case

BASE = rule("base", "a", then="tier.high")
EXCEPTION = rule("exception", "b", defeats="base")
COUNTER = rule("counter", "c", defeats="exception")
DUTY = rule("duty", concluded("tier.high"), level=Level.ACTOR, then="obligation.x")
RULES = (BASE, EXCEPTION, COUNTER, DUTY)


def compiled(*rules: Rule) -> RuleBase:
    known = knowledge_base(*rules)
    return compile_rules(known.rules.values(), known)


@pytest.fixture
def executor() -> ForwardExecutor:
    return ForwardExecutor(trial=False)


def agree(executor: ForwardExecutor, base: RuleBase, case: UseCase) -> bool:
    facts = snapshot(base, case)
    return executor.run(base, facts) == define(base, facts)


def every_function() -> Iterator[dict[str, bool]]:
    """Every way to state or leave out the facts a, b and c."""
    values: tuple[bool | None, ...] = (True, False, None)
    for a in values:
        for b in values:
            for c in values:
                given = {"a": a, "b": b, "c": c}
                yield {key: value for key, value in given.items() if value is not None}


def test_a_rule_base_without_rules_runs(executor: ForwardExecutor) -> None:
    assert agree(executor, compiled(), use_case({}))
    assert agree(ForwardExecutor(), compiled(), use_case({}))


def test_a_rule_without_conditions_says_nothing(executor: ForwardExecutor) -> None:
    base = compiled(rule("empty", then="tier.high"), rule("other", "a", then="tier.high"), EXCEPTION, BASE)
    facts = snapshot(base, use_case({"a": True}))
    assert (
        executor.run(base, facts)[Level.FUNCTION][0][base.rules_of[Level.FUNCTION].index(rule("empty").id)]
        == 0
    )
    assert agree(executor, base, use_case({"a": True}))


def test_a_use_case_without_subjects_has_no_verdicts(executor: ForwardExecutor) -> None:
    base = compiled(*RULES)
    assert executor.run(base, snapshot(base, use_case()))[Level.FUNCTION] == ()


def test_it_agrees_with_the_definition_on_every_combination_of_facts(executor: ForwardExecutor) -> None:
    base = compiled(*RULES)
    cases = [use_case(function, actors={"acme": {}}) for function in every_function()]
    assert len(cases) == 27
    assert all(agree(executor, base, case) for case in cases)
    seen = {v for case in cases for d in define(base, snapshot(base, case)).values() for s in d for v in s}
    assert seen == set(Verdict)


def test_it_agrees_on_every_pair_of_functions(executor: ForwardExecutor) -> None:
    base = compiled(*RULES)
    functions = list(every_function())
    assert all(
        agree(executor, base, use_case(one, other, actors={"x": {}}))
        for one in functions
        for other in functions
    )


@pytest.mark.parametrize("number", [60, 61, 255, 256, 257, 700])
def test_it_agrees_where_many_rules_share_one_condition(executor: ForwardExecutor, number: int) -> None:
    base = compiled(*(rule(f"r{n}", "a", then="nature.x") for n in range(number)))
    assert all(agree(executor, base, use_case(facts)) for facts in ({"a": True}, {"a": False}, {}))


@pytest.mark.parametrize("number", [60, 64, 65, 300, 1100])
def test_it_agrees_where_many_rules_each_have_a_condition_of_their_own(
    executor: ForwardExecutor, number: int
) -> None:
    base = compiled(*(rule(f"r{n}", f"a{n}", "b", then="nature.x") for n in range(number)))
    stated = {f"a{n}": n % 3 == 0 for n in range(number) if n % 2 == 0}
    assert agree(executor, base, use_case({**stated, "b": True}))
    assert agree(executor, base, use_case({**{f"a{n}": True for n in range(number)}, "b": True}))


def test_it_agrees_on_rules_with_as_many_conditions_as_are_safe(executor: ForwardExecutor) -> None:
    names = [f"a{n}" for n in range(59)]
    base = compiled(rule("wide", *names, then="nature.x"), rule("not", "b", defeats="wide"))
    everything: dict[str, Any] = dict.fromkeys(names, True)
    for facts in (
        everything,
        everything | {"b": True},
        everything | {"a7": False},
        {**everything, "a58": False},
    ):
        assert agree(executor, base, use_case(facts))


def test_a_rule_with_too_many_conditions_is_refused_by_name() -> None:
    base = compiled(rule("wide", *(f"a{n}" for n in range(70)), then="nature.x"))
    with pytest.raises(RuleBaseRejected, match="t:wide has too many conditions"):
        ForwardExecutor().run(base, snapshot(base, use_case({})))


def test_one_determination_leaves_nothing_behind_for_the_next(executor: ForwardExecutor) -> None:
    base = compiled(*RULES)
    for function in [*every_function()] * 3:
        for case in (
            use_case(function, actors={"x": {}}),
            use_case({}),
            use_case({"a": True, "b": False, "c": False}),
        ):
            assert agree(executor, base, case)


def test_it_is_the_same_with_a_trial_as_without() -> None:
    base = compiled(*RULES)
    assert agree(ForwardExecutor(trial=True), base, use_case({"a": True}, actors={"x": {}}))
