"""Counsel may decide otherwise than the rules, with a reason; what the rules alone say is told beside it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from engine.determination import Determination
from engine.determine import determine
from engine.errors import Fault, ProfileError
from engine.kinds import FactKind
from engine.knowledge import Iri
from engine.overrides import overrides_of
from engine.profile import read_profile
from engine.record import determination_record
from engine.requirements import posture_of
from explain.answer import determination_text
from service.settings import SHIPPED_KB
from tests.support.shipped import knowledge_base

HIGH, DAY = Iri("aia:tier.high-risk"), "2026-11-22"


@cache
def example(name: str) -> str:
    return (SHIPPED_KB.parent / "examples" / f"{name}.yaml").read_text()


def judged(by: str, answer: bool = True) -> dict[str, Any]:
    return {"answer": answer, "by": by, "on": "2026-11-02", "because": "It was gone through."}


def profile(name: str, **judgements: dict[str, Any]) -> bytes:
    whole = json.loads(read_profile(example(name).encode(), name, knowledge_base()).document)
    for function in whole["functions"]:
        function.setdefault("judgements", {}).update(judgements)
    return json.dumps(whole).encode()


def decided(name: str, **judgements: dict[str, Any]) -> Determination:
    known = knowledge_base()
    return determine(read_profile(profile(name, **judgements), name, known), known, DAY)


def faults(**judgements: dict[str, Any]) -> tuple[Fault, ...]:
    with pytest.raises(ProfileError) as caught:
        read_profile(profile("cv-screening", **judgements), "p", knowledge_base())
    return caught.value.faults


def test_where_nobody_decided_nothing_is_overridden_and_nothing_is_asked() -> None:
    found = decided("cv-screening")
    acts = {fact.id for fact in knowledge_base().facts.values() if fact.recorded_act}
    assert overrides_of(found) == () and HIGH in found.tiers
    assert len(acts) == 3 and all(knowledge_base().facts[act].kind is FactKind.JUDGEMENT for act in acts)
    assert not any(finding.contestable for finding in found.findings_of(HIGH))


def test_raising_needs_one_person_and_both_outcomes_are_told() -> None:
    found = decided("faq-bot", counsel_holds_high_risk=judged("counsel"))
    (override,) = overrides_of(found)
    assert HIGH in override.decided and HIGH not in override.computed
    assert [(d.by, d.because) for d in override.decisions] == [("counsel", "It was gone through.")]
    assert determination_record(found)["overrides"][0]["decisions"][0]["by"] == "counsel"
    assert "DECIDED OTHERWISE" in determination_text(found, posture_of(found), ())


def test_lowering_by_one_person_alone_changes_nothing() -> None:
    found = decided("cv-screening", counsel_holds_not_high_risk=judged("counsel"))
    assert HIGH in found.tiers and overrides_of(found) == ()


def test_lowering_that_a_second_person_agrees_to_counts_and_the_computed_tier_stays_told() -> None:
    found = decided(
        "cv-screening",
        counsel_holds_not_high_risk=judged("counsel"),
        lowering_is_seconded=judged("compliance"),
    )
    assert HIGH not in found.tiers
    (override,) = overrides_of(found)
    assert HIGH in override.computed and HIGH not in override.decided
    assert len(override.decisions) == 2


def test_a_second_person_who_disagrees_stops_the_lowering() -> None:
    found = decided(
        "cv-screening",
        counsel_holds_not_high_risk=judged("counsel"),
        lowering_is_seconded=judged("compliance", answer=False),
    )
    assert HIGH in found.tiers


@pytest.mark.parametrize("same", ["counsel", "Counsel", " COUNSEL ", "Ｃounsel"])
def test_nobody_seconds_themselves(same: str) -> None:
    (fault,) = faults(counsel_holds_not_high_risk=judged("counsel"), lowering_is_seconded=judged(same))
    assert "would second their own judgement" in fault.message
    assert fault.path == "/functions/0/judgements/lowering_is_seconded/answer"
