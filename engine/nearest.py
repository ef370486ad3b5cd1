"""Suggests what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str:
    """Up to three of `known` that look most like `name`, as a sentence; empty where none does."""
    close = get_close_matches(name, sorted(known), n=3, cutoff=0.6)
    return f" Nearest: {', '.join(close)}." if close else ""
