"""The use cases the service knows: the profile revisions in the ledger, and nothing else.

A use case is created or changed by appending a revision of its profile. What is current is the latest
revision of each; nothing is kept beside the ledger, so a copy of the ledger is a copy of the service's state.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from engine.canonical import canonical_bytes, digest
from engine.profile.profile import profile_from_record
from engine.usecase import UseCase
from evidence import Actor, Entry, EntryKind, RecordedEntry
from service.clock import instant
from service.workspace import Workspace

CACHED_PROFILES = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One recorded state of a profile."""

    id: str
    title: str
    number: int
    """Counted from 1 for each use case."""
    seq: int
    """Its place in the ledger."""
    at: str
    actor: str
    profile: dict[str, Any]

    @property
    def digest(self) -> str:
        """The SHA-256 of the canonical profile: equal digests mean equal profiles."""
        return digest(self.profile)


class Register:
    """Reads and appends profile revisions of one workspace. Any number of threads may share it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._appending = Lock()
        self._read = lru_cache(CACHED_PROFILES)(self._read_profile)

    def revisions(self, use_case: str | None = None) -> tuple[Revision, ...]:
        """Every revision of `use_case`, or of all, oldest first."""
        counted: dict[str, int] = {}
        found = []
        for recorded in self._workspace.ledger.entries(subject=use_case, kind=EntryKind.PROFILE_REVISION):
            number = counted[recorded.entry.subject] = counted.get(recorded.entry.subject, 0) + 1
            found.append(_revision(recorded, number))
        return tuple(found)

    def current(self) -> tuple[Revision, ...]:
        """The latest revision of every use case, by id."""
        latest = {revision.id: revision for revision in self.revisions()}
        return tuple(latest[name] for name in sorted(latest))

    def find(self, use_case: str) -> Revision | None:
        """The latest revision of `use_case`; None where none was ever recorded."""
        return next(iter(reversed(self.revisions(use_case))), None)

    def use_case(self, revision: Revision) -> UseCase:
        """The use case of a revision; `InputError` where this knowledge base no longer reads it."""
        return self._read(canonical_bytes(revision.profile).decode("utf-8"))

    def put(self, use_case: UseCase, actor: str, expected: str | None = None) -> tuple[Revision, bool]:
        """
        Records `use_case` as the latest revision, unless it equals that one; says whether it was recorded.

        With `expected`, the digest of the revision the change was made from (empty: there was none), a
        change in between raises `RevisionConflict` and nothing is recorded.
        """
        with self._appending:
            before = self.find(use_case.id)
            found = before.digest if before else ""
            if expected is not None and expected != found:
                raise RevisionConflict(use_case.id, before)
            profile = json.loads(use_case.document)
            if before is not None and before.profile == profile:
                return before, False
            self._workspace.ledger.append(self._entry(use_case.id, profile, actor, before))
            after = self.revisions(use_case.id)[-1]
        return after, True

    def _entry(self, use_case: str, profile: Any, actor: str, before: Revision | None) -> Entry:
        """The next revision; it names the one it replaces, so that no two revisions are the same entry."""
        return Entry(
            kind=EntryKind.PROFILE_REVISION,
            subject=use_case,
            actor=Actor(name=actor),
            at=instant(self._workspace.clock),
            payload={"profile": profile, "replaces": before.seq if before else None},
            knowledge_base=self._workspace.knowledge_base.fingerprint,
        )

    def _read_profile(self, document: str) -> UseCase:
        return profile_from_record(document, self._workspace.knowledge_base)


class RevisionConflict(Exception):
    """A profile was changed by somebody else since the caller read it."""

    def __init__(self, use_case: str, current: Revision | None) -> None:
        self.use_case = use_case
        self.current = current
        super().__init__(use_case)


def _revision(recorded: RecordedEntry, number: int) -> Revision:
    entry = recorded.entry
    profile = dict(entry.payload["profile"])
    return Revision(
        id=entry.subject,
        title=str(profile.get("title", entry.subject)),
        number=number,
        seq=recorded.seq,
        at=entry.at,
        actor=str(entry.actor),
        profile=profile,
    )
