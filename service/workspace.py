"""Wires the rooms together: what the command line and the web service both do.

One `Workspace` serves a process. It loads the knowledge base once, runs every determination with
durable-rules checked against the definition, and records what was determined.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engine.compiled import compiled
from engine.determination import Determination
from engine.determine import Definition, Executor, determine
from engine.forward import UNAVAILABLE, ForwardExecutor
from engine.knowledge import KnowledgeBase
from engine.posture import Posture
from engine.profile.profile import profile_from_record, read_profile
from engine.reading_records import other_readings_record
from engine.readings import other_readings
from engine.record import determination_record, posture_record
from engine.requirements import posture_of
from engine.usecase import UseCase
from explain.replay.checker import check
from explain.replay.report import Replay, replay
from explain.replay.saved import Saved, saved_of
from explain.what_if import supposed_words
from service.clock import Clock, instant, system_clock, today
from service.settings import Settings
from service.supposing import SOURCE, as_document, supposed

if TYPE_CHECKING:
    from evidence import Ledger

_MOST_READ: Final = 1 << 24
"""Far more than a profile may hold: a pipe or device that never ends is refused for its size as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What follows for one use case."""

    determination: Determination
    posture: Posture


class Workspace:
    """Everything one process needs to answer about use cases and to keep the record."""

    def __init__(self, settings: Settings, clock: Clock = system_clock) -> None:
        self.settings = settings
        self.clock = clock

    @cached_property
    def knowledge_base(self) -> KnowledgeBase:
        """The packs, from their compiled form where it is current."""
        return compiled(self.settings.knowledge_base, self.settings.cache, self.settings.overlay)

    @cached_property
    def executor(self) -> Executor:
        """durable-rules; where it cannot be imported the definition decides alone, as each answer says."""
        return Definition() if UNAVAILABLE else ForwardExecutor()

    @cached_property
    def ledger(self) -> Ledger:
        """The record, made on first use together with its signing key."""
        from evidence import Ledger, load_or_create_key  # what only asks never pays for the database

        self.settings.home.mkdir(parents=True, exist_ok=True)
        key = load_or_create_key(self.settings.key_file, self.settings.origin)
        return Ledger.open(self.settings.ledger_url, key, self.settings.origin)

    def close(self) -> None:
        """Releases the database, where the record was used."""
        if "ledger" in self.__dict__:
            self.ledger.close()

    def has_ledger(self) -> bool:
        """Whether a ledger was begun; asking begins none."""
        from evidence import holds_ledger

        if not self.settings.database_url:
            return self.settings.ledger_file.exists()
        return holds_ledger(self.settings.ledger_url)

    def read(self, path: Path) -> UseCase:
        """The use case in the profile at `path`; raises `InputError` with every fault."""
        with path.open("rb") as file:
            return self.read_bytes(file.read(_MOST_READ), str(path))

    def read_bytes(self, data: bytes, source: str) -> UseCase:
        """The use case that `data` describes; `source` names it in faults."""
        return read_profile(data, source, self.knowledge_base)

    def answer(
        self, use_case: UseCase, as_of: str = "", known_at: str = "", readings: Iterable[str] = ()
    ) -> Answer:
        """
        Determines `use_case` and what it must have. Without `as_of`, today counts.

        `readings` are chosen for contested points; all others are read by their defaults.
        """
        determination = determine(
            use_case,
            self.knowledge_base,
            as_of or today(self.clock),
            known_at,
            readings=readings,
            executor=self.executor,
        )
        return Answer(determination=determination, posture=self._posture(determination))

    def _posture(self, determination: Determination) -> Posture:
        return posture_of(determination, require_reviewed=self.settings.require_reviewed)

    def suppose(
        self,
        use_case: UseCase,
        changes: Sequence[tuple[str, Any]],
        unset: Sequence[str] = (),
        *,
        as_of: str = "",
        known_at: str = "",
        readings: Sequence[str] = (),
        packs: Path | None = None,
    ) -> tuple[Answer, tuple[str, ...]]:
        """
        The answer about `use_case` with other facts or readings, on another day or under other packs.

        Beside it stands what is supposed, in words. Raises `InputError` with every fault.
        """
        profile, done = supposed(json.loads(use_case.document), changes, unset)
        known = compiled(packs, self.settings.cache, self.settings.overlay) if packs else self.knowledge_base
        day = as_of or today(self.clock)
        determination = determine(
            read_profile(as_document(profile), SOURCE, known),
            known,
            day,
            known_at,
            readings=readings,
            executor=self.executor,
        )
        chosen = tuple(known.readings[reading].label for reading in determination.chosen)
        said = supposed_words(done, day if as_of else "", chosen, known if packs else None)
        return Answer(determination=determination, posture=self._posture(determination)), said

    def under(self, packs: Path) -> Workspace:
        """The same workspace under the packs in another folder."""
        return Workspace(replace(self.settings, knowledge_base=packs), self.clock)

    def replay(self, saved: Saved) -> Replay:
        """
        Determines the recorded profile anew, for the same days and readings, and checks the recorded proof.

        Raises `InputError` where the packs at hand refuse the profile or know a reading no longer.
        """
        use_case = profile_from_record(saved.profile, self.knowledge_base)
        said = saved.determination
        answer = self.answer(use_case, said["as_of"], said["known_at"], said["readings"])
        now = saved_of(json.loads(json.dumps(self._again(answer, saved))))
        return replay(saved, now, self.knowledge_base, check(saved, use_case, self.knowledge_base))

    def _again(self, answer: Answer, saved: Saved) -> dict[str, Any]:
        """The answer in the form in which `saved` was, with as much beside it."""
        beside: dict[str, Any] = {}
        if "posture" in saved.beside:
            beside["posture"] = posture_record(answer.posture)
        if "other_readings" in saved.beside:
            others = other_readings(answer.determination)
            beside["other_readings"] = other_readings_record(self.knowledge_base, others)
        return {**determination_record(answer.determination), **beside}

    def record(self, answers: Sequence[Answer], actor: str) -> list[int]:
        """Records determinations with their postures, all or none, and signs; returns their places."""
        from evidence import Actor, Entry, EntryKind

        at = instant(self.clock)
        entries = [
            Entry(
                kind=EntryKind.DETERMINATION,
                subject=answer.determination.use_case.id,
                actor=Actor(name=actor),
                at=at,
                knowledge_base=answer.determination.knowledge_base.fingerprint,
                payload={
                    "determination": determination_record(answer.determination),
                    "posture": posture_record(answer.posture),
                },
            )
            for answer in answers
        ]
        acknowledged = self.ledger.append_many(entries)
        self.ledger.checkpoint()
        return [acknowledgement.seq for acknowledgement in acknowledged]
