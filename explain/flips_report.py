"""Flips as text and as JSON: what would have to be true, never advice to state it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from engine.citations import label
from engine.knowledge import Iri
from explain import wording
from explain.answer_posture import cited
from explain.expected import profile_places, value_words, values_words
from explain.flip_search import MOST_CHANGES
from explain.flips import Flip, FlipChange, Flips

FORMAT: Final = "duecare.flips/1"


def flips_text(answer: Flips) -> str:
    """The sets as text, smallest first."""
    return "\n".join(_lines(answer)) + "\n"


def _lines(answer: Flips) -> Iterator[str]:
    yield answer.determination.use_case.title
    yield question_words(answer)
    for number, flip in enumerate(answer.flips, 1):
        yield ""
        tiers = ", ".join(label(answer.determination.knowledge_base, tier) for tier in flip.tiers)
        head = wording.FLIP.format(number=number, tiers=tiers or wording.NO_TIER)
        yield cited(head, flip.citations)
        for change in flip.changes:
            places = profile_places([change.pointer])
            yield f"   {cited(change_words(answer, change), places)}"
    yield ""
    yield (wording.SEARCH_CUT if answer.is_cut else wording.SEARCH_WHOLE).format(trials=answer.trials)
    yield wording.SEARCH_LIMITS
    yield wording.WHAT_IS_TRUE


def question_words(answer: Flips) -> str:
    """Whether it holds, and that what follows are the sets by which it would be the other way round."""
    subject = wording.OF_SUBJECT.format(subject=answer.subject) if answer.subject else ""
    if answer.flips:
        template = wording.FLIPS_AWAY if answer.holds else wording.FLIPS_THERE
    else:
        template = wording.NO_FLIPS_AWAY if answer.holds else wording.NO_FLIPS_THERE
    return template.format(label=answer.label, subject=subject, most=MOST_CHANGES)


def change_words(answer: Flips, told: FlipChange) -> str:
    """What would have to be true of one fact, and whose it is to choose."""
    known = answer.determination.knowledge_base
    change = told.change
    return wording.FLIP_CHANGE.format(
        level=wording.LEVELS[change.level.value].capitalize(),
        subject=change.subject,
        label=known.facts[change.fact].label,
        after=_after(answer, told),
        whose=wording.CHANGEABLE[told.changeable],
    )


def _after(answer: Flips, told: FlipChange) -> str:
    """What would be so: what comes to a list or goes from it, or the value in place of another."""
    known, before, after = answer.determination.knowledge_base, told.before, told.change.values
    fact = known.facts[told.change.fact]
    if before is None:
        return wording.NOW_UNSTATED.format(after=values_words(known, after))
    if not fact.many:
        return wording.IN_PLACE_OF.format(
            after=values_words(known, after), before=values_words(known, before)
        )
    came = [value_words(known, value) for value in after if value not in before]
    went = [value_words(known, value) for value in before if value not in after]
    parts = [wording.ALSO.format(values=", ".join(came))] if came else []
    parts += [wording.WITHOUT.format(values=", ".join(went))] if went else []
    return ", ".join(parts)


def flips_record(answer: Flips) -> dict[str, Any]:
    """The sets as JSON values."""
    return {
        "format": FORMAT,
        "use_case": answer.determination.use_case.id,
        "question": answer.question,
        "label": answer.label,
        "subject": answer.subject,
        "holds": answer.holds,
        "flips": [_record(answer, flip) for flip in answer.flips],
        "trials": answer.trials,
        "is_cut": answer.is_cut,
        "most_changes": MOST_CHANGES,
        "bounds": wording.SEARCH_LIMITS,
        "notice": f"{wording.WHAT_IS_TRUE} Not legal advice.",
    }


def _record(answer: Flips, flip: Flip) -> dict[str, Any]:
    known = answer.determination.knowledge_base
    return {
        "changes": [
            {
                "level": told.change.level.value,
                "subject": told.change.subject,
                "fact": told.change.fact,
                "label": known.facts[told.change.fact].label,
                "pointer": told.pointer,
                "before": None if told.before is None else list(told.before),
                "after": list(told.change.values),
                "changeable": told.changeable,
                "sentence": cited(change_words(answer, told), profile_places([told.pointer])),
            }
            for told in flip.changes
        ],
        "tiers": [{"tier": tier, "label": label(known, Iri(tier))} for tier in flip.tiers],
        "citations": list(flip.citations),
    }
