"""The rules that demand controls and permit tools, as shipped."""

from __future__ import annotations

import pytest
from rdflib import SKOS, URIRef

from tests.kb_content.packs import CTL, GOV, NIST, SCHEME, TERM, graph, objects, of_class, one

CONTROL_RULES = of_class("ControlRule")
PERMISSION_RULES = of_class("PermissionRule")


def facts_of(rule: URIRef) -> dict[str, tuple[str, list[str]]]:
    """Each fact a rule reads, with the operator and the values, by local names."""
    found = {}
    for condition in map(URIRef, objects(rule, GOV.condition)):
        fact = one(condition, GOV.fact).rpartition("/")[2]
        operator = one(condition, GOV.operator).removeprefix(str(GOV))
        found[fact] = (operator, [value.removeprefix(str(TERM)) for value in objects(condition, GOV.value)])
    return found


@pytest.mark.parametrize("rule", CONTROL_RULES, ids=str)
def test_a_control_rule_demands_one_control_and_does_not_pass_for_law(rule: URIRef) -> None:
    assert one(URIRef(one(rule, GOV.concludes)), SKOS.inScheme) == str(SCHEME.control)
    assert one(rule, GOV.level) == str(GOV["use-case"])
    grounds = {str(GOV["engineering-judgement"]), str(GOV.standard), str(GOV["organisational-policy"])}
    assert one(rule, GOV.basis) in grounds
    assert objects(rule, GOV.encodes) and objects(rule, GOV.condition)


@pytest.mark.parametrize("rule", CONTROL_RULES, ids=str)
def test_a_control_rule_reads_conclusions_and_facts_of_the_whole_use_case(rule: URIRef) -> None:
    for condition in objects(rule, GOV.condition):
        fact = URIRef(one(URIRef(condition), GOV.fact))
        lifted = one(fact, GOV.factKind) == str(GOV.concluded)
        assert lifted or one(fact, GOV.level) == str(GOV["use-case"])


@pytest.mark.parametrize("rule", CONTROL_RULES, ids=str)
def test_a_control_rule_on_a_standard_asks_whether_the_standard_was_adopted(rule: URIRef) -> None:
    adopted = any(
        value.startswith("actor-concept.has-adopted")
        for _, values in facts_of(rule).values()
        for value in values
    )
    assert adopted == (one(rule, GOV.basis) == str(GOV.standard))


@pytest.mark.parametrize("rule", PERMISSION_RULES, ids=str)
def test_a_permission_rule_reads_what_the_tool_does_and_nothing_else(rule: URIRef) -> None:
    assert list(facts_of(rule)) == ["tool-effects"]
    assert one(rule, GOV.level) == str(GOV.tool)
    assert one(rule, GOV.basis) == str(GOV["engineering-judgement"])


def test_the_only_way_to_be_allowed_is_to_do_nothing_but_read() -> None:
    allowing = [
        rule for rule in PERMISSION_RULES if one(rule, GOV.concludes) == str(TERM["permission.allow"])
    ]
    assert [facts_of(rule) for rule in allowing] == [{"tool-effects": ("only-of", ["tool-effect.reads"])}]


def test_every_effect_but_reading_is_a_way_to_act_and_so_asked_for() -> None:
    effects = [str(term) for term in graph().subjects(SKOS.inScheme, SCHEME["tool-effect"])]
    acts = str(TERM["tool-effect.acts"])
    others = [effect for effect in effects if effect not in {str(TERM["tool-effect.reads"]), acts}]
    assert others and all(objects(URIRef(effect), SKOS.broader) == [acts] for effect in others)
    assert facts_of(CTL["rule.ask-before-acting"]) == {"tool-effects": ("any-of", ["tool-effect.acts"])}


def test_no_rule_treats_an_undescribed_tool_as_known() -> None:
    assert all(operator != "none-of" for rule in PERMISSION_RULES for operator, _ in facts_of(rule).values())


@pytest.mark.parametrize(
    ("rule", "control", "encodes"),
    [
        ("prompt-attack-filter", "prompt-attack-filter", "measure-2.7"),
        ("personal-data-filter", "personal-data-filter", "measure-2.10"),
        ("tool-permissions", "tool-permissions", "manage-2.4"),
        ("vendor-attestation", "vendor-attestation", "govern-6.1"),
    ],
)
def test_a_control_rule_names_the_outcome_it_serves(rule: str, control: str, encodes: str) -> None:
    assert one(CTL[f"rule.{rule}"], GOV.concludes) == str(CTL[control])
    assert str(NIST[encodes]) in objects(CTL[f"rule.{rule}"], GOV.encodes)


def test_every_conclusion_a_control_rule_reads_can_be_reached() -> None:
    concluded = set(map(str, graph().objects(None, GOV.concludes)))
    read = {
        value
        for rule in CONTROL_RULES
        for condition in objects(rule, GOV.condition)
        if one(URIRef(one(URIRef(condition), GOV.fact)), GOV.factKind) == str(GOV.concluded)
        for value in objects(URIRef(condition), GOV.value)
    }
    assert read and read <= concluded
