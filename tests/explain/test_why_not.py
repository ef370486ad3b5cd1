"""Why not: properties of every answer, and the answers read as a person would."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.determine import determine
from engine.errors import UnknownSubject
from engine.knowledge import FactKind
from engine.requirements import posture_of
from explain.derivation import Derivation, NodeKind
from explain.report import as_json, as_text
from explain.why import why
from explain.why_not import why_not
from tests.explain.mutations import NAMES, Answered, answer, answers, example, resolve
from tests.support.shipped import knowledge_base, use_case

DAY = "2026-11-22"
HOLDS = (NodeKind.FINDING, NodeKind.CONTROL, NodeKind.SETTING)


def everything() -> list[str]:
    """Every control, setting and conclusion of the packs."""
    known = knowledge_base()
    families = {fact.scheme for fact in known.facts.values() if fact.kind is FactKind.CONCLUDED}
    concluded = [concept.id for concept in known.concepts.values() if concept.scheme in families]
    return sorted({*concluded, *known.controls, *known.parameters})


def roots(derivation: Derivation, *kinds: NodeKind) -> set[str]:
    return {root for root in derivation.roots if derivation.nodes[root].kind in kinds}


def said(name: str, asked: str, subject: str = "") -> list[str]:
    return as_text(why_not(*answer(example(name), DAY), asked, subject)).splitlines()


def whom(derivation: Derivation, *kinds: NodeKind) -> set[str]:
    """What the roots of some kinds are about: a conclusion with its subject, a control or a setting."""
    return {root.split(" ", 1)[1] for root in roots(derivation, *kinds)}


def assert_only_one_answers(answered: Answered, asked: str) -> None:
    refusal = why_not(*answered, asked)
    assert refusal.roots
    try:
        proof = why(*answered, asked)
    except UnknownSubject:
        holding = [refusal.nodes[root].id for root in roots(refusal, *HOLDS)]
        assert not any(f" {asked} " in f"{root} " for root in holding)  # only what is narrower may hold
        return
    assert not whom(refusal, NodeKind.ABSENT) & whom(proof, *HOLDS, NodeKind.OPEN)
    assert not whom(refusal, NodeKind.OPEN) & whom(proof, *HOLDS)  # what is open is told as open by both
    assert whom(refusal, *HOLDS) <= whom(proof, *HOLDS)


def assert_every_sentence_cites(answered: Answered, asked: str) -> None:
    document = json.loads(answered[0].use_case.document)
    derivation = why_not(*answered, asked)
    reached = [derivation.nodes[node["id"]] for node in as_json(derivation)["nodes"]]
    assert all(node.citations for node in reached)
    told = [line for line in as_text(derivation).splitlines() if not line.endswith("(see above)")]
    assert len(told) == len(reached)
    assert all(re.search(r"\[[^\[\]]+\]$", line) for line in told)
    for node in reached:
        if node.kind is NodeKind.LACKING and "not stated" not in node.sentence:
            for place in node.citations:
                if place.startswith("profile ") and "does not list" not in node.sentence:
                    resolve(document, place.removeprefix("profile "))


@pytest.mark.parametrize("name", NAMES)
def test_of_every_name_of_the_packs_exactly_one_of_why_and_why_not_answers(name: str) -> None:
    answered = answer(example(name), DAY)
    for asked in everything():
        assert_only_one_answers(answered, asked)


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_leads_to_a_provision_a_policy_or_the_profile(name: str) -> None:
    answered = answer(example(name), DAY)
    for asked in everything():
        assert_every_sentence_cites(answered, asked)


@settings(max_examples=25)
@given(answers(), st.integers(0, 2**16))
def test_both_hold_of_profiles_that_differ_from_the_examples(answered: Answered, drawn: int) -> None:
    names = everything()
    for asked in (names[drawn % len(names)], "high-risk", "prohibited", "human-review"):
        assert_only_one_answers(answered, asked)
        assert_every_sentence_cites(answered, asked)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_question_gives_the_same_bytes(name: str) -> None:
    def told() -> list[str]:
        answered = answer(example(name), DAY)
        return [json.dumps(as_json(why_not(*answered, asked))) for asked in everything()[::20]]

    assert told() == told()


def test_fraud_detection_is_carved_out_and_the_exception_is_proved() -> None:
    lines = said("credit-and-fraud", "high-risk", "fraud-check")
    assert lines[0].startswith("High-risk does not hold: function “fraud-check”.")
    at = next(i for i, line in enumerate(lines) if "Creditworthiness or credit score of people" in line)
    assert "Rule not met, and an exception stands against it" in lines[at]
    assert lines[at].endswith("[AI Act Annex III(5)(b)]")
    assert lines[at + 1].strip().startswith("Rule: Used only to detect financial fraud.")
    assert lines[at + 2].endswith("Purposes: Detecting financial fraud. [profile /functions/1/purposes/0]")


def test_a_failed_condition_says_what_is_stated_where_and_what_it_would_take() -> None:
    lines = said("cv-screening", "prohibited")
    assert (
        "        What is inferred about people: Personality or behaviour;"
        " it would take “Emotions or intentions”. [profile /functions/0/processing/infers/0]"
    ) in lines


def test_an_unknown_condition_comes_with_its_question() -> None:
    lines = said("meeting-assistant", "prohibited", "transcription")
    assert lines[0].startswith("Prohibited may hold, depending on open questions: function “transcription”.")
    assert any("not stated; it would take “Emotions or intentions”. What " in line for line in lines)


def test_what_holds_is_left_to_why_until_another_subject_is_named() -> None:
    (line,) = said("credit-and-fraud", "high-risk")
    assert line.startswith("High-risk: function “credit-scoring”. Ask `why` for its derivation;")
    assert said("credit-and-fraud", "high-risk", "fraud-check")[0].startswith("High-risk does not hold")


def test_what_is_named_after_what_is_narrower_holds_where_that_does() -> None:
    (line,) = said("credit-and-fraud", "anx_III", "credit-scoring")
    assert line.startswith("Creditworthiness: function “credit-scoring”.")
    assert said("credit-and-fraud", "anx_III", "fraud-check")[0].startswith("Annex III does not hold")


def test_a_control_is_followed_to_the_obligations_that_would_require_it() -> None:
    lines = said("faq-bot", "human-review")
    assert lines[0].startswith("Human review before effect is not required: none of the ")
    assert lines[1].startswith("  Assign human oversight does not hold: actor “acme”.")


def test_a_control_on_which_open_questions_decide_is_not_told_as_settled() -> None:
    lines = said("meeting-assistant", "human-review")
    assert "is not required as things stand" in lines[0]
    assert "but open questions decide on some." in lines[0]


def test_an_act_nobody_recorded_is_not_told_as_stated() -> None:
    lines = said("demand-forecast", "high-risk")
    assert any("high-risk: nothing of the kind is recorded; it would take “yes”." in line for line in lines)


def test_a_setting_names_who_demands_more_and_what_was_overridden() -> None:
    lines = said("cv-screening", "human-review.sampling-rate=0.1")
    assert lines[0].startswith("Share of outputs a person reviews is not 0.1: it is set to 1.0.")
    assert any(line.startswith("  Less strict, so overridden: 0.1") for line in lines)


def test_a_value_nobody_demands_is_told_with_the_demands_there_are() -> None:
    lines = said("cv-screening", "human-review.sampling-rate=0.37")
    assert any(
        "No demand in the packs asks for 0.37; the demands are for 0.1, 0.15, 0.25, 0.5, 1.0." in line
        for line in lines
    )


def test_a_setting_of_a_control_that_is_not_required_is_left_to_the_control() -> None:
    lines = said("faq-bot", "human-review.sampling-rate")
    assert "is not set: the control it belongs to is not required." in lines[0]
    assert lines[1].startswith("  Human review before effect is not required")


def test_a_residual_tier_yields_to_the_tiers_that_hold() -> None:
    lines = said("credit-and-fraud", "minimal")
    assert lines[0].startswith("Minimal does not hold: it is left to what no other tier takes")
    assert lines[1].startswith("  High-risk: function “credit-scoring”")
    assert said("demand-forecast", "minimal")[0].startswith("Minimal: every rule for another tier is settled")


def test_what_was_no_law_yet_says_so() -> None:
    answered = answer(example("cv-screening"), "2024-01-01")
    (line,) = as_text(why_not(*answered, "high-risk")).splitlines()
    assert "No rule for it was law as known on 1 Jan 2024." in line


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownSubject, match=r"Nearest: .*human-oversight"):
        said("cv-screening", "human-oversigth")


def test_an_unknown_subject_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownSubject, match=r"Expected: one of credit-scoring, fraud-check\."):
        said("credit-and-fraud", "high-risk", "scoring")


@pytest.mark.parametrize("asked", ["", " ", "=", "high-risk=1"])
def test_a_name_that_names_nothing_is_refused(asked: str) -> None:
    with pytest.raises(UnknownSubject):
        said("cv-screening", asked)


def test_what_another_reading_has_a_rule_for_is_not_told_as_no_law() -> None:
    known = knowledge_base()
    chosen = {point.default for point in known.points.values()}
    other = next(name for name in known.readings if name not in chosen)
    rules = {
        name: replace(rule, under=(other,)) if "aia:tier.prohibited" in rule.concludes else rule
        for name, rule in known.rules.items()
    }
    packs = replace(known, rules=rules)
    determination = determine(use_case("cv-screening"), packs, DAY)
    line, *_ = as_text(why_not(determination, posture_of(determination), "prohibited")).splitlines()
    assert "another reading has one." in line
    assert "was law as known" not in line
