"""Two answers about one use case: what came, went and changed is counted, and each change has its cause."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from engine.determine import determine
from engine.kinds import FactKind, Level, Operator, RuleKind, ValueType
from engine.knowledge import Basis, ControlType, Iri
from engine.profile.profile import read_profile
from engine.requirements import posture_of
from explain.difference import Answered, Difference
from explain.difference_report import change_of, diff_record, diff_text
from tests.support.kb import concept, fact, knowledge_base, on, rule

REVIEW = Iri("t:control-demand.review")
AGAIN = replace(
    fact("seen-again", Level.USE_CASE, scheme="mode", path=("incidents", "mode")),
    kind=FactKind.COUNTED,
    value_type=ValueType.CONCEPT,
    many=True,
    count_from=2,
)
KNOWN = knowledge_base(
    rule(
        "tighten",
        on("seen-again", "t:mode.leak", operator=Operator.ANY_OF),
        level=Level.USE_CASE,
        then="control-demand.review",
        kind=RuleKind.CONTROL,
        basis=Basis.ENGINEERING_JUDGEMENT,
    ),
    facts=(AGAIN,),
    concepts=(concept("mode.leak"),),
    controls={
        REVIEW: ControlType(
            id=REVIEW,
            label="Review",
            definition="",
            function="",
            enforcement_points=(),
            owner="Head of something",
            scope="use-case",
            evidence="A paper.",
            evidence_days=30,
        )
    },
)
SAID = ("before", "after")


def answered(incidents: int) -> Answered:
    """The answer about a case in which so many incidents of the same kind are listed."""
    profile: dict[str, Any] = {
        "id": "case",
        "title": "Case",
        "actors": {"acme": {}},
        "functions": [{"id": "main"}],
        "stack": [],
        "incidents": [{"id": f"i{number}", "mode": "leak"} for number in range(incidents)],
    }
    use_case = read_profile(yaml.safe_dump(profile).encode(), "profile.yaml", KNOWN)
    determination = determine(use_case, KNOWN, "2026-11-22")
    return Answered(determination=determination, posture=posture_of(determination))


def test_two_incidents_added_to_a_profile_are_named_as_why_a_control_was_added() -> None:
    record = diff_record(answered(0), answered(2), SAID)
    (control,) = [each for each in record["differences"] if each["kind"] == "control"]
    assert (control["id"], control["change"]) == (REVIEW, "added")
    (cause,) = [record["causes"][place] for place in control["causes"]]
    assert cause["kind"] == "fact"
    assert "/incidents/0/mode" in cause["citations"][0]
    assert any("/incidents/1/mode" in citation for citation in cause["citations"])
    text = diff_text(answered(0), answered(2), SAID)
    assert "Controls: 1 added." in text
    assert "/incidents/1/mode" in text


def test_one_incident_is_not_enough_and_nothing_differs() -> None:
    assert diff_record(answered(0), answered(1), SAID)["differences"] == []
    assert "Nothing differs" in diff_text(answered(0), answered(1), SAID)


def test_what_goes_away_is_removed() -> None:
    record = diff_record(answered(2), answered(0), SAID)
    assert {each["change"] for each in record["differences"]} == {"removed"}


def test_both_sides_are_said_with_their_day_and_posture() -> None:
    before, after = answered(0), answered(2)
    record = diff_record(before, after, SAID)
    assert (record["old"]["said"], record["new"]["said"]) == SAID
    assert record["old"]["posture"] == before.posture.id
    assert record["new"]["posture"] == after.posture.id != before.posture.id
    assert diff_text(before, after, SAID).splitlines()[1:3] == ["Old: before.", "New: after."]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("not required", "required", "added"),
        ("12", "not set", "removed"),
        ("allow", "ask", "changed"),
        ("no such tool", "deny", "added"),
        ("holds", "does not hold", "removed"),
    ],
)
def test_what_was_absent_is_added_and_what_is_absent_is_removed(before: str, after: str, change: str) -> None:
    difference = Difference(
        kind="control", id="c", label="C", subject="", before=before, after=after, citations=("c",), causes=()
    )
    assert change_of(difference) == change
