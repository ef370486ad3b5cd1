"""`inventory`: every use case and model has its row, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from service.inventory import Entry, inventory_csv, inventory_record, inventory_text
from tests.cli.conftest import Command
from tests.support.profiles import HEAD

Example = Callable[[str], Path]
DAY = ("--as-of", "2026-11-22")


def entry(**changes: object) -> Entry:
    fields: dict[str, object] = {
        "use_case": "case",
        "title": "A case",
        "component": "model",
        "model": "some.model-v1",
        "tiers": (("High-risk", "2027-12-02"),),
        "by_rules_alone": "",
        "is_complete": True,
        "controls": (("ctl:a", "binding"),),
        "residuals": 1,
        "unknown": 0,
        "gaps": 2,
    }
    return Entry(**(fields | changes))  # type: ignore[arg-type]  # each field is given by its name


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_example_has_a_row_for_each_of_its_models(
    duecare: Command, repository: Path, home: Path
) -> None:
    said = duecare("inventory", repository / "examples", *DAY, "--format", "json")
    assert (said.code, said.err) == (0, "")
    assert said.json["format"] == "duecare.inventory/1"
    named = {each["use_case"] for each in said.json["entries"]}
    assert {"cv-screening", "faq-bot", "meeting-assistant"} <= named
    assert all(each["controls"] for each in said.json["entries"])
    assert not home.exists()


def test_one_model_is_told_with_all_its_use_cases(duecare: Command, example: Example) -> None:
    said = duecare("inventory", example("cv-screening"), example("faq-bot"), *DAY)
    assert said.code == 0
    summary = said.out.split("BY MODEL\n")[1].splitlines()
    place = summary.index("  shared-assistant-model: 2 use cases")
    assert [line.split()[0] for line in summary[place + 1 : place + 3]] == ["cv-screening", "faq-bot"]


def test_a_use_case_without_a_model_says_so(duecare: Command, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(HEAD, encoding="utf-8")
    said = duecare("inventory", tmp_path, *DAY)
    assert said.code == 0
    assert "no model stated" in said.out
    (row,) = rows(duecare("inventory", tmp_path, *DAY, "--format", "csv").out)
    assert (row["use_case"], row["model"], row["component"]) == ("case", "", "")


def test_each_tier_stands_beside_the_day_from_which_it_binds(duecare: Command, example: Example) -> None:
    (row, *_) = rows(duecare("inventory", example("cv-screening"), *DAY, "--format", "csv").out)
    dates = dict(zip(row["tiers"].split("; "), row["binding_from"].split("; "), strict=True))
    assert dates == {"High-risk": "2027-12-02", "Transparency": "2026-08-02"}


def test_csv_and_json_say_the_same(duecare: Command, example: Example) -> None:
    asked = ("inventory", example("cv-screening"), example("meeting-assistant"), *DAY, "--format")
    table, record = rows(duecare(*asked, "csv").out), duecare(*asked, "json").json["entries"]
    assert [(row["use_case"], row["model"]) for row in table] == [(r["use_case"], r["model"]) for r in record]
    for row, each in zip(table, record, strict=True):
        assert int(row["controls"]) == len(each["controls"])
        assert (row["complete"] == "yes") is each["is_complete"]
        for control in each["controls"]:
            assert row[control["control"]] == control["status"]


@pytest.mark.parametrize("form", ["text", "csv", "json"])
def test_all_faults_are_told_and_nothing_half_printed(
    duecare: Command, example: Example, tmp_path: Path, form: str
) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(f"id: {name}\n", encoding="utf-8")
    said = duecare("inventory", example("faq-bot"), tmp_path, *DAY, "--format", form)
    assert (said.code, said.out) == (2, "")
    assert "one.yaml" in said.err
    assert "two.yaml" in said.err


def test_keep_going_lists_the_faulty_beside_the_others(
    duecare: Command, example: Example, tmp_path: Path
) -> None:
    (tmp_path / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    asked = ("inventory", example("faq-bot"), tmp_path, *DAY, "--keep-going")
    said = duecare(*asked)
    assert said.code == 1
    assert "faq-bot" in said.out
    assert "broken.yaml" in said.out.split("NOT READ")[1]
    record = duecare(*asked, "--format", "json").json
    assert {each["use_case"] for each in record["entries"]} == {"faq-bot"}
    assert record["faults"]
    assert "broken.yaml" in duecare(*asked, "--format", "csv").err


def test_keep_going_with_nothing_that_can_be_read_says_so(duecare: Command, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    said = duecare("inventory", tmp_path, *DAY, "--keep-going")
    assert said.code == 1
    assert "No use case could be read." in said.out


def test_a_folder_without_profiles_is_refused(duecare: Command, tmp_path: Path) -> None:
    said = duecare("inventory", tmp_path, *DAY)
    assert (said.code, said.out) == (2, "")
    assert "holds no profile" in said.err


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    (row,) = rows(inventory_csv([entry(title=f"{start}cmd|x", model=f"{start}1")]))
    assert row["title"] == f"'{start}cmd|x"
    assert row["model"] == f"'{start}1"


def test_cells_with_commas_quotes_and_breaks_come_back_as_they_were() -> None:
    title = 'A "case", of\nseveral lines'
    text = inventory_csv([entry(title=title)])
    assert text.split("\r\n")[0].startswith("use_case,title,")
    assert rows(text)[0]["title"] == title


def test_a_control_that_one_use_case_does_not_have_is_an_empty_cell() -> None:
    table = rows(inventory_csv([entry(), entry(use_case="other", controls=(("ctl:b", "upcoming"),))]))
    assert [(row["ctl:a"], row["ctl:b"]) for row in table] == [("binding", ""), ("", "upcoming")]


def test_what_is_not_settled_and_what_has_no_date_is_said() -> None:
    bare = entry(tiers=(), is_complete=False)
    text = inventory_text([bare], [])
    assert "none settled" in text
    assert "no date" in text
    record = inventory_record([bare], "2026-11-22", [])
    assert record["entries"][0]["tiers"] == []
    residual = inventory_record([entry(tiers=(("Minimal", ""),))], "2026-11-22", [])
    assert residual["entries"][0]["tiers"] == [{"label": "Minimal", "binding_from": None}]


def test_without_entries_there_is_a_header_and_no_row() -> None:
    assert rows(inventory_csv([])) == []
    assert inventory_record([], "2026-11-22", [])["entries"] == []


def test_a_tier_that_somebody_decided_is_told_from_what_the_rules_alone_say() -> None:
    decided = entry(tiers=(("Minimal", ""),), by_rules_alone="ranking: High-risk")
    assert "Minimal (decided; by the rules alone, ranking: High-risk)" in inventory_text([decided], ())
    assert "decided" not in inventory_text([entry()], ())
    head, row = inventory_csv([decided]).splitlines()
    assert dict(zip(head.split(","), row.split(","), strict=True))["by_rules_alone"] == "ranking: High-risk"
    record = inventory_record([decided], "2026-11-22", ())
    assert record["entries"][0]["by_rules_alone"] == "ranking: High-risk"
