"""Contested points, and what their other readings would change, as JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from engine.chosen import readings_of
from engine.citations import cite_all, label
from engine.determination import Finding, OpenConclusion
from engine.knowledge import ContestedPoint, KnowledgeBase, LegalReading
from engine.readings import Change, Difference

READINGS_FORMAT: Final = "duecare.readings/1"


def readings_record(knowledge_base: KnowledgeBase) -> dict[str, Any]:
    """Every contested point with its readings, the default of each point marked."""
    points = [
        {**_point(knowledge_base, point), "readings": _readings(knowledge_base, point)}
        for _, point in sorted(knowledge_base.points.items())
    ]
    return {"format": READINGS_FORMAT, "points": points, "notice": "Not legal advice."}


def other_readings_record(
    knowledge_base: KnowledgeBase, differences: Iterable[Difference]
) -> list[dict[str, Any]]:
    """What each other reading would change, one item a reading that changes something."""
    return [
        {
            "point": _point(knowledge_base, difference.point),
            "reading": _reading(knowledge_base, difference.reading),
            "tiers": [{"tier": tier, "label": label(knowledge_base, tier)} for tier in difference.tiers],
            "is_complete": difference.is_complete,
            "gained": _changes(knowledge_base, difference.gained),
            "lost": _changes(knowledge_base, difference.lost),
            "opened": _changes(knowledge_base, difference.opened),
            "changed": _changes(knowledge_base, difference.redated),
        }
        for difference in differences
    ]


def _point(knowledge_base: KnowledgeBase, point: ContestedPoint) -> dict[str, Any]:
    return {
        "id": point.id,
        "question": point.question,
        "why": point.definition,
        "default": point.default,
        "citations": list(cite_all(knowledge_base, point.stated_in)),
    }


def _readings(knowledge_base: KnowledgeBase, point: ContestedPoint) -> list[dict[str, Any]]:
    return [_reading(knowledge_base, reading) for reading in readings_of(knowledge_base, point.id)]


def _reading(knowledge_base: KnowledgeBase, reading: LegalReading) -> dict[str, Any]:
    return {
        "id": reading.id,
        "name": reading.short,
        "label": reading.label,
        "says": reading.definition,
        "legal_status": reading.status.value,
        "citations": list(cite_all(knowledge_base, reading.cites)),
    }


def _changes(knowledge_base: KnowledgeBase, changes: Iterable[Change]) -> list[dict[str, Any]]:
    return [
        {
            "conclusion": change.conclusion,
            "label": label(knowledge_base, change.conclusion),
            "subject": change.subject,
            "before": _held(change.before),
            "after": _held(change.after),
        }
        for change in changes
    ]


def _held(held: Finding | OpenConclusion | None) -> dict[str, Any]:
    """How something stands: whether it holds, may hold or does not, and when it binds."""
    if held is None:
        return {"state": "does-not-hold"}
    if isinstance(held, OpenConclusion):
        return {"state": "open"}
    binding = held.binding
    return {
        "state": "contestable" if held.contestable else "holds",
        "from": binding.applies_from if binding else None,
        "until": (binding.applies_until or None) if binding else None,
    }
