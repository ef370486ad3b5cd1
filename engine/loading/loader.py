"""Loads a knowledge base: Turtle packs and SSSOM mappings become frozen values, or every reason why not.

Nothing here trusts the files. What does not parse, is not ground, misspells a term, cites nothing, goes round
in circles or could take a finding away when a profile grows does not load; see `engine.checks`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.checks.checker import check_draft
from engine.errors import Fault, KnowledgeBaseError
from engine.graph import GroundGraph, fingerprint, read_graph
from engine.knowledge import KnowledgeBase
from engine.loading import controls as read_controls
from engine.loading import law as read_law
from engine.loading.draft import Draft, Inventory
from engine.loading.files import OVERLAY, packs, read_with_overlay
from engine.loading.rules import RuleReader, conditions
from engine.mappings import MappingSheet, canonical_rows, read_mappings


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The outcome of reading a knowledge base: a draft and every fault found, or only faults."""

    draft: Draft
    faults: tuple[Fault, ...]


def load_knowledge_base(directory: Path, overlay: Path | None = None) -> KnowledgeBase:
    """
    The knowledge base in `directory`, with an organisation's own statements in `overlay` over it.

    Raises `KnowledgeBaseError` with every fault found: file, line, what is wrong, what was expected. The
    order of files and of statements in them does not matter. The shapes are not run; see `engine.compiled`.
    """
    files, faults = read_with_overlay(directory, overlay)
    with _no_collection():
        reading = read_knowledge_base(files)
    if faults or reading.faults:
        raise KnowledgeBaseError((*faults, *reading.faults))
    return reading.draft.knowledge_base


@contextmanager
def _no_collection() -> Iterator[None]:
    """
    Puts garbage collection off.

    Loading makes objects by the hundred thousand and keeps nearly all; looking through them again and again
    for circles would take a quarter of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def read_knowledge_base(files: Mapping[str, bytes]) -> Reading:
    """The knowledge base in `files` (name to bytes), with every fault of reading and of checking it."""
    ground, impure = read_graph(packs(dict(files)))
    sheet = _mapping_sheet(files, ground)
    draft, unread = _draft(ground, sheet)
    broken = {fault.path for fault in (*impure, *unread, *sheet.faults)}
    follow_up = tuple(fault for fault in check_draft(draft) if fault.path not in broken)
    return Reading(draft=draft, faults=_in_order((*impure, *sheet.faults, *unread, *follow_up)))


def _in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(
        sorted(set(faults), key=lambda fault: (fault.source, fault.line or 0, fault.path, fault.message))
    )


def _mapping_sheet(files: Mapping[str, bytes], ground: GroundGraph) -> MappingSheet:
    whole = MappingSheet()
    for name in sorted(files, key=lambda name: (name.startswith(OVERLAY), name)):
        if name.endswith(".sssom.tsv"):
            whole.add(
                name, read_mappings(name, files[name], ground.compact), reviews=name.startswith(OVERLAY)
            )
    return whole


def _draft(ground: GroundGraph, sheet: MappingSheet) -> tuple[Draft, tuple[Fault, ...]]:
    inventory = Inventory(ground)
    facts, concepts = read_law.facts(inventory), read_law.concepts(inventory)
    tests = conditions(inventory, facts, concepts)
    reader = RuleReader(inventory, tests)
    controls = read_controls.ControlReader(inventory).controls()
    parameter_reader = read_controls.ParameterReader(inventory, controls)
    released = read_law.packs(inventory)
    knowledge_base = KnowledgeBase(
        version=", ".join(f"{pack.id.partition(':')[2]} {pack.version}" for pack in released),
        fingerprint=fingerprint(ground.statements, canonical_rows(sheet.rows)),
        checked_until=min((pack.checked_until for pack in released), default=""),
        coverage=tuple(sentence for pack in released for sentence in pack.covers),
        not_covered=tuple(sentence for pack in released for sentence in pack.does_not_cover),
        prefixes=ground.prefixes,
        instruments=read_law.instruments(inventory),
        provisions=read_law.provisions(inventory),
        concepts=dict(sorted(concepts.items())),
        schemes=read_law.schemes(inventory),
        facts=facts,
        rules=dict(sorted(reader.rules().items())),
        windows=reader.windows(),
        controls=controls,
        parameters=parameter_reader.parameters(),
        mappings=tuple(sorted(sheet.rows, key=lambda row: row.id)),
        contradictions=reader.contradictions(),
        points=read_law.points(inventory),
        readings=read_law.readings(inventory),
    )
    draft = Draft(
        knowledge_base=knowledge_base,
        ground=ground,
        classes=inventory.classes(),
        conditions=tests,
        rows=sheet.sources,
    )
    return draft, inventory.close()
