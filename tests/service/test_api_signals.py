"""Signals over HTTP: taken in once, from providers as they send them, and never more than can be shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.workspace import Workspace
from tests.evidence.signals.samples import fixture
from tests.service.samples import CV, problem

GENERIC = "/v1/signals?format=jsonl"


@pytest.fixture
def posture(recorded: FlaskClient) -> str:
    """The id of a posture that is on record."""
    answer = recorded.post(f"/v1/use-cases/{CV}/determinations")
    assert answer.status_code == 201
    found: str = recorded.get(f"/v1/use-cases/{CV}/posture").get_json()["id"]
    return found


def line(**stated: Any) -> bytes:
    """A record of the generic format."""
    record = {
        "occurred_at": "2026-11-22T08:00:00Z",
        "signal": "signal.override",
        "outcome": "failed",
        **stated,
    }
    return json.dumps(record).encode()


def test_a_signal_is_taken_in_once_and_summed_up(recorded: FlaskClient, posture: str) -> None:
    for accepted in (1, 0):
        answer = recorded.post(GENERIC, data=line(posture=posture), content_type="application/x-ndjson")
        assert answer.status_code == 200
        assert answer.get_json()["accepted"] == accepted
    (summed,) = recorded.get(f"/v1/signals?use_case={CV}").get_json()["signals"]
    assert (summed["use_case"], summed["posture"], summed["events"], summed["failed"]) == (CV, posture, 1, 1)
    entries = recorded.get("/v1/ledger/entries?kind=signal").get_json()["entries"]
    assert [entry["subject"] for entry in entries] == [CV]


def test_an_exporter_of_opentelemetry_may_post_here(client: FlaskClient) -> None:
    answer = client.post(
        "/v1/signals?format=otlp", data=fixture("gen-ai-spans.json"), content_type="application/json"
    )
    assert answer.status_code == 200
    assert answer.get_json()["unattributed"] == 1
    assert client.get("/v1/ledger/entries").get_json()["entries"] == []


def test_what_is_no_signal_is_named_beside_what_is(recorded: FlaskClient, posture: str) -> None:
    answer = recorded.post(
        GENERIC, data=line(posture=posture) + b"\ngarbage", content_type="application/x-ndjson"
    )
    assert answer.status_code == 200
    (rejected,) = answer.get_json()["rejected"]
    assert (rejected["line"], rejected["disposition"]) == (2, "unparsable")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The body holds no signal."),
        (b"garbage", "Nothing in the body can be used"),
        (line(posture="posture:forged"), "Nothing in the body can be used"),
        (line(occurred_at="2999-01-01T00:00:00Z"), "Nothing in the body can be used"),
    ],
)
def test_a_body_without_any_signal_is_a_problem(client: FlaskClient, data: bytes, words: str) -> None:
    answer = client.post(GENERIC, data=data, content_type="application/x-ndjson")
    assert words in problem(answer, 422, "unusable-signals")["detail"]
    assert client.get("/v1/signals").get_json()["signals"] == []


def test_a_format_nobody_knows_is_a_problem_that_names_those_there_are(client: FlaskClient) -> None:
    answer = client.post("/v1/signals?format=xml", data=b"{}", content_type="application/json")
    (error,) = problem(answer, 422, "invalid-parameters")["errors"]
    assert "cloudwatch" in error["detail"]


def test_a_format_must_be_stated(client: FlaskClient) -> None:
    problem(
        client.post("/v1/signals", data=b"{}", content_type="application/json"), 422, "invalid-parameters"
    )


@pytest.mark.parametrize(
    "headers",
    [{"Content-Type": "text/html"}, {"Content-Type": "application/json", "Content-Encoding": "gzip"}],
)
def test_a_body_that_cannot_be_read_as_it_is_is_a_problem(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    problem(client.post(GENERIC, data=b"{}", headers=headers), 415, "unsupported-media-type")


def test_a_body_that_is_too_large_is_a_problem(client: FlaskClient) -> None:
    answer = client.post(GENERIC, data=b" " * (1 << 20 | 1), content_type="application/x-ndjson")
    problem(answer, 413, "too-large")


def test_a_store_that_cannot_be_used_is_a_problem(client: FlaskClient, workspace: Workspace) -> None:
    (workspace.settings.home / "signals").write_text("in the way")
    answer = client.post(GENERIC, data=line(), content_type="application/x-ndjson")
    problem(answer, 503, "ledger-unavailable")
