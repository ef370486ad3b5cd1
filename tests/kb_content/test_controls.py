"""The control types as shipped: complete, in range, and honest about where their numbers come from."""

from __future__ import annotations

import re

import pytest
from rdflib import SKOS, URIRef

from tests.kb_content.packs import (
    AIA,
    CTL,
    GOV,
    SCHEME,
    TERM,
    definition,
    graph,
    number,
    objects,
    of_class,
    one,
)

CONTROLS = of_class("ControlType")
PARAMETERS = of_class("Parameter")
VALUES = of_class("ParameterValue")
METRICS = of_class("Metric")
ESCALATIONS = of_class("Escalation")
JOB = r"(Head|General|Platform|Product|Data)\b[a-z ]+"
WORDS = {"2": ("2", "two"), "6": ("6", "six"), "14": ("two weeks",)}
UNITS = {"mo": " months", "d": " days", "a": " years", "h": " hours", "{person}": " competent persons"}


def values_of(parameter: URIRef) -> list[URIRef]:
    return [URIRef(value) for value in objects(parameter, GOV.parameterValue)]


def stated_by_law(value: URIRef) -> bool:
    """Whether a provision that `value` cites states its number and unit in words."""
    parameter = next(graph().subjects(GOV.parameterValue, value))
    assert isinstance(parameter, URIRef)
    number, unit = one(value, GOV.value), UNITS.get(one(parameter, GOV.unit), "?")
    told = [word if " " in word else f"{word}{unit}" for word in WORDS.get(number, (number,))]
    return any(words in definition(URIRef(cited)) for cited in objects(value, GOV.cites) for words in told)


def own(control: URIRef, name: str) -> bool:
    """Whether `name` is a parameter of `control`."""
    return name in objects(control, GOV.hasParameter)


def test_the_catalogue_has_sixty_control_types_at_least() -> None:
    assert len(CONTROLS) >= 60


def test_every_family_has_a_control_and_every_control_one_family() -> None:
    families = {str(term) for term in graph().subjects(SKOS.inScheme, SCHEME["control-family"])}
    assert families == {one(control, GOV.family) for control in CONTROLS}


def test_no_two_controls_are_called_or_defined_alike() -> None:
    for told in (
        [one(control, SKOS.prefLabel) for control in CONTROLS],
        [definition(control) for control in CONTROLS],
    ):
        assert len(set(told)) == len(told)


@pytest.mark.parametrize("control", CONTROLS, ids=str)
def test_somebody_looks_at_a_control_at_set_intervals(control: URIRef) -> None:
    interval = one(control, GOV.reviewInterval)
    assert own(control, interval)
    assert one(URIRef(interval), GOV.unit) == "d"


@pytest.mark.parametrize("control", CONTROLS, ids=str)
def test_something_shows_that_a_control_works(control: URIRef) -> None:
    signals = objects(control, GOV.signal)
    assert signals
    assert all(one(URIRef(signal), SKOS.inScheme) == str(SCHEME.signal) for signal in signals)


def test_every_signal_is_reported_for_some_control() -> None:
    reported = {signal for control in CONTROLS for signal in objects(control, GOV.signal)}
    assert reported == {str(term) for term in graph().subjects(SKOS.inScheme, SCHEME.signal)}


@pytest.mark.parametrize("metric", METRICS, ids=str)
def test_a_metric_reads_a_signal_of_its_control_against_a_parameter_of_its_control(metric: URIRef) -> None:
    control = next(graph().subjects(GOV.metric, metric))
    assert isinstance(control, URIRef)
    assert one(metric, GOV.measuredBy) in objects(control, GOV.signal)
    assert own(control, one(metric, GOV.threshold))
    assert len(definition(metric)) > 40


@pytest.mark.parametrize("metric", METRICS, ids=str)
def test_a_metric_is_breached_on_the_lax_side_of_its_bound(metric: URIRef) -> None:
    stricter = one(URIRef(one(metric, GOV.threshold)), GOV.stricter).removeprefix(str(GOV))
    assert one(metric, GOV.breach) == {"higher": "below", "lower": "above"}[stricter]


@pytest.mark.parametrize("escalation", ESCALATIONS, ids=str)
def test_an_escalation_reaches_a_job_within_hours(escalation: URIRef) -> None:
    control = next(graph().subjects(GOV.escalation, escalation))
    assert isinstance(control, URIRef)
    assert own(control, one(escalation, GOV.within))
    assert re.fullmatch(JOB, one(escalation, GOV.escalateTo))
    assert one(escalation, GOV.raisedBy) in objects(control, GOV.metric) + objects(control, GOV.signal)


@pytest.mark.parametrize("control", CONTROLS, ids=str)
def test_a_control_is_complete(control: URIRef) -> None:
    assert one(control, SKOS.inScheme) == str(SCHEME.control)
    assert len(definition(control)) > 40
    assert len(one(control, GOV.evidence)) > 40
    assert 0 < int(one(control, GOV.evidenceDays)) <= 365
    assert one(control, GOV.scope) in {"organisation", "platform", "use-case"}


@pytest.mark.parametrize("control", CONTROLS, ids=str)
def test_the_owner_of_a_control_is_a_job(control: URIRef) -> None:
    assert re.fullmatch(JOB, one(control, GOV.owner))


@pytest.mark.parametrize("control", CONTROLS, ids=str)
def test_every_enforcement_point_of_a_control_is_a_term_of_the_vocabulary(control: URIRef) -> None:
    points = objects(control, GOV.enforcementPoint)
    assert points
    assert all(one(URIRef(point), SKOS.inScheme) == str(SCHEME.point) for point in points)


