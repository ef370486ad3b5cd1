"""Times the engine: loading the knowledge base, determining each example, and its posture.

python -m tests.bench.engine
"""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from engine.compiled import compiled
from engine.determination import Determination
from engine.determine import Definition, Executor, determine
from engine.forward import UNAVAILABLE, ForwardExecutor
from engine.knowledge import KnowledgeBase
from engine.law import Law, law_as_known
from engine.loading.loader import load_knowledge_base
from engine.profile.profile import read_profile
from engine.record import determination_record
from engine.requirements import posture_of
from engine.usecase import UseCase
from tests.support.memory import resident

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-11-22"
ROUNDS = 2_000


def main() -> None:
    """Prints the figures."""
    print(f"engine on Python {platform.python_version()}, {os.cpu_count()} processors")
    knowledge_base = bench_loading()
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        use_case = read_profile(path.read_bytes(), path.name, knowledge_base)
        bench_determining(use_case, knowledge_base)
    print(f"  resident memory at the end: {resident():.0f} MiB")


def told(work: Callable[[], object], rounds: int = ROUNDS) -> str:
    """How long `work` keeps a processor, as p50 and p99 of many rounds after a warm-up."""
    for _ in range(max(1, rounds // 20)):
        work()
    times: list[float] = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    cut = quantiles(times, n=100)
    return f"p50 {cut[49] * 1e3:.3f} ms, p99 {cut[98] * 1e3:.3f} ms"


def bench_loading() -> KnowledgeBase:
    """Loads the packs cold and compiled, and compiles the law."""
    before = resident()
    print(f"  knowledge base, parsed and checked: {told(lambda: load_knowledge_base(ROOT / 'kb'), 3)}")
    with tempfile.TemporaryDirectory() as cache:
        known = compiled(ROOT / "kb", Path(cache))
        print(f"  knowledge base, compiled form: {told(lambda: compiled(ROOT / 'kb', Path(cache)), 20)}")
    instruments = frozenset(known.instruments)
    print(f"  the law, compiled from it: {told(lambda: Law(known, instruments), 50)}")
    if not UNAVAILABLE:
        base = law_as_known(known, AS_OF).rule_base
        begun = time.perf_counter()
        executor = ForwardExecutor()
        determine(_nobody(), known, AS_OF, executor=executor)
        seconds = time.perf_counter() - begun
        print(
            f"  {len(base.rules)} rules in {len(base.groups)} strata, tried and compiled:"
            f" {seconds * 1e3:.0f} ms"
        )
    print(f"  resident memory: {before:.0f} MiB before, {resident():.0f} MiB after")
    return known


def _nobody() -> UseCase:
    """A use case of which nothing is known."""
    from tests.support.kb import use_case

    return use_case()


def bench_determining(use_case: UseCase, known: KnowledgeBase) -> None:
    """Determines one use case with each evaluation, and derives its posture."""
    found = determine(use_case, known, AS_OF)
    print(f"  {use_case.id}: {len(list(found.outcomes()))} outcomes, {len(found.findings)} findings")

    def determined(executor: Executor, *, cross_check: bool) -> Callable[[], Determination]:
        return lambda: determine(use_case, known, AS_OF, executor=executor, cross_check=cross_check)

    if UNAVAILABLE:
        print(f"    {UNAVAILABLE}")
    else:
        forward = ForwardExecutor()
        print(f"    durable-rules and cross-check: {told(determined(forward, cross_check=True))}")
        print(f"    durable-rules alone:           {told(determined(forward, cross_check=False))}")
    print(f"    definition alone:              {told(determined(Definition(), cross_check=False))}")
    print(f"    posture:                       {told(lambda: posture_of(found), 200)}")
    if not UNAVAILABLE:
        both = determined(forward, cross_check=True)
        print(f"    posture, determined anew:      {told(lambda: posture_of(both()), 200)}")
    print(f"    record as JSON values:         {told(lambda: determination_record(found), 100)}")


if __name__ == "__main__":
    main()
