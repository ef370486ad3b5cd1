"""Why, read as a person would: one case of each kind of thing that can be asked about."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import UnknownSubject
from explain.report import as_text
from explain.why import why
from tests.explain.mutations import answer, example

DAY = "2026-11-22"


def said(name: str, asked: str, **changes: Any) -> list[str]:
    """The lines of the answer for an example; `changes` are made to its first function."""
    document = example(name)
    document["functions"][0] |= changes
    return as_text(why(*answer(document, DAY), asked)).splitlines()


def test_a_tier_rests_on_the_entry_of_the_annex_and_on_what_is_stated() -> None:
    lines = said("cv-screening", "high-risk")
    assert (
        lines[0]
        == "High-risk: function “ranking”, binds from 2 Dec 2027. [AI Act Annex III; AI Act Art. 6(2)]"
    )
    assert any("[AI Act Annex III(4)(a)]" in line for line in lines)
    assert any(line.endswith("[profile /functions/0/subjects/0]") for line in lines)


def test_an_exception_that_does_not_apply_shows_who_said_so_and_where() -> None:
    lines = said("cv-screening", "high-risk")
    at = next(i for i, line in enumerate(lines) if "does not apply: Preparatory task." in line)
    below = "\n".join(lines[at + 1 : at + 3])
    assert "in the judgement of hiring lead on 2 Nov 2026: Candidates with a low score" in below
    assert "[profile /functions/0/judgements/preparatory_task/answer]" in below


def test_an_obligation_names_its_bearer_its_rule_and_its_tier() -> None:
    lines = said("cv-screening", "aia:obl.human-oversight")
    assert lines[0] == "Assign human oversight: actor “acme”, binds from 2 Dec 2027. [AI Act Art. 26(2)]"
    assert lines[1] == "  Rule: Deployers assign human oversight. [AI Act Art. 26(2)]"
    assert any(line.strip().startswith("High-risk: function “ranking”") for line in lines)


def test_a_control_names_the_mapping_and_its_status() -> None:
    lines = said("cv-screening", "human-review")
    assert lines[0].startswith("Human review before effect is required by law that will bind.")
    assert any("mapping proposed, by duecare:project" in line for line in lines)


def test_a_setting_names_the_strictest_demand_and_those_it_prevailed_over() -> None:
    lines = said("cv-screening", "human-review.sampling-rate")
    assert "is set to 1.0: the strictest of 6 demands." in lines[0]
    assert any(line.startswith("  Less strict, so overridden: 0.1") for line in lines)


def test_a_tool_is_explained_by_what_it_does() -> None:
    lines = said("cv-screening", "recruiting-agent/send_rejection")
    assert "may call “send_rejection” only after a person's approval." in lines[0]
    assert any("Decides on a person. [profile /stack/1/tools/3/effects/0" in line for line in lines)


def test_a_legal_concept_can_be_asked_about() -> None:
    assert said("cv-screening", "profiling")[0].startswith("Profiling: function “ranking”.")


def test_a_residual_tier_shows_every_rule_that_was_tried() -> None:
    lines = said("demand-forecast", "minimal")
    assert lines[0].startswith("Minimal: every rule for another tier is settled, and none holds.")
    tried = [line for line in lines if "Rule considered, does not apply" in line]
    assert len(tried) >= 8
    assert "    Persons concerned: none, as stated. [profile /functions/0/subjects]" in lines


def test_what_may_hold_shows_what_is_still_open() -> None:
    lines = said("meeting-assistant", "prohibited")
    assert lines[0].startswith("May hold, depending on open questions: Prohibited, function “transcription”.")
    assert any(
        "in doubt" in line and "Still open: “Emotions or intentions are inferred”" in line for line in lines
    )


def test_a_derogation_barred_by_profiling_names_the_bar() -> None:
    judged = {"by": "counsel", "on": "2026-11-02", "because": "So it was judged."}
    judgements = {
        "narrow_procedural_task": {"answer": True, **judged},
        "no_significant_risk": {"answer": True, **judged},
    }
    lines = said("cv-screening", "high-risk", judgements=judgements)
    at = next(i for i, line in enumerate(lines) if "barred: Narrow procedural task" in line)
    assert "because of this: Profiling keeps a listed system high-risk." in lines[at]
    assert "Rule: Profiling keeps a listed system high-risk." in lines[at + 1]


def test_a_derogation_that_is_shown_takes_the_tier_away_and_says_so() -> None:
    judged = {"by": "counsel", "on": "2026-11-02", "because": "So it was judged."}
    changes = {
        "judgements": {
            "narrow_procedural_task": {"answer": True, **judged},
            "no_significant_risk": {"answer": True, **judged},
        },
        "processing": {"personal_data": True, "evaluates_personal_aspects": False, "infers": []},
    }
    assert said("cv-screening", "derogated", **changes)[0].startswith("In Annex III, but not high-risk")


def test_names_are_taken_with_or_without_their_prefix() -> None:
    assert said("cv-screening", "keep-logs") == said("cv-screening", "aia:obl.keep-logs")


def test_what_does_not_hold_is_left_to_why_not() -> None:
    with pytest.raises(UnknownSubject, match=r"“High-risk” does not hold .* `duecare why-not`"):
        said("faq-bot", "high-risk")


def test_a_name_that_nothing_has_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownSubject, match=r"Nothing called 'transparancy' .* Nearest: transparency"):
        said("faq-bot", "transparancy")


def test_a_misspelt_name_of_what_does_not_hold_suggests_that_name_all_the_same() -> None:
    with pytest.raises(UnknownSubject, match=r"Nearest: human-review"):
        said("faq-bot", "human-reveiw")


def test_what_nobody_recorded_is_told_as_not_recorded_and_an_empty_list_as_stated() -> None:
    told = "\n".join(said("cv-screening", "high-risk"))
    assert "Counsel holds it not to be high-risk: nothing of the kind is recorded." in told
    assert "Counsel holds it not to be high-risk: none" not in told
