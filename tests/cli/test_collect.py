"""`collect` and `signals`: what came back from running systems, taken in once and told with what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence import EntryKind, Ledger, load_or_create_key
from tests.cli.conftest import Command
from tests.evidence.signals.samples import fixture

CV = "cv-screening"


@pytest.fixture
def posture(duecare: Command, example: Callable[[str], Path]) -> str:
    """The id of the posture that is on record."""
    assert duecare("determine", example(CV)).code == 0
    found: str = duecare("posture", example(CV), "--format", "json").json["id"]
    return found


@pytest.fixture
def reviews(tmp_path: Path) -> Callable[..., Path]:
    """Writes a generic record of that posture to a file."""

    def write(posture: str, *more: str) -> Path:
        stated = {
            "occurred_at": "2026-01-02T08:00:00Z",
            "signal": "signal.review-decision",
            "outcome": "passed",
            "id": "r-1",
            "posture": posture,
        }
        path = tmp_path / "reviews.jsonl"
        path.write_text("\n".join([json.dumps(stated), *more]))
        return path

    return write


def test_what_is_collected_is_summed_up_under_its_use_case_and_recorded(
    duecare: Command, home: Path, posture: str, reviews: Callable[..., Path]
) -> None:
    said = duecare("collect", reviews(posture), "--format", "jsonl", "--as", "A. Sample")
    assert said.code == 0
    assert "1 records; 1 new signals, 0 held already, 0 unparsable, 0 refused" in said.out
    (line,) = duecare("signals", CV, "--format", "json").json
    assert (line["use_case"], line["posture"], line["passed"]) == (CV, posture, 1)
    with Ledger.open(
        f"sqlite:///{home / 'ledger.sqlite'}",
        load_or_create_key(home / "ledger.key", "duecare.local/ledger"),
        "duecare.local/ledger",
    ) as ledger:
        (entry,) = ledger.entries(kind=EntryKind.SIGNAL)
    assert entry.entry.subject == CV
    assert str(entry.entry.actor) == "A. Sample (self-declared)"
    assert entry.entry.payload["digest"] in said.out
    assert duecare("verify").code == 0


def test_collecting_again_changes_nothing_and_records_nothing(
    duecare: Command, posture: str, reviews: Callable[..., Path]
) -> None:
    file = reviews(posture)
    duecare("collect", file, "--format", "jsonl")
    before = duecare("signals").out
    (said,) = duecare("collect", file, "--format", "jsonl", "--report", "json").json
    assert (said["accepted"], said["duplicates"], said["by_use_case"]) == (0, 1, [])
    assert duecare("signals").out == before


def test_what_is_no_signal_is_named_with_its_line_and_the_rest_is_taken_in(
    duecare: Command, posture: str, reviews: Callable[..., Path]
) -> None:
    said = duecare("collect", reviews(posture, "garbage"), "--format", "jsonl")
    assert said.code == 1
    assert "1 new signals" in said.out
    assert "line 2: unparsable: It is no JSON in UTF-8. (sha256:" in said.out


def test_an_empty_file_is_a_finding(duecare: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    said = duecare("collect", tmp_path / "empty", "--format", "otlp")
    assert said.code == 1
    assert "A signal that was expected and never came is a finding." in said.out


def test_what_nobody_determined_is_refused_and_held_for_nobody(
    duecare: Command, reviews: Callable[..., Path]
) -> None:
    said = duecare("collect", reviews("posture:forged"), "--format", "jsonl")
    assert said.code == 1
    assert "refused: No answer on record has posture:forged." in said.out
    assert "No signal is held." in duecare("signals").out


def test_signals_of_nobody_are_told(duecare: Command, tmp_path: Path) -> None:
    (tmp_path / "spans.json").write_bytes(fixture("gen-ai-spans.json"))
    said = duecare("collect", tmp_path / "spans.json", "--format", "otlp")
    assert said.code == 0
    assert "1 belong to no use case on record" in said.out
    assert "of no use case (no posture): term:signal.log-entry by otlp" in duecare("signals").out


def test_standard_input_is_a_file_too(duecare: Command) -> None:
    said = duecare("collect", "-", "--format", "otlp", typed=fixture("gen-ai-spans.json").decode())
    assert "1 new signals" in said.out


def test_a_format_nobody_knows_is_told_with_those_there_are(duecare: Command, tmp_path: Path) -> None:
    (tmp_path / "some").write_text("{}")
    said = duecare("collect", tmp_path / "some", "--format", "xml")
    assert said.code == 2
    assert "bedrock-guardrail" in said.err


def test_a_store_that_cannot_be_used_is_told(duecare: Command, home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "signals").write_text("in the way")
    (tmp_path / "some").write_bytes(fixture("gen-ai-spans.json"))
    said = duecare("collect", tmp_path / "some", "--format", "otlp")
    assert said.code == 4
    assert "cannot be used" in said.err
    assert "Traceback" not in said.err
