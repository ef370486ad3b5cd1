"""What the targets room records and reads back, kept in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidence.entries import Actor, Entry, parse_kind
from evidence.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerReceipts:
    """Plans, approvals and receipts as entries of `ledger`, with the methods that targets ask for."""

    ledger: Ledger
    knowledge_base: str | None = None
    """The fingerprint of the knowledge base in use, written into every entry."""
    authenticated: bool = False
    """Whether the names of actors are vouched for; otherwise they are recorded as self-declared."""

    def record(self, kind: str, subject: str, payload: Mapping[str, Any], actor: str, at: str) -> int:
        """Records `payload` about the use case `subject`; returns its place in the ledger, once on disk."""
        entry = Entry(
            kind=parse_kind(kind),
            subject=subject,
            actor=Actor(name=actor, authenticated=self.authenticated),
            at=at,
            payload=payload,
            knowledge_base=self.knowledge_base,
        )
        return self.ledger.append(entry).seq

    def recorded(self, kind: str, subject: str | None) -> Sequence[Mapping[str, Any]]:
        """
        The payloads of that kind about `subject`, oldest first; about anything where it is None.

        Free text stands in them as it was written, or as `[erased]`.
        """
        found = self.ledger.entries(subject=subject, kind=parse_kind(kind))
        return tuple(self.ledger.payload(recorded) for recorded in found)
