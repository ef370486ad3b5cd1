"""The examples, and profiles that differ from them in a few statements."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from engine.determination import Determination
from engine.determine import determine
from engine.errors import ProfileError
from engine.posture import Posture
from engine.profile.profile import profile_from_record
from engine.requirements import posture_of
from tests.support.shipped import example_files, knowledge_base, use_case

NAMES = [path.stem for path in example_files()]
DAYS = ("2026-05-01", "2026-11-22", "2027-12-02")
_FIXED = {
    "id",
    "title",
    "name",
    "actors",
    "functions",
    "stack",
    "answer",
    "by",
    "on",
    "because",
    "tools",
    "type",
}

Answered = tuple[Determination, Posture]


def answer(document: dict[str, Any], as_of: str) -> Answered:
    """What follows from a profile given as plain values."""
    known = knowledge_base()
    determination = determine(profile_from_record(json.dumps(document), known), known, as_of)
    return determination, posture_of(determination)


def example(name: str) -> dict[str, Any]:
    """The example called `name` as plain values."""
    document: dict[str, Any] = json.loads(use_case(name).document)
    return document


def resolve(document: Any, pointer: str) -> Any:
    """What stands at `pointer` in a profile given as plain values."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


@st.composite
def answers(draw: st.DrawFn) -> Answered:
    """What follows from a mutation of an example on one of the days; contradictory ones are drawn anew."""
    document = example(draw(st.sampled_from(NAMES)))
    for _ in range(draw(st.integers(0, 4))):
        places = list(_places(document))
        holder, key = draw(st.sampled_from(places))
        _mutate(draw, holder, key)
    day = draw(st.sampled_from(DAYS))
    try:
        return answer(document, day)
    except ProfileError:
        return answer(example(draw(st.sampled_from(NAMES))), day)


def _places(node: Any) -> list[tuple[dict[str, Any], str]]:
    """Every statement that may be left out or changed: its holder and its key."""
    found: list[tuple[dict[str, Any], str]] = []
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in _FIXED and not isinstance(value, dict):
                found.append((node, key))
            found += _places(value)
    elif isinstance(node, list):
        for item in node:
            found += _places(item)
    return found


def _mutate(draw: st.DrawFn, holder: dict[str, Any], key: str) -> None:
    value = holder[key]
    if isinstance(value, bool) and draw(st.booleans()):
        holder[key] = not value
    elif isinstance(value, list) and len(holder) > 1 and draw(st.booleans()):
        holder[key] = []
    elif len(holder) > 1:
        del holder[key]
