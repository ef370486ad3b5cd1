"""What is pushed and what is read back come to one form, and differences are judged by their direction."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.bedrock import BedrockGuardrail
from targets.bedrock.readback import direction, normalised, pushed_shape
from targets.differences import differences
from targets.interface import Difference, Direction
from targets.strict import service_model
from tests.targets.postures import EXAMPLE

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


def without_nothing(value: Any) -> Any:
    """`value` without the members that are not there: None, and objects that hold nothing else."""
    if not isinstance(value, dict):
        return value
    kept = {key: without_nothing(each) for key, each in value.items()}
    return {key: each for key, each in kept.items() if each not in (None, {})} or None


@given(VALUES)
def test_nothing_differs_from_itself(value: Any) -> None:
    assert differences(value, value) == ()


@given(VALUES, VALUES)
def test_whatever_differs_is_found_in_both_directions(before: Any, after: Any) -> None:
    found = differences(before, after)
    same = json.dumps(without_nothing(before), sort_keys=True) == json.dumps(
        without_nothing(after), sort_keys=True
    )
    if not same:
        assert found
    assert [(each.path, each.after, each.before) for each in found] == [
        (each.path, each.before, each.after) for each in differences(after, before)
    ]


def test_a_switch_is_not_a_number() -> None:
    assert differences({"a": True}, {"a": 1})
    assert differences({"a": False}, {"a": 0})


def test_a_difference_reads_as_added_removed_or_changed() -> None:
    assert str(Difference(path="a", before=None, after=1)) == "+ a: 1"
    assert str(Difference(path="a", before=1, after=None)) == "- a: 1"
    assert str(Difference(path="a", before=1, after=2)) == "~ a: 1 → 2"


def test_every_part_of_a_request_is_a_part_of_the_answer_by_the_service_model() -> None:
    (document,) = BedrockGuardrail().render(EXAMPLE).documents
    shape = pushed_shape(json.loads(document.content))
    members = service_model("bedrock").shape_for("GetGuardrailResponse").members  # type: ignore[attr-defined]
    for name, value in shape.items():
        assert name in members
        if isinstance(value, dict):
            assert set(value) <= set(members[name].members)


def test_every_policy_a_guardrail_can_have_is_compared() -> None:
    members = service_model("bedrock").shape_for("GetGuardrailResponse").members  # type: ignore[attr-defined]
    policies = {name for name in members if name.endswith("Policy")}
    assert len(policies) == 6
    samples: dict[str, Any] = {
        "topicPolicy": {"topics": [{"name": "a"}]},
        "contentPolicy": {"filters": [{"type": "HATE"}]},
        "wordPolicy": {"words": [{"text": "a"}]},
        "sensitiveInformationPolicy": {"regexes": [{"name": "a", "action": "BLOCK"}]},
        "contextualGroundingPolicy": {"filters": [{"type": "GROUNDING"}]},
        "automatedReasoningPolicy": {"policies": ["arn"]},
    }
    assert samples.keys() == policies
    for name, sample in samples.items():
        assert normalised({name: sample}) != normalised({}), name


@pytest.mark.parametrize("key", ["crossRegionDetails", "kmsKeyArn"])
def test_settings_beyond_the_policies_are_compared_too(key: str) -> None:
    assert normalised({key: "x"}) != normalised({})


def test_empty_parts_are_no_parts() -> None:
    assert normalised({"topicPolicy": {}, "wordPolicy": {"words": []}, "contentPolicy": None}) == {}


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        ("contentPolicy.filters.HATE.inputStrength", "HIGH", "LOW", Direction.WEAKER),
        ("contentPolicy.filters.HATE.inputStrength", "LOW", None, Direction.WEAKER),
        ("contentPolicy.filters.HATE.inputStrength", None, "LOW", Direction.STRICTER),
        ("contentPolicy.filters.HATE.inputStrength", "LOW", "MEDIUM", Direction.STRICTER),
        ("contentPolicy.filters.HATE.inputStrength", "NONE", "UNHEARD_OF", Direction.DIFFERENT),
        ("sensitiveInformationPolicy.piiEntities.PIN.action", "BLOCK", "ANONYMIZE", Direction.WEAKER),
        ("sensitiveInformationPolicy.piiEntities.PIN.action", "NONE", "ANONYMIZE", Direction.STRICTER),
        ("contextualGroundingPolicy.filters.GROUNDING.threshold", 0.8, 0.7, Direction.WEAKER),
        ("contextualGroundingPolicy.filters.GROUNDING.threshold", None, 0.7, Direction.STRICTER),
        ("contextualGroundingPolicy.filters.GROUNDING.enabled", True, False, Direction.WEAKER),
        ("topicPolicy.topics.a.inputEnabled", False, True, Direction.STRICTER),
        ("topicPolicy.topics.a.definition", "a", "b", Direction.DIFFERENT),
        ("topicPolicy.topics.a.definition", "a", None, Direction.WEAKER),
        ("topicPolicy.topics.a.definition", None, "a", Direction.STRICTER),
        ("contentPolicy.tier", "CLASSIC", "STANDARD", Direction.DIFFERENT),
        ("blockedInputMessaging", "a", "b", Direction.DIFFERENT),
        ("tags.a", "a", None, Direction.DIFFERENT),
        ("published", True, False, Direction.DIFFERENT),
    ],
)
def test_a_difference_is_judged_by_what_it_does(
    path: str, before: Any, after: Any, expected: Direction
) -> None:
    assert direction(Difference(path=path, before=before, after=after)) is expected
