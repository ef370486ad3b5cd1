"""`--reading` and `kb readings` on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command

ON = ("--as-of", "2026-11-22", "--no-record")
Example = Callable[[str], Path]


def test_an_answer_says_what_the_other_reading_of_each_point_that_matters_would_change(
    duecare: Command, example: Example
) -> None:
    said = duecare("determine", example("cv-screening"), *ON).out
    section = said.partition("OTHER READINGS OF WHAT THE LAW LEAVES OPEN\n")[2].partition("\n\n")[0]
    assert (
        "Read here as: from the day Art. 6 makes systems high-risk (practical-dates; project's reading)"
        in section
    )
    assert "Read as: from 2 August 2026, as written (formal-dates; words of the law)" in section
    assert "Explain the decision to the person concerned (acme) binding since 2 Aug 2026" in section
    assert "other readings change nothing here; `duecare kb readings` lists all." in section
    assert "distance" not in section


def test_a_chosen_reading_is_named_at_the_head_and_changes_the_dates(
    duecare: Command, example: Example
) -> None:
    said = duecare("determine", example("cv-screening"), "--reading", "formal-dates", *ON).out
    assert "Read otherwise than by default: formal-dates." in said
    assert (
        "Explain the decision to the person concerned, after a decision: binding since 2 Aug 2026" in said
        or ("Explain the decision to the person concerned" in said)
    )
    told = duecare("determine", example("cv-screening"), "--reading", "formal-dates", "--format", "json", *ON)
    assert told.json["readings"] == ["aia:reading.formal-dates"]
    (explain,) = (f for f in told.json["findings"] if f["conclusion"] == "aia:obl.explain-decision")
    assert explain["binding"]["from"] == "2026-08-02"
    assert explain["legal_status"]["application"] == "binding"


def test_json_says_what_each_other_reading_would_change_and_what_each_finding_rests_on(
    duecare: Command, example: Example
) -> None:
    told = duecare("determine", example("cv-screening"), "--format", "json", *ON).json
    assert told["readings"] == []
    by_name = {other["reading"]["name"]: other for other in told["other_readings"]}
    changed = {c["conclusion"]: c for c in by_name["formal-dates"]["changed"]}
    moved = changed["aia:obl.explain-decision"]
    assert (moved["before"]["from"], moved["after"]["from"]) == ("2027-12-02", "2026-08-02")
    (explain,) = (f for f in told["findings"] if f["conclusion"] == "aia:obl.explain-decision")
    assert explain["readings"] == ["aia:reading.practical-dates"]
    assert explain["legal_status"] == {
        "application": "adopted-not-yet-applicable",
        "ground": "project-reading",
    }


@pytest.mark.parametrize("command", ["determine", "posture", "why", "why-not", "questions"])
def test_an_unknown_reading_is_refused_by_every_command_that_takes_one(
    duecare: Command, example: Example, command: str
) -> None:
    what = ["high-risk"] if command.startswith("why") else []
    said = duecare(command, example("cv-screening"), *what, "--reading", "formal-date")
    assert said.code == 2
    assert "It is no reading of any contested point. Nearest: formal-dates," in said.err
    assert not said.out


def test_two_readings_of_one_point_are_refused(duecare: Command, example: Example) -> None:
    both = ("--reading", "formal-dates", "--reading", "practical-dates")
    said = duecare("determine", example("cv-screening"), *both, *ON)
    assert said.code == 2
    assert "can be read one way at a time, not as formal-dates and practical-dates" in said.err


def test_why_names_the_reading_that_something_rests_on(duecare: Command, example: Example) -> None:
    said = duecare("why", example("cv-screening"), "explain-decision", "--as-of", "2026-11-22").out
    assert "Read as “From the day Art. 6 makes systems high-risk” (practical-dates;" in said
    assert "project's reading, the default); the question is: From when do Section 5" in said


def test_all_contested_points_are_listed_with_their_default_first(duecare: Command) -> None:
    said = duecare("kb", "readings").out
    assert "Is distance an element of remote biometric identification? [AI Act Art. 3(41)]" in said
    assert "    distance-is-typical (default: words of the law): No: it describes the usual case." in said
    points = duecare("kb", "readings", "--format", "json").json["points"]
    assert len(points) > 12
    for point in points:
        assert point["default"] in {reading["id"] for reading in point["readings"]}
        assert len(point["readings"]) > 1
        assert point["citations"] and all(reading["citations"] for reading in point["readings"])
