"""Values of settings as people read them: `6 months`, `at level 2 of 3`."""

from __future__ import annotations

from typing import Final

_WORDS: Final = {"d": "days", "h": "hours", "mo": "months", "min": "minutes", "a": "years"}
"""UCUM codes in words. A code in braces is a word of its own; `1` is a bare number."""


def valued(value: str, unit: str) -> str:
    """A value in lexical form with its unit; the items of a list are joined, and need no unit."""
    items = value.split("\n")
    if len(items) > 1 or unit in ("", "1") or value in ("true", "false") or not _is_number(value):
        return {"true": "yes", "false": "no"}.get(value, ", ".join(items))
    word = _WORDS.get(unit, unit.strip("{}"))
    singular = value in ("1", "1.0")
    if unit in _WORDS:
        return f"{value} {word[:-1] if singular else word}"
    if word == "level":
        return f"level {value}"
    return f"{value} {word}" if singular else f"{value} {_plural(word)}"


def _plural(word: str) -> str:
    irregular = {"person": "people"}
    return irregular.get(word, f"{word[:-1]}ies" if word.endswith("y") else f"{word}s")


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).replace("-", "", 1).isdigit()