@pytest.mark.parametrize("control", CONTROLS, ids=str)
def test_the_function_of_a_control_is_a_declared_term_of_the_foreign_vocabulary(control: URIRef) -> None:
    function = one(control, GOV.controlFunction)
    foreign = URIRef(function.replace("risk:", "https://w3id.org/dpv/risk#"))
    assert one(foreign, SKOS.inScheme) == str(SCHEME["dpv-risk-control"])


def test_every_declared_foreign_term_is_used() -> None:
    used = {
        one(control, GOV.controlFunction).replace("risk:", "https://w3id.org/dpv/risk#")
        for control in CONTROLS
    }
    declared = graph().subjects(SKOS.inScheme, SCHEME["dpv-risk-control"])
    assert used == {str(term) for term in declared}


def test_every_parameter_belongs_to_one_control_and_every_value_to_one_parameter() -> None:
    assert sorted(name for control in CONTROLS for name in objects(control, GOV.hasParameter)) == list(
        map(str, PARAMETERS)
    )
    named = [str(value) for parameter in PARAMETERS for value in values_of(parameter)]
    apart = [str(value) for value in VALUES if objects(value, GOV.valueOf)]
    assert sorted((*named, *apart)) == list(map(str, VALUES))


def test_a_value_stated_apart_from_its_parameter_is_asked_for_by_a_conclusion() -> None:
    apart = [value for value in VALUES if objects(value, GOV.valueOf)]
    assert apart
    for value in apart:
        assert URIRef(one(value, GOV.valueOf)) in PARAMETERS
        assert objects(value, GOV.requiredBy)


@pytest.mark.parametrize("parameter", PARAMETERS, ids=str)
def test_a_parameter_has_a_unit_and_says_which_way_is_stricter(parameter: URIRef) -> None:
    stricter = one(parameter, GOV.stricter).removeprefix(str(GOV))
    assert one(parameter, GOV.unit)
    assert (stricter in {"union", "intersection"}) == (objects(parameter, GOV.many) == ["true"])
    assert values_of(parameter)


@pytest.mark.parametrize("parameter", PARAMETERS, ids=str)
def test_every_number_lies_within_the_range_of_its_parameter(parameter: URIRef) -> None:
    if one(parameter, GOV.valueType) in {"integer", "decimal"}:
        low, high = number(parameter, GOV.minimum), number(parameter, GOV.maximum)
        assert low is not None and high is not None and low < high
        assert all(low <= float(one(value, GOV.value)) <= high for value in values_of(parameter))


@pytest.mark.parametrize("parameter", PARAMETERS, ids=str)
def test_no_demand_is_laxer_than_the_default(parameter: URIRef) -> None:
    defaults = [value for value in values_of(parameter) if not objects(value, GOV.requiredBy)]
    demands = [value for value in values_of(parameter) if objects(value, GOV.requiredBy)]
    direction = {"higher": 1, "lower": -1}.get(one(parameter, GOV.stricter).removeprefix(str(GOV)), 0)
    for default in defaults:
        for demand in demands:
            assert direction * (float(one(demand, GOV.value)) - float(one(default, GOV.value))) >= 0


def test_only_topics_to_refuse_have_no_default() -> None:
    without = [p for p in PARAMETERS if all(objects(value, GOV.requiredBy) for value in values_of(p))]
    assert without == [CTL["denied-topics.topics"]]


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_value_says_why_and_what_it_rests_on(value: URIRef) -> None:
    assert len(one(value, GOV.rationale)) > 30
    assert objects(value, GOV.cites)
    assert one(value, GOV.appliesFrom) == "2024-08-01"


CLAIMED = [value for value in VALUES if one(value, GOV.basis) == str(GOV.law)]


@pytest.mark.parametrize("value", CLAIMED, ids=str)
def test_a_value_that_claims_to_be_law_is_stated_by_a_provision_it_cites(value: URIRef) -> None:
    assert stated_by_law(value)
    assert objects(value, GOV.requiredBy)


def test_a_law_that_states_a_time_gives_the_time_to_a_setting() -> None:
    assert {one(value, GOV.value) for value in CLAIMED} >= {"2", "6", "10", "14", "15", "24"}


def test_a_number_the_cited_provision_does_not_state_is_no_law() -> None:
    assert not stated_by_law(CTL["human-review.sampling-rate.human-oversight"])
    assert not stated_by_law(CTL["explanation-on-request.response-time.default"])


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_what_makes_a_demand_can_be_concluded_by_a_rule(value: URIRef) -> None:
    concluded = set(map(str, graph().objects(None, GOV.concludes)))
    assert set(objects(value, GOV.requiredBy)) <= concluded


def test_the_six_months_apply_only_where_the_duty_to_keep_logs_holds() -> None:
    assert objects(CTL["logging.retention.keep-logs"], GOV.requiredBy) == [str(AIA["obl.keep-logs"])]
    own_to_providers = CTL["logging.retention.provider-keep-logs"]
    assert objects(own_to_providers, GOV.requiredBy) == [str(AIA["obl.provider.keep-logs"])]
    assert objects(own_to_providers, GOV.cites) == [str(AIA["art_19.par_1"])]
    assert one(own_to_providers, GOV.value) == "6"


def test_no_kind_of_data_is_both_masked_and_blocked() -> None:
    masked = set(objects(CTL["personal-data-filter.masked-entities.default"], GOV.value))
    blocked = set(objects(CTL["personal-data-filter.blocked-entities.default"], GOV.value))
    assert masked and blocked and not masked & blocked


def test_a_tool_call_that_must_be_asked_for_is_always_reviewed() -> None:
    demand = CTL["human-review.sampling-rate.tool-calls"]
    assert objects(demand, GOV.requiredBy) == [str(TERM["permission.ask"])]
    assert number(demand, GOV.value) == 1.0
