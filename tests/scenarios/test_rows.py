"""Rows of the list of obligations: a scenario reaches each, and a twin one fact apart misses it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from rdflib import SKOS

from tests.kb_content.packs import graph
from tests.scenarios.scenario import read_scenario, scenario_files

Scenario = dict[str, Any]


@cache
def scenarios() -> dict[Path, Scenario]:
    """Every scenario that names rows."""
    read = {path: yaml.safe_load(path.read_text(encoding="utf-8")) for path in scenario_files()}
    return {path: found for path, found in read.items() if {"reaches", "without"} & set(found)}


def duties(row: str) -> set[str]:
    """The obligations that carry the number of a row."""
    noted = {
        str(duty).rpartition("/")[2]
        for duty, number in graph().subject_objects(SKOS.notation)
        if str(number) == row
    }
    return {f"aia:{name}" for name in noted}


def facts(node: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """What a profile states, by its place in it; lists of plain values are one statement."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in ("id", "title"):
                yield from facts(value, f"{at}/{key}")
    elif isinstance(node, list) and any(isinstance(item, dict) for item in node):
        for number, item in enumerate(node):
            yield from facts(item, f"{at}/{number}")
    else:
        yield at, repr(node)


def apart(one: Scenario, other: Scenario) -> int:
    """In how many facts two profiles differ."""
    here, there = dict(facts(one["profile"])), dict(facts(other["profile"]))
    return sum(here.get(place) != there.get(place) for place in here.keys() | there.keys())


@pytest.mark.parametrize("path", scenarios(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_scenario_reaches_the_rows_it_names_and_misses_those_it_is_without(path: Path) -> None:
    scenario, found = read_scenario(path)
    owed = {finding.conclusion for finding in found.findings}
    open_ones = {waiting.conclusion for waiting in found.undetermined}
    for row in scenario.get("reaches", []):
        assert duties(row) and duties(row) & owed, row
    for row in scenario.get("without", []):
        assert duties(row) and not duties(row) & (owed | open_ones), row


def _rows() -> dict[str, dict[str, list[Scenario]]]:
    found: dict[str, dict[str, list[Scenario]]] = defaultdict(lambda: {"reaches": [], "without": []})
    for scenario in scenarios().values():
        for key in ("reaches", "without"):
            for row in scenario.get(key, []):
                found[row][key].append(scenario)
    return found


@pytest.mark.parametrize("row", sorted(_rows()))
def test_a_row_has_a_twin_one_fact_apart(row: str) -> None:
    of_row = _rows()[row]
    distances = {apart(one, other) for one in of_row["reaches"] for other in of_row["without"]}
    assert min(distances, default=0) == 1


def test_profiles_that_differ_in_one_fact_are_one_apart() -> None:
    one: Scenario = {"profile": {"id": "a", "functions": [{"purposes": ["x"], "settings": ["y"]}]}}
    other: Scenario = {"profile": {"id": "b", "functions": [{"purposes": ["x", "z"], "settings": ["y"]}]}}
    assert apart(one, other) == 1
    assert apart(one, one) == 0
