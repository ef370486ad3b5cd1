"""What is added to a shipped example, or made stricter, never takes anything away."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.determination import Determination
from engine.determine import determine
from engine.knowledge import Basis, Iri, KnowledgeBase, Level, ParameterValue, Strictness
from engine.posture import Posture, Setting
from engine.profile.profile import read_profile
from engine.requirements import posture_of
from engine.usecase import UseCase
from tests.support.shipped import determined, example_files, knowledge_base, use_case

DAY = "2026-11-22"
NAMES = [path.stem for path in example_files()]
STATUSES = ("binding", "upcoming", "policy", "standard", "recommended")
names = st.sampled_from(NAMES)
few = settings(max_examples=15)


def terms(scheme: str) -> list[str]:
    """The words a profile may use for the terms of a vocabulary."""
    found = (c.id for c in knowledge_base().concepts.values() if c.scheme == f"scheme:{scheme}")
    return sorted(name.partition(".")[2] for name in found)


incidents = st.fixed_dictionaries(
    {
        "failure_mode": st.sampled_from(terms("failure-mode")),
        "gravity": st.sampled_from(terms("incident-gravity")),
        "origin": st.sampled_from(terms("incident-origin")),
    }
)


def listing(name: str, entries: list[dict[str, str]]) -> Determination:
    """The example `name` with `entries` as its incidents."""
    profile: dict[str, Any] = json.loads(use_case(name).document)
    profile["incidents"] = [{"id": f"i{number}", **entry} for number, entry in enumerate(entries)]
    known = knowledge_base()
    return determine(read_profile(json.dumps(profile).encode(), name, known), known, DAY)


@cache
def shipped(name: str) -> tuple[Determination, Posture]:
    found = determined(name, DAY)
    return found, posture_of(found)


def settings_in(posture: Posture) -> dict[Iri, Setting]:
    return {setting.parameter: setting for r in posture.requirements for setting in r.settings}


def is_as_strict(before: Setting, after: Setting) -> bool:
    """Whether `after` demands at least what `before` does."""
    match knowledge_base().parameters[before.parameter].stricter:
        case Strictness.UNION:
            return set(before.value.split("\n")) <= set(after.value.split("\n"))
        case Strictness.INTERSECTION:
            return set(after.value.split("\n")) <= set(before.value.split("\n"))
        case Strictness.HIGHER:
            return size(after.value) >= size(before.value)
        case Strictness.LOWER:
            return size(after.value) <= size(before.value)


def size(value: str) -> Decimal:
    return Decimal({"false": "0", "true": "1"}.get(value, value).replace("-", ""))


def weakened(before: Posture, after: Posture) -> list[str]:
    """Everything `before` demands and `after` does not, or demands less strictly."""
    now = {requirement.control: requirement.status for requirement in after.requirements}
    lost = [r.control for r in before.requirements if r.control not in now]
    lost += [
        r.control
        for r in before.requirements
        if r.control in now and STATUSES.index(now[r.control]) > STATUSES.index(r.status)
    ]
    loose = settings_in(after)
    lost += [
        name
        for name, setting in settings_in(before).items()
        if name not in loose or not is_as_strict(setting, loose[name])
    ]
    return sorted(lost)


# --- an incident more -----------------------------------------------------------------------------


@few
@given(names, st.lists(incidents, max_size=3), incidents)
def test_an_incident_more_removes_no_requirement_and_loosens_no_setting(
    name: str, entries: list[dict[str, str]], one_more: dict[str, str]
) -> None:
    before, after = listing(name, entries), listing(name, [*entries, one_more])
    held = {(f.conclusion, f.subject) for f in before.findings}
    assert held <= {(f.conclusion, f.subject) for f in after.findings}
    assert weakened(posture_of(before), posture_of(after)) == []
    assert (before.tiers, before.is_complete) == (after.tiers, after.is_complete)


# --- 13. growth -----------------------------------------------------------------------------------


def grown(case: UseCase, other: UseCase, level: Level) -> UseCase:
    """`case` with the subjects of `other` on one level; tools come with the component that calls them."""
    levels = (Level.COMPONENT, Level.TOOL) if level is Level.COMPONENT else (level,)
    added = [replace(s, id=f"added-{s.id}") for each in levels for s in other.of(each)]
    return replace(case, subjects=(*case.subjects, *added))


@few
@given(names, names, st.sampled_from((Level.ACTOR, Level.FUNCTION, Level.COMPONENT)))
def test_an_actor_a_function_or_a_component_more_removes_no_finding_and_no_requirement(
    name: str, other: str, level: Level
) -> None:
    before, posture = shipped(name)
    after = determine(grown(use_case(name), use_case(other), level), knowledge_base(), DAY)
    held = {(f.conclusion, f.subject) for f in before.findings}
    assert held <= {(f.conclusion, f.subject) for f in after.findings}
    assert weakened(posture, posture_of(after)) == []


# --- 6. a stricter parameter ----------------------------------------------------------------------


def with_value(known: KnowledgeBase, parameter: Iri, value: str) -> KnowledgeBase:
    """The packs with one default more for `parameter`."""
    old = known.parameters[parameter]
    added = ParameterValue(
        id=Iri(f"{parameter}.added"),
        value=value,
        applies_from="2024-08-01",
        applies_until="",
        basis=Basis.ENGINEERING_JUDGEMENT,
        rationale="Because a test says so.",
        cites=(),
        required_by=(),
    )
    parameters = {**known.parameters, parameter: replace(old, values=(*old.values, added))}
    return replace(known, parameters=parameters)


@few
@given(names, st.data())
def test_a_demand_more_never_yields_a_weaker_posture(name: str, data: st.DataObject) -> None:
    known = knowledge_base()
    found, before = shipped(name)
    parameter = data.draw(st.sampled_from(sorted(settings_in(before))))
    others = [value.value for value in known.parameters[parameter].values]
    bounds = [b for b in (known.parameters[parameter].minimum, known.parameters[parameter].maximum) if b]
    value = data.draw(st.sampled_from([*others, *bounds]))
    after = posture_of(replace(found, knowledge_base=with_value(known, parameter, value)))
    assert weakened(before, after) == []
