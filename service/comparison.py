"""The two sides of a comparison: a profile on a day, another profile, or what is on the record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.canonical import canonical_bytes
from engine.errors import Fault, InputError
from engine.profile.profile import profile_from_record
from engine.record import determination_id
from engine.usecase import UseCase
from explain.dates import human_date
from service.dates import is_day
from service.workspace import Answer, Workspace

NOW = "now"
"""How a side says: the profile as it stands."""
_EXPECTED = "a date such as 2026-11-22, `now`, the id or entry number of a determination, or a profile file."
_ENTRY = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: an answer, and in words what it answers."""

    answer: Answer
    said: str


class Sides:
    """Finds the sides of a comparison about one profile; `as_of` is the day of all that names none itself."""

    def __init__(self, workspace: Workspace, use_case: UseCase, file: Path, as_of: str) -> None:
        self._workspace = workspace
        self._use_case = use_case
        self._file = file
        self._as_of = as_of

    def side(self, named: str, packs: Path | None) -> Side:
        """
        The answer that `named` stands for, under the packs in `packs` or else those in use.

        Raises `InputError` where it stands for nothing, or where a recorded answer cannot be had again.
        """
        workspace = self._under(packs)
        if is_day(named):
            return self._on(workspace, self._use_case, named, f"{self._file.name} on {human_date(named)}")
        if named == NOW:
            return self._on(workspace, self._use_case, self._as_of, f"{self._file.name} as it stands")
        path = Path(named)
        if path.is_file():
            return self._on(workspace, workspace.read(path), self._as_of, f"the profile {path.name}")
        if _ENTRY.fullmatch(named) or named.startswith("determination:"):
            return self._recorded(workspace, named)
        message = f"{named!r} names nothing that could be compared."
        raise InputError([Fault(message=message, source="diff", expected=_EXPECTED)])

    def _under(self, packs: Path | None) -> Workspace:
        if packs is None:
            return self._workspace
        settings = replace(self._workspace.settings, knowledge_base=packs)
        return Workspace(settings, self._workspace.clock)

    def _on(self, workspace: Workspace, use_case: UseCase, day: str, said: str) -> Side:
        found = workspace.answer(use_case, day)
        return Side(answer=found, said=f"{said}, as of {human_date(found.determination.as_of)}")

    def _recorded(self, workspace: Workspace, named: str) -> Side:
        """Determines anew what is on the record; another outcome than the recorded one is refused."""
        seq, record = self._entry(named)
        document = canonical_bytes(record["profile"]).decode("utf-8")
        use_case = profile_from_record(document, workspace.knowledge_base)
        readings = [str(reading) for reading in record.get("readings", ())]
        found = workspace.answer(use_case, record["as_of"], record["known_at"], readings)
        if determination_id(found.determination) != record["id"]:
            packs = record["knowledge_base"]
            message = (
                f"Entry {seq} was determined under packs {packs['version']}, fingerprint"
                f" {packs['fingerprint'][:16]}; those in use now give another answer."
            )
            expected = "the folder of those packs, by --old-kb or --new-kb."
            raise InputError([Fault(message=message, source=named, expected=expected)])
        said = f"entry {seq} of the ledger, as of {human_date(record['as_of'])}"
        return Side(answer=found, said=said)

    def _entry(self, named: str) -> tuple[int, Mapping[str, Any]]:
        from evidence import EntryKind

        name = self._use_case.id
        settings = self._workspace.settings
        entries = (
            self._workspace.ledger.entries(subject=name, kind=EntryKind.DETERMINATION)
            if settings.ledger_file.exists()
            else ()
        )
        for entry in entries:
            record = entry.entry.payload["determination"]
            if named in (str(entry.seq), record["id"]):
                return entry.seq, record
        places = ", ".join(str(entry.seq) for entry in entries) or "none"
        message = f"{named} is no determination of {name} on the record."
        expected = f"one of its entries ({places}), or the id of one of them."
        raise InputError([Fault(message=message, source="ledger", expected=expected)])
