"""Runs the shapes of `kb/shapes/kb.shapes.ttl` over the packs.

The shapes say what SHACL says well: which properties a thing has, how often and of what kind. They are core
SHACL: no SPARQL, no script, no import, because the shapes may be a stranger's as the packs may.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyshacl import validate
from rdflib import OWL, RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from engine.errors import Fault
from engine.graph import GroundGraph, parse_turtle
from engine.loading.files import SHAPES

_REFUSED = frozenset(
    {"sparql", "select", "ask", "construct", "update", "rule", "target", "values", "expression", "prefixes"}
    | {"js", "jsLibrary", "jsLibraryURL", "jsFunctionName", "shapesGraph", "entailment"}
)
"""What core SHACL has no need of, and what could run or fetch something."""


def check_shapes(ground: GroundGraph, shapes: bytes | None) -> tuple[Fault, ...]:
    """
    Every fault that the shapes (Turtle bytes; None where there are none) find in the packs, sorted.

    Without shapes nothing is checked, so their absence is a fault too.
    """
    if not shapes:
        message = "There are no shapes, so the knowledge base cannot be checked."
        return (Fault(source=SHAPES, message=message, expected="the shapes that ship with the project."),)
    parsed, fault = parse_turtle(SHAPES, shapes.decode("utf-8", "replace"))
    faults = (fault,) if fault else tuple(_unsafe(parsed))
    if faults:
        return faults
    try:
        _, report, _ = validate(
            ground.graph(),
            shacl_graph=parsed,
            inference="none",
            do_owl_imports=False,
            advanced=False,
            js=False,
            meta_shacl=False,
        )
    except Exception as error:  # noqa: BLE001  whatever a malformed shape makes pySHACL do
        return (Fault(source=SHAPES, message=f"The shapes cannot be run: {type(error).__name__}."),)
    if not isinstance(report, Graph):
        return (Fault(source=SHAPES, message="The shapes cannot be run."),)
    return tuple(
        sorted(_results(ground, report), key=lambda found: (found.source, found.line or 0, str(found)))
    )


def _unsafe(shapes: Graph) -> Iterator[Fault]:
    refused = {predicate for predicate in map(str, shapes.predicates()) if _is_refused(predicate)}
    for property_ in sorted(refused):
        message = f"The shapes use {property_}, which runs or fetches something."
        yield Fault(
            source=SHAPES, message=message, expected="core SHACL; other checks are engine/checks_*.py."
        )
    if not any(shapes.subjects(RDF.type, SH.NodeShape)):
        yield Fault(source=SHAPES, message="There is no node shape here, so nothing would be checked.")


def _is_refused(property_: str) -> bool:
    return property_ == str(OWL.imports) or property_.removeprefix(str(SH)) in _REFUSED


def _results(ground: GroundGraph, report: Graph) -> Iterator[Fault]:
    for result in report.subjects(RDF.type, SH.ValidationResult):
        thing = ground.compact(str(report.value(result, SH.focusNode)))
        path = report.value(result, SH.resultPath)
        yield ground.fault(
            thing,
            str(report.value(result, SH.resultMessage)),
            mention=_mention(ground, report.value(result, SH.value), path),
        )


def _mention(ground: GroundGraph, value: Node | None, path: Node | None) -> str:
    """What to look for in the block of the faulty thing: the wrong name, else the property."""
    if isinstance(value, URIRef):
        return ground.compact(str(value))
    if isinstance(value, Literal) or path is not None:
        return ground.compact(str(path))
    return ""
