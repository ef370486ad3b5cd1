"""`render`, `plan`, `approve`, `apply` and `drift`: on a folder, and on a contract fake of the provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest

from tests.cli.conftest import Command, Said
from tests.support import alarm_server
from tests.support.aws_fake import ContractFake, running

Example = Callable[[str], Path]
DAY = ("--as-of", "2026-11-22")
LIVE = ("--live", "--target", "bedrock-guardrail", "--target", "cedar-policies")
"""Without the alarms, whose many calls would only take time here."""


@pytest.fixture
def screening(example: Example) -> Path:
    return example("cv-screening")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[ContractFake]:
    """The fake and a stand-in for alarms, named by the variables that every AWS client reads."""
    with running() as fake, alarm_server.running() as alarms:
        for name, value in {
            "AWS_ENDPOINT_URL_BEDROCK": fake.url,
            "AWS_ENDPOINT_URL_CLOUDWATCH": alarms,
            "AWS_ACCESS_KEY_ID": "dummy",
            "AWS_SECRET_ACCESS_KEY": "dummy",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "none",
            "AWS_SHARED_CREDENTIALS_FILE": "none",
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("AWS_PROFILE", raising=False)
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it remembers credentials
        yield fake


def planned(duecare: Command, file: Path, *more: str, code: int = 1) -> str:
    """The id of a new plan by ada."""
    said = duecare("plan", file, *DAY, "--as", "ada", "--format", "json", *more)
    assert said.code == code, said.err
    record = said.json
    assert record["format"] == "duecare.plan/1"
    return str(record["id"])


def applied(duecare: Command, file: Path, *more: str) -> Said:
    """What applying a new plan said, once bob has approved it."""
    plan = planned(duecare, file, *more)
    assert duecare("approve", file, "--plan", plan, "--as", "bob").code == 0
    return duecare("apply", file, "--plan", plan)


def policy(home: Path) -> Path:
    (found,) = (home / "policies").glob("*.cedar")
    return found


def test_rendering_writes_files_and_says_what_nothing_holds(
    duecare: Command, screening: Path, home: Path
) -> None:
    said = duecare("render", screening, *DAY)
    assert (said.code, said.err) == (0, "")
    assert "RESIDUAL: NO TARGET HOLDS IT, SOMEBODY MUST OWN IT" in said.out
    written = [Path(line) for line in said.out.split("\n\n")[0].splitlines()]
    assert written
    assert all(path.is_file() for path in written)
    assert {path.name for path in home.iterdir()} == {"rendered"}


def test_rendering_goes_where_it_is_told_and_says_so_in_json(
    duecare: Command, screening: Path, home: Path, tmp_path: Path
) -> None:
    record = duecare("render", screening, *DAY, "-o", tmp_path / "out", "--format", "json").json
    assert record["format"] == "duecare.rendering/1"
    assert record["paths"]
    assert all((tmp_path / "out" / path).is_file() for path in record["paths"])
    assert record["coverage"]["residuals"]
    assert not home.exists()


def test_the_same_posture_is_rendered_to_the_same_bytes(
    duecare: Command, screening: Path, tmp_path: Path
) -> None:
    def rendered(name: str) -> dict[str, bytes]:
        folder = tmp_path / name
        assert duecare("render", screening, *DAY, "-o", folder).code == 0
        return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    assert rendered("one") == rendered("two")


def test_a_plan_changes_nothing_but_the_record(duecare: Command, screening: Path, home: Path) -> None:
    said = duecare("plan", screening, *DAY, "--as", "ada")
    assert said.code == 1
    assert "create" in said.out
    assert "--live also compares" in said.out
    assert not (home / "policies").exists()


def test_what_was_planned_approved_and_applied_is_in_place(
    duecare: Command, screening: Path, home: Path
) -> None:
    said = applied(duecare, screening)
    assert said.code == 0, said.err
    assert said.out.startswith("applied: cedar-policies")
    assert policy(home).read_text()
    assert duecare("plan", screening, *DAY, "--as", "ada").code == 0
    assert duecare("drift", screening, *DAY).code == 0


def test_receipts_are_told_in_json(duecare: Command, screening: Path) -> None:
    plan = planned(duecare, screening)
    duecare("approve", screening, "--plan", plan, "--as", "bob")
    record = duecare("apply", screening, "--plan", plan, "--format", "json").json
    assert record["format"] == "duecare.receipts/1"
    assert {receipt["outcome"] for receipt in record["receipts"]} == {"applied"}


def test_a_plan_stays_empty_on_a_later_day_on_which_nothing_changed(
    duecare: Command, screening: Path
) -> None:
    applied(duecare, screening)
    assert duecare("plan", screening, "--as-of", "2026-11-23", "--as", "ada").code == 0


def test_an_edit_by_hand_is_found_as_drift_and_planned_back(
    duecare: Command, screening: Path, home: Path
) -> None:
    applied(duecare, screening)
    edited = policy(home)
    edited.write_text(edited.read_text().replace("<= 50", "<= 5000"))
    said = duecare("drift", screening, *DAY)
    assert said.code == 1
    assert edited.name in said.out
    record = duecare("drift", screening, *DAY, "--format", "json").json
    assert record["format"] == "duecare.drift/1"
    assert any(each["kind"] != "in place" for each in record["drift"])
    assert applied(duecare, screening).code == 0
    assert "<= 5000" not in edited.read_text()
    assert duecare("drift", screening, *DAY).code == 0


def test_a_file_removed_by_hand_is_found_as_drift(duecare: Command, screening: Path, home: Path) -> None:
    applied(duecare, screening)
    policy(home).unlink()
    assert duecare("drift", screening, *DAY).code == 1


@pytest.mark.parametrize("name", ["ada", "ADA", " ada  "])
def test_the_author_of_a_plan_cannot_approve_it(duecare: Command, screening: Path, name: str) -> None:
    plan = planned(duecare, screening)
    said = duecare("approve", screening, "--plan", plan, "--as", name)
    assert said.code == 3
    assert "ask a second person" in said.err
    assert duecare("apply", screening, "--plan", plan).code == 3


def test_what_nobody_approved_is_not_applied(duecare: Command, screening: Path, home: Path) -> None:
    plan = planned(duecare, screening)
    said = duecare("apply", screening, "--plan", plan)
    assert (said.code, said.out) == (3, "")
    assert "Nobody approved" in said.err
    assert not (home / "policies").exists()


def test_a_self_declared_approval_can_be_refused(duecare: Command, screening: Path, home: Path) -> None:
    plan = planned(duecare, screening)
    duecare("approve", screening, "--plan", plan, "--as", "bob")
    said = duecare("apply", screening, "--plan", plan, "--require-authenticated")
    assert said.code == 3
    assert not (home / "policies").exists()


def test_a_plan_that_nobody_made_can_be_neither_approved_nor_applied(
    duecare: Command, screening: Path, example: Example
) -> None:
    plan = planned(duecare, screening)
    for file, asked in ((screening, "plan:0000"), (example("faq-bot"), plan)):
        assert duecare("approve", file, "--plan", asked, "--as", "bob").code == 3
        assert duecare("apply", file, "--plan", asked).code == 3


def test_a_plan_is_not_applied_once_the_profile_has_moved(
    duecare: Command, screening: Path, tmp_path: Path, home: Path
) -> None:
    moving = tmp_path / "moving.yaml"
    moving.write_text(screening.read_text())
    plan = planned(duecare, moving)
    duecare("approve", moving, "--plan", plan, "--as", "bob")
    moving.write_text(screening.read_text().replace("maximum: 50", "maximum: 500"))
    said = duecare("apply", moving, "--plan", plan)
    assert said.code == 3
    assert "moved since" in said.err
    assert not (home / "policies").exists()


def test_what_is_incomplete_is_planned_and_not_applied(
    duecare: Command, screening: Path, tmp_path: Path, home: Path
) -> None:
    open_one = tmp_path / "open.yaml"
    text = screening.read_text().replace("purposes: [job-application-filtering, candidate-evaluation]", "")
    open_one.write_text(text)
    plan = planned(duecare, open_one)
    duecare("approve", open_one, "--plan", plan, "--as", "bob")
    said = duecare("apply", open_one, "--plan", plan)
    assert said.code == 3
    assert "open questions could still raise a tier" in said.err
    assert not (home / "policies").exists()


def test_everything_that_was_done_is_recorded_and_verifies(duecare: Command, screening: Path) -> None:
    applied(duecare, screening)
    assert duecare("verify").code == 0


def test_a_guardrail_is_made_in_the_account_and_found_in_place(
    duecare: Command, screening: Path, fake: ContractFake
) -> None:
    said = applied(duecare, screening, *LIVE, "--to", "enforce")
    assert said.code == 0, said.err
    assert "bedrock-guardrail" in said.out
    assert len(fake.store.guardrails) == 1
    assert duecare("plan", screening, *DAY, "--as", "ada", *LIVE).code == 0
    assert duecare("drift", screening, *DAY, *LIVE).code == 0


def test_a_guardrail_edited_in_the_account_is_drift(
    duecare: Command, screening: Path, fake: ContractFake
) -> None:
    applied(duecare, screening, *LIVE, "--to", "enforce")
    for filters in fake.store.only()["draft"]["contentPolicy"]["filters"]:
        filters["inputStrength"] = "NONE"
    said = duecare("drift", screening, *DAY, *LIVE)
    assert said.code == 1
    assert "bedrock-guardrail" in said.out


def test_without_live_no_call_reaches_the_account(
    duecare: Command, screening: Path, fake: ContractFake
) -> None:
    applied(duecare, screening)
    duecare("drift", screening, *DAY)
    duecare("render", screening, *DAY)
    assert fake.calls == []


def test_an_account_that_does_not_answer_is_told_and_nothing_is_claimed(
    duecare: Command, screening: Path, fake: ContractFake
) -> None:
    fake.silent.add("ListGuardrails")
    said = duecare("plan", screening, *DAY, "--as", "ada", *LIVE)
    assert (said.code, said.out) == (4, "")
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "missing",
    [("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), ("AWS_DEFAULT_REGION",)],
    ids=["keys", "region"],
)
def test_an_account_without_credentials_or_region_is_told(
    duecare: Command,
    screening: Path,
    fake: ContractFake,
    monkeypatch: pytest.MonkeyPatch,
    missing: tuple[str, ...],
) -> None:
    for name in missing:
        monkeypatch.delenv(name)
    said = duecare("plan", screening, *DAY, "--as", "ada", *LIVE)
    assert (said.code, said.out) == (4, "")
    assert said.err
    assert "Traceback" not in said.err
    assert fake.calls == []


def test_a_plan_says_what_no_target_holds(duecare: Command, screening: Path) -> None:
    said = duecare("plan", screening, *DAY, "--as", "ada")
    assert "somebody must own it" in said.out
    assert "owner to be named" in said.out


def test_alarms_are_put_in_the_account_beside_the_guardrail(
    duecare: Command, example: Example, fake: ContractFake
) -> None:
    summariser = example("filings-summariser")
    said = applied(duecare, summariser, "--live", "--to", "enforce")
    assert said.code == 0, said.err
    assert "applied: cloudwatch-alarms" in said.out
    assert duecare("drift", summariser, *DAY, "--live").code == 0


def test_a_plan_keeps_the_readings_it_was_made_under(duecare: Command, screening: Path) -> None:
    points = duecare("kb", "readings", "--format", "json").json["points"]
    point = next(p for p in points if len(p["readings"]) > 1)
    other = next(r for r in point["readings"] if r["id"] != point["default"])
    said = duecare("plan", screening, *DAY, "--reading", other["name"], "--as", "ada", "--format", "json")
    assert said.json["readings"] == [other["id"]]
    plan = said.json["id"]
    assert duecare("approve", screening, "--plan", plan, "--as", "bob").code == 0
    assert duecare("apply", screening, "--plan", plan).code == 0
    assert duecare("drift", screening, *DAY, "--reading", other["name"]).code == 0
