"""`why-not`, `what-if` and `flips` on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command

Example = Callable[[str], Path]


def test_why_not_tells_what_stands_against_it_for_the_subject_named(
    duecare: Command, example: Example, home: Path
) -> None:
    said = duecare("why-not", example("credit-and-fraud"), "high-risk", "--for", "fraud-check")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Consumer credit scoring and fraud checks\nHigh-risk does not hold: function")
    assert "Used only to detect financial fraud" in said.out
    assert not home.exists()  # asking records nothing


def test_why_not_as_json_names_its_form(duecare: Command, example: Example) -> None:
    one = duecare("why-not", example("faq-bot"), "human-review", "--format", "json").json
    assert (one["format"], one["question"]) == ("duecare.why-not/1", "human-review")
    many = duecare(
        "why-not", example("faq-bot"), example("cv-screening"), "human-review", "--format", "json"
    ).json
    assert many["format"] == "duecare.why-nots/1"
    assert many["answers"][0] == one


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["human-oversigth"], "Nearest: human-oversight"),
        (["high-risk", "--for", "rankng"], "Expected: one of ranking."),
    ],
)
def test_why_not_refuses_names_that_name_nothing(
    duecare: Command, example: Example, arguments: list[str], words: str
) -> None:
    said = duecare("why-not", example("cv-screening"), *arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err


def test_a_faulty_profile_is_refused_with_its_faults(duecare: Command, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("id: x\ntitle: X\nactors: {a: {kindd: private-company}}\nfunctions: []\n")
    said = duecare("why-not", path, "high-risk")
    assert (said.code, said.out) == (2, "")
    assert "kindd" in said.err
    assert "There is no function." in said.err


def test_what_if_tells_differences_with_their_causes_and_records_nothing(
    duecare: Command, example: Example, home: Path
) -> None:
    said = duecare(
        "what-if",
        example("credit-and-fraud"),
        "--set",
        "functions.fraud-check.purposes=[creditworthiness-assessment]",
        "--set",
        "functions.1.only_detects_financial_fraud=false",
    )
    assert (said.code, said.err) == (0, "")
    assert 'Supposed: /functions/1/purposes is ["creditworthiness-assessment"].' in said.out
    assert "BECAUSE\n  Function “" in said.out
    assert not home.exists()


def test_what_if_as_json_names_its_form_and_both_sides(duecare: Command, example: Example) -> None:
    said = duecare(
        "what-if",
        example("cv-screening"),
        "--from",
        "2026-11-22",
        "--as-of",
        "2028-01-01",
        "--format",
        "json",
    ).json
    assert said["format"] == "duecare.what-if/1"
    assert (said["before"]["as_of"], said["after"]["as_of"]) == ("2026-11-22", "2028-01-01")
    assert said["differences"]


def test_what_if_with_the_same_packs_changes_nothing(
    duecare: Command, example: Example, repository: Path
) -> None:
    said = duecare("what-if", example("faq-bot"), "--kb", repository / "kb")
    assert said.code == 0
    assert "Supposed: the packs are " in said.out
    assert said.out.endswith("Nothing differs: no tier, obligation, control, setting, permission or date.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Nothing is supposed."),
        (["--set", "lifecycle=pilott"], "Nearest: pilot"),
        (["--set", "lifecycle"], "PATH=VALUE"),
        (["--unset", "functions.7"], "Nothing is called '7' there."),
        (["--unset", "title"], 'The key "title" is missing.'),
    ],
)
def test_what_if_refuses_what_cannot_be_supposed(
    duecare: Command, example: Example, arguments: list[str], words: str
) -> None:
    said = duecare("what-if", example("faq-bot"), *arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err


def test_flips_tells_sets_of_facts_and_that_they_are_no_advice(duecare: Command, example: Example) -> None:
    said = duecare("flips", example("credit-and-fraud"), "high-risk", "--for", "credit-scoring")
    assert (said.code, said.err) == (0, "")
    assert "High-risk (credit-scoring) holds. It would not if" in said.out
    assert "These are conditions, not suggestions" in said.out


def test_flips_as_json_names_its_form(duecare: Command, example: Example) -> None:
    said = duecare("flips", example("faq-bot"), "transparency", "--format", "json").json
    assert said["format"] == "duecare.flips/1"
    assert said["flips"][0]["changes"][0]["changeable"] in (True, False, None)


def test_flips_refuses_a_name_that_names_nothing(duecare: Command, example: Example) -> None:
    said = duecare("flips", example("faq-bot"), "transparancy")
    assert (said.code, said.out) == (2, "")
    assert "Nearest: transparency" in said.err


def test_a_reading_of_the_first_answer_is_carried_into_the_second(duecare: Command, example: Example) -> None:
    named = duecare("kb", "readings", "--format", "json").json["points"]
    point = next(p for p in named if len(p["readings"]) > 1)
    default, other = (
        next(r["name"] for r in point["readings"] if (r["id"] == point["default"]) is is_default)
        for is_default in (True, False)
    )
    file, day = example("cv-screening"), ("--from", "2026-11-22")
    same = duecare("what-if", file, *day, "--from-reading", other, "--as-of", "2026-11-22")
    assert (same.code, same.err) == (0, "")
    assert "Supposed: a contested point is read so: " in same.out
    assert same.out.endswith("Nothing differs: no tier, obligation, control, setting, permission or date.\n")
    back = duecare("what-if", file, *day, "--from-reading", other, "--reading", default)
    assert (back.code, back.err) == (0, "")
    refused = duecare("what-if", file, "--from-reading", "no-such", "--set", "lifecycle=pilot")
    assert (refused.code, refused.out) == (2, "")
    assert "It is no reading of any contested point." in refused.err


def test_why_points_to_why_not_and_the_reverse(duecare: Command, example: Example) -> None:
    why = duecare("why", example("faq-bot"), "high-risk")
    assert (why.code, why.out) == (2, "")
    assert "`duecare why-not`" in why.err
    assert "Ask `why` for its derivation" in duecare("why-not", example("faq-bot"), "transparency").out


@pytest.mark.parametrize("form", ["markdown", "html"])
@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("what-if", ["--set", "lifecycle=pilot"]),
        ("flips", ["transparency"]),
        ("questions", []),
        ("who", ["--requires", "human-review"]),
    ],
)
def test_lists_are_printed_as_markdown_and_as_a_page(
    duecare: Command, example: Example, command: str, arguments: list[str], form: str
) -> None:
    said = duecare(command, example("faq-bot"), *arguments, "--format", form)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith({"markdown": "# W", "html": "<!doctype html>"}[form])
    assert "Not legal advice." in said.out


def test_a_page_takes_one_answer(duecare: Command, example: Example) -> None:
    said = duecare("flips", example("faq-bot"), example("cv-screening"), "minimal", "--format", "html")
    assert (said.code, said.out) == (2, "")
    assert "Expected: one profile, or text, markdown or json." in said.err
