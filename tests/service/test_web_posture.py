"""The page's posture: what is watched, told, reviewed, accepted and decided otherwise, and what is folded."""

from __future__ import annotations

from flask.testing import FlaskClient

from service.workspace import Workspace
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
