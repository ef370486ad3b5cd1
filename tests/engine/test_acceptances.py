"""A requirement accepted not to be met stays a requirement, and says who answers for it until when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from engine.errors import ProfileError
from engine.posture import Acceptance
from engine.profile.profile import read_profile
from engine.requirements import posture_of
from engine.schema import profile_schema
from engine.usecase import UseCase
from tests.engine.test_requirements import REVIEW, SERVED, determined

WHOLE: dict[str, str] = {
    "control": "control-demand.review",
    "by": "board",
    "on": "2026-11-01",
    "because": "The queue is being built.",
    "until": "2026-12-31",
}


def read(*acceptances: Any) -> UseCase:
    profile: dict[str, Any] = {
        "id": "case",
        "title": "Case",
        "actors": {"acme": {}},
        "functions": [{"id": "x"}],
    }
    if acceptances:
        profile["accepted_non_compliances"] = list(acceptances)
    return read_profile(yaml.safe_dump(profile).encode(), "profile.yaml", SERVED)


def faults(*acceptances: Any) -> list[tuple[str, str]]:
    with pytest.raises(ProfileError) as caught:
        read(*acceptances)
    return [(fault.path, fault.message) for fault in caught.value.faults]


def accepted(as_of: str) -> Acceptance | None:
    determination = determined(as_of=as_of)
    use_case = replace(determination.use_case, acceptances=read(WHOLE).acceptances)
    (required, *_) = posture_of(replace(determination, use_case=use_case)).requirements
    assert required.control == REVIEW
    return required.acceptance


def test_where_nothing_is_accepted_nothing_is() -> None:
    assert read().acceptances == ()


def test_an_acceptance_names_the_control_the_person_the_reason_and_the_last_day() -> None:
    (found,) = read(WHOLE).acceptances
    assert (found.control, found.by, found.until, found.pointer) == (
        REVIEW,
        "board",
        "2026-12-31",
        "/accepted_non_compliances/0",
    )


@pytest.mark.parametrize("day", ["2026-11-01", "2026-12-31"])
def test_an_accepted_requirement_stays_and_shows_who_accepted_it(day: str) -> None:
    found = accepted(day)
    assert found is not None and found.by == "board"


@pytest.mark.parametrize("day", ["2026-10-31", "2027-01-01"])
def test_before_its_first_and_after_its_last_day_nothing_is_accepted(day: str) -> None:
    assert accepted(day) is None


@pytest.mark.parametrize("key", sorted(WHOLE))
def test_an_acceptance_that_leaves_something_out_is_refused(key: str) -> None:
    ((path, message),) = faults({name: value for name, value in WHOLE.items() if name != key})
    assert (path, "is missing" in message) == ("/accepted_non_compliances/0", True)


@pytest.mark.parametrize(
    ("change", "path", "says"),
    [
        ({"control": "control-demand.revue"}, "/accepted_non_compliances/0/control", "is no control"),
        ({"until": "2026-10-31"}, "/accepted_non_compliances/0/until", "would end before it begins"),
        ({"until": "for ever"}, "/accepted_non_compliances/0/until", "is no date"),
        ({"waived": "yes"}, "/accepted_non_compliances/0/waived", "means nothing here"),
    ],
)
def test_an_acceptance_that_makes_no_sense_is_refused(change: dict[str, str], path: str, says: str) -> None:
    ((where, message),) = faults(WHOLE | change)
    assert (where, says in message) == (path, True)


def test_one_control_is_accepted_once() -> None:
    ((path, message),) = faults(WHOLE, dict(WHOLE))
    assert (path, "already" in message) == ("/accepted_non_compliances/1", True)


def test_the_schema_lists_the_controls_that_can_be_named() -> None:
    entry = profile_schema(SERVED)["properties"]["accepted_non_compliances"]["items"]
    assert entry["required"] == sorted(WHOLE)
    assert "control-demand.review" in entry["properties"]["control"]["enum"]
