"""Every guard around the library: failures in the middle, the trial process, a missing import, memory."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine import forward, trial
from engine.determine import determine
from engine.errors import RuleBaseRejected
from engine.forward import ForwardExecutor
from engine.knowledge import KnowledgeBase, Level, Rule
from engine.rulebase import RuleBase, compile_rules
from engine.semantics import define
from engine.state import Snapshot, snapshot
from engine.usecase import UseCase
from tests.support.kb import concluded, knowledge_base, rule, use_case

BASE = rule("base", "a", then="tier.high")
EXCEPTION = rule("exception", "b", defeats="base")
COUNTER = rule("counter", "c", defeats="exception")
DUTY = rule("duty", concluded("tier.high"), level=Level.ACTOR, then="obligation.x")
LIBRARY: Any = vars(forward)["_library"]
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


# --- failures in the middle ----------------------------------------------------------------------


class Interrupted(BaseException):
    """Something that is no error of ours, such as a keyboard interrupt."""


class FailingLibrary:
    """The real library, which fails at the n-th call of one function."""

    def __init__(self, real: Any, function: str, after: int) -> None:
        self._real, self._function, self._left = real, function, after

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._real, name)

        def call(*arguments: Any) -> Any:
            if name == self._function:
                self._left -= 1
                if self._left < 0:
                    raise Interrupted
            return real(*arguments)

        return call


STEPS = ("assert_fact", "start_action_for_state", "complete_and_start_action", "retract_fact")


@pytest.mark.parametrize("function", STEPS)
@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_failure_in_the_middle_leaves_the_next_determination_right(
    executor: ForwardExecutor, monkeypatch: pytest.MonkeyPatch, function: str, after: int
) -> None:
    base = compiled(*RULES)
    case = use_case({"a": True}, {"a": True, "b": False}, actors={"x": {}})
    assert agree(executor, base, case)
    for _ in range(20):
        with monkeypatch.context() as patched:
            patched.setattr(forward, "_library", FailingLibrary(LIBRARY, function, after))
            with pytest.raises(Interrupted):
                executor.run(base, snapshot(base, case))
        assert agree(executor, base, case)
        assert agree(executor, base, use_case({}, {"a": False}, actors={"x": {}}))


@pytest.mark.parametrize("function", STEPS)
def test_failures_use_up_no_sessions(
    executor: ForwardExecutor, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    monkeypatch.setattr(forward, "_MAX_SESSIONS", 1)
    base = compiled(BASE)
    facts = snapshot(base, use_case({"a": True}))
    for _ in range(5):
        assert agree(executor, base, use_case({"a": True}))
        with monkeypatch.context() as patched:
            patched.setattr(forward, "_library", FailingLibrary(LIBRARY, function, 0))
            with pytest.raises(Interrupted):
                executor.run(base, facts)


@pytest.mark.parametrize("function", STEPS)
@pytest.mark.parametrize("after", [0, 1])
def test_a_session_half_prepared_is_never_used(
    executor: ForwardExecutor, monkeypatch: pytest.MonkeyPatch, function: str, after: int
) -> None:
    base = compiled(BASE, DUTY)
    case = use_case({"a": True}, actors={"x": {}})
    for _ in range(5):
        with monkeypatch.context() as patched:
            patched.setattr(forward, "_library", FailingLibrary(LIBRARY, function, after))
            with pytest.raises(Interrupted):
                executor.run(base, snapshot(base, case))
    assert agree(executor, base, case)
    assert agree(executor, base, use_case({}, actors={"x": {}}))


def test_more_determinations_at_once_than_sessions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forward, "_MAX_SESSIONS", 2)
    sets = forward._RuleSets(compiled(BASE), 0)
    with sets.session() as one, sets.session() as two:
        assert one != two
        with pytest.raises(RuleBaseRejected, match="more than 2 determinations at once"), sets.session():
            pytest.fail("a third session was given out")
    with sets.session() as again:
        assert again in (one, two)


def test_a_fact_the_library_refuses_is_an_error_not_an_answer(
    executor: ForwardExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = compiled(BASE)
    facts = snapshot(base, use_case({"a": True}))
    executor.run(base, facts)

    class Refusing(FailingLibrary):
        def assert_fact(self, handle: int, fact: str) -> tuple[int, int]:
            return 303, LIBRARY.assert_fact(handle, fact)[1]

    with monkeypatch.context() as patched:
        patched.setattr(forward, "_library", Refusing(LIBRARY, "", 0))
        with pytest.raises(RuleBaseRejected, match="refused a fact with status 303"):
            executor.run(base, facts)
    assert agree(executor, base, use_case({"a": True}))


# --- trial and import ----------------------------------------------------------------------------


def looping() -> str:
    """A rule set with more first tests than the library's table has places."""
    return json.dumps({f"r{n}": {"all": [{"m": {"$and": [{f"p{n}": 1}]}}]} for n in range(513)})


