"""Reads request bodies: strictly, and only of the types an address says it takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any, Final, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from service.problems import Problem

MAX_BYTES: Final = 1 << 20
MAX_DEPTH: Final = 100
JSON: Final = "application/json"
YAML: Final = "application/yaml"
_Model = TypeVar("_Model", bound=BaseModel)


def media_type(*taken: str) -> str:
    """Which of the `taken` types the body is of; a problem where it is of none."""
    sent = request.mimetype
    suffixed = {"application/json": "+json", "application/yaml": "+yaml"}
    for each in taken:
        if sent == each or (sent.startswith("application/") and sent.endswith(suffixed[each])):
            return each
    raise Problem(
        "unsupported-media-type",
        f"Expected: {' or '.join(taken)}.",
        headers={"Accept-Post": ", ".join(taken)},
    )


def read_json(data: bytes) -> Any:
    """
    The JSON value in `data`.

    Refused are repeated keys, numbers that are not finite, texts that are no Unicode, deep nesting and
    whatever else is no JSON: what two readers could take differently is not taken at all.
    """
    try:
        from_json(data, allow_inf_nan=False)  # refuses first what the other reader would choke on
        value = json.loads(data, object_pairs_hook=_once_each, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError) as error:
        detail = str(error) if isinstance(error, _Refused) else _place_only(str(error))
        raise Problem("malformed-request", detail) from error
    if _depth(value) > MAX_DEPTH:
        raise Problem("malformed-request", f"It is nested more than {MAX_DEPTH} deep.")
    return value


def options(model: type[_Model], stated: _Model) -> _Model:
    """`stated` (from the query) with what a JSON body adds; an option stated in both is a problem."""
    data = request.get_data()
    if not data:
        return stated
    media_type(JSON)
    body = read_json(data)
    if not isinstance(body, Mapping):
        raise Problem("invalid-parameters", errors=[{"pointer": "", "detail": "Expected: an object."}])
    twice = sorted(stated.model_fields_set & set(body))
    if twice:
        errors = [{"pointer": f"/{name}", "detail": "It is stated in the query too."} for name in twice]
        raise Problem("invalid-parameters", errors=errors)
    try:
        return model.model_validate({**stated.model_dump(exclude_unset=True), **body})
    except ValidationError as error:
        raise Problem("invalid-parameters", errors=_errors(error)) from error


def _errors(error: ValidationError) -> list[dict[str, str]]:
    return [
        {"pointer": "".join(f"/{_escaped(part)}" for part in each["loc"]), "detail": f"{each['msg']}"}
        for each in error.errors(include_url=False, include_input=False)
    ]


def _escaped(part: int | str) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


class _Refused(ValueError):
    """A refusal whose words are ours and quote nothing of the input."""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("An object holds a key twice.")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise _Refused("A number is not finite.")
    return number


def _depth(value: Any) -> int:
    """How deep `value` is nested, counted level by level so that depth costs no stack."""
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return depth


def _place_only(message: str) -> str:
    """Where the reader stopped, without what it read there."""
    _, found, place = message.rpartition(" at line ")
    return f"It is no valid JSON at line {place}." if found else "It is no valid JSON."
