"""`who`: a portfolio asked by control, by provision and by model."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from service.settings import SHIPPED_KB
from tests.cli.conftest import Command

EXAMPLES = SHIPPED_KB.parent / "examples"
DAY = ("--as-of", "2026-11-22")


def profile(folder: Path, name: str, model: str, title: str = "A use case") -> Path:
    """A profile that says little more than which model it uses."""
    document = {
        "id": name,
        "title": title,
        "actors": {"acme": {"roles": ["deployer"]}},
        "functions": [{"id": "one", "title": "One"}],
        "stack": [{"id": "part", "kind": "language-model", "model": model}],
    }
    file = folder / f"{name}.json"
    file.write_text(json.dumps(document))
    return file


def test_who_must_have_a_control_says_how_and_by_which_law(duecare: Command) -> None:
    said = duecare("who", EXAMPLES, "--requires", "human-review", *DAY)
    assert said.code == 0
    lines = said.out.splitlines()
    at = lines.index("CV screening for engineering roles (cv-screening)")
    assert "is required by law that will bind [" in lines[at + 1]
    assert "AI Act Art. 26(2)" in lines[at + 1]
    assert "demand-forecast" not in said.out


def test_a_provision_stands_for_its_parts(duecare: Command) -> None:
    whole = duecare("who", EXAMPLES, "--because", "AI Act Art. 26", *DAY, "--format", "json").json
    part = duecare("who", EXAMPLES, "--because", "aia:art_26.par_2", *DAY, "--format", "json").json
    assert part["found"] == "AI Act Art. 26(2)"
    assert {row["use_case"] for row in part["rows"]} <= {row["use_case"] for row in whole["rows"]}
    assert len(part["rows"]) < len(whole["rows"])
    assert all(row["citations"] for row in whole["rows"])


def test_each_answer_is_one_the_use_case_itself_gives(duecare: Command) -> None:
    rows = duecare("who", EXAMPLES, "--requires", "logging", *DAY, "--format", "json").json["rows"]
    named = {row["use_case"] for row in rows}
    for file in sorted(EXAMPLES.glob("*.yaml")):
        posture = duecare("posture", file, *DAY, "--format", "json").json
        required = {each["control"] for each in posture["requirements"]}
        assert (posture["use_case"] in named) is ("ctl:logging" in required)


def test_who_uses_a_model(duecare: Command, tmp_path: Path) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    for name, model in (("one", "maker.small-1"), ("two", "maker.large-1"), ("three", "maker.small-1")):
        profile(folder, name, model)
    said = duecare("who", folder, "--model", "maker.small-1", *DAY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [row["use_case"] for row in rows] == ["one", "three"]
    assert all(row["citations"].startswith("profile /stack/0") for row in rows)


def test_who_uses_a_model_that_is_known_by_its_place_in_the_stack(duecare: Command) -> None:
    said = duecare("who", EXAMPLES, "--model", "shared-assistant-model", *DAY)
    assert "(cv-screening)" in said.out
    assert "(faq-bot)" in said.out
    assert "(demand-forecast)" not in said.out


def test_a_cell_is_never_a_formula(duecare: Command, tmp_path: Path) -> None:
    file = profile(tmp_path, "one", "m", title="=1+1")
    said = duecare("who", file, "--model", "m", *DAY, "--format", "csv")
    assert ",'=1+1," in said.out


def test_nobody_is_an_answer(duecare: Command) -> None:
    said = duecare("who", EXAMPLES / "demand-forecast.yaml", "--requires", "human-review", *DAY)
    assert said.code == 0
    assert said.out.startswith(
        "“Human review before effect” is required or recommended for 0 of 1 use cases."
    )
    table = duecare(
        "who", EXAMPLES / "demand-forecast.yaml", "--requires", "human-review", *DAY, "--format", "csv"
    )
    assert table.out == "use_case,title,subject,what,citations\n"


@pytest.mark.parametrize(
    ("option", "asked", "nearest"),
    [
        ("--requires", "human-reviw", "human-review"),
        ("--because", "AI Act Art. 266", "AI Act Art. 26"),
        ("--model", "no-such-model", ""),
        ("--because", "", ""),
    ],
)
def test_an_unknown_name_gives_the_nearest(duecare: Command, option: str, asked: str, nearest: str) -> None:
    said = duecare("who", EXAMPLES, option, asked, *DAY)
    assert said.code == 2
    assert f"is called {asked!r}." in said.err
    assert nearest in said.err


@pytest.mark.parametrize("options", [(), ("--requires", "logging", "--model", "m")])
def test_exactly_one_question_is_asked(duecare: Command, options: tuple[str, ...]) -> None:
    said = duecare("who", EXAMPLES, *options)
    assert said.code == 2
    assert "exactly one of --requires, --because and --model" in said.err


def test_every_fault_of_every_profile_is_named(duecare: Command, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(f"id: {name}\ntitle: T\nno_such_key: 1\n")
    said = duecare("who", tmp_path, "--requires", "logging")
    assert said.code == 2
    assert "one.yaml:3 /no_such_key" in said.err
    assert "two.yaml:3 /no_such_key" in said.err
