"""The part of an answer that asks: open questions as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from engine.citations import label
from engine.determination import Determination
from engine.questions import OpenQuestion, open_questions


def questions_lines(determination: Determination) -> Iterator[str]:
    """The section of open questions; nothing where none is open."""
    questions = open_questions(determination)
    if questions:
        yield "OPEN QUESTIONS, MOST DECISIVE FIRST"
    for number, question in enumerate(questions, 1):
        yield from question_lines(determination, question, number)


def question_lines(determination: Determination, question: OpenQuestion, number: int) -> Iterator[str]:
    """One open question: whom it is about, where the answer belongs and what it bears on."""
    yield f"  {number}. {asked_of(determination, question)}{question.question}"
    yield f"     answer at {question.pointer}, for instance: {question.example}"
    names = dict.fromkeys(
        f"{label(determination.knowledge_base, conclusion).rstrip('.')} ({subject})"
        for conclusion, subject in question.decides
    )
    shown = list(names)[:3]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    yield f"     bears on: {'; '.join(shown)}{more}"


def asked_of(determination: Determination, question: OpenQuestion) -> str:
    """Whom or what a question is about, where that is not the use case as a whole."""
    place = f"{question.pointer}/"
    about = [s for s in determination.use_case.subjects if s.pointer and place.startswith(f"{s.pointer}/")]
    return f"{max(about, key=lambda subject: len(subject.pointer)).id}: " if about else ""
