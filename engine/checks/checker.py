"""
Everything a knowledge base must be, beyond being readable: each check yields the faults it finds.

Cycles, growth and precedence are checked over the statements of all readings together. A choice of readings
only leaves statements out, and none of these three faults can come from leaving something out, so what passes
here passes under every choice. That everything keeps a time is checked for each reading by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from engine.checks.controls import check_controls
from engine.checks.cycles import check_cycles
from engine.checks.facts import check_facts
from engine.checks.growth import check_growth
from engine.checks.mappings import check_mappings
from engine.checks.overlay import check_overlay
from engine.checks.precedence import check_precedence
from engine.checks.readings import check_readings
from engine.checks.references import check_references
from engine.checks.rules import check_rules
from engine.checks.use import check_use
from engine.checks.watching import check_watching
from engine.checks.windows import check_windows
from engine.errors import Fault
from engine.loading.draft import Draft

Check = Callable[[Draft], Iterable[Fault]]

CHECKS: tuple[Check, ...] = (
    check_references,
    check_use,
    check_facts,
    check_rules,
    check_cycles,
    check_growth,
    check_precedence,
    check_windows,
    check_readings,
    check_controls,
    check_watching,
    check_mappings,
    check_overlay,
)


def check_draft(draft: Draft) -> Iterator[Fault]:
    """Every fault that any check finds in `draft`."""
    for check in CHECKS:
        yield from check(draft)
