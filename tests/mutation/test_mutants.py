"""Mutants are made of every kind of change, each once; what is said to be equivalent is one of them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.__main__ import EQUIVALENT, TESTED, source_of
from tests.mutation.mutants import mutants


def bodies(statement: str) -> set[str]:
    """What the one statement of a function can become."""
    found = mutants(f"def f(x, y):\n    {statement}\n")
    return {ast.unparse(ast.parse(mutant.source).body[0]).split("\n    ", 1)[1] for mutant in found}


@pytest.mark.parametrize(
    ("statement", "changed"),
    [
        ("return x == y", {"return x != y", "return None"}),
        ("return x < y", {"return x <= y", "return x > y", "return None"}),
        ("return x and y", {"return x or y", "return x", "return y", "return None"}),
        ("return not x", {"return x", "return None"}),
        ("return x + 1", {"return x - 1", "return x", "return x + 2", "return x + 0", "return None"}),
        ("return True", {"return False", "return None"}),
        ("return min(x)", {"return max(x)", "return None"}),
        ("return FIRED", {"return FIRED_CONTESTABLY", "return DEFEATED", "return None"}),
        (
            "return x if y else 2",
            {"return x", "return 2", "return x if y else 3", "return x if y else 1", "return None"},
        ),
        ("x.add(y)", {"pass", "x.discard(y)"}),
        ("x[y] = y", {"pass"}),
        ("return [z for z in x if z]", {"return [z for z in x]", "return None"}),
        ("x: int = y", set()),
        ("import os", set()),
        ("'Says what it does.'", set()),
    ],
)
def test_a_statement_becomes_each_small_change_of_it(statement: str, changed: set[str]) -> None:
    assert bodies(statement) == changed


def test_branches_and_loops_are_taken_always_and_never() -> None:
    found = {m.source for m in mutants("while x:\n    if y:\n        continue\n")}
    assert found == {
        "while False:\n    if y:\n        continue",
        "while x:\n    if True:\n        continue",
        "while x:\n    if False:\n        continue",
        "while x:\n    if y:\n        break",
        "while x:\n    if y:\n        pass",
    }


def test_every_mutant_differs_from_the_original_and_has_a_name_of_its_own() -> None:
    for module in TESTED:
        source = source_of(module)
        made = list(mutants(source))
        assert len(made) > 40
        assert len({mutant.name for mutant in made}) == len(made)
        assert ast.unparse(ast.parse(source)) not in {mutant.source for mutant in made}


def test_everything_said_to_be_equivalent_is_a_mutant() -> None:
    made = {m.name for module in TESTED for m in mutants(source_of(module))}
    listed = set(re.findall(r"`(\w+: [^`]+ -> [^`]+)`", EQUIVALENT.read_text()))
    assert listed
    assert listed <= made


TRY = """
from tests.mutation.__main__ import is_killed, source_of
source = source_of("engine.semantics")
changed = source.replace("if FIRED in exceptions", "if FIRED not in exceptions")
print(source != changed, is_killed("engine.semantics", source), is_killed("engine.semantics", changed))
"""


def test_a_change_of_the_meaning_is_noticed_and_the_original_passes(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TRY], cwd=repository, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split() == ["True", "False", "True"]
