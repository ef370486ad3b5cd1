"""Times the explanations of each example on the whole knowledge base.

python -m tests.bench explain
"""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from statistics import median

from engine.errors import UnknownSubject
from engine.knowledge import FactKind
from engine.requirements import posture_of
from explain.difference import Answered
from explain.flips import flips
from explain.outcomes import consequences
from explain.report import as_text
from explain.what_if import what_if_record
from explain.why import why
from explain.why_not import why_not
from tests.support.shipped import determined, example_files, knowledge_base

FLIPPED = ("high-risk", "prohibited", "transparency", "minimal", "human-review", "logging", "human-oversight")


def main() -> None:
    """Prints the figures: of every question of a kind, the median and the longest."""
    print(f"explanations on Python {platform.python_version()}, {os.cpu_count()} processors")
    known = knowledge_base()
    families = {fact.scheme for fact in known.facts.values() if fact.kind is FactKind.CONCLUDED}
    names = sorted(
        {*known.controls, *known.parameters, *(c.id for c in known.concepts.values() if c.scheme in families)}
    )
    gc.collect()
    gc.freeze()  # a collection goes through the whole knowledge base, and would hit one question at random
    for path in example_files():
        bench_example(path.stem, names)


def bench_example(name: str, names: Sequence[str]) -> None:
    """Asks every name of the packs why and why not, and some what would flip them."""
    determination = determined(name)
    posture = posture_of(determination)
    answered = Answered(determination=determination, posture=posture)
    other = determined(name, "2028-08-02")
    later = Answered(determination=other, posture=posture_of(other))
    print(f"  {name}: {len(names)} names")
    why_not(
        determination, posture, "minimal"
    )  # the law's conditions are compiled once, not for each question
    print(f"    why      {told(lambda each: as_text(why(determination, posture, each)), names)}")
    print(f"    why-not  {told(lambda each: as_text(why_not(determination, posture, each)), names)}")
    print(f"    flips    {told(lambda each: flips(determination, each), FLIPPED)}")
    print(f"    questions {told(lambda _: consequences(determination), names[:3])}")
    print(f"    what-if  {told(lambda _: what_if_record(answered, later, ()), names[:20])}")


def told(work: Callable[[str], object], names: Iterable[str]) -> str:
    """How long `work` takes for each name it answers, as median and longest."""
    times: list[tuple[float, str]] = []
    for name in names:
        begun = time.perf_counter()
        try:
            work(name)
        except UnknownSubject:
            continue  # `why` has no answer where it does not hold
        times.append((time.perf_counter() - begun, name))
    if not times:
        return "nothing to ask"
    longest, slowest = max(times)
    middle = median(seconds for seconds, _ in times)
    return f"median {middle * 1e3:.2f} ms, longest {longest * 1e3:.1f} ms ({slowest}), of {len(times)}"


if __name__ == "__main__":
    main()
