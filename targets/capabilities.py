"""What only some targets can do, each a protocol of its own; a target without it need not say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from targets.interface import Change, Document, Observed
from targets.stages import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one use case asks of a setting that others share."""

    use_case: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What several claims on one setting come to: one document, or the reasons why there is none."""

    document: Document | None
    decided: tuple[str, ...] = ()
    """Where the claims differed: which one prevailed, being the strictest, over which."""
    conflicts: tuple[str, ...] = ()
    """Where no claim is the strictest: who asks for what. Without a document there is at least one."""


@runtime_checkable
class Staged(Protocol):
    """A target whose provider can hold a document back: in place, but only watching."""

    def at_stage(self, document: Document, stage: Stage) -> Document:
        """`document`, which enforces, as it stands at `stage`; unchanged at `Stage.ENFORCE`."""
        ...

    def stage_of(self, observed: Observed) -> Stage:
        """How far what was observed is rolled out; enforcing where any part of it stops something."""
        ...


@runtime_checkable
class Shared(Protocol):
    """A target of which one setting serves several use cases: their documents bear the same name."""

    def merge(self, claims: Sequence[Claim]) -> Merged:
        """The strictest document that meets every claim, in any order of the claims the same."""
        ...


@runtime_checkable
class ByHand(Protocol):
    """A target that is rendered and looked at, and never pushed: a person puts it in place."""

    def instructions(self, change: Change) -> str:
        """What that person has to do, in one or several lines."""
        ...
