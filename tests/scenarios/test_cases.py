"""Every described case is read without a fault and determined, as it was told and with what is assumed of it.

A case is `id`, `description`, `facts` (a profile) and `assumed`: edits of that profile, each a `path`
(RFC 6901) with a `value` and the `reason` for which one may take it to be so. A group of facts on the way
that nobody has stated yet is begun by the edit. What follows of a case is not written here.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.determine import determine
from engine.profile.profile import read_profile
from tests.scenarios.scenario import DAY
from tests.support.shipped import knowledge_base

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def read(path: Path) -> dict[str, Any]:
    """The case in `path`."""
    case: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return case


def assumed(facts: dict[str, Any], edits: list[dict[str, Any]]) -> dict[str, Any]:
    """`facts` with the `edits` made in their order; an entry of a list must be there already."""
    edited = copy.deepcopy(facts)
    for edit in edits:
        *parents, last = (step.replace("~1", "/").replace("~0", "~") for step in edit["path"].split("/")[1:])
        place: Any = edited
        for step in parents:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        if isinstance(place, list):
            place.insert(len(place) if last == "-" else int(last), edit["value"])
        else:
            place[last] = copy.deepcopy(edit["value"])
    return edited


def settled(profile: dict[str, Any], name: str) -> tuple[str, ...]:
    """The tiers of `profile`; raises what a profile with a fault raises."""
    text = yaml.safe_dump(profile, sort_keys=False).encode()
    return determine(read_profile(text, name, knowledge_base()), knowledge_base(), DAY).tiers


def test_there_are_cases_and_each_is_named_like_its_file() -> None:
    assert len(CASES) >= 50
    assert [read(path)["id"] for path in CASES] == [path.stem for path in CASES]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_says_what_it_is_and_why_anything_is_assumed(path: Path) -> None:
    case = read(path)
    assert set(case) == {"id", "description", "facts", "assumed"}
    assert case["description"].endswith(".")
    assert case["facts"]["id"] == case["id"]
    assert all(set(edit) == {"path", "value", "reason"} and edit["reason"] for edit in case["assumed"])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_is_read_and_determined_as_told_and_as_assumed(path: Path) -> None:
    case = read(path)
    profile = assumed(case["facts"], case["assumed"])
    assert (profile == case["facts"]) == (not case["assumed"])
    for told in (case["facts"], profile):
        assert isinstance(settled(told, path.name), tuple)


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("/a/b", 1, {"a": {"b": 1}, "l": [{"c": 0}]}),
        ("/l/0/c", 1, {"a": {}, "l": [{"c": 1}]}),
        ("/l/-", 1, {"a": {}, "l": [{"c": 0}, 1]}),
        ("/x~1y", 1, {"a": {}, "l": [{"c": 0}], "x/y": 1}),
    ],
)
def test_an_edit_is_made_where_it_points(path: str, value: int, found: dict[str, Any]) -> None:
    facts: dict[str, Any] = {"a": {}, "l": [{"c": 0}]}
    assert assumed(facts, [{"path": path, "value": value, "reason": "So it is."}]) == found
    assert facts == {"a": {}, "l": [{"c": 0}]}


def test_an_edit_begins_a_group_that_nobody_stated_and_invents_no_entry_of_a_list() -> None:
    assert assumed({}, [{"path": "/a/b", "value": 1, "reason": "So it is."}]) == {"a": {"b": 1}}
    with pytest.raises(IndexError):
        assumed({"l": []}, [{"path": "/l/0/c", "value": 1, "reason": "So it is."}])
