"""Executor, definition and oracle agree on the whole knowledge base, on profiles made from cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.oracle.adapter import is_accepted
from tests.oracle.handmade import KNOWN_AT
from tests.oracle.mutations import mutants
from tests.oracle.test_agreement import compare, real
from tests.scenarios.test_cases import CASES, assumed, read

FROM_EACH = 14
"""Profiles generated from each case, so more than 2,000 in every run."""
CASES_PER_TEST = 8
CHUNKS = [CASES[start : start + CASES_PER_TEST] for start in range(0, len(CASES), CASES_PER_TEST)]


def generated(path: Path) -> Iterator[dict[str, Any]]:
    """Valid profiles that differ from a case in one to four statements, without end."""
    loaded, base = real()
    case = read(path)
    whole = json.loads(json.dumps(assumed(case["facts"], case["assumed"]), default=str))
    random = Random(path.stem)
    while True:
        yield from (changed for changed in mutants(base, whole, random, 1) if is_accepted(loaded, changed))


@pytest.mark.parametrize("paths", CHUNKS, ids=lambda paths: paths[0].stem)
def test_they_agree_on_profiles_generated_from_cases(paths: list[Path]) -> None:
    loaded, base = real()
    profiles = [profile for path in paths for profile in islice(generated(path), FROM_EACH)]
    assert compare(loaded, base, profiles, KNOWN_AT) == FROM_EACH * len(paths)


def test_two_thousand_profiles_are_compared_on_the_whole_knowledge_base_in_every_run() -> None:
    assert FROM_EACH * sum(map(len, CHUNKS)) >= 2000
