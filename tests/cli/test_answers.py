"""`determine`, `posture`, `why` and `questions`: text and JSON, one file, several, and folders."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command

Example = Callable[[str], Path]
DAY = ("--as-of", "2026-11-22")
ANSWERING = ("determine", "posture", "questions")


def test_an_answer_goes_to_standard_output_and_where_it_is_recorded_to_the_other(
    duecare: Command, example: Example, home: Path
) -> None:
    said = duecare("determine", example("cv-screening"), *DAY)
    assert said.code == 0
    assert said.out.startswith("CV screening for engineering roles (cv-screening)\n")
    assert "High-risk, for function “ranking”, binds from 2 Dec 2027" in said.out
    assert said.err == f"Recorded in {home / 'ledger.sqlite'} as entry 0.\n"


def test_what_is_not_to_be_recorded_leaves_no_trace(duecare: Command, example: Example, home: Path) -> None:
    said = duecare("determine", example("cv-screening"), *DAY, "--no-record")
    assert (said.code, said.err) == (0, "")
    assert not home.exists()


@pytest.mark.parametrize("command", [*ANSWERING[1:], "why"])
def test_what_only_asks_leaves_no_trace(duecare: Command, example: Example, home: Path, command: str) -> None:
    what = ["high-risk"] if command == "why" else []
    said = duecare(command, example("cv-screening"), *what, *DAY)
    assert (said.code, said.err) == (0, "")
    assert said.out
    assert not home.exists()


def test_an_answer_in_json_names_its_format_executor_and_law(duecare: Command, example: Example) -> None:
    record = duecare("determine", example("cv-screening"), *DAY, "--format", "json").json
    assert record["format"] == "duecare.determination/1"
    assert record["executor"] in ("durable-rules", "definition")
    assert record["as_of"] == "2026-11-22"
    assert record["knowledge_base"]["fingerprint"]
    assert record["notice"] == "Not legal advice."
    assert record["posture"]["determination"] == record["id"]


def test_every_requirement_of_a_posture_has_what_is_documented(duecare: Command, example: Example) -> None:
    record = duecare("posture", example("cv-screening"), *DAY, "--format", "json").json
    assert record["format"] == "duecare.posture/1"
    assert record["requirements"]
    for requirement in record["requirements"]:
        assert {"control", "settings", "because", "status"} <= set(requirement)
        assert requirement["because"]


def test_questions_in_json_are_ranked_and_say_where_their_answer_belongs(
    duecare: Command, example: Example
) -> None:
    record = duecare("questions", example("meeting-assistant"), *DAY, "--format", "json").json
    assert record["format"] == "duecare.questions/1"
    assert record["is_complete"] is False
    assert record["questions"][0]["pointer"] == "/functions/0/processing/infers"
    assert all(question["decides"] for question in record["questions"])


def test_a_use_case_without_questions_says_so(duecare: Command, example: Example) -> None:
    said = duecare("questions", example("cv-screening"), *DAY)
    assert "No open question" in said.out


def test_why_in_json_is_a_graph_with_its_roots(duecare: Command, example: Example) -> None:
    record = duecare("why", example("cv-screening"), "high-risk", *DAY, "--format", "json").json
    assert record["format"] == "duecare.why/1"
    assert set(record["roots"]) <= {node["id"] for node in record["nodes"]}


@pytest.mark.parametrize("command", ANSWERING)
def test_several_files_and_folders_give_a_list(
    duecare: Command, example: Example, tmp_path: Path, command: str
) -> None:
    folder = tmp_path / "profiles" / "deeper"
    folder.mkdir(parents=True)
    shutil.copy(example("faq-bot"), folder / "bot.yml")
    (folder / "notes.txt").write_text("not a profile")
    record = duecare(command, example("cv-screening"), tmp_path / "profiles", *DAY, "--format", "json").json
    assert record["format"].startswith("duecare.")
    assert [each["use_case"] for each in record["answers"]] == ["cv-screening", "faq-bot"]


def test_a_folder_with_one_profile_gives_a_list_too(
    duecare: Command, example: Example, tmp_path: Path
) -> None:
    shutil.copy(example("faq-bot"), tmp_path / "bot.yaml")
    assert len(duecare("posture", tmp_path, *DAY, "--format", "json").json["answers"]) == 1


def test_the_same_file_named_twice_is_answered_once(duecare: Command, example: Example) -> None:
    said = duecare("determine", example("faq-bot"), example("faq-bot"), *DAY, "--format", "json")
    assert len(said.json["answers"]) == 1


def test_several_answers_are_recorded_together(duecare: Command, example: Example) -> None:
    assert "as entry 0 to 1." in duecare("determine", example("faq-bot"), example("cv-screening"), *DAY).err
    assert "as entry 2." in duecare("determine", example("faq-bot"), *DAY).err


def test_two_descriptions_of_one_use_case_are_refused(
    duecare: Command, example: Example, tmp_path: Path, home: Path
) -> None:
    shutil.copy(example("faq-bot"), tmp_path / "copy.yaml")
    said = duecare("determine", example("faq-bot"), tmp_path / "copy.yaml", *DAY)
    assert said.code == 2
    assert "one file a use case" in said.err
    assert not home.exists()


@pytest.mark.parametrize(
    ("name", "code"),
    [("meeting-assistant", 1), ("cv-screening", 0), ("faq-bot", 0), ("demand-forecast", 0)],
)
@pytest.mark.parametrize("command", ANSWERING)
def test_strict_looks_at_what_is_incomplete(
    duecare: Command, example: Example, command: str, name: str, code: int
) -> None:
    record = [] if command != "determine" else ["--no-record"]
    assert duecare(command, example(name), *DAY, *record).code == 0
    assert duecare(command, example(name), *DAY, *record, "--strict").code == code


@pytest.mark.parametrize("command", ANSWERING)
def test_strict_looks_at_duties_no_control_serves(
    duecare: Command,
    example: Example,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    shutil.copytree(repository / "kb", tmp_path / "kb")
    for path in (tmp_path / "kb" / "mappings").glob("*.sssom.tsv"):
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(row for row in rows if "\taia:obl.keep-logs\t" not in row), encoding="utf-8")
    monkeypatch.setenv("DUECARE_KB", str(tmp_path / "kb"))
    record = [] if command != "determine" else ["--no-record"]
    assert duecare(command, example("cv-screening"), *DAY, *record).code == 0
    assert duecare(command, example("cv-screening"), *DAY, *record, "--strict").code == 1


def test_two_clocks_give_two_answers(duecare: Command, example: Example) -> None:
    asked = ("determine", example("cv-screening"), "--no-record", *DAY)
    assert "for function “ranking”, binds from 2 Dec 2027" in duecare(*asked).out
    then = duecare(*asked, "--known-at", "2026-05-01").out
    assert "for function “ranking”, binding since 2 Aug 2026" in then
    assert "under the law as known on 1 May 2026" in then


def test_without_a_day_today_counts(duecare: Command, example: Example) -> None:
    record = duecare("posture", example("faq-bot"), "--format", "json").json
    assert record["as_of"] > "2025-01-01"
    assert record["known_at"] <= record["as_of"]


NO_DATES = (
    "2026-02-29",
    "2026-13-01",
    "22.11.2026",
    "2026-W47-1",
    "20261122",
    "tomorrow",
    "",
    "2026-1-1",
    "٢٠٢٦-١١-٢٢",
)


@pytest.mark.parametrize("option", ["--as-of", "--known-at"])
@pytest.mark.parametrize("text", NO_DATES)
def test_a_day_that_is_no_date_is_refused(
    duecare: Command, example: Example, home: Path, option: str, text: str
) -> None:
    said = duecare("determine", example("faq-bot"), option, text)
    assert (said.code, said.out) == (2, "")
    assert option in said.err
    assert "is no date" in said.err
    assert not home.exists()


def test_before_anything_was_law_nothing_is_owed(duecare: Command, example: Example) -> None:
    said = duecare("determine", example("cv-screening"), "--no-record", "--as-of", "2020-01-01")
    assert said.code == 0
    assert "OBLIGATIONS\n  None holds.\n" in said.out
    assert "High-risk, for" not in said.out


def test_what_others_owe_later_is_folded_unless_all_is_asked_for(duecare: Command, example: Example) -> None:
    asked = ("determine", example("meeting-assistant"), *DAY, "--no-record")
    short, whole = duecare(*asked).out, duecare(*asked, "--full").out
    assert "more of meeting-vendor; --full lists them" in short
    assert "--full lists them" not in whole
    assert len(short) < len(whole)
    assert duecare(*asked, "--format", "json").json == duecare(*asked, "--full", "--format", "json").json
