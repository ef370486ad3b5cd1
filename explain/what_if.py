"""What if: what would differ under other facts, on another day or under other packs, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from engine.knowledge import KnowledgeBase
from explain import wording
from explain.dates import human_date
from explain.difference import Answered
from explain.difference_report import difference_lines, differences_record, standing_record
from explain.differences import differences

FORMAT: Final = "duecare.what-if/1"


def supposed_words(
    changes: Iterable[tuple[str, Any]], day: str, readings: Iterable[str], packs: KnowledgeBase | None
) -> tuple[str, ...]:
    """
    What is supposed, in words: values at JSON Pointers, an ISO day, the labels of readings, other packs.

    The value None says that nothing is stated there. An empty day, no readings and no packs say that nothing
    else is supposed of them.
    """
    said = [
        wording.CHANGE_UNSET.format(pointer=pointer)
        if value is None
        else wording.CHANGE_SET.format(pointer=pointer, value=json.dumps(value, ensure_ascii=False))
        for pointer, value in changes
    ]
    said += [wording.CHANGE_DAY.format(day=human_date(day))] if day else []
    said += [wording.CHANGE_READING.format(reading=reading.rstrip(".")) for reading in readings]
    if packs is not None:
        fingerprint = packs.fingerprint[:16]
        said.append(wording.CHANGE_PACKS.format(version=packs.version, fingerprint=fingerprint))
    return tuple(said)


def what_if_text(before: Answered, after: Answered, supposed: Sequence[str]) -> str:
    """
    The differences as text, those with the same causes together.

    `supposed` says in words what was changed, one change each.
    """
    found = differences(before, after)
    lines = [before.posture.title, *(wording.SUPPOSED.format(change=change) for change in supposed), ""]
    lines += difference_lines(found)
    return "\n".join(lines).rstrip("\n") + "\n"


def what_if_record(before: Answered, after: Answered, supposed: Sequence[str]) -> dict[str, Any]:
    """The differences as JSON values."""
    return {
        "format": FORMAT,
        "use_case": before.determination.use_case.id,
        "supposed": list(supposed),
        "before": standing_record(before),
        "after": standing_record(after),
        **differences_record(differences(before, after)),
        "notice": "Not legal advice.",
    }
