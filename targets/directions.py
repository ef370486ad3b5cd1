"""What a changed tool permission or limit does to the protection, for targets that state them as JSON."""

from __future__ import annotations

from typing import Any

from targets.interface import Difference, Direction
from targets.tool_permissions import DECISIONS

_LIMITS = ("maximum", "run_limit", "calls_per_run")


def permission_direction(difference: Difference) -> Direction:
    """Judges decisions, limits and lists of what is allowed, by the last name of the path.

    A tool that is not there counts as denied; a limit that is not there, as none.
    """
    leaf = difference.path.rpartition(".")[2]
    before, after = difference.before, difference.after
    if leaf == "decision":
        return decision_direction(before, after)
    if leaf in _LIMITS:
        return _bound_direction(before, after)
    if leaf == "one_of":
        return list_direction(before, after)
    return Direction.DIFFERENT


def decision_direction(before: Any, after: Any) -> Direction:
    """Allowing instead of asking, or asking instead of denying, is weaker."""
    ranks = [
        DECISIONS.index(each) if each in DECISIONS else None for each in (before or "deny", after or "deny")
    ]
    first, second = ranks
    if first is None or second is None or first == second:
        return Direction.DIFFERENT
    return Direction.WEAKER if second < first else Direction.STRICTER


def _bound_direction(before: Any, after: Any) -> Direction:
    first, second = (
        each if isinstance(each, int | float) else None if each else float("inf") for each in (before, after)
    )
    if first is None or second is None:
        return Direction.DIFFERENT
    return Direction.WEAKER if second > first else Direction.STRICTER


def list_direction(before: Any, after: Any) -> Direction:
    """More values allowed is weaker; no list at all allows every value."""
    if before is None or after is None:
        return Direction.STRICTER if before is None else Direction.WEAKER
    if not (isinstance(before, list) and isinstance(after, list)):
        return Direction.DIFFERENT
    first, second = (set(map(repr, each)) for each in (before, after))
    if first < second:
        return Direction.WEAKER
    return Direction.STRICTER if second < first else Direction.DIFFERENT
