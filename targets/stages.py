"""How far a document has been rolled out: rendered only, watching, or stopping things."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """The stages of a rollout, from the first to the last."""

    DRAFT = "draft"
    """Rendered; nothing stands at the provider."""
    OBSERVE = "observe-only"
    """In place: it reports what it would have stopped, and stops nothing."""
    ENFORCE = "enforce"
    """In place, and it stops what the posture forbids."""


def next_stage(current: Stage, goal: Stage | None) -> Stage:
    """One step on from `current`, or all the way to `goal`; what enforces is never taken back."""
    order = list(Stage)
    step = order[min(order.index(current) + 1, len(order) - 1)]
    return max(current, goal or step, key=order.index)
