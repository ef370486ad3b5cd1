"""Bodies, names and headers that are meant to hurt: each is refused as a problem, and nothing is recorded."""

from __future__ import annotations

import json
import time

import pytest
from flask.testing import FlaskClient

from service.api.bodies import MAX_BYTES, MAX_DEPTH
from service.workspace import Workspace
from tests.service.samples import CV, problem, small

ADDRESS = "/v1/use-cases"
MARK = "qzx-not-to-be-echoed"
DEEP = b"[" * 5000 + b"]" * 5000


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "valid JSON"),
        (b"{", "valid JSON at line 1"),
        (b"{'id': 1}", "valid JSON"),
        (DEEP, "valid JSON"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "nested more than"),
        (b'{"id": "a", "id": "b"}', "key twice"),
        (b'{"id": {"x": 1, "x": 2}}', "key twice"),
        (b'{"id": NaN}', "valid JSON"),
        (b'{"id": -Infinity}', "valid JSON"),
        (b'{"id": 1e400}', "not finite"),
        (b'{"id": "\\ud800"}', "valid JSON"),
        (b'{"id": "\xff"}', "valid JSON"),
        ('{"id": "a"}'.encode("utf-16"), "valid JSON"),
        (b'{"id": 1} {"id": 2}', "valid JSON"),
        (b'{"id": ' + b"9" * 5000 + b"}", "valid JSON"),
        (b"\x00", "valid JSON"),
    ],
)
def test_what_is_no_strict_json_is_refused(
    client: FlaskClient, workspace: Workspace, body: bytes, said: str
) -> None:
    answer = client.post(ADDRESS, data=body, content_type="application/json")
    assert said in problem(answer, 400, "malformed-request")["detail"]
    assert workspace.ledger.head().size == 0


@pytest.mark.parametrize("depth", [2, MAX_DEPTH])
def test_nesting_within_the_limit_is_read_and_judged_as_a_profile(client: FlaskClient, depth: int) -> None:
    body = b"[" * depth + b"]" * depth
    problem(client.post(ADDRESS, data=body, content_type="application/json"), 422, "invalid-profile")


@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", b"1", b'"id"', b"true"])
def test_json_that_is_no_profile_is_refused_with_its_faults(client: FlaskClient, body: bytes) -> None:
    answer = client.post(ADDRESS, data=body, content_type="application/json")
    assert problem(answer, 422, "invalid-profile")["errors"]


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/json"],
)
def test_a_body_of_another_type_is_refused(client: FlaskClient, kind: str) -> None:
    answer = client.post(ADDRESS, data=small(), content_type=kind)
    problem(answer, 415, "unsupported-media-type")
    assert answer.headers["Accept-Post"] == "application/json, application/yaml"


@pytest.mark.parametrize("kind", ["text/plain", "application/yaml"])
def test_options_are_taken_as_json_only(recorded: FlaskClient, kind: str) -> None:
    answer = recorded.post(f"{ADDRESS}/{CV}/determinations", data="dry_run: true", content_type=kind)
    problem(answer, 415, "unsupported-media-type")


@pytest.mark.parametrize("kind", ["application/json", "application/yaml"])
@pytest.mark.parametrize("size", [MAX_BYTES + 1, 10 * MAX_BYTES])
def test_a_body_above_the_limit_is_refused(client: FlaskClient, kind: str, size: int) -> None:
    problem(client.post(ADDRESS, data=b" " * size, content_type=kind), 413, "too-large")


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n",
        "!!python/object/apply:os.system ['true']\n",
        "id: a\nid: b\n",
        "id: [\n",
        "\x01",
        "--- {}\n--- {}\n",
    ],
)
def test_yaml_that_could_surprise_is_refused(client: FlaskClient, text: str) -> None:
    answer = client.post(ADDRESS, data=text, content_type="application/yaml")
    assert problem(answer, 422, "invalid-profile")["errors"]


def test_yaml_in_another_encoding_is_refused(client: FlaskClient) -> None:
    answer = client.post(ADDRESS, data="id: é".encode("latin-1"), content_type="application/yaml")
    assert problem(answer, 422, "invalid-profile")["errors"]


def test_a_hostile_body_takes_no_time_to_refuse(client: FlaskClient) -> None:
    before = time.process_time()
    for body in (DEEP, b'{"a":' * 5000 + b"1" + b"}" * 5000, b"[" + b"1," * 200_000 + b"1]"):
        assert client.post(ADDRESS, data=body, content_type="application/json").status_code in (400, 422)
    assert time.process_time() - before < 20


