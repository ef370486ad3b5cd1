"""The examples on the days that matter: a table written from the law, compared with what is determined."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.determination import Determination, Finding
from engine.terms import OBLIGATION, TIER
from tests.support.shipped import determined, example_files

TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("dates.yaml").read_text(encoding="utf-8"))
GROUPS: dict[str, list[str]] = TABLE.pop("groups")
DAYS = ("2026-05-01", "2026-07-27", "2026-11-22", "2026-12-02", "2027-12-02", "2028-08-02")
ROWS = [(name, str(day)) for name, days in TABLE.items() for day in days]


def written(finding: Finding) -> str:
    """A finding's state as the table writes it."""
    binding = finding.binding
    assert binding is not None
    day = binding.applies_until if binding.state == "ended" else binding.applies_from
    others = "".join(f" or {other.applies_from}" for other in binding.alternatives)
    return f"{'presumed ' if finding.contestable else ''}{binding.state} {day}{others}"


def short(conclusion: str) -> str:
    """The name of a tier or obligation without its family."""
    return conclusion.partition(".")[2]


def members(names: Iterable[str]) -> set[str]:
    """The names, groups replaced by what they stand for."""
    return {member for name in names for member in GROUPS.get(name, [name])}


def expected(row: dict[str, Any]) -> dict[tuple[str, str], str]:
    """Every subject and conclusion a row lists, with its state."""
    return {
        (subject, member): state
        for subject, states in row.items()
        if subject != "open"
        for name, state in states.items()
        for member in members([name])
    }


def found(determination: Determination) -> dict[tuple[str, str], str]:
    """The same of a determination: obligations by actor, tiers of the use case."""
    duties = {
        (finding.subject, short(finding.conclusion)): written(finding)
        for finding in determination.findings
        if finding.family == OBLIGATION
    }
    tiers = {}
    for tier in determination.tiers:
        states = {written(finding) for finding in determination.findings_of(tier)} or {"settled"}
        (tiers["tiers", short(tier)],) = states
    return duties | tiers


def test_the_table_has_every_example_on_every_day() -> None:
    assert set(TABLE) == {path.stem for path in example_files()}
    for days in TABLE.values():
        assert tuple(str(day) for day in days) == DAYS


@pytest.mark.parametrize(("name", "day"), ROWS)
def test_what_holds_on_the_day_is_what_the_table_says(name: str, day: str) -> None:
    rows = {str(key): row for key, row in TABLE[name].items()}
    assert found(determined(name, day)) == expected(rows[day])


@pytest.mark.parametrize(("name", "day"), ROWS)
def test_what_is_open_on_the_day_is_what_the_table_says(name: str, day: str) -> None:
    rows = {str(key): row for key, row in TABLE[name].items()}
    waiting: dict[str, set[str]] = {}
    for conclusion in determined(name, day).undetermined:
        if conclusion.family in (OBLIGATION, TIER):
            waiting.setdefault(conclusion.subject, set()).add(short(conclusion.conclusion))
    assert waiting == {subject: members(names) for subject, names in rows[day].get("open", {}).items()}


def test_later_knowledge_changes_what_is_said_of_the_same_day() -> None:
    then = found(determined("cv-screening", "2026-11-22", known_at="2026-05-01"))
    now = found(determined("cv-screening", "2026-11-22"))
    assert then["tiers", "high-risk"] == "binding 2026-08-02"
    assert now["tiers", "high-risk"] == "upcoming 2027-12-02"
