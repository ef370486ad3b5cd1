"""What botocore lets pass in silence is refused by us, and what it refuses we refuse too."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.validate import ParamValidator
from hypothesis import given

from engine.posture import Posture
from targets.bedrock import BedrockGuardrail
from targets.bedrock.lints import lints
from targets.interface import Document
from targets.strict import request_faults, service_model, shape_faults
from tests.targets.postures import EXAMPLE, postures

Edit = Callable[[dict[str, Any]], object]


def good_request() -> dict[str, Any]:
    (document,) = BedrockGuardrail().render(EXAMPLE).documents
    request: dict[str, Any] = json.loads(document.content)
    return request


def filters(request: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = request["contentPolicyConfig"]["filtersConfig"]
    return found


def topic(request: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = request["topicPolicyConfig"]["topicsConfig"][0]
    return found


def grounding(request: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = request["contextualGroundingPolicyConfig"]["filtersConfig"][0]
    return found


SILENT: dict[str, Edit] = {
    "enumeration": lambda r: filters(r)[0].update(inputStrength="EXTREME"),
    "unknown kind of personal data": lambda r: r["sensitiveInformationPolicyConfig"]["piiEntitiesConfig"][
        0
    ].update(type="SHOE_SIZE"),
    "over maximum length": lambda r: topic(r).update(definition="x" * 201),
    "message too long": lambda r: r.update(blockedInputMessaging="x" * 501),
    "pattern": lambda r: r.update(name="a name with spaces!"),
    "pattern of a tag": lambda r: r["tags"][0].update(value="a;b"),
    "list too long": lambda r: filters(r).extend(copy.deepcopy(filters(r))),
    "too many examples": lambda r: topic(r).update(examples=["x"] * 6),
    "threshold 1.5": lambda r: grounding(r).update(threshold=1.5),
    "threshold not a number": lambda r: grounding(r).update(threshold=float("nan")),
}
LOUD: dict[str, Edit] = {
    "unknown member": lambda r: r.update(blockedInputMessage="x"),
    "unknown member deep down": lambda r: filters(r)[0].update(strength="HIGH"),
    "missing member": lambda r: r.pop("blockedInputMessaging"),
    "wrong type": lambda r: r.update(name=3),
    "text for a list": lambda r: r.update(contentPolicyConfig={"filtersConfig": "HATE"}),
    "text for a switch": lambda r: filters(r)[0].update(inputEnabled="yes"),
    "text for a number": lambda r: grounding(r).update(threshold="0.5"),
    "list for an object": lambda r: r.update(topicPolicyConfig=[]),
    "under minimum": lambda r: r.update(name=""),
    "negative threshold": lambda r: grounding(r).update(threshold=-0.1),
    "empty list": lambda r: r.update(contentPolicyConfig={"filtersConfig": []}),
}
LINTED: dict[str, Edit] = {
    "prompt attack in output": lambda r: next(f for f in filters(r) if f["type"] == "PROMPT_ATTACK").update(
        outputStrength="HIGH"
    ),
    "no strength": lambda r: filters(r)[0].update(inputStrength="NONE", outputStrength="NONE"),
    "switched off": lambda r: filters(r)[0].update(inputEnabled=False, outputEnabled=False),
    "no action": lambda r: filters(r)[0].update(inputAction="NONE", outputAction="NONE"),
    "prompt attack filter switched off": lambda r: next(
        f for f in filters(r) if f["type"] == "PROMPT_ATTACK"
    ).update(inputEnabled=False),
    "personal data without action": lambda r: r["sensitiveInformationPolicyConfig"]["piiEntitiesConfig"][
        0
    ].update(action="NONE"),
    "threshold 0": lambda r: grounding(r).update(threshold=0),
    "threshold 1": lambda r: grounding(r).update(threshold=1),
    "grounding switched off": lambda r: grounding(r).update(enabled=False),
    "grounding without action": lambda r: grounding(r).update(action="NONE"),
    "topic without action": lambda r: topic(r).update(inputAction="NONE", outputAction="NONE"),
    "a filter twice": lambda r: filters(r)[0].update(type=filters(r)[1]["type"]),
    "standard tier in one region": lambda r: r["contentPolicyConfig"].update(
        tierConfig={"tierName": "STANDARD"}
    ),
    "no policy": lambda r: [r.pop(key) for key in list(r) if key.endswith("PolicyConfig")],
}


def faults_of(edit: Edit) -> tuple[str, ...]:
    request = good_request()
    edit(request)
    document = Document(
        target="", name="", media_type="application/json", content=json.dumps(request), posture=""
    )
    return tuple(map(str, BedrockGuardrail().validate([document])))


def botocore_accepts(request: dict[str, Any]) -> bool:
    shape = service_model("bedrock").operation_model("CreateGuardrail").input_shape
    assert shape is not None
    return not ParamValidator().validate(request, shape).has_errors()


def test_the_request_the_faults_are_planted_in_is_good() -> None:
    assert faults_of(lambda request: None) == ()
    assert botocore_accepts(good_request())


@pytest.mark.parametrize("edit", SILENT.values(), ids=SILENT.keys())
def test_what_botocore_accepts_in_silence_is_refused(edit: Edit) -> None:
    request = good_request()
    edit(request)
    assert botocore_accepts(request)
    assert faults_of(edit)


@pytest.mark.parametrize("edit", LOUD.values(), ids=LOUD.keys())
def test_what_botocore_refuses_is_refused_before_it_gets_there(edit: Edit) -> None:
    request = good_request()
    edit(request)
    assert not botocore_accepts(request)
    assert faults_of(edit)


@pytest.mark.parametrize("edit", LINTED.values(), ids=LINTED.keys())
def test_what_the_service_model_allows_but_would_not_protect_is_refused(edit: Edit) -> None:
    request = good_request()
    edit(request)
    assert request_faults("bedrock", "CreateGuardrail", request) == ()
    assert list(lints(request))
    assert faults_of(edit)


def test_the_standard_tier_across_regions_is_accepted() -> None:
    request = good_request()
    request["contentPolicyConfig"]["tierConfig"] = {"tierName": "STANDARD"}
    request["crossRegionConfig"] = {"guardrailProfileIdentifier": "eu.guardrail.v1:0"}
    assert request_faults("bedrock", "CreateGuardrail", request) == ()
    assert list(lints(request)) == []


def test_each_fault_names_its_place_and_what_was_expected() -> None:
    (fault,) = faults_of(SILENT["enumeration"])
    assert "/contentPolicyConfig/filtersConfig/0/inputStrength" in fault
    assert "NONE, LOW, MEDIUM, HIGH" in fault


def test_all_faults_are_told_at_once() -> None:
    def edit(request: dict[str, Any]) -> None:
        for each in (*SILENT.values(), LOUD["unknown member"]):
            each(request)

    assert len(faults_of(edit)) >= len(SILENT)


@given(postures())
def test_every_rendered_guardrail_passes_the_service_model_and_the_lints(drawn: Posture) -> None:
    for document in BedrockGuardrail().render(drawn).documents:
        request = json.loads(document.content)
        assert request_faults("bedrock", "CreateGuardrail", request) == ()
        assert list(lints(request)) == []


def test_maps_and_whole_numbers_are_checked_too() -> None:
    model = service_model("bedrock")
    assert list(shape_faults(model.shape_for("MaxResults"), 0))
    assert not list(shape_faults(model.shape_for("MaxResults"), 5))
    assert list(shape_faults(model.shape_for("MaxResults"), True))
    mapping = next(
        model.shape_for(name) for name in model.shape_names if model.shape_for(name).type_name == "map"
    )
    assert list(shape_faults(mapping, "no map"))
    assert list(shape_faults(mapping, {3: object()}))


def test_what_is_not_a_number_is_outside_every_bound() -> None:
    model = service_model("bedrock")
    for name in (
        "GuardrailContextualGroundingFilterConfigThresholdDouble",
        "AutomatedReasoningConfidenceFilterThreshold",
    ):
        bounds = [str(each) for each in shape_faults(model.shape_for(name), float("nan"))]
        stated = model.shape_for(name).metadata.keys() & {"min", "max"}
        assert len(bounds) == len(stated) > 0
