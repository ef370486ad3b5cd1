"""Profiles as text, for tests that read them under the shipped knowledge base."""

from __future__ import annotations

import pytest

from engine.errors import Fault, InputError
from engine.kinds import Level
from engine.profile.profile import read_profile
from engine.usecase import Stated, UseCase
from tests.support.shipped import knowledge_base as shipped

HEAD = """\
id: case
title: A case
actors:
  acme: {}
functions:
  - id: main
"""
"""The least that a profile says; lines can follow it, indented by four spaces for the function."""

STACK = """\
stack:
  - id: model
    kind: language-model
    platform: aws-bedrock
    model: some.model-v1
    version: 4.60
    enforcement_points: [prompt-filter, output-filter]
  - id: helper
    kind: agent
    tools:
      - name: pay
        effects: [moves-money]
        arguments:
          to: {type: string, one_of: [a, b]}
          amount: {type: integer, maximum: 100}
          urgent: {type: boolean}
      - name: look_up
        effects: []
"""
"""A stack to follow it: a model, and an agent with two tools."""


def read(text: str) -> UseCase:
    """The use case that `text` describes."""
    return read_profile(text.encode(), "profile.yaml", shipped())


def faults(text: str | bytes) -> tuple[Fault, ...]:
    """Everything that is wrong with `text`."""
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(InputError) as caught:
        read_profile(data, "profile.yaml", shipped())
    return caught.value.faults


def facts(use_case: UseCase, level: Level, number: int = 0) -> dict[str, Stated]:
    """What one subject states, by the names of the facts without their prefix; no acts that were not done."""
    known = shipped().facts
    return {
        name.removeprefix("fact:"): stated
        for name, stated in use_case.of(level)[number].facts.items()
        if stated.values or not known[name].recorded_act
    }
