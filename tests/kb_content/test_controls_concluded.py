"""What the shipped rules demand and permit for small use cases, run by the engine's definition."""

from __future__ import annotations

from functools import cache

import pytest

from engine.determination import Determination
from engine.determine import determine
from engine.knowledge import Iri, KnowledgeBase, Level
from engine.loading.loader import load_knowledge_base
from engine.usecase import Stated, Subject, UseCase
from tests.kb_content.packs import ROOT

TODAY = "2026-11-22"


@cache
def shipped() -> KnowledgeBase:
    return load_knowledge_base(ROOT)


def subject(level: Level, name: str, **facts: str | list[str] | bool) -> Subject:
    """A subject whose facts are given by local name with underscores; terms by local name."""
    stated = {}
    for fact, value in facts.items():
        if isinstance(value, bool):
            values: tuple[str, ...] = (str(value).lower(),)
        else:
            values = tuple(f"term:{term}" for term in ([value] if isinstance(value, str) else value))
        stated[Iri(f"fact:{fact.replace('_', '-')}")] = Stated(
            values=values, pointers=("/x",) * (len(values) or 1)
        )
    return Subject(level=level, id=name, facts=stated)


def component(**facts: str | list[str] | bool) -> Subject:
    return subject(Level.COMPONENT, "part", **facts)


def function(**facts: str | list[str] | bool) -> Subject:
    return subject(Level.FUNCTION, "work", **facts)


def tool(**facts: str | list[str] | bool) -> Subject:
    return subject(Level.TOOL, "part/tool", **facts)


def determined(*subjects: Subject, unlisted: tuple[Level, ...] = ()) -> Determination:
    whole = (subject(Level.USE_CASE, "case"), *subjects)
    use_case = UseCase(id="case", title="Case", subjects=whole, unlisted={level: "/x" for level in unlisted})
    return determine(use_case, shipped(), TODAY)


def demanded(*subjects: Subject, unlisted: tuple[Level, ...] = ()) -> set[str]:
    found = determined(*subjects, unlisted=unlisted).findings
    return {f.conclusion.removeprefix("ctl:") for f in found if f.family == "fact:control-demand"}


def open_demands(*subjects: Subject, unlisted: tuple[Level, ...] = ()) -> set[str]:
    found = determined(*subjects, unlisted=unlisted).undetermined
    return {o.conclusion.removeprefix("ctl:") for o in found if o.family == "fact:control-demand"}


def permitted(one: Subject) -> set[str]:
    found = determined(component(component_kind="component-kind.agent"), one).findings
    return {f.conclusion.removeprefix("term:permission.") for f in found if f.family == "fact:permission"}


def test_a_language_model_that_generates_is_filtered_and_watched() -> None:
    model = component(component_kind="component-kind.language-model", generates_text=True)
    assert demanded(model) == {
        "prompt-attack-filter",
        "content-filter",
        "operation-monitoring",
        "allowed-models",
    }


def test_a_predictive_model_needs_no_filter() -> None:
    model = component(
        component_kind="component-kind.predictive-model",
        generates_text=False,
        platform="platform.self-hosted",
    )
    assert demanded(model, function(personal_data=True)) == set()
    assert "prompt-attack-filter" not in open_demands(model, function(personal_data=True))


def test_personal_data_before_a_model_that_takes_prompts_is_filtered() -> None:
    model = component(component_kind="component-kind.language-model")
    assert "personal-data-filter" in demanded(model, function(personal_data=True))
    assert "personal-data-filter" not in demanded(model, function(personal_data=False))


def test_personal_data_nobody_spoke_about_leaves_the_filter_open() -> None:
    model = component(component_kind="component-kind.language-model")
    assert "personal-data-filter" in open_demands(model, function())


def test_answers_over_sources_are_checked_for_grounding() -> None:
    model = component(component_kind="component-kind.language-model", generates_text=True)
    assert "grounding-check" in demanded(model, function(purposes="purpose.answering-questions"))
    assert "grounding-check" not in demanded(model, function(purposes="purpose.translation"))


