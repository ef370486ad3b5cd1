"""What all pages share: the blueprint, the dates asked for, and what the frame around a page says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from apiflask import APIBlueprint
from flask import request
from pydantic import ValidationError

from engine.citations import label
from service.clock import instant, today
from service.dates import Choices, Dates
from service.problems import Problem
from service.state import state

blueprint = APIBlueprint("web", __name__, enable_openapi=False)


def dates_of(values: Mapping[str, str]) -> Choices:
    """The days and readings in a query or a form; empty fields state nothing."""
    stated = {name: values.get(name, "").strip() for name in Choices.model_fields}
    try:
        return Choices(**stated)
    except ValidationError as error:
        errors = [
            {"parameter": str(each["loc"][0]), "detail": each["msg"]}
            for each in error.errors(include_url=False, include_input=False)
        ]
        raise Problem("invalid-parameters", errors=errors) from error


def linked(dates: Dates) -> dict[str, Any]:
    """The days and readings that were stated, to be carried along in links."""
    return {name: value for name, value in dates.model_dump().items() if value}


def context() -> dict[str, Any]:
    """What the frame of every page shows."""
    workspace = state().workspace
    return {
        "knowledge_base": workspace.knowledge_base,
        "executor": workspace.executor.name,
        "today": today(workspace.clock),
        "now": instant(workspace.clock),
        "here": request.endpoint,
        "named": partial(label, workspace.knowledge_base),
    }
