"""Profiles, a clock that stands still until it is moved, and small readers of answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import yaml
from werkzeug.test import TestResponse

from tests.support.shipped import EXAMPLES, example_files

CV = "cv-screening"
EXAMPLE_NAMES = tuple(file.stem for file in example_files())

SMALL = """\
id: small
title: A small use case
actors:
  acme: {activities: [uses-under-own-authority], established_in: [de]}
functions:
  - id: main
    purposes: [job-application-filtering]
    subjects: [job-applicants]
"""
"""A use case about which little is stated, so that much stays open."""


class FixedClock:
    """The same moment at each call, until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, 14, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        """Lets time go by."""
        self.now += timedelta(days=days)


def example(name: str) -> bytes:
    """The shipped example called `name`."""
    return (EXAMPLES / f"{name}.yaml").read_bytes()


def small(**changed: Any) -> bytes:
    """`SMALL` as JSON, with some keys changed or, where None, left out."""
    stated = {**yaml.safe_load(SMALL), **changed}
    kept = {key: value for key, value in stated.items() if value is not None}
    return json.dumps(kept).encode("utf-8")


def problem(answer: TestResponse, status: int, kind: str) -> dict[str, Any]:
    """The members of a problem, once it is shown to be one of that status and kind."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    body: dict[str, Any] = json.loads(answer.data)
    assert body["status"] == status
    assert body["type"] == f"/help/problems#{kind}"
    assert body["title"] and body["detail"] and body["next"]
    return body
