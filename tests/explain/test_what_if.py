"""What if: every difference is found, and traced to what made it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from engine.determine import determine
from engine.requirements import posture_of
from explain.causes import CauseKind
from explain.difference import Answered, Difference
from explain.differences import differences
from explain.what_if import supposed_words, what_if_record, what_if_text
from tests.explain.mutations import NAMES, answer, answers, example
from tests.explain.mutations import Answered as Pair
from tests.support.shipped import knowledge_base, use_case

DAY = "2026-11-22"


def paired(pair: Pair) -> Answered:
    return Answered(determination=pair[0], posture=pair[1])


def supposing(name: str, day: str = DAY, **changes: Any) -> tuple[Answered, Answered]:
    """The answers about an example and about what becomes of it when its first function changes so."""
    document = example(name)
    document["functions"][0] |= changes
    return paired(answer(example(name), DAY)), paired(answer(document, day))


def of_kind(found: tuple[Difference, ...], kind: str) -> list[tuple[str, str, str, str]]:
    return [(d.id, d.subject, d.before, d.after) for d in found if d.kind == kind]


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_does_not_differ_from_itself(name: str) -> None:
    same = paired(answer(example(name), DAY))
    assert differences(same, same) == ()
    assert what_if_text(same, same, ()).endswith(
        "Nothing differs: no tier, obligation, control, setting, permission or date.\n"
    )


@settings(max_examples=30)
@given(answers(), answers())
def test_what_differs_is_exactly_what_is_told(one: Pair, other: Pair) -> None:
    before, after = paired(one), paired(other)
    found = differences(before, after)
    told = {(d.id, d.subject) for d in found}
    sides = [
        {(f.conclusion, f.subject): f.contestable for f in side.determination.findings}
        for side in (before, after)
    ]
    controls = [{r.control for r in side.posture.requirements} for side in (before, after)]
    elsewhere = {"fact:control-demand", "fact:permission"}
    families = {f.conclusion: f.family for side in (before, after) for f in side.determination.findings}
    for key in sides[0].keys() | sides[1].keys():
        if families[key[0]] not in elsewhere and sides[0].get(key) != sides[1].get(key):
            assert key in told
    assert {(control, "") for control in controls[0] ^ controls[1]} <= told
    for difference in found:
        assert difference.before != difference.after
        assert difference.citations


@settings(max_examples=30)
@given(answers())
def test_every_difference_made_by_statements_is_traced_to_some(changed: Pair) -> None:
    name = changed[0].use_case.id
    if changed[0].as_of != DAY:
        return
    before, after = paired(answer(example(name), DAY)), paired(changed)
    made = (CauseKind.FACT, CauseKind.SUBJECT, CauseKind.LIST)
    for difference in differences(before, after):
        assert difference.causes
        for cause in difference.causes:
            assert cause.citations
            assert cause.kind in made


def test_a_carve_out_takes_the_tier_and_its_duties_away_and_is_the_cause() -> None:
    found = differences(
        *supposing(
            "credit-and-fraud", purposes=["financial-fraud-detection"], only_detects_financial_fraud=True
        )
    )
    assert ("aia:tier.high-risk", "credit-scoring", "holds", "does not hold") in of_kind(found, "tier")
    assert ("aia:obl.human-oversight", "bank", "holds", "does not hold") in of_kind(found, "obligation")
    causes = {cause.id for difference in found if difference.kind == "tier" for cause in difference.causes}
    assert "fact:purposes credit-scoring" in causes


def test_another_day_changes_dates_and_what_binds_and_nothing_else() -> None:
    found = differences(*supposing("cv-screening", "2028-01-01"))
    assert {difference.kind for difference in found} == {"date", "control"}
    assert {cause.kind for difference in found for cause in difference.causes} <= {CauseKind.DAY}


def test_the_date_of_first_supply_moves_dates_and_is_their_cause() -> None:
    document = example("cv-screening")
    document["market"]["placed_on_eu_market"] = "2027-06-01"
    found = differences(paired(answer(example("cv-screening"), DAY)), paired(answer(document, DAY)))
    dates = [difference for difference in found if difference.kind == "date"]
    assert dates
    assert {cause.id for d in dates for cause in d.causes} == {"fact:placed-on-eu-market cv-screening"}


def test_a_tool_that_only_reads_may_be_called_without_approval() -> None:
    document = example("cv-screening")
    document["stack"][1]["tools"][3]["effects"] = ["reads"]
    found = differences(paired(answer(example("cv-screening"), DAY)), paired(answer(document, DAY)))
    assert of_kind(found, "permission") == [("recruiting-agent/send_rejection", "", "ask", "allow")]


def test_a_function_that_is_gone_is_the_cause_of_what_it_took_along() -> None:
    document = example("credit-and-fraud")
    del document["functions"][0]
    found = differences(paired(answer(example("credit-and-fraud"), DAY)), paired(answer(document, DAY)))
    tier = next(d for d in found if d.id == "aia:tier.high-risk")
    assert [cause.sentence for cause in tier.causes] == [
        "The function “credit-scoring” is not there any more."
    ]


def test_packs_without_a_rule_name_the_rule_as_the_cause() -> None:
    known = knowledge_base()
    gone = "aia:rule.high-risk.annex-iii"
    other = replace(known, rules={key: rule for key, rule in known.rules.items() if key != gone})
    case = use_case("cv-screening")
    determination = determine(case, other, DAY)
    after = Answered(determination=determination, posture=posture_of(determination))
    found = differences(paired(answer(example("cv-screening"), DAY)), after)
    tier = next(d for d in found if d.id == "aia:tier.high-risk")
    assert [(cause.kind, cause.id) for cause in tier.causes] == [(CauseKind.RULE, gone)]
    assert tier.causes[0].sentence == "Rule that is no law there: Listed in Annex III."


def test_text_puts_differences_of_one_cause_together_and_cites_every_one() -> None:
    text = what_if_text(
        *supposing("cv-screening", effect={"human_role": "all"}), ("/functions/0/effect is so",)
    )
    lines = text.splitlines()
    assert lines[:3] == ["CV screening for engineering roles", "Supposed: /functions/0/effect is so.", ""]
    assert all(line.endswith("]") for line in lines if line.startswith("    "))


def test_json_refers_to_causes_by_their_place() -> None:
    record = what_if_record(*supposing("cv-screening", "2028-01-01"), ())
    assert record["format"] == "duecare.what-if/1"
    assert record["before"]["as_of"] == DAY
    assert record["after"]["as_of"] == "2028-01-01"
    assert record["differences"][0]["causes"] == [0]
    assert record["causes"][0]["sentence"] == "The day asked about is 1 Jan 2028, instead of 22 Nov 2026."


def test_what_is_supposed_is_said_in_words() -> None:
    known = knowledge_base()
    said = supposed_words([("/a", ["b"]), ("/c", None)], "2028-01-01", ["Read so."], known)
    assert said[:4] == (
        '/a is ["b"]',
        "/c is not stated",
        "the day asked about is 1 Jan 2028",
        "a contested point is read so: Read so",
    )
    assert known.fingerprint[:16] in said[4]
    assert supposed_words([], "", [], None) == ()
