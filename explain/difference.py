"""What comparing two answers gives: one difference, with what made it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.determination import Determination
from engine.posture import Posture
from explain.causes import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A determination with the posture that follows from it."""

    determination: Determination
    posture: Posture


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is different in the second of two answers."""

    kind: str
    """`tier`, `obligation`, `concept`, `date`, `control`, `setting`, `permission`, `gap` or `question`."""
    id: str
    label: str
    subject: str
    """Whose or what's it is; empty for what is said of the use case."""
    before: str
    """In words."""
    after: str
    citations: tuple[str, ...]
    causes: tuple[Cause, ...]


def in_order(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Causes each once, in a fixed order."""
    return tuple(sorted(set(causes)))
