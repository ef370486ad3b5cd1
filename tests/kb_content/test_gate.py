"""What takes the Act away takes all of it away: no tier, scope or duty is left out by oversight."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, SKOS

from engine.knowledge import Iri, Rule, RuleKind
from engine.taxonomy import Taxonomy
from tests.kb_content.packs import GOV, graph
from tests.support.shipped import knowledge_base

HIGH_RISK = (
    "aia:tier.high-risk",
    "aia:concept.high-risk-by-annex-iii",
    "aia:concept.high-risk-by-product-section-a",
)
RUN_ON = ("test-", "real-time-", "refrain-", "earlier-", "provider.reclassified-", "provider.derogated-")
"""Duties that Art. 111(2) does not put off: tests before supply, Art. 5, Art. 111 itself, and Art. 80."""
DEROGATED = ("document-derogation", "register-derogated", "provider.restricted-registration.derogated")
"""Duties for systems that are not high-risk."""
LEGACY = ("earlier-system", "earlier-product")


def rules() -> dict[Iri, Rule]:
    return dict(knowledge_base().rules)


def concluding(prefix: str) -> set[Iri]:
    return {name for name, rule in rules().items() if any(c.startswith(prefix) for c in rule.concludes)}


def defeated_by(name: str) -> set[Iri]:
    return set(rules()[Iri(f"aia:rule.{name}")].defeats)


def _read(rule: Rule, taxonomy: Taxonomy) -> Iterator[Iri]:
    for condition in rule.conditions:
        for value in condition.values:
            yield from taxonomy.within(Iri(value))


def resting_on(conclusions: set[Iri]) -> set[Iri]:
    """The rules that rest on these conclusions, also through others; roles and scope pass nothing on."""
    known, taxonomy = rules(), Taxonomy(knowledge_base().concepts)
    reached, found = set(conclusions), set[Iri]()
    while True:
        fresh = {
            name
            for name, rule in known.items()
            if name not in found and rule.kind is not RuleKind.EXCEPTION
            if reached.intersection(_read(rule, taxonomy))
        }
        if not fresh:
            return found
        found |= fresh
        reached |= {c for name in fresh for c in known[name].concludes if _passes_on(c)}


def _passes_on(conclusion: Iri) -> bool:
    stops = ("aia:concept.in-scope", "aia:concept.in-ai-office-remit", "aia:concept.ai-system-not-high-risk")
    return not conclusion.startswith("term:role.") and conclusion not in stops


def duties_of_high_risk() -> set[Iri]:
    names = resting_on({Iri(name) for name in HIGH_RISK}) & concluding("aia:obl.")
    plain = {name for name in names if not name.startswith("aia:rule.bias-data.")}
    return {n for n in plain if not n.removeprefix("aia:rule.").startswith((*RUN_ON, *DEROGATED))}


def test_what_is_no_ai_system_has_no_other_tier() -> None:
    tiers = concluding("aia:tier.") - concluding("aia:tier.not-an-ai-system")
    assert len(tiers) > 30
    assert defeated_by("not-an-ai-system.no-tier") == tiers


def test_nobody_is_in_scope_without_an_ai_system_that_the_act_covers() -> None:
    scopes = concluding("aia:concept.in-scope")
    assert len(scopes) >= 8
    assert {n for n in scopes if "aia:concept.within-the-act" not in _values(rules()[n])} == set()


def _values(rule: Rule) -> set[str]:
    return {value for condition in rule.conditions for value in condition.values}


def test_each_exclusion_of_an_actor_defeats_every_scope() -> None:
    exclusions = {"defence-activity", "outside-union-law", "before-supply", "open-licence"}
    exclusions |= {"cooperation.authority", "cooperation.organisation"}
    for name in exclusions:
        assert defeated_by(f"excluded.{name}") == concluding("aia:concept.in-scope"), name


def test_an_earlier_system_is_spared_every_duty_of_high_risk_and_no_other() -> None:
    duties = duties_of_high_risk()
    assert len(duties) > 150
    for route in LEGACY:
        for case in ("unchanged", "down-the-chain"):
            assert defeated_by(f"{route}.{case}") == duties, (route, case)


def test_the_dates_of_article_111_are_stated_for_every_duty_of_high_risk() -> None:
    known = knowledge_base()
    owed = {c for name in duties_of_high_risk() for c in known.rules[name].concludes}
    for name in ("aia:window.duties-for-authorities", "aia:window.duties-of-large-it-systems"):
        assert set(known.windows[Iri(name)].window_for) == owed, name


def test_every_duty_states_a_fine_that_is_described() -> None:
    described = {str(notation) for notation in graph().objects(None, SKOS.notation)}
    duties = set(graph().subjects(RDF.type, GOV.Obligation))
    fines = {str(duty): str(graph().value(duty, GOV.fineTier)) for duty in duties}
    assert len(fines) > 190
    assert {duty for duty, fine in fines.items() if fine not in described} == set()
    assert set(fines.values()) == {"T1", "T2", "T3", "G", "N"}