def test_malformed_json_is_not_echoed(client: FlaskClient) -> None:
    body = f'{{"{MARK}": {MARK}}}'.encode()
    answer = client.post(ADDRESS, data=body, content_type="application/json")
    assert MARK not in answer.text


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("as_of=2026-02-30", "as_of"),
        ("as_of=22.11.2026", "as_of"),
        ("as_of=20261122", "as_of"),
        ("as_of=2026-W47-7", "as_of"),
        ("as_of=%C3%BC", "as_of"),
        ("known_at=2026-11-22T00:00:00Z", "known_at"),
        ("asof=2026-11-22", "asof"),
    ],
)
@pytest.mark.parametrize("tail", ["posture", "questions", "why"])
def test_a_parameter_that_is_no_good_is_named(
    recorded: FlaskClient, query: str, name: str, tail: str
) -> None:
    answer = recorded.get(f"{ADDRESS}/{CV}/{tail}?{query}{'&of=high-risk' if tail == 'why' else ''}")
    (error,) = problem(answer, 422, "invalid-parameters")["errors"]
    assert (error["parameter"], error["in"]) == (name, "query")


def test_bad_days_are_not_echoed(recorded: FlaskClient) -> None:
    answer = recorded.get(f"{ADDRESS}/{CV}/posture?as_of={MARK}")
    assert MARK not in answer.text


@pytest.mark.parametrize(
    ("method", "address", "status", "kind"),
    [
        ("GET", "/v1/nothing", 404, "not-found"),
        ("GET", "/v1/use-cases/a/b/c", 404, "not-found"),
        ("GET", "/v1/ledger/entries/-1", 404, "not-found"),
        ("GET", "/v1/ledger/entries/x", 404, "not-found"),
        ("DELETE", "/v1/use-cases", 405, "method-not-allowed"),
        ("PUT", "/v1/health", 405, "method-not-allowed"),
        ("GET", "/v1/ledger/checkpoint", 405, "method-not-allowed"),
        ("POST", "/openapi.json", 405, "method-not-allowed"),
    ],
)
def test_what_is_not_there_is_a_problem_too(
    client: FlaskClient, method: str, address: str, status: int, kind: str
) -> None:
    answer = client.open(address, method=method)
    problem(answer, status, kind)
    assert ("Allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize("name", ["..", "%2e%2e", "a%00b", "%ff", "x" * 5000, "' OR 1=1 --", "<script>"])
def test_hostile_names_of_use_cases_find_nothing(client: FlaskClient, name: str) -> None:
    answer = client.get(f"{ADDRESS}/{name}")
    assert answer.status_code in (404, 308)
    assert "<script>" not in answer.text


def test_a_seq_beyond_any_ledger_is_an_unknown_entry(client: FlaskClient) -> None:
    problem(client.get(f"/v1/ledger/entries/{10**30}"), 404, "unknown-entry")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize(
    "address", ["/v1/ledger/checkpoint", "/ledger/checkpoint", f"{ADDRESS}/{CV}/determinations"]
)
def test_a_write_that_another_sites_page_started_is_refused(
    recorded: FlaskClient, workspace: Workspace, headers: dict[str, str], address: str
) -> None:
    before = workspace.ledger.head().size
    assert recorded.post(address, headers=headers).status_code == 403
    assert workspace.ledger.head().size == before
    assert workspace.ledger.checkpoints() == ()


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_a_write_from_here_or_from_no_browser_is_taken(
    recorded: FlaskClient, headers: dict[str, str]
) -> None:
    assert recorded.post("/v1/ledger/checkpoint", headers=headers).status_code == 201


def test_numbers_keep_their_digits_on_the_way_to_the_profile(client: FlaskClient) -> None:
    stack = [{"id": "m", "kind": "agent", "tools": [_tool(2**53 - 1)]}]
    answer = client.post(ADDRESS, data=small(stack=stack), content_type="application/json")
    assert answer.status_code == 201, answer.text
    limit = answer.get_json()["profile"]["stack"][0]["tools"][0]["arguments"]["amount"]["maximum"]
    assert limit == 2**53 - 1
    assert json.loads(json.dumps(limit)) == limit


def _tool(maximum: int) -> dict[str, object]:
    return {"name": "pay", "arguments": {"amount": {"type": "integer", "maximum": maximum}}}
