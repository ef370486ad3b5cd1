"""Every shape of kb/shapes/kb.shapes.ttl accepts what is right and refuses its broken twin, with the line."""

from __future__ import annotations

import pytest
from rdflib import SH, Graph, Literal

from engine.errors import Fault
from engine.graph import read_graph
from engine.loading.files import SHAPES, packs
from engine.shapes import check_shapes
from tests.kb.twins import ROOT, Twin, base, twins

TWINS = twins("twins-of-shapes.yaml")


def found_by_shapes(files: dict[str, bytes]) -> tuple[Fault, ...]:
    ground, _ = read_graph(packs(files))
    return check_shapes(ground, files[SHAPES])


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_a_shape_refuses_its_broken_twin_at_the_line(twin: Twin) -> None:
    found = [fault for fault in found_by_shapes(twin.files()) if twin.says in fault.message]
    assert {(fault.source, fault.line) for fault in found} == {(twin.file, twin.line())}


def test_the_small_knowledge_base_conforms_to_every_shape() -> None:
    assert found_by_shapes(base()) == ()


def test_every_message_of_the_shapes_has_a_twin() -> None:
    messages = messages_of_shapes()
    assert len(messages) > 50
    assert {message for message in messages if sum(twin.says in message for twin in TWINS) != 1} == set()


def test_every_property_shape_has_a_message_of_its_own() -> None:
    shapes = Graph().parse(ROOT / "kb" / SHAPES)
    properties = list(shapes.objects(None, SH.property))
    assert len(properties) == len({str(shapes.value(shape, SH.message)) for shape in properties})


def messages_of_shapes() -> list[str]:
    shapes = Graph().parse(ROOT / "kb" / SHAPES)
    return [str(message) for message in shapes.objects(None, SH.message) if isinstance(message, Literal)]


@pytest.mark.parametrize(
    "added",
    [
        'shp:X a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this WHERE { SERVICE '
        '<http://example.org/> {} }" ] .',
        "shp:X a sh:NodeShape ; sh:targetClass gov:Rule ; owl:imports <http://example.org/shapes> .",
        'shp:X a sh:NodeShape ; sh:js [ sh:jsFunctionName "x" ] .',
    ],
)
def test_shapes_that_run_or_fetch_something_are_refused(added: str) -> None:
    ground, _ = read_graph(packs(base()))
    faults = check_shapes(ground, base()[SHAPES] + added.encode())
    assert faults
    assert all("runs or fetches something" in fault.message for fault in faults)


def test_a_knowledge_base_without_shapes_is_not_taken_as_valid() -> None:
    ground, _ = read_graph(packs(base()))
    assert "There are no shapes" in check_shapes(ground, None)[0].message
    assert "There is no node shape here" in check_shapes(ground, b"<a> <b> <c> .")[0].message


def test_shapes_that_are_no_turtle_are_a_fault_of_their_line() -> None:
    ground, _ = read_graph(packs(base()))
    [fault] = check_shapes(ground, b"<a> <b> <c> .\n<a> <b> .")
    assert (fault.source, fault.line) == (SHAPES, 2)


def test_shapes_that_cannot_be_run_are_a_fault() -> None:
    ground, _ = read_graph(packs(base()))
    malformed = (
        base()[SHAPES] + b'shp:X a sh:NodeShape ; sh:targetClass gov:Rule ; sh:property [ sh:path "x" ] .'
    )
    [fault] = check_shapes(ground, malformed)
    assert "The shapes cannot be run" in fault.message
