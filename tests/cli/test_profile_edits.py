"""Answers put into a profile: plain values in, plain values out."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from engine.knowledge import FactDefinition, FactKind, Iri, Level, ValueType
from service.profile_edits import NoAnswer, answered, as_yaml, value_of

PROFILE: dict[str, Any] = {"id": "x", "actors": {"acme": {}}, "functions": [{"id": "main"}]}


def fact(value_type: ValueType, *, many: bool = False) -> FactDefinition:
    return FactDefinition(
        id=Iri("fact:x"),
        label="x",
        kind=FactKind.DECLARED,
        level=Level.FUNCTION,
        value_type=value_type,
        many=many,
    )


def test_an_answer_stands_at_its_place_and_the_profile_given_is_unchanged() -> None:
    found = answered(PROFILE, "/functions/0/processing/personal_data", True)
    assert found["functions"] == [{"id": "main", "processing": {"personal_data": True}}]
    assert PROFILE["functions"] == [{"id": "main"}]


def test_two_answers_share_the_group_they_stand_in() -> None:
    once = answered(PROFILE, "/functions/0/effect/human_role", "all")
    twice = answered(once, "/functions/0/effect/decides_on_persons", False)
    assert twice["functions"][0]["effect"] == {"human_role": "all", "decides_on_persons": False}


def test_a_name_with_a_slash_is_read_as_a_json_pointer_writes_it() -> None:
    assert answered({"actors": {"a/b": {}}}, "/actors/a~1b/kind", "x") == {"actors": {"a/b": {"kind": "x"}}}


@pytest.mark.parametrize(("typed", "value"), [("yes", True), ("N", False), ("true", True), (" no ", False)])
def test_yes_and_no_are_truths(typed: str, value: bool) -> None:
    assert value_of(fact(ValueType.BOOLEAN), [], typed) is value


@pytest.mark.parametrize("typed", ["maybe", "1", "none"])
def test_anything_else_is_no_truth(typed: str) -> None:
    with pytest.raises(NoAnswer, match="yes, no or unknown"):
        value_of(fact(ValueType.BOOLEAN), [], typed)


def test_terms_are_given_by_number_or_name_each_once() -> None:
    assert value_of(fact(ValueType.CONCEPT, many=True), ["a", "b"], "2, a 1") == ["b", "a"]


@pytest.mark.parametrize("typed", ["none", "None", "[]"])
def test_none_states_that_there_is_none_where_there_may_be_several(typed: str) -> None:
    assert value_of(fact(ValueType.CONCEPT, many=True), ["a"], typed) == []


def test_a_single_term_is_no_list() -> None:
    assert value_of(fact(ValueType.CONCEPT), ["a", "b"], "1") == "a"


@pytest.mark.parametrize("typed", ["0", "3", "99"])
def test_a_number_without_a_term_is_no_answer(typed: str) -> None:
    with pytest.raises(NoAnswer, match="number from 1 to 2"):
        value_of(fact(ValueType.CONCEPT), ["a", "b"], typed)


@pytest.mark.parametrize("kind", [ValueType.DATE, ValueType.TEXT, ValueType.DECIMAL])
def test_other_answers_are_kept_as_typed(kind: ValueType) -> None:
    assert value_of(fact(kind), [], " 2026-03-01 ") == "2026-03-01"


def test_what_looks_like_another_type_stays_text_in_yaml() -> None:
    profile = {"place": "no", "day": "2026-03-01", "name": "é"}
    assert yaml.safe_load(as_yaml(profile)) == profile
    assert list(yaml.safe_load(as_yaml({"b": 1, "a": 2}))) == ["b", "a"]