def test_an_agent_gets_tool_permissions_and_logs() -> None:
    assert {"tool-permissions", "logging"} <= demanded(component(component_kind="component-kind.agent"))


def test_an_agent_is_bounded_in_what_how_often_and_in_which_version() -> None:
    bounds = {"agent-scope", "rate-limit", "output-format-check", "version-pinning"}
    assert bounds <= demanded(component(component_kind="component-kind.agent"))
    assert not bounds & demanded(component(component_kind="component-kind.language-model"))


@pytest.mark.parametrize(
    ("effect", "controls"),
    [
        ("moves-money", {"spend-limit", "emergency-stop", "reversal-of-effects"}),
        ("irreversible", {"emergency-stop", "reversal-of-effects"}),
        ("writes", set()),
        ("reads", set()),
    ],
)
def test_money_and_what_stays_done_ask_for_a_limit_and_a_stop(effect: str, controls: set[str]) -> None:
    agent = component(component_kind="component-kind.agent")
    stops = {"spend-limit", "emergency-stop", "reversal-of-effects"}
    assert demanded(agent, tool(tool_effects=[f"tool-effect.{effect}"])) & stops == controls


def test_a_tool_nobody_described_leaves_limit_and_stop_open() -> None:
    agent = component(component_kind="component-kind.agent")
    assert {"spend-limit", "emergency-stop"} <= open_demands(agent, tool())


def test_an_action_to_be_asked_for_needs_an_approver_and_an_agent_with_a_name() -> None:
    agent = component(component_kind="component-kind.agent")
    assert {"action-approval", "agent-identity"} <= demanded(agent, tool(tool_effects=["tool-effect.writes"]))
    assert "action-approval" not in demanded(agent, tool(tool_effects=["tool-effect.reads"]))


def test_what_outsiders_write_is_kept_apart_before_a_model_that_takes_prompts() -> None:
    reads = component(
        component_kind="component-kind.language-model", input_sources=["input-source.untrusted"]
    )
    inside = component(
        component_kind="component-kind.language-model", input_sources=["input-source.internal"]
    )
    assert "untrusted-content-separation" in demanded(reads)
    assert "untrusted-content-separation" not in demanded(inside)


def test_a_conversation_has_a_way_to_a_person() -> None:
    model = component(component_kind="component-kind.language-model", generates_text=True)
    assert {"handover-to-person", "denied-words"} <= demanded(model, function(interacts_with_persons=True))
    assert "handover-to-person" not in demanded(model, function(interacts_with_persons=False))


def test_retrieval_names_its_sources_and_near_personal_data_asks_who_may_read() -> None:
    parts = (
        subject(
            Level.COMPONENT, "model", component_kind="component-kind.language-model", generates_text=True
        ),
        subject(Level.COMPONENT, "index", component_kind="component-kind.retrieval"),
    )
    assert {"source-citation", "retrieval-access"} <= demanded(*parts, function(personal_data=True))
    assert "retrieval-access" not in demanded(*parts, function(personal_data=False))


def test_a_score_from_a_generative_model_has_a_form_that_is_checked() -> None:
    model = component(component_kind="component-kind.language-model", generates_text=True)
    assert "output-format-check" in demanded(model, function(outputs=["output.score"]))
    assert "output-format-check" not in demanded(model, function(outputs=["output.synthetic-text"]))


def test_only_a_prediction_about_people_is_watched_for_drift_and_bias() -> None:
    model = component(component_kind="component-kind.predictive-model", generates_text=False)
    assert {"drift-monitoring", "bias-monitoring"} <= demanded(model, function(decides_on_persons=True))
    assert demanded(model, function(decides_on_persons=False)) == set()


def test_the_settings_of_a_closed_product_are_read_back() -> None:
    assert "product-settings" in demanded(component(component_kind="component-kind.saas-product"))
    assert "product-settings" not in demanded(component(component_kind="component-kind.language-model"))


