"""What must not load, each with file, line and reason; and no check without such a negative twin."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.kb.twins import ROOT, Twin, base, twins

TWINS = (
    *twins("twins-of-rules.yaml"),
    *twins("twins-of-law.yaml"),
    *twins("twins-of-controls.yaml"),
    *twins("twins-of-overlays.yaml"),
)
PATTERNS = ("checks_*.py", "loading_things.py", "loading_draft.py", "loading_values.py", "loading_rules.py")
MODULES = sorted(
    path
    for pattern in (*PATTERNS, "loading_controls.py", "mappings.py")
    for path in (ROOT / "engine").glob(pattern)
)
ELSEWHERE = (
    "No pack says which version of the law this is",
    "There is no rule:",
    "This is not UTF-8.",
    "There is no table here.",
)
"""Messages about whole files, whose tests are in tests/engine/test_loading.py."""


@cache
def said() -> str:
    """What all twins together say."""
    return "\n".join(fault.message for twin in TWINS for fault in twin.faults())


def pieces(source: str) -> list[str]:
    """The longest fixed part of every message that `source` can put into a fault."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "message":
            found.append(_fixed_part(node.value))
        elif (
            isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in FAULTS
        ):
            values = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "message")]
            found.extend(_fixed_part(value) for value in values)
    return [piece for piece in found if piece.count(" ") >= 1]


FAULTS = ("fault", "Fault", "_fault")


def _fixed_part(node: ast.AST) -> str:
    parts = [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return max(parts, key=len, default="").strip()


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_a_broken_twin_is_refused_with_its_line(twin: Twin) -> None:
    assert twin.says
    found = [fault for fault in twin.faults() if twin.says in fault.message]
    assert [(fault.source, fault.line) for fault in found] == [(twin.faulty_file, twin.line())]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_every_message_of_a_check_has_a_twin(module: Path) -> None:
    messages = pieces(module.read_text())
    untested = [piece for piece in messages if piece not in said() and not piece.startswith(ELSEWHERE)]
    assert untested == []


def test_a_message_without_a_twin_would_be_found() -> None:
    assert pieces('message = f"{a} is made of green cheese."')[0] == "is made of green cheese."
    assert "is made of green cheese." not in said()


def test_the_names_of_the_twins_are_unique() -> None:
    assert len({twin.name for twin in TWINS}) == len(TWINS)


def test_the_unbroken_knowledge_base_loads() -> None:
    unbroken = Twin(name="nothing broken", new="", at="", says="")
    assert unbroken.files()["base.ttl"] == base()["base.ttl"]
    assert unbroken.faults() == ()
