"""`diff`: two days, two recorded answers or two profiles, and why they differ."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command

Example = Callable[[str], Path]
DAY = ("--as-of", "2026-11-22")
ADOPTED, DROPPED = "adopted_standards: [iso-42001, nist-ai-rmf]", "adopted_standards: [iso-42001]"


@pytest.fixture
def bot(example: Example, tmp_path: Path) -> Path:
    file = tmp_path / "bot.yaml"
    file.write_text(example("faq-bot").read_text(encoding="utf-8"), encoding="utf-8")
    return file


def test_nothing_differs_from_itself(duecare: Command, bot: Path, home: Path) -> None:
    said = duecare("diff", bot, "now", bot, *DAY)
    assert (said.code, said.err) == (0, "")
    assert "Nothing differs" in said.out
    assert not home.exists()


def test_between_two_days_the_window_that_arrived_is_named(duecare: Command, example: Example) -> None:
    file = example("cv-screening")
    said = duecare("diff", file, "2026-11-22", "2028-01-01")
    assert said.code == 1
    assert "Old: cv-screening.yaml on 22 Nov 2026" in said.out
    assert "The day asked about is 1 Jan 2028, instead of 22 Nov 2026." in said.out
    record = duecare("diff", file, "2026-11-22", "2028-01-01", "--format", "json").json
    assert record["format"] == "duecare.diff/1"
    assert {"control", "date"} <= {each["kind"] for each in record["differences"]}
    for each in record["differences"]:
        assert each["change"] in ("added", "removed", "changed")
        assert [record["causes"][place] for place in each["causes"]]


def test_a_changed_fact_is_why_controls_went_and_the_way_back_brings_them(
    duecare: Command, bot: Path, tmp_path: Path
) -> None:
    after = tmp_path / "after.yaml"
    after.write_text(bot.read_text(encoding="utf-8").replace(ADOPTED, DROPPED), encoding="utf-8")
    record = duecare("diff", bot, "now", after, *DAY, "--format", "json").json
    gone = [d for d in record["differences"] if d["kind"] == "control" and d["change"] == "removed"]
    assert gone
    for each in gone:
        causes = [record["causes"][place] for place in each["causes"]]
        assert [c["citations"][0] for c in causes if c["kind"] == "fact"], causes
    back = duecare("diff", bot, after, "now", *DAY, "--format", "json").json
    come = [d for d in back["differences"] if d["kind"] == "control" and d["change"] == "added"]
    assert [d["id"] for d in come] == [d["id"] for d in gone]


def test_recorded_answers_are_compared_by_entry_and_by_id(duecare: Command, bot: Path) -> None:
    first = duecare("determine", bot, *DAY, "--format", "json").json
    bot.write_text(bot.read_text(encoding="utf-8").replace(ADOPTED, DROPPED), encoding="utf-8")
    duecare("determine", bot, *DAY)
    said = duecare("diff", bot, "0", "1")
    assert said.code == 1, said.err
    assert "Old: entry 0 of the ledger, as of 22 Nov 2026." in said.out
    assert "BECAUSE" in said.out
    same = duecare("diff", bot, first["id"], "0")
    assert (same.code, "Nothing differs" in same.out) == (0, True)


def test_a_recorded_answer_that_other_packs_gave_is_refused_with_the_next_step(
    duecare: Command, bot: Path, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs = tmp_path / "kb"
    shutil.copytree(repository / "kb", packs)
    row = next(iter(sorted((packs / "mappings").glob("*transparency*.tsv"))))
    lines = row.read_text(encoding="utf-8").splitlines(keepends=True)
    row.write_text("".join(lines[:-1]), encoding="utf-8")
    monkeypatch.setenv("DUECARE_KB", str(packs))
    duecare("determine", bot, *DAY)
    monkeypatch.delenv("DUECARE_KB")
    refused = duecare("diff", bot, "0", "now", *DAY)
    assert (refused.code, refused.out) == (2, "")
    assert "--old-kb" in refused.err
    assert duecare("diff", bot, "0", "now", *DAY, "--old-kb", packs).code in (0, 1)


@pytest.mark.parametrize(
    "named", ["yesterday", "7", "determination:0", "2026-02-30", "no-such-file.yaml", ""]
)
def test_what_names_nothing_is_refused_with_what_was_expected(
    duecare: Command, bot: Path, home: Path, named: str
) -> None:
    said = duecare("diff", bot, named, "now", *DAY)
    assert (said.code, said.out) == (2, "")
    assert "Expected: " in said.err
    assert not home.exists()


def test_a_faulty_profile_on_either_side_is_told_with_its_place(
    duecare: Command, bot: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: broken\n", encoding="utf-8")
    for sides in ((broken, "now"), ("now", broken)):
        said = duecare("diff", bot, *sides, *DAY)
        assert (said.code, said.out) == (2, "")
        assert "broken.yaml" in said.err


INCIDENT = (
    "  - {{id: unequal-{number}, on: 2026-05-0{number}, failure_mode: unequal-treatment, gravity: limited,"
    " origin: this-use-case}}\n"
)


def test_two_incidents_of_one_kind_tighten_the_posture_and_the_difference_names_both(
    duecare: Command, example: Example, tmp_path: Path
) -> None:
    after = tmp_path / "after.yaml"
    listed = "incidents:\n" + "".join(INCIDENT.format(number=number) for number in (1, 2))
    text = example("cv-screening").read_text(encoding="utf-8")
    assert "incidents: [] " in text
    after.write_text(text.replace("incidents: [] ", "# ") + listed, encoding="utf-8")
    record = duecare("diff", example("cv-screening"), "now", after, *DAY, "--format", "json").json
    tightened = {d["id"]: (d["before"], d["after"]) for d in record["differences"] if d["kind"] == "setting"}
    assert tightened["ctl:bias-monitoring.least-ratio"] == ("0.8", "0.9")
    named = [c["citations"] for c in record["causes"] if c["kind"] == "fact"]
    assert ["profile /incidents/0/failure_mode", "profile /incidents/1/failure_mode"] in named
