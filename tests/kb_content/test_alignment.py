"""Our terms are aligned to AIRO, VAIR and DPV by SKOS: to listed terms, consistently, with licences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from rdflib import RDF, SKOS, URIRef
from rdflib.namespace import DCTERMS

from tests.kb_content.packs import SCHEME, graph, objects, one

NAMESPACES = {
    "airo": "https://w3id.org/airo#",
    "vair": "https://w3id.org/vair#",
    "dpv": "https://w3id.org/dpv#",
    "dpv-ai": "https://w3id.org/dpv/ai#",
    "dpv-tech": "https://w3id.org/dpv/tech#",
    "dpv-eu-aiact": "https://w3id.org/dpv/legal/eu/aiact#",
}
"""The vocabularies aligned to, by the name of their scheme here, and where their terms live."""

LICENCES = {
    "airo": "https://creativecommons.org/licenses/by/4.0/",
    "vair": "https://creativecommons.org/licenses/by/4.0/",
    "dpv": "https://www.w3.org/copyright/document-license-2023/",
}
MATCHES = {
    "exactMatch": SKOS.exactMatch,
    "closeMatch": SKOS.closeMatch,
    "broadMatch": SKOS.broadMatch,
    "narrowMatch": SKOS.narrowMatch,
}
COUNTS = {
    ("exactMatch", "airo"): 3,
    ("exactMatch", "vair"): 34,
    ("exactMatch", "dpv"): 14,
    ("exactMatch", "dpv-ai"): 1,
    ("exactMatch", "dpv-eu-aiact"): 46,
    ("closeMatch", "airo"): 2,
    ("closeMatch", "vair"): 48,
    ("closeMatch", "dpv"): 28,
    ("closeMatch", "dpv-ai"): 25,
    ("closeMatch", "dpv-tech"): 1,
    ("closeMatch", "dpv-eu-aiact"): 13,
    ("broadMatch", "airo"): 9,
    ("broadMatch", "vair"): 7,
    ("broadMatch", "dpv"): 8,
    ("broadMatch", "dpv-ai"): 1,
    ("broadMatch", "dpv-tech"): 6,
    ("broadMatch", "dpv-eu-aiact"): 7,
    ("narrowMatch", "vair"): 78,
    ("narrowMatch", "dpv"): 14,
}
"""How many of each there are; a number changes only together with the alignment it counts."""


def matches() -> Iterator[tuple[URIRef, str, URIRef]]:
    """Every alignment: our term, the name of the match, the foreign term."""
    for name, predicate in MATCHES.items():
        for ours, foreign in graph().subject_objects(predicate):
            assert isinstance(ours, URIRef)
            assert isinstance(foreign, URIRef)
            yield ours, name, foreign


def vocabulary(foreign: URIRef) -> str:
    """The name of the scheme a listed foreign term stands in."""
    return one(foreign, SKOS.inScheme).removeprefix(str(SCHEME))


def listed() -> set[URIRef]:
    """Every foreign term that is listed for alignment."""
    found = {thing for name in NAMESPACES for thing in graph().subjects(SKOS.inScheme, SCHEME[name])}
    return {thing for thing in found if isinstance(thing, URIRef)}


def test_there_are_as_many_alignments_as_were_made() -> None:
    found = Counter((name, vocabulary(foreign)) for _, name, foreign in matches())
    assert found == COUNTS
    assert sum(found.values()) == 345


def test_every_aligned_term_is_listed_and_every_listed_term_is_aligned() -> None:
    assert {foreign for _, _, foreign in matches()} == listed()


def test_alignments_start_at_our_own_terms_and_end_at_those_of_others() -> None:
    ours = "https://w3id.org/duecare/"
    assert {one.startswith(ours) for one, _, _ in matches()} == {True}
    assert {foreign.startswith(ours) for _, _, foreign in matches()} == {False}


@pytest.mark.parametrize("name", sorted(NAMESPACES))
def test_a_listed_term_lives_where_its_vocabulary_does(name: str) -> None:
    terms = {str(term) for term in graph().subjects(SKOS.inScheme, SCHEME[name])}
    assert terms
    assert {term for term in terms if term.rpartition("#")[0] + "#" != NAMESPACES[name]} == set()


@pytest.mark.parametrize("name", sorted(NAMESPACES))
def test_a_vocabulary_and_its_terms_state_version_and_licence(name: str) -> None:
    licence = LICENCES[name.partition("-")[0]]
    things = [SCHEME[name], *graph().subjects(SKOS.inScheme, SCHEME[name])]
    for thing in things:
        assert isinstance(thing, URIRef)
        assert one(thing, DCTERMS.license) == licence
        assert one(thing, DCTERMS.source) == one(SCHEME[name], DCTERMS.source)
    assert objects(SCHEME[name], SKOS.note)


def test_a_term_is_exactly_one_term_of_a_vocabulary_and_the_other_way_round() -> None:
    forth: dict[tuple[URIRef, str], set[URIRef]] = defaultdict(set)
    back: dict[tuple[URIRef, str], set[URIRef]] = defaultdict(set)
    for ours, name, foreign in matches():
        if name == "exactMatch":
            forth[ours, vocabulary(foreign)].add(foreign)
            back[foreign, one(ours, SKOS.inScheme)].add(ours)
    assert {key for key, found in (*forth.items(), *back.items()) if len(found) > 1} == set()


def test_no_two_terms_are_aligned_in_two_ways() -> None:
    ways = Counter((ours, foreign) for ours, _, foreign in matches())
    assert {pair for pair, number in ways.items() if number > 1} == set()


def test_a_narrower_term_is_not_exactly_what_its_broader_term_is() -> None:
    exact = {(ours, foreign) for ours, name, foreign in matches() if name == "exactMatch"}
    below = {(ours, broader) for ours, broader in graph().subject_objects(SKOS.broader)}
    assert {
        (ours, foreign) for ours, foreign in exact for other, same in exact
        if same == foreign and (ours, other) in below
    } == set()  # fmt: skip


def test_what_is_aligned_is_a_concept_of_a_vocabulary() -> None:
    for ours, _, _ in matches():
        assert one(ours, SKOS.inScheme)
        assert list(graph().objects(ours, RDF.type))
