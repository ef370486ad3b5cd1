"""The engine's outcomes, in the oracle's terms.

The only place of the comparison that knows the engine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine.determine import Definition, Executor, determine
from engine.errors import ProfileError
from engine.forward import ForwardExecutor
from engine.knowledge import KnowledgeBase
from engine.loading.loader import load_knowledge_base, read_knowledge_base
from engine.profile.profile import read_profile
from engine.semantics import Verdict
from engine.usecase import UseCase
from tests.oracle.oracle import Outcomes

OUTCOMES = {
    Verdict.FIRED: "fired",
    Verdict.FIRED_CONTESTABLY: "fired-contestable",
    Verdict.DEFEATED: "defeated",
    Verdict.UNDETERMINED: "undetermined",
    Verdict.DOES_NOT_HOLD: "does-not-hold",
}


@cache
def executors() -> dict[str, Executor]:
    """The evaluations the engine has, each deciding alone."""
    return {"definition": Definition(), "durable-rules": ForwardExecutor()}


def knowledge_base(source: str | Path) -> KnowledgeBase:
    """The knowledge base in a directory or in one Turtle text, as the engine loads it."""
    if isinstance(source, Path):
        return load_knowledge_base(source)
    reading = read_knowledge_base({"generated.ttl": source.encode()})
    assert not reading.faults, "\n".join(map(str, reading.faults[:5]))
    return reading.draft.knowledge_base


def is_accepted(loaded: KnowledgeBase, profile: Mapping[str, Any]) -> bool:
    """Whether the engine reads a profile; a random change can contradict what else is stated."""
    try:
        _use_case(loaded, profile)
    except ProfileError:
        return False
    return True


def _use_case(loaded: KnowledgeBase, profile: Mapping[str, Any]) -> UseCase:
    return read_profile(json.dumps(profile).encode(), "profile.json", loaded)


def engine_outcomes(loaded: KnowledgeBase, profile: Mapping[str, Any], known_at: str) -> dict[str, Outcomes]:
    """What each executor makes of a profile, none of them checked against another."""
    use_case = _use_case(loaded, profile)
    found: dict[str, Outcomes] = {}
    for name, executor in executors().items():
        made = determine(use_case, loaded, known_at, known_at, executor=executor, cross_check=False)
        found[name] = {
            (rule, level.value, made.subjects(level)[subject].id): OUTCOMES[verdict]
            for rule, level, subject, verdict in made.outcomes()
        }
    return found
