"""Finishes the OpenAPI description: bodies the framework does not know, and problems as problems."""

from __future__ import annotations

from typing import Any, Final

from service.api.bodies import JSON, MAX_BYTES, YAML
from service.api.signals import TAKEN
from service.api.supposition import Supposing
from service.problems import DOCUMENTED_AT, KINDS, MEDIA_TYPE

DESCRIPTION: Final = f"""
Records use cases, determines what the law and policy in its knowledge base require of them, explains every
answer, and keeps an append-only ledger. It is not legal advice.

Bodies are at most {MAX_BYTES} bytes of UTF-8. Errors are `{MEDIA_TYPE}`; `{DOCUMENTED_AT}` explains each
type. The name in the header `Duecare-Actor` is recorded as self-declared.
"""

PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "title": "Problem",
    "description": "An RFC 9457 problem.",
    "required": ["type", "title", "status", "detail", "next"],
    "properties": {
        "type": {
            "type": "string",
            "description": f"One of {', '.join(f'{DOCUMENTED_AT}#{k}' for k in KINDS)}.",
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "next": {"type": "string", "description": "What to do."},
        "errors": {
            "type": "array",
            "description": "Every fault at once.",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "JSON Pointer into the body."},
                    "parameter": {"type": "string"},
                    "in": {"type": "string"},
                    "header": {"type": "string"},
                    "detail": {"type": "string"},
                    "expected": {"type": "string"},
                    "line": {"type": "integer", "description": "Line of a YAML body, from 1."},
                },
                "required": ["detail"],
            },
        },
    },
}
_PROFILE: Final = {
    "type": "object",
    "description": "A use-case profile; `duecare schema` prints its JSON Schema.",
    "required": ["id", "title", "actors", "functions"],
}


def finished(spec: dict[str, Any]) -> dict[str, Any]:
    """`spec` with request bodies, and every error as an `application/problem+json`."""
    operations = {o["operationId"]: o for path in spec["paths"].values() for o in path.values()}
    operations["recordUseCase"]["requestBody"] = {
        "required": True,
        "content": {JSON: {"schema": _PROFILE}, YAML: {"schema": _PROFILE}},
    }
    operations["determineUseCase"]["requestBody"] = {
        "required": False,
        "content": {JSON: {"schema": _options(operations["determineUseCase"])}},
    }
    operations["suppose"]["requestBody"] = {
        "required": False,
        "content": {JSON: {"schema": Supposing.model_json_schema()}},
    }
    operations["collectSignals"]["requestBody"] = {
        "required": True,
        "content": {kind: {"schema": {}} for kind in TAKEN},
    }
    for name in ("recordUseCase", "determineUseCase", "collectSignals"):
        operations[name].setdefault("parameters", []).append(_ACTOR)
    operations["recordUseCase"]["parameters"] += [_condition(name) for name in ("If-Match", "If-None-Match")]
    for operation in operations.values():
        _problems(operation)
    spec["components"]["schemas"]["Problem"] = PROBLEM
    for unused in ("HTTPError", "ValidationError"):
        spec["components"]["schemas"].pop(unused, None)
    return spec


_ACTOR: Final = {
    "name": "Duecare-Actor",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "Who acts; recorded as self-declared.",
}


def _condition(name: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}


def _options(operation: dict[str, Any]) -> dict[str, Any]:
    """The same options as in the query, as an object."""
    stated = [parameter for parameter in operation["parameters"] if parameter["in"] == "query"]
    properties = {each["name"]: {**each["schema"]} for each in stated}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _problems(operation: dict[str, Any]) -> None:
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    operation["responses"].setdefault("default", {"description": "A problem."})
    for status, response in operation["responses"].items():
        if status == "default" or status.startswith(("4", "5")):
            response["content"] = problem
        elif "content" not in response or not response["content"][JSON]["schema"]:
            response["content"] = operation["responses"]["201"]["content"]
