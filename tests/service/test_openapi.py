"""The description of the API: valid, complete, and true of what is answered."""

from __future__ import annotations

from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from service.problems import KINDS
from tests.service.samples import CV, small

BASE = "/v1/use-cases/{use_case}"
READ = (
    ("/v1/health", "/v1/health"),
    ("/v1/use-cases", "/v1/use-cases"),
    (BASE, f"/v1/use-cases/{CV}"),
    (f"{BASE}/posture", f"/v1/use-cases/{CV}/posture"),
    (f"{BASE}/why", f"/v1/use-cases/{CV}/why?of=high-risk"),
    (f"{BASE}/why-not", f"/v1/use-cases/{CV}/why-not?of=prohibited"),
    (f"{BASE}/flips", f"/v1/use-cases/{CV}/flips?of=prohibited"),
    (f"{BASE}/questions", f"/v1/use-cases/{CV}/questions"),
    ("/v1/ledger/entries", "/v1/ledger/entries"),
    ("/v1/ledger/entries/{seq}", "/v1/ledger/entries/0"),
    ("/v1/ledger/verification", "/v1/ledger/verification"),
    ("/v1/signals", "/v1/signals"),
)


@pytest.fixture
def spec(client: FlaskClient) -> dict[str, Any]:
    """The description as served."""
    answer = client.get("/openapi.json")
    assert answer.mimetype == "application/json"
    found: dict[str, Any] = answer.get_json()
    return found


def conforms(spec: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    """What in `value` contradicts `schema`, whose references lead into `spec`."""
    within = {**schema, "components": spec["components"]}
    return [error.message for error in OAS31Validator(within).iter_errors(value)]


def test_the_description_is_valid_openapi_3_1(spec: dict[str, Any]) -> None:
    assert spec["openapi"].startswith("3.1")
    validate(spec)


def test_every_address_of_the_api_is_described_and_no_other(app: APIFlask, spec: dict[str, Any]) -> None:
    served = {
        str(rule).replace("<int:", "{").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/v1/")
    }
    assert set(spec["paths"]) == served
    assert served


def test_every_operation_has_a_name_a_summary_and_problems(spec: dict[str, Any]) -> None:
    operations = [each for path in spec["paths"].values() for each in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names) >= 11
    for operation in operations:
        assert operation["summary"]
        for status, response in operation["responses"].items():
            (kind,) = response["content"]
            is_problem = status == "default" or status.startswith(("4", "5"))
            assert (kind == "application/problem+json") == is_problem


@pytest.mark.parametrize(("path", "address"), READ)
def test_what_is_answered_is_what_is_described(
    recorded: FlaskClient, spec: dict[str, Any], path: str, address: str
) -> None:
    answer = recorded.get(address)
    assert answer.status_code == 200
    schema = spec["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert conforms(spec, schema, answer.get_json()) == []
    assert conforms(spec, schema, {}) != []


@pytest.mark.parametrize(
    ("path", "address", "status"),
    [
        (f"{BASE}/determinations", f"/v1/use-cases/{CV}/determinations", 201),
        (f"{BASE}/determinations", f"/v1/use-cases/{CV}/determinations?dry_run=true", 200),
        ("/v1/ledger/checkpoint", "/v1/ledger/checkpoint", 201),
    ],
)
def test_what_is_answered_to_a_write_is_what_is_described(
    recorded: FlaskClient, spec: dict[str, Any], path: str, address: str, status: int
) -> None:
    answer = recorded.post(address)
    assert answer.status_code == status
    content = spec["paths"][path]["post"]["responses"][str(status)]["content"]
    assert conforms(spec, content["application/json"]["schema"], answer.get_json()) == []


def test_a_problem_is_what_is_described(client: FlaskClient, spec: dict[str, Any]) -> None:
    bad = client.post("/v1/use-cases", data=small(lifecycle="x"), content_type="application/json")
    missing = client.get("/v1/use-cases/nobody")
    for answer in (bad, missing):
        body = answer.get_json(force=True)
        assert conforms(spec, {"$ref": "#/components/schemas/Problem"}, body) == []
    assert conforms(spec, {"$ref": "#/components/schemas/Problem"}, {}) != []


def test_the_body_of_a_profile_is_required_and_may_be_json_or_yaml(spec: dict[str, Any]) -> None:
    body = spec["paths"]["/v1/use-cases"]["post"]["requestBody"]
    assert body["required"] is True
    assert set(body["content"]) == {"application/json", "application/yaml"}


def test_the_options_of_a_determination_are_described_in_query_and_body(spec: dict[str, Any]) -> None:
    operation = spec["paths"][f"{BASE}/determinations"]["post"]
    query = {each["name"] for each in operation["parameters"] if each["in"] == "query"}
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert query == set(body["properties"]) == {"as_of", "known_at", "reading", "dry_run"}


def test_every_kind_of_problem_is_explained_at_its_type(client: FlaskClient) -> None:
    page = client.get("/help/problems").text
    assert KINDS
    for name, kind in KINDS.items():
        assert f'id="{name}"' in page
        assert kind.title in page
