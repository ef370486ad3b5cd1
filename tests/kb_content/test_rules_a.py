"""Scope, roles, Art. 5(1)(f), Art. 6 with Annex I, and Annex III, and the use cases that fix them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from rdflib import SKOS, Graph, URIRef

from tests.kb_content.packs import AIA, ELI, GOV, ROOT, TERM, graph, objects, of_class, one
from tests.scenarios.scenario import scenario_files

CHAPTERS = (
    "art-02-scope",
    "art-03-roles",
    "art-05-prohibited",
    "art-06-high-risk",
    "art-06-products",
    "annex-i",
)
ANNEX = (
    "annex-iii-1-biometrics",
    "annex-iii-2-infrastructure",
    "annex-iii-3-education",
    "annex-iii-4-employment",
    "annex-iii-5-essential-services",
    "annex-iii-6-law-enforcement",
    "annex-iii-7-migration",
    "annex-iii-8-justice",
)
OUTCOMES = ("tiers", "holds", "certain", "contestable", "not", "undetermined")
CASES = [
    case
    for case in scenario_files()
    if not yaml.safe_load(case.read_text())["expect"].keys().isdisjoint(OUTCOMES)
]
USE_RULES = ("rule.high-risk.annex-iii", "rule.high-risk.counsel")
PRODUCT_RULES = {
    f"rule.product-{law}.{part}"
    for law in ("section-a", "machinery-2024")
    for part in ("component", "itself")
}
DEROGATIONS = {
    "narrow-procedural-task": "pnt_a",
    "improves-completed-activity": "pnt_b",
    "detects-decision-patterns": "pnt_c",
    "preparatory-task": "pnt_d",
}


def _rules_of(*chapters: str) -> list[URIRef]:
    found = Graph()
    for chapter in chapters:
        found.parse(ROOT / "regulations" / "eu-ai-act" / f"{chapter}.ttl")
    return sorted({URIRef(str(rule)) for rule in found.subjects(GOV.condition, None)})


RULES = _rules_of(*CHAPTERS, *ANNEX)


def _expand(name: str) -> URIRef:
    prefix, _, local = name.partition(":")
    return {"aia": AIA, "term": TERM}[prefix][local]


def _expected(case: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.safe_load(case.read_text())["expect"]
    return found


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_rule_that_leans_on_a_recital_or_guidance_says_so_in_a_note(rule: URIRef) -> None:
    leans = one(rule, GOV.basis) == str(GOV.guidance) if objects(rule, GOV.basis) else False
    recital = any("rct_" in provision for provision in objects(rule, GOV.encodes))
    profiling_bar = rule == AIA["rule.profiling-bars-derogation"]
    noted = objects(rule, GOV.reading) or objects(rule, GOV.explanation)
    assert not (leans or recital or profiling_bar) or noted


def test_the_labels_of_readings_are_kept_for_rules_that_choose() -> None:
    """A note that calls itself the project's reading is one, and one that only explains does not say so."""
    explained = [rule for rule in RULES if objects(rule, GOV.explanation)]
    assert explained
    assert not [rule for rule in explained if "reading" in str(objects(rule, GOV.explanation)[0]).lower()]


@pytest.mark.parametrize(("name", "point"), sorted(DEROGATIONS.items()))
def test_a_derogation_needs_an_entry_its_own_judgement_and_the_finding_of_no_risk(
    name: str, point: str
) -> None:
    rule = AIA[f"rule.derogation.{name}"]
    facts = {one(URIRef(c), GOV.fact).rpartition("/")[2] for c in objects(rule, GOV.condition)}
    assert facts == {"annex-iii-entry", name, "no-significant-risk"}
    assert str(AIA[f"art_6.par_3.{point}"]) in objects(rule, GOV.encodes)
    assert objects(rule, GOV.defeats) == [str(AIA["rule.high-risk.annex-iii"])]
    assert objects(rule, GOV.concludes) == [str(AIA["concept.derogated"])]
    assert str(rule) in objects(AIA["rule.profiling-bars-derogation"], GOV.defeats)


@pytest.mark.parametrize("rule", _rules_of(*ANNEX), ids=str)
def test_an_annex_rule_concludes_an_entry_and_cites_its_point(rule: URIRef) -> None:
    for entry in objects(rule, GOV.concludes):
        assert one(URIRef(entry), GOV.statedIn) in objects(rule, GOV.encodes)
    assert objects(rule, GOV.concludes) or objects(rule, GOV.defeats)


def test_only_listed_entries_products_and_decisions_of_counsel_lead_to_high_risk() -> None:
    concluding = {str(r) for r in graph().subjects(GOV.concludes, AIA["tier.high-risk"])}
    assert concluding == {str(AIA[name]) for name in {*USE_RULES, *PRODUCT_RULES}}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_use_case_expects_something_and_only_of_things_the_packs_can_conclude(case: Path) -> None:
    expected = _expected(case)
    named = [_expand(name) for outcome in OUTCOMES for name in expected.get(outcome, [])]
    assert named
    for concept in named:
        assert objects(concept, SKOS.inScheme)
    for name in expected.get("cites", []):
        assert _expand(name) in of_class("Provision")


ENTRIES = sorted({str(entry) for entry in graph().objects(None, GOV.concludes) if "/entry.anx" in str(entry)})


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_entry_a_rule_concludes_has_a_use_case_inside_and_one_outside(entry: str) -> None:
    name = f"aia:{entry.removeprefix(str(AIA))}"
    assert any(name in _expected(case).get("holds", []) for case in CASES)
    assert any(name in _expected(case).get("not", []) for case in CASES)


def test_every_point_of_annex_iii_has_an_entry_that_a_rule_concludes() -> None:
    points = {thing for thing in of_class("Provision") if str(thing).startswith(str(AIA["anx_III."]))}
    parents = {one(thing, ELI.is_part_of) for thing in points}
    listed = {str(thing).rpartition("/")[2] for thing in points if str(thing) not in parents}
    assert {entry.rpartition("/entry.")[2] for entry in ENTRIES} == listed
