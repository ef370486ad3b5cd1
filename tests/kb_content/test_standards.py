"""ISO/IEC 42001 and the NIST AI RMF as shipped: every entry is there, and every entry has an answer."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest
from rdflib import URIRef

from tests.kb_content.packs import CTL, ELI, GOV, ISO, NIST, TERM, expand, graph, objects, of_class, one, rows

NONE = "sssom:NoTermFound"
ADOPTED = {"iso": "actor-concept.has-adopted-iso-42001", "nist": "actor-concept.has-adopted-nist-ai-rmf"}
CLAUSES = {"4": 5, "5": 4, "6": 8, "7": 9, "8": 5, "9": 9, "10": 3}
"""Clauses 4 to 10, each counted with all its sub-clauses."""
CONTROLS_OF_ANNEX_A = {"2": 3, "3": 2, "4": 5, "5": 4, "6": 9, "7": 5, "8": 4, "9": 3, "10": 3}
CATEGORIES = {"govern": 6, "map": 5, "measure": 4, "manage": 4}
SUBCATEGORIES = {"govern": 19, "map": 18, "measure": 22, "manage": 13}


def entries(instrument: URIRef) -> list[URIRef]:
    """Every provision of an instrument, sorted."""
    found = graph().subjects(GOV.partOfInstrument, instrument)
    return sorted(thing for thing in found if isinstance(thing, URIRef))


def asking(instrument: URIRef) -> set[URIRef]:
    """The provisions with nothing below them; the others are headings over what they ask."""
    return {thing for thing in entries(instrument) if not list(graph().subjects(ELI.is_part_of, thing))}


def local(thing: URIRef) -> str:
    return re.split(r"[/#]", thing)[-1]


def counted(instrument: URIRef, pattern: str) -> Counter[str]:
    """How many names of an instrument fit `pattern`, by its first group."""
    fits = (re.fullmatch(pattern, local(thing)) for thing in entries(instrument))
    return Counter(fit.group(1) for fit in fits if fit)


def rules_of(prefix: str) -> list[URIRef]:
    """The control rules that ask whether one standard was adopted."""
    adopted = {condition for condition in graph().subjects(GOV.value, TERM[ADOPTED[prefix]])}
    return [rule for rule in of_class("ControlRule") if adopted & set(graph().objects(rule, GOV.condition))]


def test_clauses_4_to_10_are_there_with_their_sub_clauses() -> None:
    assert counted(ISO.standard, r"cl\.(\d+)(?:\.\d+)*") == CLAUSES
    assert sum(CLAUSES.values()) == 43


def test_all_38_controls_of_annex_a_are_there() -> None:
    controls = Counter(
        local(thing).split(".")[1] for thing in asking(ISO.standard) if local(thing).startswith("a.")
    )
    assert controls == CONTROLS_OF_ANNEX_A
    assert sum(CONTROLS_OF_ANNEX_A.values()) == 38


def test_the_framework_has_4_functions_19_categories_and_72_subcategories() -> None:
    assert set(counted(NIST.framework, r"([a-z]+)")) == set(CATEGORIES)
    assert counted(NIST.framework, r"([a-z]+)-\d+") == CATEGORIES
    assert counted(NIST.framework, r"([a-z]+)-\d+\.\d+") == SUBCATEGORIES
    assert (sum(CATEGORIES.values()), sum(SUBCATEGORIES.values())) == (19, 72)


def test_the_profile_names_12_risks_of_generative_ai() -> None:
    assert {local(thing) for thing in entries(NIST["gen-ai-profile"])} == {f"gai-{n}" for n in range(1, 13)}


@pytest.mark.parametrize(
    ("name", "asked", "count"),
    [
        ("iso-42001--controls", [ISO.standard], 32 + 38),
        ("nist-ai-rmf--controls", [NIST.framework, NIST["gen-ai-profile"]], 72 + 12),
    ],
)
def test_every_entry_that_asks_something_is_served_or_was_looked_for_in_vain(
    name: str, asked: list[URIRef], count: int
) -> None:
    wanted = {thing for instrument in asked for thing in asking(instrument)}
    affirmed = {expand(row["subject_id"]) for row in rows(name) if not row["predicate_modifier"]}
    in_vain = {expand(row["subject_id"]) for row in rows(name) if row["object_id"] == NONE}
    assert len(wanted) == count
    assert affirmed | in_vain == wanted
    assert not affirmed & in_vain


@pytest.mark.parametrize(("name", "most"), [("iso-42001--controls", 0.2), ("nist-ai-rmf--controls", 0.2)])
def test_few_rows_claim_that_a_control_does_all_an_entry_asks(name: str, most: float) -> None:
    whole = [
        row
        for row in rows(name)
        if row["predicate_id"] == "gov:satisfiedBy" and not row["predicate_modifier"]
    ]
    assert 0 < len(whole) <= most * len(rows(name))


@pytest.mark.parametrize("prefix", ["iso", "nist"])
def test_a_rule_for_an_adopter_encodes_only_entries_of_the_standard_adopted(prefix: str) -> None:
    namespace = {"iso": ISO, "nist": NIST}[prefix]
    for rule in rules_of(prefix):
        encoded = objects(rule, GOV.encodes)
        assert encoded and all(name.startswith(str(namespace)) for name in encoded), rule
        assert one(rule, GOV.basis) == str(GOV.standard)


@pytest.mark.parametrize("prefix", ["iso", "nist"])
def test_a_control_asked_of_an_adopter_serves_each_entry_the_rule_encodes(prefix: str) -> None:
    name = {"iso": "iso-42001--controls", "nist": "nist-ai-rmf--controls"}[prefix]
    serving = defaultdict(set)
    for row in rows(name):
        if not row["predicate_modifier"]:
            serving[expand(row["object_id"])].add(str(expand(row["subject_id"])))
    for rule in rules_of(prefix):
        control = URIRef(one(rule, GOV.concludes))
        assert set(objects(rule, GOV.encodes)) <= serving[control], rule


@pytest.mark.parametrize("prefix", ["iso", "nist"])
def test_what_is_asked_of_every_adopter_is_mostly_evidenced_once_for_the_organisation(prefix: str) -> None:
    always = {
        URIRef(one(rule, GOV.concludes))
        for rule in rules_of(prefix)
        if len(objects(rule, GOV.condition)) == 1
    }
    scopes = Counter(one(control, GOV.scope) for control in always)
    assert scopes["organisation"] > scopes["use-case"] + scopes["platform"]
    assert len(always) <= 25


@pytest.mark.parametrize(
    "control",
    [
        "ai-policy",
        "ai-objectives",
        "management-context",
        "ai-risk-criteria",
        "system-impact-assessment",
        "resource-and-competence-plan",
        "ai-literacy",
        "document-control",
        "communication-plan",
        "internal-audit",
        "management-review",
        "corrective-action",
    ],
)
def test_the_management_system_asks_an_adopter_for(control: str) -> None:
    assert str(CTL[control]) in {one(rule, GOV.concludes) for rule in rules_of("iso")}
