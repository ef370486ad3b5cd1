"""The places as shipped: which of them count as the Union."""

from __future__ import annotations

import pytest
from rdflib import SKOS, URIRef

from tests.kb_content.packs import SCHEME, TERM, graph, objects

UNION = [
    "at",
    "be",
    "bg",
    "hr",
    "cy",
    "cz",
    "dk",
    "ee",
    "fi",
    "fr",
    "de",
    "gr",
    "hu",
    "ie",
    "it",
    "lv",
    "lt",
    "lu",
    "mt",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "si",
    "es",
    "se",
]


def broader(code: str) -> list[str]:
    return [name.removeprefix(f"{TERM}place.") for name in objects(TERM[f"place.{code}"], SKOS.broader)]


def places() -> list[str]:
    found = graph().subjects(SKOS.inScheme, SCHEME.place)
    return sorted(str(place).removeprefix(f"{TERM}place.") for place in found if isinstance(place, URIRef))


def test_the_member_states_are_the_27() -> None:
    assert sorted(code for code in places() if broader(code) == ["eu"]) == sorted(UNION)


def test_every_country_of_the_code_list_is_there_once() -> None:
    assert len([code for code in places() if len(code) == 2 and code != "eu"]) == 249


def test_every_place_but_the_two_widest_has_one_wider_place() -> None:
    assert [code for code in places() if len(broader(code)) != 1] == ["eu", "third-country"]


@pytest.mark.parametrize("code", ["us", "gb", "ch", "no", "is", "li", "tr", "gl", "nc", "va"])
def test_a_country_outside_the_union_is_a_third_country(code: str) -> None:
    assert broader(code) == ["third-country"]


@pytest.mark.parametrize(
    ("code", "state"),
    [("gp", "fr"), ("mq", "fr"), ("gf", "fr"), ("re", "fr"), ("yt", "fr"), ("mf", "fr"), ("ax", "fi")],
)
def test_a_territory_to_which_the_treaties_apply_is_part_of_its_member_state(code: str, state: str) -> None:
    assert broader(code) == [state]


def test_every_place_has_a_name_of_its_own() -> None:
    names = [objects(TERM[f"place.{code}"], SKOS.prefLabel)[0] for code in places()]
    assert len(set(names)) == len(names)
