"""How a posture becomes a guardrail."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.knowledge import Iri
from engine.posture import ControlRequirement, Posture, StackComponent
from targets.bedrock import BedrockGuardrail
from targets.interface import Extent
from tests.targets.postures import (
    AGENT,
    ATTACK,
    BEDROCK,
    CONTENT,
    EXAMPLE,
    GROUNDING,
    LITERACY,
    PERSONAL,
    RANKER,
    TOPICS,
    permission,
    posture,
    requirement,
)

TARGET = BedrockGuardrail()


def request_of(given: Posture) -> dict[str, Any]:
    (document,) = TARGET.render(given).documents
    request: dict[str, Any] = json.loads(document.content)
    return request


def content_filters(given: Posture) -> dict[str, tuple[str, str]]:
    entries = request_of(given)["contentPolicyConfig"]["filtersConfig"]
    return {each["type"]: (each["inputStrength"], each["outputStrength"]) for each in entries}


def test_strengths_become_content_filters_both_ways() -> None:
    assert content_filters(posture((CONTENT,))) == {
        "HATE": ("HIGH", "HIGH"),
        "INSULTS": ("MEDIUM", "MEDIUM"),
        "MISCONDUCT": ("MEDIUM", "MEDIUM"),
        "SEXUAL": ("HIGH", "HIGH"),
        "VIOLENCE": ("LOW", "LOW"),
    }


def test_prompt_attacks_are_looked_for_in_input_only() -> None:
    assert content_filters(posture((ATTACK,))) == {"PROMPT_ATTACK": ("HIGH", "NONE")}


def test_personal_data_is_masked_or_blocked_and_blocking_wins() -> None:
    entries = request_of(posture((PERSONAL,)))["sensitiveInformationPolicyConfig"]["piiEntitiesConfig"]
    assert {each["type"]: each["action"] for each in entries} == {
        "EMAIL": "ANONYMIZE",
        "PASSWORD": "BLOCK",
        "PHONE": "ANONYMIZE",
        "PIN": "BLOCK",
    }


def test_blocking_wins_whichever_setting_comes_first() -> None:
    turned = replace(PERSONAL, settings=tuple(reversed(PERSONAL.settings)))
    assert (
        request_of(posture((turned,)))["sensitiveInformationPolicyConfig"]
        == (request_of(posture((PERSONAL,)))["sensitiveInformationPolicyConfig"])
    )


def test_thresholds_become_grounding_filters_that_block() -> None:
    entries = request_of(posture((GROUNDING,)))["contextualGroundingPolicyConfig"]["filtersConfig"]
    assert entries == [
        {"action": "BLOCK", "enabled": True, "threshold": 0.8, "type": "GROUNDING"},
        {"action": "BLOCK", "enabled": True, "threshold": 0.5, "type": "RELEVANCE"},
    ]


def test_topics_become_denied_topics() -> None:
    (entry,) = request_of(posture((TOPICS,)))["topicPolicyConfig"]["topicsConfig"]
    assert entry["name"] == "Final decision"
    assert entry["definition"] == "Stating that somebody is hired or refused."
    assert entry["type"] == "DENY"


def test_the_posture_id_is_in_the_tags_and_the_description() -> None:
    request = request_of(EXAMPLE)
    assert EXAMPLE.id in request["description"]
    assert EXAMPLE.id in [tag["value"] for tag in request["tags"]]


def test_people_are_told_when_something_was_stopped() -> None:
    request = request_of(EXAMPLE)
    assert request["blockedInputMessaging"] and request["blockedOutputsMessaging"]


def test_every_setting_carried_on_the_only_component_is_fully_held() -> None:
    (held,) = TARGET.render(posture((CONTENT,))).held
    assert held.extent is Extent.FULLY
    assert "calls that name the guardrail" in held.reason


@pytest.mark.parametrize(
    ("required", "said"),
    [
        (requirement("ctl:content-filter", {"hate": "3", "self-harm": "3"}), "no field"),
        (requirement("ctl:content-filter", {"hate": "3", "insults": "0"}), "inert"),
        (requirement("ctl:content-filter", {"hate": "3", "insults": "9"}), "0, 1, 2, 3"),
        (requirement("ctl:personal-data-filter", {"masked-entities": "EMAIL\nSHOE_SIZE"}), "SHOE_SIZE"),
        (requirement("ctl:grounding-check", {"grounding-threshold": "1.0"}), "0.99 at most"),
        (requirement("ctl:denied-topics", {"topics": "A: b\nNo definition"}), "at least 1"),
    ],
)
def test_what_a_guardrail_cannot_carry_makes_it_partly_held_and_is_told(
    required: ControlRequirement, said: str
) -> None:
    (held,) = TARGET.render(posture((required,))).held
    assert held.extent is Extent.PARTLY
    assert said in held.reason


@pytest.mark.parametrize(
    "settings",
    [{}, {"hate": "0", "insults": "0"}, {"hate": "-1"}, {"hate": "strong"}, {"hate": ""}, {"self-harm": "3"}],
)
def test_a_control_of_which_nothing_can_be_carried_is_unsupported(settings: dict[str, str]) -> None:
    rendering = TARGET.render(posture((requirement("ctl:content-filter", settings),)))
    assert rendering.documents == ()
    assert rendering.held == ()
    (lost,) = rendering.unsupported
    assert lost.demand == "ctl:content-filter"
    assert lost.reason


@pytest.mark.parametrize("value", ["0", "-0.5", "NaN", "Infinity", "much", ""])
def test_a_threshold_that_would_stop_nothing_is_not_rendered(value: str) -> None:
    rendering = TARGET.render(posture((requirement("ctl:grounding-check", {"grounding-threshold": value}),)))
    assert rendering.documents == ()
    assert len(rendering.unsupported) == 1


def test_a_broken_setting_takes_nothing_else_with_it() -> None:
    broken = requirement("ctl:denied-topics", {"topics": "x" * 300})
    rendering = TARGET.render(posture((broken, CONTENT)))
    assert [each.demand for each in rendering.unsupported] == ["ctl:denied-topics"]
    assert [each.demand for each in rendering.held] == ["ctl:content-filter"]


@pytest.mark.parametrize(
    "stack", [(), (replace(RANKER, platform=None),), (replace(RANKER, platform=Iri("term:p.x")),)]
)
def test_without_a_component_on_the_platform_there_is_no_guardrail(stack: tuple[StackComponent, ...]) -> None:
    rendering = TARGET.render(posture((CONTENT,), stack=stack))
    assert rendering.documents == ()
    (lost,) = rendering.unsupported
    assert f"runs on {BEDROCK.rpartition('.')[2]}." in lost.reason


def test_a_component_the_guardrail_does_not_reach_makes_it_partly_held() -> None:
    elsewhere = replace(RANKER, id="other", platform=Iri("term:platform.azure"))
    unstated = replace(RANKER, id="unstated", platform=None)
    (held,) = TARGET.render(posture((CONTENT,), stack=(RANKER, elsewhere, unstated))).held
    assert held.extent is Extent.PARTLY
    assert "other, unstated" in held.reason
    assert AGENT not in held.reason


def test_a_component_that_writes_no_text_needs_no_guardrail() -> None:
    pages = replace(
        RANKER, id="pages", kind=Iri("term:component-kind.retrieval"), platform=Iri("term:platform.x")
    )
    (held,) = TARGET.render(posture((CONTENT,), stack=(RANKER, pages))).held
    assert held.extent is Extent.FULLY


def test_a_component_of_a_kind_nobody_knows_counts_as_one_that_writes() -> None:
    odd = replace(RANKER, id="odd", kind=Iri("term:component-kind.unheard-of"), platform=None, model="")
    (held,) = TARGET.render(posture((CONTENT,), stack=(RANKER, odd))).held
    assert held.extent is Extent.PARTLY


def test_controls_and_permissions_it_is_not_made_for_are_left_to_others() -> None:
    assert not TARGET.handles(LITERACY)
    assert not TARGET.handles(permission("search", "allow"))
    rendering = TARGET.render(posture((LITERACY,), (permission("search", "allow"),)))
    assert (rendering.documents, rendering.accounts) == ((), ())


def test_the_name_fits_and_tells_use_cases_apart() -> None:
    names = {request_of(posture((CONTENT,), use_case=each))["name"] for each in ("a!", "a?", "x" * 200, "")}
    assert len(names) == 4
    assert all(len(name) <= 50 for name in names)
