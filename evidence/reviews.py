"""Evidence items and reviews: what was observed of a requirement, and what a person made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Fault
from evidence.entries import identifier_faults, instant_faults, instant_of
from evidence.errors import EntryRefused
from evidence.freetext import FreeText

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)


class Outcome(StrEnum):
    """What an observation or a judgement came to, in the words of W3C EARL 1.0."""

    PASSED = "passed"
    FAILED = "failed"
    CANNOT_TELL = "cantTell"
    INAPPLICABLE = "inapplicable"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One observation about a control of a requirement. It refers to its source and does not contain it."""

    requirement: str
    control: str
    outcome: Outcome
    collected_at: str
    """An RFC 3339 instant."""
    expires_at: str
    """The RFC 3339 instant from which it no longer counts as fresh."""
    digest: str
    """`sha256:` and the hexadecimal digest of what was collected."""
    source: str
    """Where it was collected: a reference that the organisation can follow."""

    def __post_init__(self) -> None:
        _refuse([*self._faults()])

    def _faults(self) -> Iterable[Fault]:
        for name in ("requirement", "control", "source"):
            yield from identifier_faults(getattr(self, name), f"/{name}")
        for name in ("collected_at", "expires_at"):
            yield from instant_faults(getattr(self, name), f"/{name}")
        collected, expires = instant_of(self.collected_at), instant_of(self.expires_at)
        if collected and expires and expires <= collected:
            message = f"It expires at {self.expires_at}, not after it was collected."
            yield Fault(
                message=message, path="/expires_at", expected=f"an instant after {self.collected_at}."
            )
        if not _DIGEST.fullmatch(self.digest):
            message = f"{self.digest!r} is no digest."
            yield Fault(message=message, path="/digest", expected="sha256: and 64 hexadecimal digits.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a named person judged of a requirement, and why. The reason is kept erasable."""

    requirement: str
    reviewer: str
    verdict: Outcome
    reason: str
    at: str
    """An RFC 3339 instant."""

    def __post_init__(self) -> None:
        named = (
            identifier_faults(getattr(self, name), f"/{name}")
            for name in ("requirement", "reviewer", "reason")
        )
        _refuse([*(fault for faults in named for fault in faults), *instant_faults(self.at, "/at")])


def evidence_payload(item: EvidenceItem) -> dict[str, str]:
    """The payload of the ledger entry that records `item`."""
    return {
        "requirement": item.requirement,
        "control": item.control,
        "outcome": item.outcome.value,
        "collected_at": item.collected_at,
        "expires_at": item.expires_at,
        "digest": item.digest,
        "source": item.source,
    }


def review_payload(review: Review) -> dict[str, str | FreeText]:
    """The payload of the ledger entry that records `review`; its reason can be erased."""
    return {
        "requirement": review.requirement,
        "reviewer": review.reviewer,
        "verdict": review.verdict.value,
        "reason": FreeText(text=review.reason),
        "at": review.at,
    }


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise EntryRefused(faults)
