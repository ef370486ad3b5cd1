"""Bad input: every fault at once, with its place and what was expected; exit code 2; nothing written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command

Example = Callable[[str], Path]

GOOD = """\
id: x
title: X
actors:
  acme: {established_in: [de]}
functions:
  - id: main
"""
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n" + GOOD

BAD: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "unknown key": ((GOOD + "colour: red\n").encode(), (":7 /colour", '"colour"')),
    "wrong type": (GOOD.replace("[de]", "{a: b}").encode(), (":4 /actors/acme/established_in",)),
    "unknown term": (
        GOOD.replace("- id: main", "- id: main\n    purposes: [job-aplication-filtering]").encode(),
        (":7 /functions/0/purposes/0", "job-application-filtering"),
    ),
    "contradiction": (
        GOOD.replace(
            "- id: main",
            "- id: main\n    processing: {personal_data: false, evaluates_personal_aspects: true}",
        ).encode(),
        ("/functions/0/processing/", "statements that can all be true"),
    ),
    "duplicate key": ((GOOD + "id: y\n").encode(), (":7", "id")),
    "alias bomb": (BOMB.encode(), (":1", "alias")),
    "large file": (b"# " + b"x" * (10 << 20), ("bytes",)),
    "wrong encoding": (GOOD.replace("title: X", "title: é").encode("latin-1"), ("UTF-8",)),
    "another wrong encoding": (GOOD.encode("utf-16"), ("UTF-8",)),
    "no date": ((GOOD + "market: {placed_on_eu_market: 2026-02-30}\n").encode(), (":7", "2026-02-30")),
    "nothing": (b"", ("is empty",)),
    "another document": (b"[1, 2]\n", (":1",)),
    "broken syntax": (b"id: [x\n", (":",)),
    "a tag": ((GOOD + "x: !!python/object:os.system {}\n").encode(), (":7",)),
}


@pytest.mark.parametrize("command", ["determine", "posture", "questions", "why", "render", "plan", "drift"])
@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_its_place_and_nothing_is_written(
    duecare: Command, tmp_path: Path, home: Path, name: str, command: str
) -> None:
    data, told = BAD[name]
    file = tmp_path / "bad.yaml"
    file.write_bytes(data)
    rest = {"why": ["high-risk"], "plan": ["--as", "ada"]}.get(command, [])
    said = duecare(command, file, *rest)
    assert (said.code, said.out) == (2, "")
    for part in (str(file), *told):
        assert part in said.err
    assert "Expected: " in said.err
    assert "Traceback" not in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]
    assert not home.exists()


def test_all_faults_of_all_files_are_told_at_once(duecare: Command, tmp_path: Path, home: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD + "colour: red\nshape: round\n")
    (tmp_path / "b.yaml").write_text("id: X Y\n")
    (tmp_path / "c.yaml").write_text(GOOD)
    said = duecare("determine", tmp_path)
    assert said.code == 2
    lines = said.err.splitlines()
    assert sum("a.yaml" in line for line in lines) == 2
    assert sum("b.yaml" in line for line in lines) == 4
    assert not any("c.yaml" in line for line in lines)
    assert not home.exists()


def test_a_name_that_nothing_has_is_refused_with_the_nearest(
    duecare: Command, example: Example, home: Path
) -> None:
    said = duecare("why", example("cv-screening"), "human-oversigth")
    assert (said.code, said.out) == (2, "")
    assert "human-oversight" in said.err
    assert not home.exists()


def test_a_folder_without_profiles_is_refused(duecare: Command, tmp_path: Path, home: Path) -> None:
    (tmp_path / "readme.txt").write_text("nothing here")
    said = duecare("determine", tmp_path)
    assert (said.code, said.out) == (2, "")
    assert "holds no profile" in said.err
    assert "duecare new" in said.err
    assert not home.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["determine"],
        ["determine", "there-is-no-such-file.yaml"],
        ["determine", "--format", "xml", "."],
        ["determinate", "."],
        ["why", "."],
        ["plan", "."],
        ["kb", "check", "there-is-no-such-folder"],
        ["serve", "--port", "70000"],
        ["--home"],
        ["new"],
    ],
)
def test_a_wrong_call_is_refused_and_says_how_to_call(
    duecare: Command, home: Path, arguments: list[str]
) -> None:
    said = duecare(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err
    assert "Traceback" not in said.err
    assert not home.exists()
