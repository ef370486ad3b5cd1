"""How long it takes to render one posture for every target. Run by `make bench`; not a test."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from targets.bedrock import BedrockGuardrail
from targets.cedar import CedarPolicies
from targets.claude import ClaudeMessages, ClaudeSettings
from targets.coverage import coverage, render_all
from targets.langchain import LangChainMiddleware
from targets.plan import check
from targets.rego import RegoBundle
from tests.targets.postures import EXAMPLE

ROUNDS = 200


def measure(what: str, run: Callable[[], object]) -> None:
    """Prints the median and the 99th percentile of `run`, in milliseconds, after a first unmeasured call."""
    run()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        taken.append((time.perf_counter() - start) * 1000)
    tail = statistics.quantiles(taken, n=100)[98]
    print(f"{what:45} p50 {statistics.median(taken):7.3f} ms   p99 {tail:7.3f} ms")


def main() -> None:
    """Renders, validates and accounts for the example posture."""
    bedrock, cedar = BedrockGuardrail(), CedarPolicies()
    in_folders = (ClaudeMessages(), ClaudeSettings(), LangChainMiddleware(), RegoBundle())
    targets = (bedrock, cedar, *in_folders)
    renderings = render_all(EXAMPLE, targets)
    measure("render one guardrail", lambda: bedrock.render(EXAMPLE))
    measure("render one tool policy", lambda: cedar.render(EXAMPLE))
    measure("render all targets", lambda: render_all(EXAMPLE, targets))
    measure("validate all, the real engines included", lambda: check(renderings, targets))
    measure("coverage of all", lambda: coverage(EXAMPLE, renderings))


if __name__ == "__main__":
    main()
