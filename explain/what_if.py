"""What if: what would differ under other facts, on another day or under other packs, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from engine.knowledge import KnowledgeBase
from explain import wording
from explain.answer_posture import cited
from explain.causes import Cause
from explain.dates import human_date
from explain.difference import Answered, Difference
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
    for causes, group in _by_cause(found).items():
        lines += _group(causes, group)
    if not found:
        lines.append(wording.NOTHING_DIFFERS)
    return "\n".join(lines).rstrip("\n") + "\n"


def what_if_record(before: Answered, after: Answered, supposed: Sequence[str]) -> dict[str, Any]:
    """The differences as JSON values."""
    found = differences(before, after)
    causes = list(dict.fromkeys(cause for difference in found for cause in difference.causes))
    return {
        "format": FORMAT,
        "use_case": before.determination.use_case.id,
        "supposed": list(supposed),
        "before": _standing(before),
        "after": _standing(after),
        "differences": [_record(difference, causes) for difference in found],
        "causes": [
            {"kind": c.kind.value, "id": c.id, "sentence": c.sentence, "citations": list(c.citations)}
            for c in causes
        ],
        "notice": "Not legal advice.",
    }


def _standing(answered: Answered) -> dict[str, Any]:
    found = answered.determination
    return {
        "as_of": found.as_of,
        "known_at": found.known_at,
        "knowledge_base": {
            "version": found.knowledge_base.version,
            "fingerprint": found.knowledge_base.fingerprint,
        },
        "tiers": list(found.tiers),
        "is_complete": found.is_complete,
        "posture": answered.posture.id,
    }


def _record(difference: Difference, causes: list[Cause]) -> dict[str, Any]:
    return {
        "kind": difference.kind,
        "id": difference.id,
        "label": difference.label,
        "subject": difference.subject,
        "before": difference.before,
        "after": difference.after,
        "citations": list(difference.citations),
        "causes": [causes.index(cause) for cause in difference.causes],
    }


def _by_cause(found: Sequence[Difference]) -> dict[tuple[Cause, ...], list[Difference]]:
    """The differences by what made them, in the order in which the first of each stands."""
    groups: dict[tuple[Cause, ...], list[Difference]] = {}
    for difference in found:
        groups.setdefault(difference.causes, []).append(difference)
    return groups


def _group(causes: tuple[Cause, ...], group: Sequence[Difference]) -> Iterator[str]:
    yield wording.BECAUSE
    for cause in causes:
        yield f"  {cited(cause.sentence, cause.citations)}"
    if not causes:
        yield f"  {wording.TRACED_TO_NOTHING}"
    heads: dict[str, list[str]] = {}
    for each in group:
        head = wording.DIFFERENCE_HEAD.format(
            kind=wording.DIFFERENCE_KINDS[each.kind], before=each.before, after=each.after
        )
        subject = wording.OF_SUBJECT.format(subject=each.subject) if each.subject else ""
        sentence = wording.DIFFERENCE.format(label=each.label, subject=subject)
        heads.setdefault(head, []).append(cited(sentence, each.citations))
    for head, sentences in heads.items():
        yield f"  {head}"
        yield from (f"    {sentence}" for sentence in sentences)
    yield ""
