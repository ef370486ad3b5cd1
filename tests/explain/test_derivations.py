"""Why: properties of every derivation of everything an answer says."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings

from engine.errors import UnknownSubject
from explain.derivation import Derivation, NodeKind
from explain.names import short
from explain.report import as_json, as_text
from explain.why import why
from tests.explain.mutations import NAMES, Answered, answer, answers, example, resolve

DAY = "2026-11-22"
GROUNDS = (NodeKind.FACT, NodeKind.DEMAND)
"""What a derivation may end in: a statement of the profile, or a value somebody set."""
NOT_FIRED = (NodeKind.EXCEPTION, NodeKind.RULE)


def subjects_of(answered: Answered) -> list[str]:
    """The name of everything the answer says: what holds, what may, what must be on and what tools may do."""
    determination, posture = answered
    names = [finding.conclusion for finding in determination.findings]
    names += [waiting.conclusion for waiting in determination.undetermined]
    names += determination.tiers
    names += [requirement.control for requirement in posture.requirements]
    names += [setting.parameter for r in posture.requirements for setting in r.settings]
    return sorted({*names, *(f"{p.component}/{p.tool}" for p in posture.permissions)})


def derivations(answered: Answered) -> list[Derivation]:
    return [why(*answered, name) for name in subjects_of(answered)]


def reachable(derivation: Derivation) -> list[str]:
    return [node["id"] for node in as_json(derivation)["nodes"]]


def cycle_from(derivation: Derivation, key: str, above: frozenset[str]) -> bool:
    node = derivation.nodes[key]
    if key in above:
        return True
    return any(cycle_from(derivation, child, above | {key}) for child in (*node.because, *node.considered))


@settings(max_examples=40)
@given(answers())
def test_every_node_cites_and_leads_to_nodes_that_are_there(answered: Answered) -> None:
    for derivation in derivations(answered):
        assert derivation.roots
        for key in reachable(derivation):
            node = derivation.nodes[key]
            assert node.citations
            assert len(set(node.citations)) == len(node.citations)
            assert node.id == key
            assert {*node.because, *node.considered} <= set(derivation.nodes)


@settings(max_examples=40)
@given(answers())
def test_every_proof_ends_in_facts_at_places_the_profile_has(answered: Answered) -> None:
    document = json.loads(answered[0].use_case.document)
    for derivation in derivations(answered):
        for key in reachable(derivation):
            node = derivation.nodes[key]
            if node.kind is NodeKind.FACT:
                for place in node.citations:
                    resolve(document, place.removeprefix("profile "))
            elif node.kind is NodeKind.PERMISSION and not node.because:
                for place in node.citations:  # too little is known of the tool: it is denied where it stands
                    resolve(document, place.removeprefix("profile "))
            elif node.kind is NodeKind.FINDING:
                assert node.because or node.considered
            elif node.kind in NOT_FIRED and not node.because:
                assert key.endswith("not fired")
            elif node.kind not in GROUNDS:
                assert node.because or node.considered


@settings(max_examples=40)
@given(answers())
def test_no_conclusion_is_among_its_own_reasons(answered: Answered) -> None:
    for derivation in derivations(answered):
        assert not any(cycle_from(derivation, root, frozenset()) for root in derivation.roots)


@settings(max_examples=40)
@given(answers())
def test_the_text_tells_every_node_once_and_refers_to_it_after(answered: Answered) -> None:
    for derivation in derivations(answered):
        told = [line for line in as_text(derivation).splitlines() if not line.endswith("(see above)")]
        assert len(told) == len(reachable(derivation))
        assert all(re.search(r"\[[^\[\]]+\]$", line) for line in told)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_answer_gives_the_same_bytes(name: str) -> None:
    def rendered() -> list[str]:
        return [json.dumps(as_json(d)) + as_text(d) for d in derivations(answer(example(name), DAY))]

    assert rendered() == rendered()


@pytest.mark.parametrize("name", NAMES)
def test_a_short_name_asks_the_same_as_a_whole_one(name: str) -> None:
    answered = answer(example(name), DAY)
    names = subjects_of(answered)
    shorts = [short(each) for each in names]
    assert names
    for whole, asked in zip(names, shorts, strict=True):
        if shorts.count(asked) == 1:
            assert as_json(why(*answered, asked))["nodes"] == as_json(why(*answered, whole))["nodes"]


def test_json_holds_only_what_is_reached_each_once_roots_first() -> None:
    record = as_json(why(*answer(example("cv-screening"), DAY), "human-oversight"))
    keys = [node["id"] for node in record["nodes"]]
    assert record["format"] == "duecare.why/1"
    assert record["notice"] == "Not legal advice."
    assert keys[0] == record["roots"][0]
    assert len(set(keys)) == len(keys)
    linked = {child for node in record["nodes"] for child in (*node["because"], *node["considered"])}
    assert set(keys) == linked | set(record["roots"])


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [("human-oversigth", "human-oversight"), ("high-rsk", "high-risk"), ("send_rejecton", "send_rejection")],
)
def test_an_unknown_name_is_refused_with_the_nearest(asked: str, nearest: str) -> None:
    with pytest.raises(UnknownSubject, match=nearest) as refused:
        why(*answer(example("cv-screening"), DAY), asked)
    assert "duecare determine" in str(refused.value)


@pytest.mark.parametrize("asked", ["", " ", "aia:", "aia:obl.human-oversight.x", "aia:tier.prohibited"])
def test_what_does_not_hold_has_no_derivation(asked: str) -> None:
    with pytest.raises(UnknownSubject):
        why(*answer(example("cv-screening"), DAY), asked)
