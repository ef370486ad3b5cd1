"""The differences of two answers as text and as JSON values, whatever made the two be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from explain import wording
from explain.answer_posture import cited
from explain.causes import Cause
from explain.difference import Answered, Difference
from explain.differences import differences

FORMAT: Final = "duecare.diff/1"
_ABSENT: Final = frozenset(
    {
        wording.NOT_REQUIRED,
        wording.NOT_SET,
        wording.NO_TOOL,
        wording.NO_GAP,
        wording.STANDINGS["absent"],
    }
)
"""How a side says that it does not have the thing at all."""


def diff_text(before: Answered, after: Answered, said: tuple[str, str]) -> str:
    """The differences as text under what the two sides are, with a count of what came, went and changed."""
    found = differences(before, after)
    lines = [
        before.posture.title,
        wording.OLD_SIDE.format(said=said[0]),
        wording.NEW_SIDE.format(said=said[1]),
    ]
    lines += [*_counts(found), "", *difference_lines(found)]
    return "\n".join(lines).rstrip("\n") + "\n"


def diff_record(before: Answered, after: Answered, said: tuple[str, str]) -> dict[str, Any]:
    """The differences as JSON values; each says whether the thing was `added`, `removed` or `changed`."""
    found = differences(before, after)
    return {
        "format": FORMAT,
        "use_case": before.determination.use_case.id,
        "old": {"said": said[0], **standing_record(before)},
        "new": {"said": said[1], **standing_record(after)},
        **differences_record(found),
        "notice": "Not legal advice.",
    }


def difference_lines(found: Sequence[Difference]) -> Iterator[str]:
    """The differences, those with the same causes together; that there is none is said."""
    for causes, group in by_cause(found).items():
        yield from _group(causes, group)
    if not found:
        yield wording.NOTHING_DIFFERS


def differences_record(found: Sequence[Difference]) -> dict[str, Any]:
    """`differences`, which name their causes by place, and `causes`."""
    causes = list(dict.fromkeys(cause for difference in found for cause in difference.causes))
    return {
        "differences": [_record(difference, causes) for difference in found],
        "causes": [
            {"kind": c.kind.value, "id": c.id, "sentence": c.sentence, "citations": list(c.citations)}
            for c in causes
        ],
    }


def standing_record(answered: Answered) -> dict[str, Any]:
    """Of which day, law and outcome one side is."""
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


def change_of(difference: Difference) -> str:
    """`added`, `removed` or `changed`."""
    if difference.before in _ABSENT:
        return "added"
    return "removed" if difference.after in _ABSENT else "changed"


def _counts(found: Sequence[Difference]) -> Iterator[str]:
    """A line for each kind of thing that differs: how many came, went and changed."""
    for kind, title in wording.DIFFERENCE_KINDS.items():
        changes = [change_of(each) for each in found if each.kind == kind]
        told = [f"{changes.count(c)} {c}" for c in ("added", "removed", "changed") if c in changes]
        if told:
            yield wording.COUNTED.format(kind=title.capitalize(), told=", ".join(told))


def _record(difference: Difference, causes: list[Cause]) -> dict[str, Any]:
    return {
        "kind": difference.kind,
        "change": change_of(difference),
        "id": difference.id,
        "label": difference.label,
        "subject": difference.subject,
        "before": difference.before,
        "after": difference.after,
        "citations": list(difference.citations),
        "causes": [causes.index(cause) for cause in difference.causes],
    }


def by_cause(found: Sequence[Difference]) -> dict[tuple[Cause, ...], list[Difference]]:
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
