"""Executor, definition and oracle come to the same outcomes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.knowledge import KnowledgeBase
from tests.oracle.adapter import engine_outcomes, executors, is_accepted, knowledge_base
from tests.oracle.documents import statements
from tests.oracle.extraction import RuleBase
from tests.oracle.generator import generate
from tests.oracle.handmade import KNOWN_AT
from tests.oracle.mutations import mutants, read
from tests.oracle.oracle import Outcomes, evaluate_all

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.yaml"))

PROFILES = 20
"""Profiles a generated rule base is tried on."""
BASES_PER_TEST = 10
CHUNKS = 10
"""So 2,000 generated pairs in every run."""
PAIRS = int(os.environ.get("DUECARE_FUZZ_PAIRS", "50000"))
"""Generated pairs of the long run."""
LONG_CHUNKS = -(-PAIRS // (PROFILES * BASES_PER_TEST))


def difference(
    base: RuleBase, profile: Mapping[str, Any], name: str, theirs: Outcomes, ours: Outcomes
) -> str:
    """The first difference: rule, subject and what its conditions read; empty if there is none."""
    keys = [key for key in sorted(theirs.keys() | ours.keys()) if theirs.get(key) != ours.get(key)]
    if not keys:
        return ""
    rule, level, subject = key = keys[0]
    conditions = [base.conditions[condition] for condition in base.rules[rule].conditions]
    facts = {condition.fact for condition in conditions}
    stated = [said for said in statements(base, profile) if said.fact in facts]
    lines = [
        f"{len(keys)} differences on {profile['id']}; first {rule} for {level} {subject}:",
        f"  {name}: {theirs.get(key)}   oracle: {ours.get(key)}",
        *(f"  {condition}" for condition in conditions),
        *(f"  {said}" for said in stated),
    ]
    return "\n".join(lines)


def compare(
    loaded: KnowledgeBase, base: RuleBase, profiles: Sequence[Mapping[str, Any]], known_at: str
) -> int:
    """How many pairs were compared; fails on the first on which they differ."""
    for profile, ours in zip(profiles, evaluate_all(base, profiles, known_at), strict=True):
        assert ours
        found = engine_outcomes(loaded, profile, known_at)
        assert found.keys() == executors().keys()
        for name, theirs in found.items():
            told = difference(base, profile, name, theirs, ours)
            assert not told, told
    return len(profiles)


def compare_generated(chunk: int) -> None:
    seeds = range(chunk * BASES_PER_TEST, (chunk + 1) * BASES_PER_TEST)
    pairs = 0
    for seed in seeds:
        made = generate(seed, PROFILES)
        try:
            pairs += compare(knowledge_base(made.text), RuleBase(made.text), made.profiles, KNOWN_AT)
        except Exception as error:
            error.add_note(f"generated from seed {seed}")
            raise
    assert pairs == PROFILES * BASES_PER_TEST


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_executor_definition_and_oracle_agree_on_generated_rule_bases(chunk: int) -> None:
    compare_generated(chunk)


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(CHUNKS, CHUNKS + LONG_CHUNKS))
def test_they_agree_on_a_long_run_of_generated_rule_bases(chunk: int) -> None:
    compare_generated(chunk)


def test_two_thousand_pairs_are_compared_in_every_run() -> None:
    assert PROFILES * BASES_PER_TEST * CHUNKS >= 2000


def test_a_difference_is_told_with_rule_subject_and_facts() -> None:
    made = generate(1, 1)
    base, profile = RuleBase(made.text), made.profiles[0]
    ours = evaluate_all(base, [profile], KNOWN_AT)[0]
    key = min(ours)
    told = difference(base, profile, "tampered", {**ours, key: "invented"}, ours)
    assert f"first {key[0]} for {key[1]} {key[2]}" in told
    assert "tampered: invented" in told
    assert difference(base, profile, "the same", dict(ours), ours) == ""


# --- the knowledge base itself -------------------------------------------------------------------


@cache
def real() -> tuple[KnowledgeBase, RuleBase]:
    return knowledge_base(ROOT / "kb"), RuleBase(sorted((ROOT / "kb").rglob("*.ttl")))


@pytest.mark.parametrize("known_at", ["2024-07-12", "2026-07-23", "2026-07-24", "2026-10-08"])
def test_they_agree_on_the_examples_as_the_law_was_known_then(known_at: str) -> None:
    loaded, base = real()
    profiles = [read(ROOT / "examples" / f"{name}.yaml") for name in EXAMPLES]
    assert compare(loaded, base, profiles, known_at) == len(EXAMPLES) > 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_they_agree_on_changed_examples(name: str) -> None:
    loaded, base = real()
    changed = mutants(base, read(ROOT / "examples" / f"{name}.yaml"), Random(name), count=60)
    accepted = [profile for profile in changed if is_accepted(loaded, profile)]
    assert len(accepted) >= 40
    compare(loaded, base, accepted, KNOWN_AT)


def test_changes_to_an_example_change_its_outcomes() -> None:
    _, base = real()
    original = read(ROOT / "examples" / "cv-screening.yaml")
    changed = list(mutants(base, original, Random(1), count=40))
    distinct = {str(outcomes) for outcomes in evaluate_all(base, [original, *changed], KNOWN_AT)}
    assert len(distinct) >= 20
