"""What-if, flips, questions and who as listings: the same statements as in their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from engine.citations import label
from engine.determination import Determination
from explain import wording
from explain.answer_questions import asked_of
from explain.dates import human_date
from explain.difference import Answered, Difference
from explain.difference_report import by_cause
from explain.differences import differences
from explain.expected import profile_places
from explain.flip_search import MOST_CHANGES
from explain.flips import Flips
from explain.flips_report import change_words, question_words
from explain.forms import words
from explain.forms.listing import Line, Listing, Part
from explain.outcomes import Consequences, consequences
from explain.portfolio import Portfolio
from explain.portfolio_report import HEADING
from explain.questions_report import outcome_words


def what_if_listing(before: Answered, after: Answered, supposed: Sequence[str]) -> Listing:
    """What would differ, a part for each group of causes."""
    found = differences(before, after)
    return Listing(
        heading=words.WHAT_IF.format(title=before.posture.title),
        about=_about(after.determination),
        opening=(
            *(wording.SUPPOSED.format(change=change) for change in supposed),
            *(() if found else (wording.NOTHING_DIFFERS,)),
        ),
        parts=tuple(
            Part(
                heading=words.BECAUSE.format(number=number),
                lines=(
                    *(Line(text=cause.sentence, citations=cause.citations) for cause in causes),
                    *(() if causes else (Line(text=wording.TRACED_TO_NOTHING),)),
                    *_differing(group),
                ),
            )
            for number, (causes, group) in enumerate(by_cause(found).items(), 1)
        ),
        closing=(),
    )


def _differing(group: Sequence[Difference]) -> Iterator[Line]:
    def head(each: Difference) -> str:
        kind = wording.DIFFERENCE_KINDS[each.kind].capitalize()
        return wording.DIFFERENCE_HEAD.format(kind=kind, before=each.before, after=each.after)

    for said, alike in groupby(sorted(group, key=head), key=head):
        yield Line(
            text=said,
            below=tuple(
                Line(
                    text=wording.DIFFERENCE.format(
                        label=each.label,
                        subject=wording.OF_SUBJECT.format(subject=each.subject) if each.subject else "",
                    ),
                    citations=each.citations,
                )
                for each in alike
            ),
        )


def flips_listing(answer: Flips) -> Listing:
    """What would have to be true, a part for each set of facts."""
    known = answer.determination.knowledge_base
    bound = wording.SEARCH_CUT if answer.is_cut else wording.SEARCH_WHOLE
    return Listing(
        heading=words.FLIPS.format(question=answer.question, title=answer.determination.use_case.title),
        about=_about(answer.determination),
        opening=(question_words(answer),),
        parts=tuple(
            Part(
                heading=wording.FLIP.format(
                    number=number,
                    tiers=", ".join(label(known, tier) for tier in flip.tiers) or wording.NO_TIER,
                ),
                citations=flip.citations,
                lines=tuple(
                    Line(text=change_words(answer, told), citations=profile_places([told.pointer]))
                    for told in flip.changes
                ),
            )
            for number, flip in enumerate(answer.flips, 1)
        ),
        closing=(
            bound.format(trials=answer.trials, most=MOST_CHANGES),
            wording.SEARCH_LIMITS,
            wording.WHAT_IS_TRUE,
        ),
    )


def questions_listing(determination: Determination) -> Listing:
    """What to ask next, a part for each open question, those first that settle most."""
    found, is_cut = consequences(determination)
    return Listing(
        heading=words.QUESTIONS.format(title=determination.use_case.title),
        about=_about(determination),
        opening=() if found else (wording.NO_QUESTION,),
        parts=tuple(
            Part(
                heading=f"{number}. {asked_of(determination, each.question)}{each.question.question}",
                lines=tuple(_answers(determination, each)),
            )
            for number, each in enumerate(found, 1)
        ),
        closing=(wording.OUTCOMES_CUT,) if is_cut else (),
    )


def _answers(determination: Determination, each: Consequences) -> Iterator[Line]:
    place = profile_places([each.question.pointer])
    yield Line(text=words.ANSWER_AT.format(example=each.question.example), citations=place)
    if not each.matters_alone:
        yield Line(text=f"{wording.ONLY_TOGETHER}.".capitalize(), citations=place)
        return
    for outcome in each.outcomes:
        text, citations = outcome_words(determination, outcome)
        yield Line(text=f"{text[:1].upper()}{text[1:]}", citations=citations or place)


def who_listing(portfolio: Portfolio) -> Listing:
    """Whom something concerns, a part for each use case."""
    count = len({row.use_case for row in portfolio.rows})
    return Listing(
        heading=words.WHO.format(asked=portfolio.asked),
        about=words.PORTFOLIO.format(count=portfolio.asked_of),
        opening=(HEADING[portfolio.by].format(count=count, all=portfolio.asked_of, found=portfolio.found),),
        parts=tuple(
            Part(
                heading=f"{title} ({use_case})",
                lines=tuple(
                    Line(
                        text=f"{row.subject}: {row.what}" if row.subject else row.what,
                        citations=row.citations,
                    )
                    for row in rows
                ),
            )
            for (use_case, title), rows in groupby(portfolio.rows, key=lambda row: (row.use_case, row.title))
        ),
        closing=(),
    )


def _about(determination: Determination) -> str:
    known = determination.knowledge_base
    dates = words.AS_OF.format(
        as_of=human_date(determination.as_of), known_at=human_date(determination.known_at)
    )
    packs = words.PACKS.format(
        version=known.version,
        checked_until=human_date(known.checked_until),
        fingerprint=known.fingerprint[:16],
    )
    return f"{determination.use_case.title} ({determination.use_case.id}). {dates}; {packs}."
