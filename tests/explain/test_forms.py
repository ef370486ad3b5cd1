"""Every form of a derivation holds the same statements and the same edges, whatever the profile quotes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rdflib import Graph as Triples

from explain.derivation import Derivation, Node, NodeKind
from explain.forms import provenance
from explain.forms.brief import brief
from explain.forms.explained import Explained
from explain.forms.graph import Depth, graph
from explain.forms.layout import HEIGHT, WIDTH, layout
from explain.forms.markdown import as_markdown
from explain.forms.page import policy, style
from explain.forms.provenance import GOV, names
from explain.forms.render import Form, render
from explain.forms.shortest import Shortest
from service.settings import SHIPPED_KB
from tests.explain.forms import ASKED, said
from tests.explain.ontology import declared, own_terms

every = pytest.mark.parametrize("asked", ASKED, ids=" ".join)
both = pytest.mark.parametrize("depth", list(Depth))
Edges = list[tuple[int, int]]


def drawn(answer: Explained, depth: Depth) -> Edges:
    """The edges that a form must hold, by the numbers of their ends."""
    found = graph(answer.derivation, depth)
    return [(found.numbers[e.source.id], found.numbers[e.target.id]) for e in found.edges]


class Page(HTMLParser):
    """What the tests look for in a page: the ends of the lines drawn and of the rows of the table."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lines: Edges = []
        self.rows: Edges = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        known = {name: value or "" for name, value in attrs}
        self.addresses += [known[name] for name in ("href", "src", "xlink:href", "action") if name in known]
        if "data-from" in known:
            edge = int(known["data-from"]), int(known["data-to"])
            (self.lines if tag == "path" else self.rows).append(edge)


@every
@both
def test_mermaid_holds_every_edge_and_nothing_else(asked: tuple[str, str, str], depth: Depth) -> None:
    answer = said(*asked)
    head, kind, *lines = render(answer, Form.MERMAID, depth).splitlines()
    assert head.startswith("%% Why")
    assert kind == "flowchart TB"
    nodes = [line for line in lines if re.fullmatch(r'  n\d+\["[^"\[\]<>|]*(<br/>[^"\[\]<>|]*)*"\]', line)]
    arrows = [re.fullmatch(r'  n(\d+) (?:-->|-\.->)\|"[a-z, ]+"\| n(\d+)', line) for line in lines]
    assert [(int(each[1]), int(each[2])) for each in arrows if each] == drawn(answer, depth)
    assert len(nodes) + len([each for each in arrows if each]) == len(lines)
    assert len(nodes) == len(graph(answer.derivation, depth).nodes)


@every
@both
def test_dot_holds_every_edge_and_nothing_else(asked: tuple[str, str, str], depth: Depth) -> None:
    answer = said(*asked)
    lines = render(answer, Form.DOT, depth).splitlines()
    quoted = r'"(?:[^"\\]|\\.)*"'
    assert lines[0] == "digraph explanation {"
    assert re.fullmatch(rf"  label={quoted};", lines[1])
    assert lines[-1] == "}"
    nodes = [line for line in lines if re.fullmatch(rf"  n\d+ \[shape=\w+, label={quoted}\];", line)]
    arrows = [
        re.fullmatch(rf"  n(\d+) -> n(\d+) \[label={quoted}(, style=dashed)?\];", each) for each in lines
    ]
    assert [(int(each[1]), int(each[2])) for each in arrows if each] == drawn(answer, depth)
    assert len(nodes) + len([each for each in arrows if each]) == len(lines) - 4
    assert len(nodes) == len(graph(answer.derivation, depth).nodes)


@every
def test_markdown_holds_every_statement_and_every_edge(asked: tuple[str, str, str]) -> None:
    answer = said(*asked)
    lines = render(answer, Form.MARKDOWN).splitlines()
    whole = graph(answer.derivation)
    cells = [re.split(r"(?<!\\)\|", line) for line in lines if re.match(r"\| \d", line)]
    assert {len(row) for row in cells} <= {7}
    edges = [(int(row[2].split()[0]), int(row[4].split()[0])) for row in cells]
    assert edges == drawn(answer, Depth.FULL)
    statements = [line for line in lines if re.match(r"\d+\. ", line)]
    assert len(statements) == len(whole.nodes)
    assert all(line.endswith(r"\]") for line in statements)


