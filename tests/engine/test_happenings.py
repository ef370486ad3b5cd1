"""Incidents are listed with what went wrong; what enough of them say is a fact, and each is pointed to."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
import yaml

from engine.determine import determine
from engine.errors import Fault, ProfileError
from engine.kinds import FactKind, Level, Operator, ValueType
from engine.knowledge import FactDefinition, Iri, KnowledgeBase
from engine.profile.profile import read_profile
from engine.questions import open_questions
from engine.schema import profile_schema
from engine.usecase import Stated
from tests.support.kb import concept, fact, knowledge_base, on, rule

ONCE, AGAIN, GRAVITY = Iri("fact:seen"), Iri("fact:seen-again"), Iri("fact:gravity")
FIELDS = {"leak": "mode.leak", "bias": "mode.bias"}


def counted(identifier: Iri, key: str, scheme: str, count_from: int) -> FactDefinition:
    return replace(
        fact(identifier.removeprefix("fact:"), Level.USE_CASE, scheme=scheme, path=("incidents", key)),
        kind=FactKind.COUNTED,
        value_type=ValueType.CONCEPT,
        many=True,
        count_from=count_from,
    )


def packs() -> KnowledgeBase:
    return knowledge_base(
        rule(
            "tighten",
            on("seen-again", "t:mode.leak", operator=Operator.ANY_OF),
            level=Level.USE_CASE,
            then="control-demand.review",
        ),
        rule(
            "look",
            on("seen", "t:mode.bias", operator=Operator.ANY_OF),
            level=Level.USE_CASE,
            then="control-demand.look",
        ),
        facts=(
            counted(ONCE, "mode", "mode", 1),
            counted(AGAIN, "mode", "mode", 2),
            counted(GRAVITY, "gravity", "gravity", 1),
        ),
        concepts=(concept("mode.leak"), concept("mode.bias"), concept("gravity.serious")),
    )


KNOWN = packs()


def profile(incidents: Any) -> bytes:
    whole: dict[str, Any] = {
        "id": "case",
        "title": "Case",
        "actors": {"acme": {}},
        "functions": [{"id": "main"}],
    }
    if incidents is not None:
        whole["incidents"] = incidents
    return yaml.safe_dump(whole).encode()


def happened(*modes: str) -> list[dict[str, str]]:
    return [{"id": f"i{number}", "mode": mode, "gravity": "serious"} for number, mode in enumerate(modes)]


def stated(incidents: Any) -> dict[Iri, Stated]:
    return dict(read_profile(profile(incidents), "profile.yaml", KNOWN).subjects[0].facts)


def faults(incidents: Any) -> tuple[Fault, ...]:
    with pytest.raises(ProfileError) as caught:
        read_profile(profile(incidents), "profile.yaml", KNOWN)
    return caught.value.faults


def test_without_a_list_nothing_is_known_and_an_empty_one_says_that_nothing_happened() -> None:
    assert stated(None) == {}
    assert stated([]) == {
        name: Stated(values=(), pointers=("/incidents",)) for name in (GRAVITY, ONCE, AGAIN)
    }


def test_what_one_incident_says_counts_once_and_not_as_repeated() -> None:
    found = stated(happened("leak"))
    assert found[ONCE] == Stated(values=("t:mode.leak",), pointers=("/incidents/0/mode",))
    assert found[AGAIN] == Stated(values=(), pointers=("/incidents",))


def test_what_two_say_is_repeated_and_each_of_them_is_pointed_to() -> None:
    found = stated(happened("leak", "bias", "leak"))
    assert found[AGAIN] == Stated(
        values=("t:mode.leak", "t:mode.leak"), pointers=("/incidents/0/mode", "/incidents/2/mode")
    )


@pytest.mark.parametrize("order", list(permutations(("leak", "bias", "leak"))))
def test_the_order_of_incidents_does_not_matter(order: tuple[str, ...]) -> None:
    found = stated(happened(*order))
    assert (set(found[ONCE].values), set(found[AGAIN].values)) == (
        {"t:mode.leak", "t:mode.bias"},
        {"t:mode.leak"},
    )


def demanded(incidents: Any) -> set[str]:
    determination = determine(read_profile(profile(incidents), "p", KNOWN), KNOWN, "2026-11-22")
    return {finding.conclusion.rpartition(".")[2] for finding in determination.findings}


def test_a_rule_reads_what_was_repeated() -> None:
    assert demanded(happened("leak")) == set()
    assert demanded(happened("leak", "leak")) == {"review"}
    assert demanded(happened("bias", "leak")) == {"look"}


def test_an_incident_more_never_takes_a_demand_away() -> None:
    assert demanded(happened("leak", "leak")) <= demanded(happened("leak", "leak", "bias"))


def test_where_nothing_is_listed_the_list_itself_is_asked_for() -> None:
    determination = determine(read_profile(profile(None), "p", KNOWN), KNOWN, "2026-11-22")
    assert {question.pointer for question in open_questions(determination)} == {"/incidents"}
    assert open_questions(determine(read_profile(profile([]), "p", KNOWN), KNOWN, "2026-11-22")) == ()


@pytest.mark.parametrize(
    ("incidents", "path", "says"),
    [
        ("leak", "/incidents", "A single value stands here"),
        (["leak"], "/incidents/0", "A single value stands here"),
        ([{"mode": "leak", "gravity": "serious"}], "/incidents/0", "is missing."),
        ([{"id": "a", "gravity": "serious"}], "/incidents/0", "is missing."),
        ([{"id": "a", "mode": "leek", "gravity": "serious"}], "/incidents/0/mode", "is no term"),
        ([{"id": "a", "mode": "leak", "gravity": "serious", "on": "soon"}], "/incidents/0/on", "is no date"),
        (
            [{"id": "a", "mode": "leak", "gravity": "serious", "who": "x"}],
            "/incidents/0/who",
            "means nothing",
        ),
        (
            [{"id": "a", "mode": mode, "gravity": "serious"} for mode in FIELDS],
            "/incidents/1/id",
            "is the name of another one too.",
        ),
    ],
)
def test_a_faulty_incident_is_refused_with_its_place(incidents: Any, path: str, says: str) -> None:
    assert [(fault.path, says in fault.message) for fault in faults(incidents)] == [(path, True)]


def test_the_schema_describes_the_list_and_what_each_entry_needs() -> None:
    described = profile_schema(KNOWN)["properties"]["incidents"]
    assert described["items"]["required"] == ["gravity", "id", "mode"]
    assert "[] states that there were none." in described["description"]
