"""Tries whether durable-rules can compile rule sets, without trusting it to survive.

On some rule sets the library loops for ever, and some end the process it runs in.
"""

from __future__ import annotations

import subprocess
import sys

from engine.errors import RuleBaseRejected

PROGRAM = """
import sys
import durable_rules_engine
for number, source in enumerate(sys.stdin.read().splitlines()):
    durable_rules_engine.create_ruleset(f"trial{number}", source)
"""


def try_compiling(sources: list[str], seconds: float) -> None:
    """
    Compiles rule sets, each in the library's own form, within `seconds` in a process of its own.

    Raises `RuleBaseRejected` where that fails, hangs or dies, which does this process no harm.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter itself, with a program that stands above
            [sys.executable, "-I", "-c", PROGRAM],
            input="\n".join(sources),
            text=True,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RuleBaseRejected(
            f"durable-rules had not compiled this rule base after {seconds} seconds in a trial process."
            " Next: report the rule base; meanwhile, let the definition decide alone."
        ) from None
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2] or f"the process ended with {done.returncode}"
        raise RuleBaseRejected(f"durable-rules cannot compile this rule base in a trial process: {reason}")
