"""`controls list` and `controls show` on the command line, over the packs as shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command


def test_the_list_stands_under_families_and_says_where_each_can_be_held(duecare: Command, home: Path) -> None:
    said = duecare("controls", "list")
    assert (said.code, said.err) == (0, "")
    assert "Quality management\n" in said.out
    assert "  internal-audit: Audit of AI governance (organisation; Human process)\n" in said.out
    count = sum(line.startswith("  ") for line in said.out.splitlines())
    assert said.out.endswith(f"{count} controls.\n")
    assert not home.exists()


def test_every_control_is_listed_once(duecare: Command) -> None:
    listed = [each["id"] for each in duecare("controls", "list", "--format", "json").json["controls"]]
    assert len(listed) == len(set(listed)) >= 100


def test_family_and_scope_narrow_the_list(duecare: Command) -> None:
    every = duecare("controls", "list", "--format", "json").json["controls"]
    some = duecare("controls", "list", "--family", "monitoring", "--scope", "use-case", "--format", "json")
    wanted = [
        each for each in every if each["scope"] == "use-case" and each["family"]["id"].endswith(".monitoring")
    ]
    assert some.json == {"format": "duecare.controls/1", "controls": wanted}
    assert 0 < len(wanted) < len(every)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["list", "--family", "human-oversigth"], "Nearest: human-oversight"),
        (["list", "--scope", "organization"], "Nearest: organisation"),
        (["show", "human-reveiw"], "Nearest: human-review"),
        (["show", "art_26"], "Expected: a control that `duecare controls list` names."),
    ],
)
def test_a_name_that_nothing_has_is_refused_with_the_nearest(
    duecare: Command, arguments: list[str], words: str
) -> None:
    said = duecare("controls", *arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err


def test_both_wrong_filters_are_told_at_once(duecare: Command) -> None:
    said = duecare("controls", "list", "--family", "x", "--scope", "y")
    assert "--family" in said.err and "--scope" in said.err


def test_show_tells_settings_with_basis_date_and_citation(duecare: Command) -> None:
    said = duecare("controls", "show", "logging").out
    assert "Keeping of logs (ctl:logging)" in said
    assert "6 months where this holds: " in said
    assert "Basis: law. " in said and "[AI Act Art. " in said
    assert "from 2024-08-01" in said
    assert "(review interval)" in said


def test_show_tells_what_is_served_with_status_and_what_is_left_open(duecare: Command) -> None:
    said = duecare("controls", "show", "ctl:internal-audit").out
    served = said.partition("SERVES")[2]
    assert (
        "Internal audit programme [ISO/IEC 42001:2023 9.2.2]: served; proposed by duecare:project" in served
    )
    assert "Left open: criteria and scope of each single audit." in served
    assert "MEASURE 1.3]: partly served; proposed" in served
    assert "ISO/IEC 42001 asks for internal audits (basis: standard)" in served
    assert said.endswith("Not legal advice.\n")


def test_what_a_control_was_found_not_to_serve_stands_apart(duecare: Command) -> None:
    served, _, denied = duecare("controls", "show", "registration").out.partition("DOES NOT SERVE")
    assert "NIST AI RMF 1.0 GOVERN 1.6" in denied
    assert "NIST AI RMF 1.0 GOVERN 1.6" not in served


def test_show_as_json_has_all_that_the_catalogue_says(duecare: Command) -> None:
    said = duecare("controls", "show", "ai-literacy", "--format", "json").json
    assert said["format"] == "duecare.control/1"
    assert said["review_interval"] in {parameter["id"] for parameter in said["parameters"]}
    assert all(value["citations"] for parameter in said["parameters"] for value in parameter["values"])
    assert said["metrics"][0]["threshold"]["id"] in {parameter["id"] for parameter in said["parameters"]}
    assert {signal["id"] for signal in said["signals"]} == {"term:signal.training-completed"}
    assert {row["negated"] for row in said["serves"]} == {False}
    assert all(row["citations"] and row["comment"] for row in said["serves"])


def test_every_control_can_be_shown(duecare: Command) -> None:
    for each in duecare("controls", "list", "--format", "json").json["controls"]:
        said = duecare("controls", "show", each["id"])
        assert (said.code, said.err) == (0, "")
        assert "\nSETTINGS\n" in said.out and "\nWATCHED\n" in said.out
        assert "\nSERVES\n" in said.out or "\nDEMANDED" in said.out