@every
@both
def test_the_page_has_a_row_for_every_line_of_its_graph(asked: tuple[str, str, str], depth: Depth) -> None:
    page = Page(render(said(*asked), Form.HTML, depth))
    assert page.lines == page.rows
    assert page.lines


@every
def test_the_page_asks_nobody_for_anything_and_runs_nothing(asked: tuple[str, str, str]) -> None:
    page = Page(render(said(*asked), Form.HTML))
    assert not page.tags & {"script", "img", "link", "iframe", "object", "form", "base"}
    assert all(address.startswith("#") for address in page.addresses)
    assert "url(" not in style()
    assert "@import" not in style()


def test_the_page_allows_its_own_style_sheet_and_nothing_else() -> None:
    text = render(said(*ASKED[0]), Form.HTML)
    assert text.count("<style>") == 1
    assert f"<style>{style()}</style>" in text
    assert policy().startswith("default-src 'none'; style-src 'sha256-")


def test_the_colours_of_the_page_are_those_of_the_house() -> None:
    tokens = (SHIPPED_KB.parent / "service/web/static/tokens.css").read_text()
    own = re.findall(r"^  (--[a-z0-9-]+: light-dark\([^;]+;)", style(), re.MULTILINE)
    assert own
    assert [each for each in own if each not in tokens] == []


@every
@both
def test_turtle_is_read_back_with_every_statement(asked: tuple[str, str, str], depth: Depth) -> None:
    answer = said(*asked)
    triples = Triples().parse(data=render(answer, Form.TURTLE, depth), format="turtle")
    assert own_terms(triples) <= declared()
    query = "SELECT ?d WHERE { ?s <http://purl.org/dc/terms/description> ?d }"
    found = sorted(str(row[0]) for row in triples.query(query))  # type: ignore[index]
    known = graph(answer.derivation, depth).nodes
    assert found == sorted(node.sentence for node in known)


def test_a_path_leads_from_a_control_to_the_law_and_the_facts() -> None:
    triples = Triples().parse(data=render(said(*ASKED[1]), Form.TURTLE), format="turtle")
    query = f"""
        PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX gov: <{GOV}>
        SELECT DISTINCT ?kind
        WHERE {{ ?c a gov:ControlRequirement . ?c prov:wasDerivedFrom+ ?s . ?s a ?kind }}
    """
    kinds = {str(row[0]).removeprefix(GOV) for row in triples.query(query)}  # type: ignore[index]
    assert {"MappingUse", "Finding", "FactValue"} <= kinds


def test_what_did_not_fire_generated_nothing() -> None:
    triples = Triples().parse(data=render(said(*ASKED[6]), Form.TURTLE), format="turtle")
    query = f"""
        PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX gov: <{GOV}>
        ASK {{ ?s prov:wasGeneratedBy ?rule . ?rule a gov:RuleConsidered }}
    """
    assert triples.query(query).askAnswer is False
    assert (None, None, GOV.RuleConsidered) in triples


def test_a_statement_is_named_by_all_that_it_states() -> None:
    node = Node(id="fact x", kind=NodeKind.FACT, sentence="Yes.", citations=("profile /x",))
    one = Derivation(question="x", roots=("fact x",), nodes={"fact x": node})
    other = Node(id="fact x", kind=NodeKind.FACT, sentence="No.", citations=("profile /x",))
    two = Derivation(question="x", roots=("fact x",), nodes={"fact x": other})
    assert names(one)["fact x"] != names(two)["fact x"]


