"""Errors nobody foresaw, a ledger that is gone, executors that differ: told without their particulars."""

from __future__ import annotations

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from engine.errors import EngineDisagreement
from service.failures import problem_of
from service.problems import KINDS, Problem
from service.workspace import Workspace
from tests.service.samples import CV, problem, small

SECRET = "qzx-a-particular"


@pytest.fixture
def failing(app: APIFlask) -> FlaskClient:
    """A client of an application with two addresses that fail."""

    def crash() -> str:
        raise RuntimeError(SECRET)

    def disagree() -> str:
        raise EngineDisagreement("no determination is issued: rule r")

    app.add_url_rule("/v1/crash", view_func=crash)
    app.add_url_rule("/crash", "crash-page", view_func=crash)
    app.add_url_rule("/v1/disagree", view_func=disagree)
    return app.test_client()


def test_an_unforeseen_error_is_logged_and_told_without_its_particulars(
    failing: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = failing.get("/v1/crash")
    problem(answer, 500, "internal-error")
    assert SECRET not in answer.text and "Traceback" not in answer.text
    assert SECRET in caplog.text


def test_a_person_gets_a_page_for_it(failing: FlaskClient) -> None:
    answer = failing.get("/crash", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert SECRET not in answer.text


def test_executors_that_disagree_issue_nothing(failing: FlaskClient) -> None:
    body = problem(failing.get("/v1/disagree"), 500, "executors-disagree")
    assert "no determination is issued" in body["detail"]


def test_when_the_ledger_cannot_be_written_nothing_is_acknowledged(
    recorded: FlaskClient, workspace: Workspace
) -> None:
    workspace.ledger.close()
    workspace.settings.ledger_file.unlink()
    workspace.settings.ledger_file.mkdir()
    answer = recorded.post("/v1/use-cases", data=small(), content_type="application/json")
    problem(answer, 503, "ledger-unavailable")
    problem(recorded.post(f"/v1/use-cases/{CV}/determinations"), 503, "ledger-unavailable")


def test_a_problem_keeps_its_own_particulars() -> None:
    known = Problem("not-found", "Here is nothing.")
    assert problem_of(known) is known
    assert known.body()["detail"] == "Here is nothing."
    assert Problem("not-found").body()["detail"] == KINDS["not-found"].remedy


def test_every_kind_has_a_status_of_an_error_and_says_what_to_do() -> None:
    assert KINDS
    for kind in KINDS.values():
        assert 400 <= kind.status < 600
        assert kind.title and kind.remedy.endswith(".")
