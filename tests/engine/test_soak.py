"""Determinations by the thousand: none wrong, in threads and forked children, without growing."""

from __future__ import annotations

import pytest

from engine.forward import ForwardExecutor
from engine.rulebase import RuleBase
from engine.semantics import Verdict
from tests.support.memory import resident
from tests.support.soak import (
    THREADS,
    Case,
    cases,
    verdicts_seen,
    wrong,
    wrong_in_children,
    wrong_in_threads,
)

GROWTH = 16
"""MiB by which memory may differ at the end, however many determinations there were."""
PATTERN = 12.4 / 1024
"""MiB that the library keeps for a pattern in each session, as measured; a rule is two patterns."""


@pytest.fixture(scope="module")
def law() -> tuple[RuleBase, list[Case]]:
    """The law of the packs, and variants of the examples with what the definition says of them."""
    return cases()


@pytest.fixture(scope="module")
def executor() -> ForwardExecutor:
    return ForwardExecutor()


def test_the_cases_show_every_verdict(law: tuple[RuleBase, list[Case]]) -> None:
    assert verdicts_seen(law[1]) == set(Verdict)
    assert len(law[1]) >= 500


def test_a_wrong_expectation_is_counted(law: tuple[RuleBase, list[Case]], executor: ForwardExecutor) -> None:
    base, given = law
    mixed_up = [Case(given[0].facts, given[1].expected)]
    assert wrong(executor, base, mixed_up, 5) == 5
    assert wrong_in_threads(executor, base, mixed_up, 16) == 16
    assert wrong_in_children(executor, base, mixed_up, 4) == 4


@pytest.mark.parametrize("times", [3_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_none_is_wrong_and_memory_stays_flat(
    law: tuple[RuleBase, list[Case]], executor: ForwardExecutor, times: int
) -> None:
    base, given = law
    assert wrong(executor, base, given, times // 3) == 0
    before = resident()
    assert wrong(executor, base, given, times, seed=1) == 0
    assert resident() - before < GROWTH


@pytest.mark.parametrize("times", [2_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_none_is_wrong_in_eight_threads(
    law: tuple[RuleBase, list[Case]], executor: ForwardExecutor, times: int
) -> None:
    base, given = law
    before = resident()
    assert wrong_in_threads(executor, base, given, times) == 0
    sessions = THREADS * 2 * len(base.rules) * PATTERN  # each thread needs one, and they are kept
    assert resident() - before < sessions + GROWTH


@pytest.mark.parametrize("times", [2_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_none_is_wrong_in_four_forked_children(
    law: tuple[RuleBase, list[Case]], executor: ForwardExecutor, times: int
) -> None:
    base, given = law
    assert wrong(executor, base, given, 10) == 0
    assert wrong_in_children(executor, base, given, times) == 0
