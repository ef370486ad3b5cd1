"""Receipts kept in memory: the port `targets` declares, as small as it can be."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class KeptReceipts:
    """Remembers what it is given, as JSON, as a ledger would."""

    entries: list[tuple[str, str, str]] = field(default_factory=list)

    def record(self, kind: str, subject: str, payload: Mapping[str, Any], actor: str, at: str) -> int:
        """Keeps one payload."""
        self.entries.append((kind, subject, json.dumps({**payload, "actor": actor, "at": at})))
        return len(self.entries) - 1

    def recorded(self, kind: str, subject: str | None) -> Sequence[Mapping[str, Any]]:
        """All of a kind about a subject."""
        return [
            json.loads(each)
            for kept, about, each in self.entries
            if kept == kind and (subject is None or about == subject)
        ]
