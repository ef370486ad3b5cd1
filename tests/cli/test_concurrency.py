"""Real processes: of two applies at once one wins, and one that is killed half-way loses no receipt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.test_enforcement import DAY, LIVE, fake, planned, screening
from tests.support.aws_fake import ContractFake

__all__ = ["fake", "screening"]

Process = subprocess.Popen[str]
Start = Callable[..., "Process"]


@pytest.fixture
def start(repository: Path) -> Iterator[Start]:
    """Starts `duecare` as a process of its own; none outlives the test."""
    started: list[Process] = []

    def begin(*arguments: object) -> Process:
        process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(repository)},
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate(timeout=30)


@contextmanager
def held(fake: ContractFake, operation: str) -> Iterator[None]:
    """Within the block the provider carries `operation` out and does not answer."""
    fake.held.add(operation)
    yield
    fake.held.clear()
    fake.release.set()


def approved(duecare: Command, screening: Path, *more: str) -> str:
    plan = planned(duecare, screening, *LIVE, "--to", "enforce", *more)
    assert duecare("approve", screening, "--plan", plan, "--as", "bob").code == 0
    return plan


def test_of_two_applies_at_once_one_wins_and_the_other_is_told(
    duecare: Command, screening: Path, fake: ContractFake, start: Start
) -> None:
    plan = approved(duecare, screening)
    with held(fake, "CreateGuardrail"):
        winner = start("apply", screening, "--plan", plan, "--as", "carol")
        assert fake.reached.wait(timeout=60)
        loser = start("apply", screening, "--plan", plan, "--as", "dave")
        out, err = loser.communicate(timeout=60)
        assert (loser.returncode, out) == (3, "")
        assert f"carol (process {winner.pid}) is applying a plan" in err
        assert "Nothing was written" in err
    out, err = winner.communicate(timeout=60)
    assert winner.returncode == 0, err
    assert out.count("applied: ") >= 3
    assert fake.calls.count("CreateGuardrail") == 1
    assert duecare("plan", screening, *DAY, "--as", "ada", *LIVE).code == 0


def test_a_lock_goes_with_the_process_that_held_it(
    duecare: Command, screening: Path, fake: ContractFake, start: Start
) -> None:
    plan = approved(duecare, screening)
    with held(fake, "CreateGuardrail"):
        killed = start("apply", screening, "--plan", plan)
        assert fake.reached.wait(timeout=60)
        killed.send_signal(signal.SIGKILL)
        killed.wait(timeout=30)
    said = duecare("apply", screening, "--plan", plan)
    assert said.code == 3, "the guardrail is there and unpublished, so the plan is stale"
    assert "moved since" in said.err


def test_a_change_whose_run_was_killed_before_its_receipt_gets_it_with_the_next_plan(
    duecare: Command, screening: Path, fake: ContractFake, start: Start
) -> None:
    plan = approved(duecare, screening)
    with held(fake, "CreateGuardrailVersion"):
        killed = start("apply", screening, "--plan", plan)
        assert fake.reached.wait(timeout=60)
        killed.send_signal(signal.SIGKILL)
        killed.wait(timeout=30)
    said = duecare("plan", screening, *DAY, "--as", "ada", *LIVE, "--to", "enforce")
    assert "An interrupted run had begun bedrock-guardrail" in said.err
    assert "found in place" in said.err
    rest = approved(duecare, screening)
    finished = duecare("apply", screening, "--plan", rest)
    assert finished.code == 0, finished.err
    assert finished.out.count("applied: cedar-policies") == 2
    assert "bedrock-guardrail" not in finished.out
    assert duecare("plan", screening, *DAY, "--as", "ada", *LIVE).code == 0
    assert duecare("drift", screening, *DAY, *LIVE).code == 0
    assert duecare("verify").code == 0


def test_a_run_killed_between_two_steps_of_a_change_is_told_apart_and_finished(
    duecare: Command, screening: Path, fake: ContractFake, start: Start
) -> None:
    plan = approved(duecare, screening)
    with held(fake, "CreateGuardrail"):
        killed = start("apply", screening, "--plan", plan)
        assert fake.reached.wait(timeout=60)
        killed.send_signal(signal.SIGKILL)
        killed.wait(timeout=30)
    said = duecare("plan", screening, *DAY, "--as", "ada", *LIVE, "--to", "enforce")
    assert "bedrock-guardrail" in said.err and ": interrupted" in said.err
    again = duecare("plan", screening, *DAY, "--as", "ada", *LIVE, "--to", "enforce")
    assert "interrupted" not in again.err, "told once"
    rest = approved(duecare, screening)
    assert duecare("apply", screening, "--plan", rest).code == 0
    assert len(fake.store.guardrails) == 1
    assert duecare("drift", screening, *DAY, *LIVE).code == 0
