"""Times the explanations of each example on the whole knowledge base, for every name of the packs.

python -m tests.bench explain

Times are of the processor, not of the clock, so that what else the machine does counts little.
"""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import NamedTuple

from engine.errors import UnknownSubject
from engine.knowledge import FactKind
from engine.requirements import posture_of
from explain.difference import Answered
from explain.flips import flips
from explain.forms.explained import explained
from explain.forms.graph import Depth
from explain.forms.render import Form, render
from explain.outcomes import consequences
from explain.report import as_text
from explain.what_if import what_if_record
from explain.why import why
from explain.why_not import why_not
from tests.support.shipped import determined, example_files, knowledge_base

BUDGETS = {"why": 0.020, "why-not": 0.050, "flips": 2.0}
"""What one question may take, in seconds."""

_EVERY = 6
"""Forms are asked for of one name in so many: what they are given took its time under `why`."""


class Timing(NamedTuple):
    """How long one question took, and which it was."""

    seconds: float
    asked: str


def main() -> None:
    """Prints the figures: of every question and form, the median and the longest."""
    print(f"explanations on Python {platform.python_version()}, {os.cpu_count()} processors, processor time")
    known = knowledge_base()
    families = {fact.scheme for fact in known.facts.values() if fact.kind is FactKind.CONCLUDED}
    names = sorted(
        {*known.controls, *known.parameters, *(c.id for c in known.concepts.values() if c.scheme in families)}
    )
    gc.collect()
    gc.disable()  # a collection goes through the whole knowledge base, and would hit one question at random
    found: dict[str, list[Timing]] = {}
    for path in example_files():
        bench_example(path.stem, names, found)
    print(f"  {len(names)} names, {len(example_files())} examples")
    for question, timings in found.items():
        print(f"    {question:20} {told(timings)}{kept(question, timings)}")


def bench_example(name: str, names: Sequence[str], found: dict[str, list[Timing]]) -> None:
    """Asks every name of the packs every question and in every form, and adds how long it took to `found`."""
    determination = determined(name)
    posture = posture_of(determination)
    later = determined(name, "2028-08-02")
    before = Answered(determination=determination, posture=posture)
    after = Answered(determination=later, posture=posture_of(later))

    def ask(question: str, work: Callable[[str], object], asked: Iterable[str]) -> None:
        found.setdefault(question, []).extend(timed(name, work, asked))

    ask("first of all", lambda each: as_text(why_not(determination, posture, each)), ["minimal"])
    ask("why", lambda each: as_text(why(determination, posture, each)), names)
    ask("why-not", lambda each: as_text(why_not(determination, posture, each)), names)
    for form in Form:
        for depth in Depth:
            ask(
                f"why, {form}, {depth}",
                lambda each, form=form, depth=depth: render(  # type: ignore[misc]
                    explained(determination, why(determination, posture, each)), form, depth
                ),
                names[::_EVERY],
            )
        gc.collect()
    ask("flips", lambda each: flips(determination, each), names)
    ask("questions", lambda _: consequences(determination), ["everything"])
    ask("what-if", lambda _: what_if_record(before, after, ()), ["another day"])


def timed(example: str, work: Callable[[str], object], names: Iterable[str]) -> Iterable[Timing]:
    """How long `work` takes for each name it answers."""
    for name in names:
        try:
            seconds = once(work, name)
        except UnknownSubject:
            continue  # `why` has no answer where it does not hold
        yield Timing(seconds, f"{example}, {name}")


def once(work: Callable[[str], object], name: str) -> float:
    """The processor time of one question."""
    begun = time.process_time()
    work(name)
    return time.process_time() - begun


def told(timings: Sequence[Timing]) -> str:
    """The median and the longest, with the name of the longest."""
    longest = max(timings)
    middle = median(each.seconds for each in timings)
    figures = f"median {middle * 1e3:8.2f} ms, longest {longest.seconds * 1e3:8.1f} ms"
    return f"{figures} ({longest.asked}), of {len(timings)}"


def kept(question: str, timings: Sequence[Timing]) -> str:
    """Whether the longest is within the budget, where the question has one."""
    budget = BUDGETS.get(question)
    if budget is None:
        return ""
    over = sum(each.seconds > budget for each in timings)
    return f"; over {budget * 1e3:.0f} ms: {over}"


if __name__ == "__main__":
    main()
