"""Many determinations in one process, in threads and in forked children, compared with the definition.

python -m tests.support.soak [HOW-MANY]
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from engine.forward import ForwardExecutor
from engine.knowledge import FactKind, Iri, KnowledgeBase, Level
from engine.law import law_as_known
from engine.loading.loader import load_knowledge_base
from engine.profile.profile import read_profile
from engine.rulebase import RuleBase
from engine.semantics import Verdict, define
from engine.state import Snapshot, Verdicts, snapshot
from engine.usecase import Stated, UseCase
from tests.support.memory import resident

ROOT = Path(__file__).resolve().parents[2]
VARIANTS = 100
"""How many variants of each example are made."""
THREADS = 8
CHILDREN = 4


@dataclass(frozen=True, slots=True)
class Case:
    """One use case as rules read it, and what they say of it by definition."""

    facts: Snapshot
    expected: Verdicts


@cache
def packs() -> KnowledgeBase:
    """The knowledge base of this project."""
    return load_knowledge_base(ROOT / "kb")


def variants(use_case: UseCase, known: KnowledgeBase, random: Random) -> Iterator[UseCase]:
    """The use case itself, and variants in which facts are left out or stated otherwise."""
    yield use_case
    for _ in range(VARIANTS - 1):
        kept = random.random()
        yield replace(
            use_case,
            subjects=tuple(
                replace(subject, facts=_varied(subject.facts, known, random, kept))
                for subject in use_case.subjects
            ),
            unlisted={Level.TOOL: "/stack"} if random.random() < 0.2 else use_case.unlisted,
        )


def _varied(
    facts: Mapping[Iri, Stated], known: KnowledgeBase, random: Random, kept: float
) -> dict[Iri, Stated]:
    found: dict[Iri, Stated] = {}
    for fact, said in facts.items():
        if random.random() < kept:
            other = random.random() < 0.3
            found[fact] = replace(said, values=_other(fact, known, random)) if other else said
    return found


def _other(fact: Iri, known: KnowledgeBase, random: Random) -> tuple[str, ...]:
    """Values the fact could have instead: another truth value, or what some condition asks for."""
    asked = [
        condition.values
        for rule in known.rules.values()
        for condition in rule.conditions
        if condition.fact == fact and known.facts[fact].kind is not FactKind.CONCLUDED
    ]
    return random.choice([*asked, ()])


def cases(seed: int = 1) -> tuple[RuleBase, list[Case]]:
    """The law of the packs, and cases to run it on; together they show every verdict."""
    known, random = packs(), Random(seed)
    base = law_as_known(known, "2026-11-22").rule_base
    made = []
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        use_case = read_profile(path.read_bytes(), path.name, known)
        for variant in variants(use_case, known, random):
            facts = snapshot(base, variant)
            made.append(Case(facts, define(base, facts)))
    return base, made


def verdicts_seen(found: list[Case]) -> set[int]:
    """Every verdict that occurs in the cases."""
    return {
        v for case in found for subjects in case.expected.values() for decided in subjects for v in decided
    }


def wrong(executor: ForwardExecutor, base: RuleBase, given: list[Case], times: int, seed: int = 0) -> int:
    """How many of `times` determinations of cases drawn at random differ from the definition."""
    random = Random(seed)
    drawn = (random.choice(given) for _ in range(times))
    return sum(executor.run(base, case.facts) != case.expected for case in drawn)


def wrong_in_threads(executor: ForwardExecutor, base: RuleBase, given: list[Case], times: int) -> int:
    """The same, shared by eight threads that take turns as often as they can."""
    counts: list[int | None] = [None] * THREADS
    each = -(-times // THREADS)

    def work(number: int) -> None:
        counts[number] = wrong(executor, base, given, each, seed=number)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    return sum(each if count is None else count for count in counts)  # a thread that died counts as wrong


def wrong_in_children(executor: ForwardExecutor, base: RuleBase, given: list[Case], times: int) -> int:
    """The same, shared by four forked children; how many of them were wrong somewhere or died."""
    each = -(-times // CHILDREN)
    children = []
    for number in range(CHILDREN):
        child = os.fork()
        if not child:
            failed = True
            try:
                failed = wrong(executor, base, given, each, seed=100 + number) > 0
            finally:
                os._exit(failed)
        children.append(child)
    return sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children)


def main(times: int) -> int:
    """Prints what was found; returns the exit code."""
    base, given = cases()
    executor = ForwardExecutor()
    seen = sorted(Verdict(v).name for v in verdicts_seen(given))
    print(f"{len(base.rules)} rules, {len(given)} cases, verdicts {', '.join(seen)}")
    faults = wrong(executor, base, given, times // 10)
    start = resident()
    for name, run in (
        ("one process", wrong),
        ("8 threads", wrong_in_threads),
        ("4 children", wrong_in_children),
    ):
        begun = time.monotonic()
        found = run(executor, base, given, times)
        faults += found
        rate = times / (time.monotonic() - begun)
        print(f"{times:,} in {name}: {found} wrong, {rate:,.0f}/s, {resident() - start:+.1f} MiB", flush=True)
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
