"""The page's posture: what is watched, told, reviewed, accepted and decided otherwise, and what is folded."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from service.enforcement import emitting_targets
from service.workspace import Workspace
from targets.accounts import Accounts, account_for
from targets.accounts_report import count_words, stack_words
from targets.coverage import render_all
from targets.places import Verdict
from targets.stack import offered_by
from tests.service.samples import CV, example
from tests.service.test_web_pages import PAGE, words


def test_the_posture_shows_what_is_watched_who_is_told_and_how_often_it_is_reviewed(
    recorded: FlaskClient, workspace: Workspace
) -> None:
    text = words(recorded.get(PAGE).text)
    requirements = workspace.answer(workspace.read_bytes(example(CV), CV)).posture.requirements
    assert any(requirement.monitoring for requirement in requirements)
    for requirement in requirements:
        for watch in requirement.monitoring:
            assert watch.label in text
        for criterion in requirement.escalations:
            assert f"{criterion.condition} {criterion.to} within" in text
        if requirement.review_days:
            assert f"reviewed every {requirement.review_days} days" in text


def test_an_acceptance_and_a_decision_of_counsel_stand_on_the_page(client: FlaskClient) -> None:
    judgement = (
        "    judgements:\n      counsel_holds_high_risk:\n        answer: true\n        by: counsel\n"
        "        on: 2026-06-15\n        because: We treat it so.\n"
    )
    text = example("faq-bot").decode().replace("    judgements:\n", judgement)
    accepted = (
        "\naccepted_non_compliances:\n  - {control: ai-literacy, by: board, on: 2026-01-01,"
        " until: 2099-01-01, because: It follows next year.}\n"
    )
    profile = (text + accepted).encode()
    made = client.post("/v1/use-cases", data=profile, content_type="application/yaml")
    assert made.status_code in (200, 201), made.text
    page = words(client.get("/use-cases/faq-bot").text)
    assert "Decided otherwise" in page
    assert "Counsel decided otherwise than the rules." in page
    assert "because “We treat it so.”" in page
    assert "Decided otherwise, for answering" in words(client.get("/").text)
    assert "Not met, accepted by board until 1 January 2099" in page
    assert "it counts as failed and cannot be signed off" in page


def test_what_others_may_come_to_owe_is_folded_and_still_on_the_page(client: FlaskClient) -> None:
    client.post("/v1/use-cases", data=example("meeting-assistant"), content_type="application/yaml")
    page = client.get("/use-cases/meeting-assistant").text
    start = page.index("more duties of meeting-vendor may come to apply")
    inside = page[start : page.index("</details>", start)]
    assert inside.count('scope="row"') > 5
    assert "acme" not in words(inside).split("Stated in")[1]


def coverage_of(workspace: Workspace, name: str) -> Accounts:
    """The account `duecare coverage` gives of an example."""
    use_case = workspace.read_bytes(example(name), name)
    posture = workspace.answer(use_case).posture
    renderings = render_all(posture, emitting_targets())
    return account_for(posture, renderings, offered_by(use_case), workspace.knowledge_base)


@pytest.mark.parametrize("name", ["meeting-assistant", "cv-screening", "demand-forecast"])
def test_the_page_gives_the_account_of_coverage(client: FlaskClient, workspace: Workspace, name: str) -> None:
    client.post("/v1/use-cases", data=example(name), content_type="application/yaml")
    page = client.get(f"/use-cases/{name}").text
    text, found = words(page), coverage_of(workspace, name)
    residual, unknown = found.with_verdict(Verdict.NONE), found.with_verdict(Verdict.UNKNOWN)
    assert count_words(found) in text
    assert stack_words(found.stack) in text
    assert page.count('id="residual-') == len(residual)
    assert page.count('id="unsettled-') == len(unknown)
    assert text.count("To be named") == len(residual)
    for account in residual:
        assert account.reason in text
        assert account.proposal is None or (account.proposal.because or account.proposal.label) in text
    for account in (*unknown, *found.with_verdict(Verdict.ATTESTED)):
        assert f"wner to be named; normally {account.normal_owner}" in text
    for offer in found.unused:
        assert f"of {offer.component}" in text


def test_the_assistant_inside_a_product_shows_residuals_on_its_page(client: FlaskClient) -> None:
    client.post("/v1/use-cases", data=example("meeting-assistant"), content_type="application/yaml")
    text = words(client.get("/use-cases/meeting-assistant").text)
    assert "required here anyway" in text and "Vendor attestation" in text
    assert "It satisfies no duty by itself" in text
    assert "no residuals" not in text.lower()
