"""`crosswalk` on the command line, over the packs as shipped."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Command

ISO_TO_ACT = ("crosswalk", "--from", "iso-42001", "--to", "eu-ai-act")
NIST_TO_ISO = ("crosswalk", "--from", "nist-ai-rmf", "--to", "iso-42001")


def test_what_a_source_states_stands_apart_from_what_controls_join(duecare: Command, home: Path) -> None:
    said = duecare(*NIST_TO_ISO)
    assert (said.code, said.err) == (0, "")
    stated, _, joined = said.out.partition("THROUGH A SHARED CONTROL")
    assert "STATED BY A SOURCE (79 pairs; each is its author's)" in stated
    assert "has to do with ISO/IEC 42001:2023 A.2.2" in stated
    assert "through control" not in stated
    assert "proposed, no equality is claimed" in joined
    assert "has to do with" not in joined
    assert not home.exists()


def test_the_contribution_of_microsoft_is_told_as_such(duecare: Command) -> None:
    rows = duecare(*NIST_TO_ISO, "--format", "json").json["stated"]
    contributed = [row for row in rows if row["author"] == "source:microsoft"]
    assert len(contributed) == 71
    assert all("listing is no endorsement" in row["authority"] for row in contributed)


def test_no_source_states_a_pair_of_the_standard_and_the_act_and_that_is_said(duecare: Command) -> None:
    said = duecare(*ISO_TO_ACT)
    assert "STATED BY A SOURCE (0 pairs; each is its author's)\n  None.\n" in said.out
    assert "ISO/IEC 42001:2023 A.6.2.8" in said.out
    assert "through control Keeping of logs; proposed: " in said.out


def test_as_json_every_joined_pair_names_its_control_and_both_rows(duecare: Command) -> None:
    said = duecare(*ISO_TO_ACT, "--format", "json").json
    assert (said["format"], said["from"], said["to"]) == ("duecare.crosswalk/1", "iso-42001", "eu-ai-act")
    assert said["stated"] == said["mapped"] == []
    assert len(said["joined"]) > 100
    for pair in said["joined"]:
        assert pair["label"] == f"through control {pair['label'][16:-10]}; proposed"
        assert pair["control"].startswith("ctl:")
        assert pair["from_subject"]["comment"] and pair["from_object"]["comment"]
        assert "predicate" not in pair
        assert pair["subject"].startswith("iso:") and pair["object"].startswith("aia:")
    assert "no statement that the two texts are equal" in said["notice"]


def test_a_crosswalk_leads_both_ways_over_the_same_pairs(duecare: Command) -> None:
    there = duecare(*NIST_TO_ISO, "--format", "json").json
    back = duecare("crosswalk", "--from", "iso-42001", "--to", "nist-ai-rmf", "--format", "json").json
    for kind in ("stated", "joined"):
        assert there[kind]
        assert {(row["subject"], row["object"]) for row in there[kind]} == {
            (row["object"], row["subject"]) for row in back[kind]
        }
    assert {row["inverted"] for row in there["stated"]} == {False}
    assert {row["inverted"] for row in back["stated"]} == {True}


def test_as_csv_it_has_the_rows_of_the_json(duecare: Command) -> None:
    record = duecare(*NIST_TO_ISO, "--format", "json").json
    rows = list(csv.DictReader(io.StringIO(duecare(*NIST_TO_ISO, "--format", "csv").out)))
    assert [row["kind"] for row in rows] == ["stated"] * 79 + ["joined"] * len(record["joined"])
    assert rows[0]["authority"] == record["stated"][0]["authority"]
    assert rows[-1]["label"] == record["joined"][-1]["label"]
    assert rows[-1]["predicate"] == ""  # nothing is said of how two joined texts stand to each other


@pytest.mark.parametrize(("pack", "entries"), [("iso-42001", 70), ("nist-ai-rmf", 84)])
def test_towards_the_controls_every_entry_that_asks_something_is_there(
    duecare: Command, pack: str, entries: int
) -> None:
    rows = duecare("crosswalk", "--from", pack, "--to", "controls", "--format", "json").json["mapped"]
    assert len({row["subject"] for row in rows}) == entries
    assert {row["status"] for row in rows} == {"proposed"}


def test_a_row_that_denies_is_told_as_one(duecare: Command) -> None:
    said = duecare("crosswalk", "--from", "nist-ai-rmf", "--to", "controls")
    assert "    not served by Registration; proposed\n" in said.out
    rows = duecare("crosswalk", "--from", "nist-ai-rmf", "--to", "controls", "--format", "json").json[
        "mapped"
    ]
    denied = [row for row in rows if row["negated"]]
    assert denied and all("The project looked and found" in row["comment"] for row in denied)


def test_from_the_act_each_row_names_the_duty_it_is_about(duecare: Command) -> None:
    rows = duecare("crosswalk", "--from", "eu-ai-act", "--to", "controls", "--format", "json").json["mapped"]
    assert len({row["duty"] for row in rows}) > 200
    assert all(row["duty"].startswith("aia:obl.") for row in rows)


@pytest.mark.parametrize("form", ["text", "csv", "json"])
def test_the_same_question_gives_the_same_bytes(duecare: Command, form: str) -> None:
    assert duecare(*ISO_TO_ACT, "--format", form).out == duecare(*ISO_TO_ACT, "--format", form).out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "iso-42010", "--to", "eu-ai-act"], "Nearest: iso-42001"),
        (["--from", "iso-42001", "--to", "eu-ai-atc"], "Nearest: eu-ai-act"),
        (["--from", "iso-42001", "--to", "iso-42001"], "Expected: another pack."),
        (["--from", "iso-42001"], "--to"),
    ],
)
def test_a_call_that_names_no_two_packs_is_refused(
    duecare: Command, arguments: list[str], words: str
) -> None:
    said = duecare("crosswalk", *arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
