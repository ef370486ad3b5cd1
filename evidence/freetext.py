"""Text that people wrote, kept beside its entry so that it can be erased while every proof stays valid.

The entry holds a commitment: the HMAC-SHA256 of the text under a random salt. Text and salt stand in a table
of their own. Deleting both leaves a number that nobody can lead back to the text, not even by guessing it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

COMMITMENT: Final = "hmac-sha256"
"""The one key of the JSON object that stands for a free text in a payload."""
ERASED: Final = "[erased]"
"""What is shown in the place of a text that was erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeText:
    """
    A text to be recorded so that it can be erased. Put it into a payload where the text would stand.

    The salt is drawn once, so repeating an append with the same object records nothing twice.
    """

    text: str
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @property
    def commitment(self) -> str:
        """The 64 hexadecimal digits that stand for the text."""
        return hmac.new(self.salt, self.text.encode(), "sha256").hexdigest()


def free_texts(value: Any) -> Iterator[FreeText]:
    """Every free text within `value`."""
    match value:
        case FreeText():
            yield value
        case Mapping():
            for member in value.values():
                yield from free_texts(member)
        case list() | tuple():
            for member in value:
                yield from free_texts(member)


def commitments(value: Any) -> Iterator[str]:
    """The commitments in a payload that was read back, in order."""
    match value:
        case {"hmac-sha256": str(commitment), **rest} if not rest:
            yield commitment
        case Mapping():
            for member in value.values():
                yield from commitments(member)
        case list() | tuple():
            for member in value:
                yield from commitments(member)


def resolved(value: Any, texts: Mapping[str, str]) -> Any:
    """`value`, read back, with each commitment replaced by its text; by `ERASED` where there is none."""
    match value:
        case {"hmac-sha256": str(commitment), **rest} if not rest:
            return texts.get(commitment, ERASED)
        case Mapping():
            return {key: resolved(member, texts) for key, member in value.items()}
        case list() | tuple():
            return [resolved(member, texts) for member in value]
    return value
