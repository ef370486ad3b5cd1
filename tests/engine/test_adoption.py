"""What an adopted standard asks for reaches the organisation that adopted it, and nobody else."""

from __future__ import annotations

import re

import pytest

from engine.determine import determine
from engine.kinds import Basis
from engine.posture import ControlRequirement
from engine.profile.profile import read_profile
from engine.requirements import posture_of
from tests.support.shipped import EXAMPLES, knowledge_base

ISO, NIST = "iso-42001", "nist-ai-rmf"
OF_THE_ORGANISATION = {
    ISO: {
        "ai-policy",
        "ai-objectives",
        "ai-risk-criteria",
        "management-context",
        "management-review",
        "internal-audit",
        "resource-and-competence-plan",
        "document-control",
        "communication-plan",
        "corrective-action",
    },
    NIST: {"ai-policy", "ai-risk-criteria", "management-review", "stakeholder-engagement", "ai-inventory"},
}


def requirements(example: str, adopted: str) -> dict[str, ControlRequirement]:
    """What the example must have, by the names of the controls, had its organisations adopted `adopted`."""
    text = (EXAMPLES / f"{example}.yaml").read_text(encoding="utf-8")
    text, times = re.subn(r"adopted_standards: .*", f"adopted_standards: [{adopted}]", text)
    assert times
    use_case = read_profile(text.encode(), example, knowledge_base())
    found = posture_of(determine(use_case, knowledge_base(), "2026-11-22"))
    return {each.control.removeprefix("ctl:"): each for each in found.requirements}


def bases(requirement: ControlRequirement) -> set[Basis]:
    return {reason.basis for reason in requirement.because}


@pytest.mark.parametrize("standard", [ISO, NIST])
def test_an_adopter_gets_what_the_standard_asks_of_the_organisation(standard: str) -> None:
    found = requirements("demand-forecast", standard)
    assert OF_THE_ORGANISATION[standard] <= set(found)
    for name in OF_THE_ORGANISATION[standard]:
        assert found[name].scope == "organisation"
        assert Basis.STANDARD in bases(found[name])


@pytest.mark.parametrize("example", ["demand-forecast", "faq-bot", "cv-screening"])
def test_who_adopted_nothing_is_asked_for_nothing_on_the_ground_of_a_standard(example: str) -> None:
    found = requirements(example, "")
    assert found
    assert not [name for name, each in found.items() if Basis.STANDARD in bases(each)]


@pytest.mark.parametrize("standard", [ISO, NIST])
def test_what_a_standard_adds_is_more_of_the_organisation_than_of_the_use_case(standard: str) -> None:
    for example in ("demand-forecast", "faq-bot", "cv-screening"):
        added = set(requirements(example, standard)) - set(requirements(example, ""))
        scopes = [requirements(example, standard)[name].scope for name in sorted(added)]
        assert 0 < len(added) <= 22
        assert scopes.count("organisation") >= scopes.count("use-case")


def test_a_safeguard_of_a_use_case_is_asked_for_only_where_it_fits() -> None:
    assert "data-set-governance" in requirements("demand-forecast", ISO)  # own system, trained on data
    assert "data-set-governance" not in requirements("faq-bot", ISO)  # nothing of its own is trained
    assert "emergency-stop" not in requirements("faq-bot", NIST)  # nothing there acts through tools


@pytest.mark.parametrize("standard", [ISO, NIST])
def test_a_standard_takes_nothing_away(standard: str) -> None:
    for example in ("faq-bot", "cv-screening"):
        assert set(requirements(example, "")) <= set(requirements(example, standard))


def test_a_reason_cites_the_entry_of_the_standard() -> None:
    review = requirements("faq-bot", ISO)["management-review"]
    cited = {citation for reason in review.because for citation in reason.citations}
    assert {"ISO/IEC 42001:2023 9.3.1", "ISO/IEC 42001:2023 A.2.4"} <= cited
