"""Collects signals into a workspace: its record says whose they are, and what came is recorded there."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from engine.knowledge import Iri, KnowledgeBase
from service.clock import instant
from service.workspace import Workspace

if TYPE_CHECKING:
    from evidence import Ledger
    from evidence.signals import Batch, Known, SignalStore

UNNAMED: Final = "not named"


def store_of(workspace: Workspace) -> SignalStore:
    """The signals of the workspace."""
    from evidence.signals import SignalStore

    return SignalStore(workspace.settings.home / "signals")


def collect_into(workspace: Workspace, stream: BinaryIO, source: str, actor: str = UNNAMED) -> Batch:
    """
    Collects what is in `stream`, and records for each use case how much of it was new.

    The ledger gets the digest of the signals' ids, from which anybody who has the signals can make it again.
    """
    from evidence.signals import collect

    ledger = workspace.ledger
    batch = collect(
        stream,
        source=source,
        store=store_of(workspace),
        known=_known(ledger, ledger.head().size),
        signals=signals_of(workspace.knowledge_base),
        observed_at=workspace.clock(),
    )
    _record(workspace, batch, actor)
    return batch


def signals_of(knowledge_base: KnowledgeBase) -> frozenset[Iri]:
    """The signals that some control of the catalogue names."""
    return frozenset(signal for control in knowledge_base.controls.values() for signal in control.signals)


def batch_record(batch: Batch) -> dict[str, Any]:
    """`batch` as JSON values."""
    owners = [
        {"use_case": owner, "accepted": count, "digest": digest} for owner, count, digest in batch.by_use_case
    ]
    return {**asdict(batch), "rejected": [asdict(each) for each in batch.rejected], "by_use_case": owners}


@lru_cache(maxsize=4)
def _known(ledger: Ledger, size: int) -> Known:
    """Whose signals are expected, by the first `size` entries, which never change."""
    from evidence import EntryKind
    from evidence.signals import Known

    postures: dict[str, str] = {}
    subjects: dict[str, str] = {}
    for recorded in ledger.entries(kind=EntryKind.DETERMINATION):
        postures[recorded.entry.payload["posture"]["id"]] = recorded.entry.subject
    for recorded in ledger.entries(kind=EntryKind.RECEIPT):
        receipt = recorded.entry.payload
        postures.setdefault(receipt["posture"], recorded.entry.subject)
        if receipt["provider_id"] and receipt["version"]:
            subjects[f"{receipt['provider_id']}:{receipt['version']}"] = receipt["posture"]
    return Known(postures=postures, subjects=subjects)


def _record(workspace: Workspace, batch: Batch, actor: str) -> None:
    from evidence import Actor, Entry, EntryKind

    at = instant(workspace.clock)
    workspace.ledger.append_many(
        [
            Entry(
                kind=EntryKind.SIGNAL,
                subject=owner,
                actor=Actor(name=actor),
                at=at,
                payload={"source": batch.source, "accepted": count, "digest": digest},
            )
            for owner, count, digest in batch.by_use_case
        ]
    )
