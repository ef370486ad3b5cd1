"""Suggests what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str:
    """Up to three of `known` that look like `name`, whole or in one of their words; empty where none does."""
    names = sorted(known)
    close = (
        get_close_matches(name, names, n=3, cutoff=0.6)
        or [each for each in names if get_close_matches(name, each.split("-"), n=1, cutoff=0.8)][:3]
    )
    return f" Nearest: {', '.join(close)}." if close else ""
