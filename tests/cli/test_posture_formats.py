"""`posture` as YAML and as Turtle: the same answer in other clothes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import yaml
from rdflib import Graph

from tests.cli.conftest import Command

Example = Callable[[str], Path]
DAY = ("--as-of", "2026-11-22")


def test_yaml_holds_exactly_what_json_holds(duecare: Command, example: Example) -> None:
    asked = ("posture", example("cv-screening"), *DAY, "--format")
    assert yaml.safe_load(duecare(*asked, "yaml").out) == duecare(*asked, "json").json


def test_yaml_of_several_is_a_list_as_in_json(duecare: Command, example: Example) -> None:
    asked = ("posture", example("cv-screening"), example("faq-bot"), *DAY, "--format")
    assert yaml.safe_load(duecare(*asked, "yaml").out) == duecare(*asked, "json").json


def test_turtle_of_several_is_one_graph(duecare: Command, example: Example) -> None:
    said = duecare("posture", example("cv-screening"), example("faq-bot"), *DAY, "--format", "turtle")
    assert (said.code, said.err) == (0, "")
    graph = Graph().parse(data=said.out, format="turtle")
    query = "SELECT ?p WHERE { ?p a <https://w3id.org/duecare/ontology#Posture> }"
    assert len(graph.query(query)) == 2


def test_turtle_is_not_offered_where_there_is_none(duecare: Command, example: Example) -> None:
    assert duecare("questions", example("faq-bot"), *DAY, "--format", "turtle").code == 2


def test_strict_holds_whatever_the_format(duecare: Command, example: Example) -> None:
    for form in ("yaml", "turtle"):
        asked = ("posture", example("meeting-assistant"), *DAY, "--format", form, "--strict")
        assert duecare(*asked).code == 1
