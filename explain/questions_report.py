"""Open questions as text and as JSON, each with what its answers would lead to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from engine.citations import cite_conclusion, label
from engine.determination import Determination
from engine.knowledge import Iri
from engine.record import question_record
from explain import wording
from explain.answer_posture import cited
from explain.answer_questions import question_lines
from explain.expected import values_words
from explain.outcomes import Consequences, Outcome, consequences

FORMAT: Final = "duecare.questions/1"
_SHOWN: Final = 3


def outcome_lines(determination: Determination) -> Iterator[str]:
    """The open questions, those first that settle most, with the outcome of each answer."""
    found, is_cut = consequences(determination)
    if not found:
        yield wording.NO_QUESTION
        return
    yield wording.QUESTIONS
    for number, each in enumerate(found, 1):
        yield from question_lines(determination, each.question, number)
        if not each.matters_alone:
            yield f"     {wording.ONLY_TOGETHER}"
            continue
        for outcome in each.outcomes:
            text, citations = outcome_words(determination, outcome)
            yield f"     {cited(text, citations) if citations else text}"
    if is_cut:
        yield wording.OUTCOMES_CUT


def outcome_words(determination: Determination, outcome: Outcome) -> tuple[str, tuple[str, ...]]:
    """What one answer would lead to, and where that is stated; nowhere where it settles nothing."""
    known = determination.knowledge_base
    parts = [
        template.format(names=_names(determination, keys))
        for template, keys in (
            (wording.OUTCOME_ADDED, outcome.added),
            (wording.OUTCOME_RULED_OUT, outcome.ruled_out),
            (wording.OUTCOME_OPENED, outcome.opened),
        )
        if keys
    ]
    keys = (*outcome.added, *outcome.ruled_out, *outcome.opened)
    citations = tuple(
        dict.fromkeys(c for conclusion, _ in keys[:_SHOWN] for c in _cited(determination, conclusion))
    )
    sentence = wording.OUTCOME.format(
        values=values_words(known, outcome.values) if outcome.values else wording.NONE_AT_ALL,
        outcome="; ".join(parts) or wording.OUTCOME_NOTHING,
    )
    return sentence, citations


def _names(determination: Determination, keys: tuple[tuple[Iri, str], ...]) -> str:
    known = determination.knowledge_base
    names = [f"{label(known, conclusion).rstrip('.')} ({subject})" for conclusion, subject in keys]
    more = wording.MORE_NAMES.format(count=len(names) - _SHOWN) if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def _cited(determination: Determination, conclusion: Iri) -> tuple[str, ...]:
    rules = determination.rule_base.concluding.get(conclusion, ())
    return cite_conclusion(determination.knowledge_base, conclusion, rules[:1])


def questions_record(determination: Determination) -> dict[str, Any]:
    """The open questions with the outcomes of their answers, as JSON values."""
    found, is_cut = consequences(determination)
    return {
        "format": FORMAT,
        "use_case": determination.use_case.id,
        "is_complete": determination.is_complete,
        "questions": [_record(determination, each) for each in found],
        "is_cut": is_cut,
    }


def _record(determination: Determination, each: Consequences) -> dict[str, Any]:
    return {
        **question_record(determination, each.question),
        "matters_alone": each.matters_alone,
        "outcomes": [
            {
                "values": list(outcome.values),
                "added": _keys(determination, outcome.added),
                "ruled_out": _keys(determination, outcome.ruled_out),
                "opened": _keys(determination, outcome.opened),
                "still_open": outcome.still_open,
                "is_complete": outcome.is_complete,
            }
            for outcome in each.outcomes
        ],
    }


def _keys(determination: Determination, keys: tuple[tuple[Iri, str], ...]) -> list[dict[str, str]]:
    known = determination.knowledge_base
    return [
        {"conclusion": conclusion, "label": label(known, conclusion), "subject": subject}
        for conclusion, subject in keys
    ]
