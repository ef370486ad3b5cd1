"""What every answer carries, pages, problems and files included."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.workspace import Workspace
from tests.service.samples import CV

ADDRESSES = (
    "/",
    "/nothing",
    "/v1/health",
    "/v1/use-cases/nobody",
    "/openapi.json",
    "/static/tokens.css",
    f"/use-cases/{CV}",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_guarded_and_names_its_law(
    recorded: FlaskClient, workspace: Workspace, address: str
) -> None:
    with recorded.get(address) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy and "script-src" not in policy and "*" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Duecare-Executor"] == workspace.executor.name
    assert workspace.knowledge_base.checked_until in headers["Duecare-Knowledge-Base"]
    assert headers["Duecare-Notice"] == "Not legal advice."


def test_answers_are_not_stored_and_files_may_be(recorded: FlaskClient) -> None:
    assert recorded.get("/v1/health").headers["Cache-Control"] == "no-store"
    assert recorded.get("/").headers["Cache-Control"] == "no-store"
    with recorded.get("/static/tokens.css") as file:
        assert file.headers.get("Cache-Control") != "no-store"


@pytest.mark.parametrize(
    "address", ["/", "/use-cases/new", f"/use-cases/{CV}", f"/use-cases/{CV}/why?of=high-risk", "/ledger"]
)
def test_no_page_holds_a_script_a_style_or_an_address_of_elsewhere(
    recorded: FlaskClient, address: str
) -> None:
    page = recorded.get(address).text
    assert "<script" not in page and "<style" not in page
    assert not re.search(r"\s(style|on[a-z]+)=", page)
    assert not re.search(r'(src|href|action)="(https?:)?//', page)


def test_stylesheets_fetch_nothing_from_elsewhere(recorded: FlaskClient) -> None:
    for name in ("tokens", "duecare", "fonts"):
        with recorded.get(f"/static/{name}.css") as sheet:
            text = sheet.get_data(as_text=True)
        assert "http" not in text and "@import" not in text and "url(//" not in text
        for file in re.findall(r'url\("([^"]+)"\)', text):
            with recorded.get(f"/static/{file}") as font:
                assert font.status_code == 200


def test_only_trusted_names_are_answered_where_some_are_named(workspace: Workspace) -> None:
    client = create_app(workspace, trusted_hosts=["gov.example"]).test_client()
    assert client.get("/v1/health", headers={"Host": "gov.example"}).status_code == 200
    assert client.get("/v1/health", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "evil.example", "Accept": "text/html"}).status_code == 400
