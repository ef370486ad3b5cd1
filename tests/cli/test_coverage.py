"""`coverage` on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Command
from tests.support.profiles import HEAD

Example = Callable[[str], Path]
DAY = ("--as-of", "2026-11-22")


def test_every_demand_is_accounted_for_and_residuals_are_told(
    duecare: Command, example: Example, home: Path
) -> None:
    said = duecare("coverage", example("meeting-assistant"), *DAY)
    assert (said.code, said.err) == (0, "")
    assert "RESIDUAL: NOTHING IN THIS STACK CAN HOLD IT, SOMEBODY MUST OWN IT" in said.out
    assert "proposed in its place, for the owner to judge" in said.out
    assert not home.exists()


def test_strict_looks_at_residuals(duecare: Command, example: Example) -> None:
    assert duecare("coverage", example("meeting-assistant"), *DAY, "--strict").code == 1


def test_a_use_case_of_which_nothing_is_demanded_passes_strict(duecare: Command, tmp_path: Path) -> None:
    bare = tmp_path / "bare.yaml"
    bare.write_text(HEAD, encoding="utf-8")
    said = duecare("coverage", bare, "--as-of", "2020-01-01", "--strict")
    assert said.code == 0, said.out + said.err
    assert "Nothing is demanded of it" in said.out


def test_coverage_in_json_gives_each_demand_one_verdict(duecare: Command, example: Example) -> None:
    record = duecare("coverage", example("cv-screening"), *DAY, "--format", "json").json
    posture = duecare("posture", example("cv-screening"), *DAY, "--format", "json").json
    assert record["format"] == "duecare.coverage/1"
    assert record["posture"] == posture["id"]
    demands = [each["demand"] for each in record["accounts"]]
    assert demands == [r["control"] for r in posture["requirements"]] + [
        f"{p['component']}/{p['tool']}" for p in posture["permissions"]
    ]


def test_a_reading_that_does_not_exist_is_refused(duecare: Command, example: Example) -> None:
    said = duecare("coverage", example("faq-bot"), *DAY, "--reading", "no-such-reading")
    assert said.code == 2
