"""The provisions of the AI Act, ISO/IEC 42001 and the NIST AI RMF as shipped."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from rdflib import SKOS, URIRef

from tests.kb_content.packs import AIA, ELI, GOV, ISO, NIST, ROOT, definition, graph, objects, of_class, one

RECITALS = re.findall(
    r"^aia:(\S+) a gov:Provision",
    (ROOT / "regulations/eu-ai-act/recitals.ttl").read_text(encoding="utf-8"),
    re.MULTILINE,
)
"""Recitals that readings lean on and that the table of provisions does not have."""
ARTICLE = r"Art\. \d+[a-d]?"
DIVISION = r"(\(\w+(\.\d)?\))*"
CITATION = re.compile(
    rf"{ARTICLE}{DIVISION}( subpara \d{DIVISION})?"
    rf"|{ARTICLE} (first|second|third) para( {DIVISION})?"
    rf"|Annex [IVX]+( Section [ABC12])?{DIVISION}"
    r"|Chapter [IVX]+( Section \d)?"
    r"|Recital \d+"
)


def provisions(instrument: URIRef) -> list[URIRef]:
    return [
        thing for thing in of_class("Provision") if objects(thing, GOV.partOfInstrument) == [str(instrument)]
    ]


def test_the_act_and_its_provisions_are_the_946_nodes_of_the_reference() -> None:
    beside = [name for name in RECITALS if name.startswith("rct_")]
    assert len(provisions(AIA.act)) - len(beside) + 1 == 946


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        (r"chp_[IVX]+", 13),
        (r"chp_[IVX]+\.sct_\d", 16),
        (r"art_\d+[a-d]?", 119),
        (r"anx_[IVX]+", 14),
        (r"rct_\d+", 20 + len([name for name in RECITALS if name.startswith("rct_")])),
        (r"(art|anx)_\w+\..+", 763),
    ],
)
def test_each_kind_of_provision_is_complete(pattern: str, count: int) -> None:
    names = [str(thing).removeprefix(str(AIA)) for thing in provisions(AIA.act)]
    assert sum(bool(re.fullmatch(pattern, name)) for name in names) == count


@pytest.mark.parametrize(
    ("instrument", "count"), [(ISO.standard, 92), (NIST.framework, 95), (NIST["gen-ai-profile"], 12)]
)
def test_the_standards_are_complete(instrument: URIRef, count: int) -> None:
    assert len(provisions(instrument)) == count


@pytest.mark.parametrize("name", RECITALS)
def test_a_recital_is_cited_and_summarised_in_own_words(name: str) -> None:
    number = re.fullmatch(r"(?:amending-act\.)?rct_(\d+)", name)
    assert number and one(AIA[name], GOV.citation) == f"Recital {number[1]}"
    assert 20 <= len(definition(AIA[name])) <= 140


def test_every_provision_belongs_to_a_described_instrument() -> None:
    instruments = set(map(str, of_class("Instrument")))
    assert {one(thing, GOV.partOfInstrument) for thing in of_class("Provision")} <= instruments


@pytest.mark.parametrize("instrument", [AIA.act, ISO.standard, NIST.framework, NIST["gen-ai-profile"]])
def test_no_two_provisions_of_an_instrument_share_a_citation(instrument: URIRef) -> None:
    counted = Counter(one(thing, GOV.citation) for thing in provisions(instrument))
    assert [citation for citation, times in counted.items() if times > 1] == []


def test_every_parent_exists_and_belongs_to_the_same_instrument() -> None:
    for thing in of_class("Provision"):
        instrument, parent = one(thing, GOV.partOfInstrument), URIRef(one(thing, ELI.is_part_of))
        assert str(parent) == instrument or one(parent, GOV.partOfInstrument) == instrument


def test_following_the_parents_ends_at_the_instrument() -> None:
    for thing in of_class("Provision"):
        steps, node = 0, thing
        while str(node) != one(thing, GOV.partOfInstrument):
            node, steps = URIRef(one(node, ELI.is_part_of)), steps + 1
            assert steps < 8, f"{thing} hangs in a circle"


def test_citations_of_the_act_have_the_form_people_use() -> None:
    wrong = [one(thing, GOV.citation) for thing in provisions(AIA.act)]
    assert [citation for citation in wrong if not CITATION.fullmatch(citation)] == []


@pytest.mark.parametrize(
    "citation", ["Art. 26.2", "Article 26(2)", "Annex III point 4", "Art. 113, para 3", "Recital"]
)
def test_another_form_of_citation_is_told_apart(citation: str) -> None:
    assert not CITATION.fullmatch(citation)


@pytest.mark.parametrize(
    ("name", "citation"),
    [
        ("art_26.par_2", "Art. 26(2)"),
        ("art_6.par_3.pnt_a", "Art. 6(3)(a)"),
        ("art_6.par_1a", "Art. 6(1a)"),
        ("art_5.par_1.pnt_ba", "Art. 5(1)(ba)"),
        ("art_5.par_1a.pnt_a.pnt_ii", "Art. 5(1a)(a)(ii)"),
        ("art_3.pnt_14a", "Art. 3(14a)"),
        ("art_50.par_4.sub_2", "Art. 50(4) subpara 2"),
        ("art_43.par_1.sub_2.pnt_d", "Art. 43(1) subpara 2(d)"),
        ("art_113.unp_2", "Art. 113 second para"),
        ("art_113.unp_3.pnt_c.pnt_i", "Art. 113 third para (c)(i)"),
        ("anx_III.pnt_4.pnt_a", "Annex III(4)(a)"),
        ("anx_VII.pnt_3.pnt_1", "Annex VII(3.1)"),
        ("anx_I.sct_A.pnt_12", "Annex I Section A(12)"),
        ("anx_XIII.pnt_f", "Annex XIII(f)"),
        ("rct_53", "Recital 53"),
        ("chp_III.sct_2", "Chapter III Section 2"),
    ],
)
def test_a_provision_is_cited_as_people_cite_it(name: str, citation: str) -> None:
    assert one(AIA[name], GOV.citation) == citation


@pytest.mark.parametrize(
    ("thing", "citation"),
    [
        (ISO["a.9.2"], "A.9.2"),
        (ISO["cl.8.4"], "8.4"),
        (NIST["manage-2.4"], "MANAGE 2.4"),
        (NIST["govern"], "GOVERN"),
        (NIST["gai-2"], "section 2.2"),
    ],
)
def test_an_entry_of_a_standard_is_cited_without_repeating_the_standard(thing: URIRef, citation: str) -> None:
    assert one(thing, GOV.citation) == citation


def test_clause_8_of_the_management_system_standard_ends_at_4() -> None:
    clauses = [thing for thing in provisions(ISO.standard) if str(thing).startswith(str(ISO) + "cl.8.")]
    assert [one(thing, GOV.citation) for thing in clauses] == ["8.1", "8.2", "8.3", "8.4"]


def test_every_provision_is_explained() -> None:
    assert [thing for thing in of_class("Provision") if len(definition(thing)) < 5] == []


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("art_4.par_1", ["amended-2026"]),
        ("art_5.par_1.pnt_bb", ["inserted-2026"]),
        ("anx_I.sct_A.pnt_1", ["deleted-2026"]),
        ("art_26.par_2", []),
        ("anx_III.pnt_4.pnt_a", []),
    ],
)
def test_what_the_amending_act_did_is_marked(name: str, mark: list[str]) -> None:
    assert objects(AIA[name], SKOS.editorialNote) == mark


def test_what_the_amending_act_touched_is_counted() -> None:
    marks = Counter(
        str(mark) for thing in provisions(AIA.act) for mark in graph().objects(thing, SKOS.editorialNote)
    )
    assert marks == {"amended-2026": 78, "inserted-2026": 46, "deleted-2026": 4}


@pytest.mark.parametrize(
    ("instrument", "published"),
    [
        (AIA.act, "2024-07-12"),
        (AIA["amending-act"], "2026-07-24"),
        (ISO.standard, "2023-12-18"),
        (NIST.framework, "2023-01-26"),
    ],
)
def test_each_instrument_says_when_it_was_published(instrument: URIRef, published: str) -> None:
    assert one(instrument, ELI.date_publication) == published