def test_a_rule_set_on_which_the_library_loops_is_refused_after_a_while() -> None:
    with pytest.raises(RuleBaseRejected, match=r"had not compiled this rule base after 1\.5 seconds"):
        trial.try_compiling([looping()], 1.5)


def test_a_rule_set_the_library_cannot_read_is_refused_with_its_reason() -> None:
    with pytest.raises(RuleBaseRejected, match="Could not create ruleset"):
        trial.try_compiling(['{"r": {"all": [{"m": {"$and": [{"x": 1e25}]}}]}}'], 20)


def test_a_process_that_dies_in_the_trial_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "PROGRAM", "import os; os.abort()")
    base = compiled(BASE)
    with pytest.raises(RuleBaseRejected, match="cannot compile this rule base in a trial process"):
        ForwardExecutor().run(base, snapshot(base, use_case({})))


def test_a_rule_base_that_compiles_passes_the_trial() -> None:
    trial.try_compiling([], 20)
    trial.try_compiling(['{"r": {"all": [{"m": {"x": 1}}]}}'] * 3, 20)


WITHOUT = """
import sys
sys.modules["durable_rules_engine"] = None
from engine.errors import RuleBaseRejected
from engine.forward import UNAVAILABLE, ForwardExecutor
print(UNAVAILABLE)
try:
    ForwardExecutor()
except RuleBaseRejected as error:
    print(error)
"""


def test_where_the_library_cannot_be_imported_that_is_said_and_the_definition_decides(
    repository: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        cwd=repository,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    unavailable, refused = done.stdout.splitlines()
    assert unavailable.startswith("durable-rules cannot be imported: ")
    assert refused == f"{unavailable}. Next: rebuild it, or let the definition decide alone."
    assert determine(use_case({"a": True}), knowledge_base(BASE), "2026-11-22").executor == "definition"


def test_here_the_library_can_be_imported() -> None:
    assert forward.UNAVAILABLE == ""


# --- memory --------------------------------------------------------------------------------------


def test_a_rule_base_nobody_uses_is_freed_with_its_states(monkeypatch: pytest.MonkeyPatch) -> None:
    freed: list[str] = []

    class Watching(FailingLibrary):
        def delete_state(self, handle: int, session: str) -> Any:
            freed.append(session)
            return self._real.delete_state(handle, session)

        def delete_ruleset(self, handle: int) -> Any:
            freed.append("rule set")
            return self._real.delete_ruleset(handle)

    monkeypatch.setattr(forward, "_library", Watching(LIBRARY, "", 0))
    executor = ForwardExecutor(trial=False)
    known: KnowledgeBase | None = knowledge_base(BASE)
    assert known is not None
    base: RuleBase | None = compile_rules(known.rules.values(), known)
    assert base is not None
    facts: Snapshot = snapshot(base, use_case({"a": True}))
    executor.run(base, facts)
    assert freed == []
    del base, known
    gc.collect()
    assert freed == ["session0", "rule set"]