@pytest.mark.parametrize(
    ("standard", "controls"),
    [
        ("standard.iso-42001", {"ai-policy", "internal-audit"}),
        ("standard.nist-ai-rmf", {"ai-inventory", "complaint-handling"}),
    ],
)
def test_an_adopted_standard_asks_for_management(standard: str, controls: set[str]) -> None:
    assert controls <= demanded(subject(Level.ACTOR, "acme", adopted_standards=standard))
    assert not controls & demanded(subject(Level.ACTOR, "acme", adopted_standards=[]))


def test_a_closed_product_needs_its_vendor_to_attest() -> None:
    assert "vendor-attestation" in demanded(component(component_kind="component-kind.saas-product"))
    assert "vendor-attestation" in demanded(component(platform="platform.vendor-hosted"))
    ours = component(component_kind="component-kind.agent", platform="platform.self-hosted")
    assert "vendor-attestation" not in demanded(ours)


def test_a_stack_nobody_listed_leaves_every_demand_of_the_stack_open() -> None:
    stack = {"prompt-attack-filter", "content-filter", "tool-permissions", "vendor-attestation"}
    assert demanded(unlisted=(Level.COMPONENT, Level.TOOL)) == set()
    assert stack <= open_demands(unlisted=(Level.COMPONENT, Level.TOOL))


def test_a_decision_nobody_looks_at_is_reviewed() -> None:
    unseen = function(human_role="human-role.none", decides_on_persons=True)
    assert "human-review" in demanded(unseen)
    assert "human-review" not in demanded(function(human_role="human-role.all", decides_on_persons=True))


@pytest.mark.parametrize("standard", ["standard.iso-42001", "standard.nist-ai-rmf"])
def test_an_adopted_standard_asks_for_monitoring(standard: str) -> None:
    actor = subject(Level.ACTOR, "acme", adopted_standards=standard)
    assert "operation-monitoring" in demanded(actor)
    assert "operation-monitoring" not in demanded(subject(Level.ACTOR, "acme", adopted_standards=[]))


@pytest.mark.parametrize(
    ("effects", "permission"),
    [
        (["tool-effect.reads"], {"allow"}),
        (["tool-effect.writes"], {"ask"}),
        (["tool-effect.communicates-externally"], {"ask"}),
        (["tool-effect.moves-money"], {"ask"}),
        (["tool-effect.irreversible"], {"ask"}),
        (["tool-effect.decides-on-person"], {"ask"}),
        (["tool-effect.acts"], {"ask"}),
        (["tool-effect.reads", "tool-effect.writes"], {"ask"}),
        ([], set()),
    ],
)
def test_what_a_tool_does_decides_whether_it_is_asked_for(effects: list[str], permission: set[str]) -> None:
    assert permitted(tool(tool_effects=effects)) == permission


def test_a_tool_nobody_described_is_neither_allowed_nor_settled() -> None:
    case = determined(component(component_kind="component-kind.agent"), tool())
    assert permitted(tool()) == set()
    assert {o.conclusion for o in case.undetermined if o.family == "fact:permission"} == {
        "term:permission.allow",
        "term:permission.ask",
    }


def test_a_tool_to_be_asked_for_needs_somebody_to_ask() -> None:
    agent = component(component_kind="component-kind.agent")
    assert "human-review" in demanded(agent, tool(tool_effects=["tool-effect.writes"]))
    assert "human-review" not in demanded(agent, tool(tool_effects=["tool-effect.reads"]))


@pytest.mark.parametrize(
    ("stage", "screened"), [("idea", True), ("pilot", True), ("in-use", True), ("retired", False)]
)
def test_whatever_is_not_retired_is_screened(stage: str, screened: bool) -> None:
    case = UseCase(
        id="case",
        title="Case",
        subjects=(subject(Level.USE_CASE, "case", lifecycle=f"lifecycle.{stage}"),),
        unlisted={},
    )
    conclusions = {finding.conclusion for finding in determine(case, shipped(), TODAY).findings}
    assert ("ctl:practice-screening" in conclusions) == screened
