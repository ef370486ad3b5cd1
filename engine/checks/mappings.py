"""Mappings join things that exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.errors import Fault
from engine.knowledge import Iri, Mapping
from engine.loading.draft import Draft
from engine.mappings import COMPENSATION_PREDICATES, CONTROL_PREDICATES, NO_TERM
from engine.nearest import nearest


def check_mappings(draft: Draft) -> Iterator[Fault]:
    """A fault for every row one of whose ends does not exist: no clause is invented."""
    kb = draft.knowledge_base
    provisions = kb.provisions.keys()
    meetable = provisions | (kb.concepts.keys() - kb.controls.keys())
    for row in kb.mappings:
        if row.predicate in COMPENSATION_PREDICATES:
            yield from _compensation(draft, row)
            continue
        to_control = row.predicate in CONTROL_PREDICATES
        yield from _end(draft, row, row.subject, meetable if to_control else provisions)
        if not (row.negated and row.object == NO_TERM):
            yield from _end(draft, row, row.object, kb.controls.keys() if to_control else provisions)


def _compensation(draft: Draft, row: Mapping) -> Iterator[Fault]:
    """Both ends are controls, and nothing makes up for itself."""
    controls = draft.knowledge_base.controls.keys()
    yield from _end(draft, row, row.subject, controls)
    yield from _end(draft, row, row.object, controls)
    if row.subject == row.object:
        yield Fault(
            source=row.file,
            line=draft.rows[row.id].line,
            path=row.id,
            message=f"{row.subject} would make up for itself.",
            expected="another control as the object.",
        )


def _end(draft: Draft, row: Mapping, name: Iri, known: Collection[Iri]) -> Iterator[Fault]:
    if name and name not in known:
        yield Fault(
            source=row.file,
            line=draft.rows[row.id].line,
            path=row.id,
            message=f"{name} does not exist, or does not fit {row.predicate} here.{nearest(name, known)}",
            expected="an obligation, provision or control as the subject, a control or provision as object.",
        )
