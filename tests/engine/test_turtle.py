"""The quick reader of Turtle states what rdflib does, or leaves the text to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal
from rdflib.compare import isomorphic

from engine.graph import BASE, parse_turtle, read_graph
from engine.turtle import TurtleReader
from service.settings import SHIPPED_KB

PREFIXES = "@prefix x: <http://x/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
TYPED = ("5", "-5", "0.50", "1e3", "true", '"5"^^xsd:integer', '"2026-08-02"^^xsd:date', '"1"^^xsd:boolean')
TEXTS = ('"a"', '"a"@en', '"a"@en-gb', '"""a\nb "c" """', '"\\u00e9\\n"', "'a'", '""', '"5"^^x:own')
NAMES = (
    "x:b",
    "<c>",
    "<http://y/z#%20q>",
    "<http://x/\\u00e9>",
    "x:a\\,b",
    "a:",
    "_:node",
    "[]",
    "[ x:p 1 ]",
)
LISTS = ("()", "(1 2)", "1, 2, 1")


def quick(text: str) -> Graph | None:
    found = TurtleReader(BASE)(text)
    if found is None:
        return None
    graph = Graph()
    for triple in found:
        graph.add(triple)
    return graph


def test_an_empty_text_states_nothing_and_is_no_fault() -> None:
    assert TurtleReader(BASE)("") == TurtleReader(BASE)("# nothing\n") == []


@pytest.mark.parametrize("value", [*TYPED, *TEXTS, *NAMES, *LISTS])
def test_a_value_is_read_as_rdflib_reads_it(value: str) -> None:
    text = f"{PREFIXES}@prefix a: <http://a/> .\nx:a x:p {value} ."
    found = quick(text)
    expected, fault = parse_turtle("a.ttl", text)
    assert fault is None and found is not None
    assert len(found) == len(expected) and isomorphic(found, expected)
    written = {node.n3() for triple in found for node in triple if not isinstance(node, BNode)}
    assert written == {node.n3() for triple in expected for node in triple if not isinstance(node, BNode)}


@pytest.mark.parametrize("path", sorted(SHIPPED_KB.rglob("*.ttl"))[::7], ids=lambda path: path.stem)
def test_the_packs_are_read_as_rdflib_reads_them(path: Path) -> None:
    text = path.read_text("utf-8-sig")
    found = quick(text)
    expected, fault = parse_turtle(path.name, text)
    assert fault is None and found is not None
    assert isomorphic(found, expected) if path.parent.name == "shapes" else set(found) == set(expected)


@pytest.mark.parametrize(
    "text",
    [
        "x:a x:p x:b .",
        "<a b> <p> <c> .",
        "<a> <p> 'a .",
        "<a> <p> .",
        "\x00",
        "\ud800",
        '<a> <p> "a"@en--ltr .',
        "<a> <p> <<( <a> <p> <b> )>> .",
        "<a> <p> <b> {| <q> <c> |} .",
        "<a> <p> " + "(" * 100_000,
    ],
)
def test_what_is_no_turtle_or_has_no_term_in_rdflib_is_not_read_here(text: str) -> None:
    assert TurtleReader(BASE)(text) is None


def test_a_file_that_is_not_read_here_has_the_fault_rdflib_finds_with_its_line() -> None:
    ground, faults = read_graph({"a.ttl": b"\n<a> <p> .\n", "b.ttl": b"<b> <p> <c> ."})
    assert [(fault.source, fault.line) for fault in faults] == [("a.ttl", 2)]
    assert len(ground.statements) == len(ground.graph()) == 1


def test_a_text_that_only_rdflib_bears_is_read_by_it_and_its_fault_is_told_as_ever() -> None:
    ground, faults = read_graph({"a.ttl": b"<a b> <p> <c> ."})
    assert len(ground.statements) == 1
    assert [fault.message.endswith("is no IRI.") for fault in faults] == [True]


def test_a_language_is_told_in_lower_case_however_it_is_written() -> None:
    (statement,) = TurtleReader(BASE)('<a> <p> "x"@EN .') or []
    assert statement[2] == Literal("x", lang="en")


def test_equal_terms_of_all_texts_are_one_object() -> None:
    read = TurtleReader(BASE)
    (one,), (other,) = read('<a> <p> "x" .') or [], read('<a> <p> "x" .') or []
    assert all(mine is yours for mine, yours in zip(one, other, strict=True))


def test_texts_that_differ_in_language_or_type_only_stay_apart() -> None:
    found = TurtleReader(BASE)('<a> <p> "1", "1"@en, "1"@de, 1, 1.0, "1"^^<t> .')
    assert found is not None and len(set(found)) == 6


def test_a_statement_made_twice_counts_once() -> None:
    ground, faults = read_graph({"a.ttl": b"<a> <p> 1, 1 .", "b.ttl": b"<a> <p> 1 ."})
    assert (len(ground.statements), faults) == (1, ())


def test_files_do_not_share_their_nameless_things() -> None:
    ground, _ = read_graph({"a.ttl": b"_:one <p> 1 .", "b.ttl": b"_:one <p> 1 ."})
    assert len({subject for subject, _, _ in ground.statements}) == 2
