"""Changes to a profile that is only supposed: where they go, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import InputError
from service.supposing import read_setting, supposed

PROFILE: dict[str, Any] = {
    "id": "x",
    "functions": [{"id": "one", "effect": {"role": "some"}}, {"id": "two", "purposes": ["a", "b"]}],
    "stack": [{"id": "agent", "tools": [{"name": "send.mail", "effects": ["writes"]}]}],
}


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("functions.0.effect.role", "/functions/0/effect/role"),
        ("functions.one.effect.role", "/functions/0/effect/role"),
        ("/functions/one/effect/role", "/functions/0/effect/role"),
        ("/stack/agent/tools/send.mail/effects", "/stack/0/tools/0/effects"),
        ("market.used", "/market/used"),
    ],
)
def test_a_place_is_found_by_number_and_by_name(path: str, pointer: str) -> None:
    result, done = supposed(PROFILE, [(path, "all")], [])
    assert done == ((pointer, "all"),)
    place: Any = result
    for part in pointer.split("/")[1:]:
        place = place[int(part)] if isinstance(place, list) else place[part]
    assert place == "all"


def test_the_profile_itself_is_not_touched() -> None:
    before = str(PROFILE)
    supposed(PROFILE, [("functions.0.effect.role", "all")], ["functions.1.purposes", "id"])
    assert str(PROFILE) == before


def test_what_is_left_out_is_gone() -> None:
    result, done = supposed(PROFILE, [], ["functions.two.purposes", "stack.0.tools.0"])
    assert result["functions"][1] == {"id": "two"}
    assert result["stack"][0]["tools"] == []
    assert done == (("/functions/1/purposes", None), ("/stack/0/tools/0", None))


def test_every_place_there_is_none_of_is_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        supposed(PROFILE, [("functions.oen.role", 1), ("id.x", 1), ("a..b", 1)], ["title"])
    assert [fault.path for fault in refused.value.faults] == ["functions.oen.role", "id.x", "a..b", "title"]
    assert "Nearest: one" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=true", True),
        ("a='true'", "true"),
        ("a=no", "no"),
        ("a=10", 10),
        ("a=2026-01-01", "2026-01-01"),
        ("a=0.5", "0.5"),
        ("a=[]", []),
        ("a=[x, y]", ["x", "y"]),
        ("a={b: false}", {"b": False}),
        ("a = x=y", "x=y"),
    ],
)
def test_a_value_is_read_as_in_a_profile(text: str, value: Any) -> None:
    assert read_setting(text) == ("a", value)


@pytest.mark.parametrize("text", ["", "a", "a=", "=b", "a=[x", "a=&x y", "a=*x"])
def test_what_sets_nothing_readable_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_setting(text)