@every
def test_brief_is_three_sentences_each_with_citations_of_the_derivation(asked: tuple[str, str, str]) -> None:
    derivation = said(*asked).derivation
    known = {c for node in derivation.nodes.values() for c in node.citations}
    sentences = brief(derivation)
    assert 2 <= len(sentences) <= 3
    for each in sentences:
        assert each.text.endswith((".", "?", "!"))
        assert each.citations
        assert set(each.citations) <= known


def test_brief_says_the_answer_the_duty_and_the_facts() -> None:
    first, second, third = (each.text for each in brief(said(*ASKED[1]).derivation))
    assert first == "Human review before effect is required by law that will bind."
    duty = "The duty “Assign human oversight” applies to the actor “acme” (binds from 2 Dec 2027)."
    assert second == f"What asks for it: {duty}"
    assert third.startswith("It rests on what the profile says: Activities: Uses it in its work; ")


def test_brief_of_nothing_cited_is_empty() -> None:
    node = Node(id="x", kind=NodeKind.FINDING, sentence="Holds.", citations=())
    empty = Derivation(question="x", roots=("x",), nodes={"x": node})
    assert brief(empty) == ()
    assert graph(empty).nodes == ()
    assert layout(graph(empty)).places == ()


@every
def test_the_shortest_proof_is_a_part_of_the_whole(asked: tuple[str, str, str]) -> None:
    answer = said(*asked)
    assert set(drawn(answer, Depth.BRIEF)) <= set(drawn(answer, Depth.FULL))


def test_of_two_ways_the_shorter_one_is_told() -> None:
    def node(key: str, kind: NodeKind, *because: str) -> Node:
        return Node(id=key, kind=kind, sentence=f"{key}.", citations=("Law",), because=because)

    nodes = [
        node("finding", NodeKind.FINDING, "long", "short"),
        node("long", NodeKind.RULE, "one", "two"),
        node("short", NodeKind.RULE, "one"),
        node("one", NodeKind.FACT),
        node("two", NodeKind.FACT),
    ]
    derivation = Derivation(question="x", roots=("finding",), nodes={each.id: each for each in nodes})
    assert set(Shortest(derivation).proof()) == {"finding", "short", "one"}


@every
@both
def test_no_statement_is_drawn_over_another_and_all_stand_inside(
    asked: tuple[str, str, str], depth: Depth
) -> None:
    drawing = layout(graph(said(*asked).derivation, depth))
    corners = [(place.x, place.y) for place in drawing.places]
    assert len(set(corners)) == len(corners)
    for x, y in corners:
        assert 0 <= x <= drawing.width - WIDTH
        assert 0 <= y <= drawing.height - HEIGHT
        assert not any(0 < abs(x - a) < WIDTH and y == b for a, b in corners)
    assert all(line.y1 < line.y2 for line in drawing.lines)


def test_json_in_brief_has_a_format_of_its_own() -> None:
    found = json.loads(render(said(*ASKED[6]), Form.JSON, Depth.BRIEF))
    assert found["format"] == "duecare.why-not-brief/1"
    assert all(each["citations"] for each in found["sentences"])


def test_markdown_in_brief_lists_no_statements() -> None:
    assert "## " not in as_markdown(said(*ASKED[0]), Depth.BRIEF)


def test_another_process_writes_the_same_bytes() -> None:
    script = (
        "import sys; from tests.explain.forms import said; from explain.forms.render import Form, render;"
        "sys.stdout.write(''.join(render(said('cv-screening', 'why', 'high-risk'), f) for f in Form))"
    )
    here = "".join(render(said(*ASKED[0]), form) for form in Form)
    for seed in ("1", "2"):
        ran = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            cwd=SHIPPED_KB.parent,
            capture_output=True,
            timeout=120,
            check=True,
        )
        assert ran.stdout.decode() == here


def test_every_term_the_turtle_of_a_derivation_can_name_is_declared() -> None:
    written = Path(provenance.__file__).read_text()
    named = {GOV[name] for name in re.findall(r"GOV\.(\w+)", written)}
    assert len(named) > 20
    assert named <= declared()
