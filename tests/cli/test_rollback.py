"""`rollback`, steps of a rollout, several profiles in one plan, and a setting that asks who approved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.test_enforcement import DAY, LIVE, Example, applied, fake, planned, policy, screening
from tests.support.aws_fake import ContractFake

__all__ = ["fake", "screening"]


def test_an_earlier_receipt_is_planned_approved_and_applied_back(
    duecare: Command, screening: Path, tmp_path: Path, home: Path
) -> None:
    moving = tmp_path / "moving.yaml"
    moving.write_text(screening.read_text())
    first = applied(duecare, moving)
    receipt = first.out.splitlines()[0].rsplit("(", 1)[1].rstrip(")")
    before = policy(home).read_text()
    moving.write_text(screening.read_text().replace("maximum: 50", "maximum: 500"))
    applied(duecare, moving)
    assert "<= 500" in policy(home).read_text()
    plan = duecare("rollback", moving, "--to", receipt, "--as", "ada", "--format", "json")
    assert plan.code == 1
    assert plan.json["restores"] == receipt
    assert duecare("apply", moving, "--plan", plan.json["id"]).code == 3, "nobody approved it"
    assert duecare("approve", moving, "--plan", plan.json["id"], "--as", "bob").code == 0
    assert duecare("apply", moving, "--plan", plan.json["id"]).code == 0
    assert policy(home).read_text() == before
    drift = duecare("drift", moving, *DAY)
    assert drift.code == 1
    assert "outdated" in drift.out
    assert duecare("verify").code == 0


def test_an_unknown_receipt_is_told_with_those_there_are(duecare: Command, screening: Path) -> None:
    said = duecare("rollback", "cv-screening", "--to", "receipt:0", "--as", "ada")
    assert said.code == 3
    assert "Nothing has been applied" in said.err
    made = applied(duecare, screening).out.count("applied: ")
    said = duecare("rollback", "cv-screening", "--to", "receipt:0", "--as", "ada")
    assert made and (said.code, said.err.count("receipt:")) == (3, 1 + made)


def test_a_guardrail_watches_first_and_enforces_with_the_next_plan(
    duecare: Command, screening: Path, fake: ContractFake
) -> None:
    assert applied(duecare, screening, *LIVE).code == 0
    assert {each["inputAction"] for each in fake.store.only()["draft"]["contentPolicy"]["filters"]} == {
        "NONE"
    }
    assert duecare("drift", screening, *DAY, *LIVE).code == 0
    assert "observe-only → enforce" in duecare("plan", screening, *DAY, "--as", "ada", *LIVE).out
    assert applied(duecare, screening, *LIVE).code == 0
    assert duecare("plan", screening, *DAY, "--as", "ada", *LIVE).code == 0


def test_several_profiles_are_planned_approved_and_applied_together(
    duecare: Command, screening: Path, example: Example, home: Path
) -> None:
    note = example("clinical-note-drafter")
    said = duecare("plan", screening, note, *DAY, "--as", "ada", "--format", "json")
    assert said.code == 1, said.err
    assert said.json["use_cases"] == ["cv-screening", "clinical-note-drafter"]
    plan = said.json["id"]
    assert duecare("approve", note, "--plan", plan, "--as", "bob").code == 0
    alone = duecare("apply", note, "--plan", plan)
    assert alone.code == 3
    assert "cv-screening, clinical-note-drafter" in alone.err
    assert duecare("apply", note, screening, "--plan", plan).code == 0
    assert len(list((home / "policies").glob("*.cedar"))) == 2
    assert duecare("drift", screening, note, *DAY).code == 0
    assert duecare("drift", screening, *DAY).code == 0


@pytest.mark.parametrize(("value", "code"), [("1", 3), ("0", 0)])
def test_a_setting_refuses_approvals_that_are_only_self_declared(
    duecare: Command, screening: Path, monkeypatch: pytest.MonkeyPatch, value: str, code: int
) -> None:
    monkeypatch.setenv("DUECARE_REQUIRE_AUTHENTICATED", value)
    plan = planned(duecare, screening)
    duecare("approve", screening, "--plan", plan, "--as", "bob")
    said = duecare("apply", screening, "--plan", plan)
    assert said.code == code
    assert ("self-declared" in said.err) is (code == 3)
