"""Rendering is total: each requirement and tool permission is in a document, unsupported, or residual."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from engine.posture import Posture
from targets.bedrock import BedrockGuardrail
from targets.cedar import CedarPolicies
from targets.claude import ClaudeMessages, ClaudeSettings
from targets.coverage import coverage, render_all
from targets.interface import Extent, Held, Target, demand_key, demands_of
from targets.langchain import LangChainMiddleware
from targets.rego import RegoBundle
from tests.targets.postures import AGENT, CONTENT, EXAMPLE, LITERACY, TOOLS, permission, posture, postures

FILES: tuple[Target, ...] = (ClaudeMessages(), ClaudeSettings(), LangChainMiddleware(), RegoBundle())
TARGETS: tuple[Target, ...] = (BedrockGuardrail(), CedarPolicies(), *FILES)


def demands(given_posture: Posture) -> set[str]:
    return {demand_key(each) for each in demands_of(given_posture)}


@given(postures())
def test_no_requirement_and_no_permission_is_lost(drawn: Posture) -> None:
    covered = coverage(drawn, render_all(drawn, TARGETS))
    held = {row.demand for row in covered.rows if row.extent is Extent.FULLY}
    residual = {each.demand for each in covered.residuals}
    assert held | residual == demands(drawn)
    assert not held & residual


@given(postures())
def test_each_target_accounts_once_for_every_demand_it_handles(drawn: Posture) -> None:
    for target in TARGETS:
        rendering = target.render(drawn)
        accounted = [each.demand for each in rendering.accounts]
        handled = [demand_key(each) for each in demands_of(drawn) if target.handles(each)]
        assert sorted(accounted) == sorted(handled)


@given(postures())
def test_what_is_held_is_held_by_a_document_that_is_there(drawn: Posture) -> None:
    for target in TARGETS:
        rendering = target.render(drawn)
        documents = {each.name for each in rendering.documents}
        assert {each.document for each in rendering.held} <= documents
        assert all(each.reason for each in rendering.accounts)


@given(postures())
def test_every_rendered_document_passes_our_own_validators(drawn: Posture) -> None:
    for target in TARGETS:
        assert target.validate(target.render(drawn).documents) == ()


@given(postures())
def test_the_same_posture_gives_the_same_bytes(drawn: Posture) -> None:
    for target in TARGETS:
        first, second = target.render(drawn), target.render(drawn)
        assert first == second
        assert [each.id for each in first.documents] == [each.id for each in second.documents]


def test_the_order_of_requirements_and_permissions_does_not_matter() -> None:
    turned = replace(
        EXAMPLE,
        requirements=tuple(reversed(EXAMPLE.requirements)),
        permissions=tuple(reversed(EXAMPLE.permissions)),
    )
    for target in TARGETS:
        assert target.render(EXAMPLE).documents == target.render(turned).documents


def test_no_document_refers_to_code_of_this_project() -> None:
    for rendering in render_all(EXAMPLE, TARGETS):
        for document in rendering.documents:
            for package in ("engine.", "targets.", "evidence.", "service.", "http"):
                assert package not in document.content
            for package in ("engine", "targets", "evidence", "service", "explain"):
                assert f"import {package}" not in document.content
                assert f"from {package}" not in document.content


def test_the_only_word_of_ours_in_a_guardrail_is_the_mark_that_it_is_ours() -> None:
    (document,) = BedrockGuardrail().render(EXAMPLE).documents
    request = json.loads(document.content)
    marks = [tag for tag in request.pop("tags") if tag["value"] == "duecare"]
    assert len(marks) == 1
    assert "duecare" not in json.dumps(request)


def test_an_empty_posture_has_no_document_and_no_residual() -> None:
    nothing = posture()
    renderings = render_all(nothing, TARGETS)
    assert all(not each.documents for each in renderings)
    assert coverage(nothing, renderings).residuals == ()


def test_without_targets_everything_is_residual() -> None:
    covered = coverage(EXAMPLE, ())
    assert {each.demand for each in covered.residuals} == demands(EXAMPLE)
    assert covered.rows == ()


def test_a_control_people_hold_is_residual_with_the_job_that_normally_owns_it_and_nobody_named() -> None:
    (residual,) = coverage(posture((LITERACY,)), render_all(posture((LITERACY,)), TARGETS)).residuals
    assert residual.owner == "to be named"
    assert residual.normal_owner == "Head of something"
    assert "human process" in residual.reason
    assert residual.hint == "A signed paper. Not older than 90 days."
    assert not residual.is_partly_held


def test_what_is_partly_held_leaves_a_residual_for_the_rest() -> None:
    asking = posture((), (permission("send", "ask"),))
    covered = coverage(asking, render_all(asking, TARGETS))
    (residual,) = covered.residuals
    assert {row.extent for row in covered.rows} == {Extent.PARTLY}
    assert residual.is_partly_held
    assert residual.normal_owner == f"Whoever runs {AGENT}"


def test_a_row_says_how_far_its_target_is_proven() -> None:
    covered = coverage(EXAMPLE, render_all(EXAMPLE, TARGETS))
    proofs = {row.target: row.proof.value for row in covered.rows}
    assert proofs == {
        "bedrock-guardrail": "exercised against a contract fake",
        "cedar-policies": "exercised against the real engine",
        "claude-settings": "exercised against the real engine",
        "langchain-middleware": "exercised against the real engine",
        "rego-bundle": "exercised against the real engine",
    }


@pytest.mark.parametrize("required", [CONTENT, TOOLS])
def test_a_requirement_without_settings_is_never_fully_held_by_accident(required: object) -> None:
    bare = replace(CONTENT if required is CONTENT else TOOLS, settings=())
    alone = posture((bare,))
    for rendering in render_all(alone, TARGETS):
        assert not any(isinstance(each, Held) for each in rendering.held)
