"""The promotion gate as a document: nothing lost, direction stated, missing values never good enough."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.identifiers import Iri
from engine.posture import Posture, StackComponent
from targets.errors import NotConnected
from targets.interface import Difference, Direction, Document, Extent, demand_key
from targets.mlflow import MlflowGate
from targets.mlflow.bindings import shipped_bindings
from targets.mlflow.gate import unmet
from tests.targets.monitoring import watch
from tests.targets.postures import LITERACY, posture, requirement

TARGET, TABLE = MlflowGate(), shipped_bindings()
MODEL = StackComponent(id="credit-model", kind=TABLE.kinds[0])
ACCURACY = replace(
    requirement("ctl:accuracy-and-robustness"),
    monitoring=(watch("ctl:accuracy-and-robustness.metric.shortfall", "0.02", "above", "1"),),
)
BIAS = replace(
    requirement("ctl:bias-monitoring"),
    monitoring=(watch("ctl:bias-monitoring.metric.ratio", "0.8", "below", "1"),),
)
GATED = posture((ACCURACY, BIAS, LITERACY), stack=(MODEL,))
GOOD = {
    "ai-governance.posture": GATED.id,
    "ai-governance.measured.accuracy-shortfall": "0.02",
    "ai-governance.measured.group-ratio": "0.8",
}


def document() -> Document:
    (found,) = TARGET.render(GATED).documents
    return found


def reasons(version: Mapping[str, str]) -> list[str]:
    return list(unmet(json.loads(document().content)["tags"], version, TABLE.prefix))


def test_each_bound_is_a_tag_with_its_direction_beside_the_posture() -> None:
    assert json.loads(document().content) == {
        "registered_model": "credit-model",
        "alias": "champion",
        "tags": {
            "ai-governance.managed-by": "duecare",
            "ai-governance.posture": GATED.id,
            "ai-governance.use-case": "cv-screening",
            "ai-governance.gate.accuracy-shortfall": "<= 0.02",
            "ai-governance.gate.group-ratio": ">= 0.8",
        },
    }


def test_a_version_at_its_bounds_meets_the_gate() -> None:
    assert reasons(GOOD) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("measured.accuracy-shortfall", "0.021"),
        ("measured.accuracy-shortfall", "NaN"),
        ("measured.accuracy-shortfall", "-Infinity"),
        ("measured.accuracy-shortfall", ""),
        ("measured.accuracy-shortfall", "good"),
        ("measured.group-ratio", "0.79"),
        ("posture", "posture:earlier"),
    ],
)
def test_a_version_that_misses_one_thing_does_not_meet_it(name: str, value: str) -> None:
    (said,) = reasons({**GOOD, f"ai-governance.{name}": value})
    assert name in said


def test_a_version_without_tags_meets_nothing() -> None:
    assert len(reasons({})) == 3


def test_the_gate_never_holds_a_control_fully_and_says_that_the_alias_can_be_moved() -> None:
    held = TARGET.render(GATED).held
    assert {each.extent for each in held} == {Extent.PARTLY}
    assert all("moving the alias" in each.reason for each in held)


def test_without_a_model_of_a_registry_or_a_bound_there_is_no_gate_and_the_account_says_so() -> None:
    agent = replace(MODEL, kind=Iri("term:component-kind.agent"))
    bare = replace(ACCURACY, monitoring=())
    for given_posture in (posture((ACCURACY,), stack=(agent,)), posture((bare,), stack=(MODEL,))):
        rendering = TARGET.render(given_posture)
        assert rendering.documents == () and len(rendering.unsupported) == 1


def test_it_can_be_rendered_but_not_looked_at_without_a_registry() -> None:
    with pytest.raises(NotConnected):
        TARGET.observe(document())


@st.composite
def gated(draw: st.DrawFn) -> Posture:
    words = st.sampled_from(["0.5", "-0", "1e3", "1e99", "NaN", "", "x"])
    breaches = st.sampled_from(["above", "below", "absent", ""])
    metrics = [metric for row in TABLE.controls.values() for metric in row.metrics]
    required = [
        replace(
            requirement(control),
            monitoring=tuple(
                watch(draw(st.sampled_from([*metrics, "ctl:x.metric.y"])), draw(words), draw(breaches), "1")
                for _ in range(draw(st.integers(0, 2)))
            ),
        )
        for control in draw(st.lists(st.sampled_from([*TABLE.controls, "ctl:ai-literacy"]), unique=True))
    ]
    kinds = st.sampled_from([*TABLE.kinds, Iri("term:component-kind.agent")])
    ids = draw(st.lists(st.sampled_from(["a", "b/c", "", "ü", "d" * 200]), unique=True))
    stack = [StackComponent(id=each, kind=draw(kinds)) for each in ids]
    return posture(required, stack=stack, use_case=draw(st.sampled_from(["x", "", "\ud800\n", "ü" * 300])))


@given(gated())
def test_each_demand_it_handles_is_accounted_for_once_and_what_is_rendered_is_sound(drawn: Posture) -> None:
    rendering = TARGET.render(drawn)
    accounted = sorted(each.demand for each in rendering.accounts)
    assert accounted == sorted(demand_key(each) for each in drawn.requirements if TARGET.handles(each))
    assert {each.document for each in rendering.held} <= {each.name for each in rendering.documents}
    assert TARGET.validate(rendering.documents) == ()
    assert TARGET.render(drawn) == rendering


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<= 0.02", "< 0.02"),
        ("<= 0.02", "0.02"),
        ("gate.group-ratio", "gaet.group-ratio"),
        ('"alias":"champion"', '"alias":"other"'),
        ('"alias":', '"alais":'),
        ("duecare", "somebody"),
        ('"<= 0.02"', "0.02"),
        ("{", "["),
    ],
)
def test_a_broken_gate_is_refused(old: str, new: str) -> None:
    assert old in document().content
    assert TARGET.validate((replace(document(), content=document().content.replace(old, new, 1)),))


def test_a_gate_without_a_bound_is_refused() -> None:
    gate = json.loads(document().content)
    gate["tags"] = {key: value for key, value in gate["tags"].items() if ".gate." not in key}
    (fault,) = TARGET.validate((replace(document(), content=json.dumps(gate)),))
    assert "every version would meet it" in str(fault)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("<= 0.02", "<= 0.2", Direction.WEAKER),
        ("<= 0.02", "<= 0.01", Direction.STRICTER),
        (">= 0.8", ">= 0.1", Direction.WEAKER),
        (">= 0.8", ">= 0.9", Direction.STRICTER),
        (">= 0.8", "<= 0.8", Direction.DIFFERENT),
        (">= 0.8", "whatever", Direction.WEAKER),
        (">= 0.8", None, Direction.WEAKER),
        (None, ">= 0.8", Direction.STRICTER),
        ("cv-screening", "other", Direction.DIFFERENT),
    ],
)
def test_a_bound_tells_by_which_way_it_moved(before: str, after: str, expected: Direction) -> None:
    assert TARGET.direction(Difference(path="tags.x", before=before, after=after)) is expected


def test_a_version_that_no_longer_meets_the_gate_is_weaker() -> None:
    assert TARGET.direction(Difference(path="unmet", before=[], after=["x"])) is Direction.WEAKER
    assert TARGET.direction(Difference(path="unmet", before=["x"], after=[])) is Direction.STRICTER
