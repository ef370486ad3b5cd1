"""`replay`: a saved determination, the same or not, and with which exit code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from service.settings import SHIPPED_KB
from tests.cli.conftest import Command

Example = Callable[[str], Path]


@pytest.fixture
def record(duecare: Command, example: Example, tmp_path: Path) -> Path:
    """A determination as it was printed."""
    said = duecare(
        "determine", example("faq-bot"), "--as-of", "2026-11-22", "--no-record", "--format", "json"
    )
    file = tmp_path / "record.json"
    file.write_text(said.out, encoding="utf-8")
    return file


def test_a_record_is_reproduced_and_its_steps_are_counted(duecare: Command, record: Path) -> None:
    said = duecare("replay", record)
    assert said.code == 0
    assert "Reproduced byte for byte: " in said.out
    assert "steps checked, all hold." in said.out
    found = duecare("replay", record, "--format", "json").json
    assert found["is_same"] is found["same_packs"] is True
    assert found["failures"] == []
    assert found["steps"] > 100


def test_a_chosen_reading_is_replayed_with_it(duecare: Command, example: Example, tmp_path: Path) -> None:
    reading = duecare("kb", "readings", "--format", "json").json["points"][0]
    other = next(r["name"] for r in reading["readings"] if r["id"] != reading["default"])
    file = tmp_path / "record.json"
    asked = ("--as-of", "2026-11-22", "--no-record", "--format", "json", "--reading", other)
    file.write_text(duecare("determine", example("cv-screening"), *asked).out, encoding="utf-8")
    assert json.loads(file.read_text())["readings"]
    assert duecare("replay", file).code == 0


def test_a_changed_record_names_the_first_difference(duecare: Command, record: Path) -> None:
    document = json.loads(record.read_text())
    document["findings"][0]["label"] = "Something else"
    record.write_text(json.dumps(document))
    said = duecare("replay", record)
    assert said.code == 1
    assert 'First difference at /findings/0/label: recorded "Something else", now ' in said.out
    found = duecare("replay", record, "--format", "json").json
    assert found["difference"]["path"] == "/findings/0/label"


def test_a_profile_that_was_changed_is_another_answer(duecare: Command, record: Path) -> None:
    document = json.loads(record.read_text())
    document["profile"]["functions"][0]["interaction"]["with_persons"] = False
    record.write_text(json.dumps(document))
    said = duecare("replay", record)
    assert said.code == 1
    assert "do not hold" in said.out


def test_packs_that_say_something_else_are_named_and_the_right_ones_can_be_given(
    duecare: Command, record: Path, tmp_path: Path
) -> None:
    packs = tmp_path / "kb"
    shutil.copytree(SHIPPED_KB, packs)
    changed = next(file for file in packs.rglob("*.ttl") if '"Transparency"@en' in file.read_text())
    changed.write_text(changed.read_text().replace('"Transparency"@en', '"Openness"@en'))
    said = duecare("replay", record, "--kb", packs)
    assert said.code == 1
    assert "These packs are others" in said.out
    assert "--kb DIR" in said.out
    assert duecare("replay", record, "--kb", SHIPPED_KB).code == 0


def test_what_is_no_record_is_refused_with_what_was_expected(duecare: Command, example: Example) -> None:
    said = duecare("replay", example("faq-bot"))
    assert said.code == 2
    assert "determine --format json" in said.err


def test_a_profile_that_these_packs_refuse_gives_its_faults(duecare: Command, record: Path) -> None:
    document = json.loads(record.read_text())
    document["profile"]["lifecycle"] = "no such stage"
    record.write_text(json.dumps(document))
    said = duecare("replay", record)
    assert said.code == 2
    assert "/lifecycle" in said.err
