"""A determination and its posture as plain text for a terminal or a file.

Every line that states something ends in its citations. What is not known, not served and not encoded has
sections of its own; an empty section is left out, unless its emptiness is itself an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.determination import Determination
from engine.posture import Posture
from engine.readings import Difference
from explain.answer_findings import (
    classification_lines,
    defeated_lines,
    ended_obligations_lines,
    obligations_lines,
    open_obligations_lines,
    roles_lines,
)
from explain.answer_posture import conflicts_lines, controls_lines, gaps_lines, permissions_lines
from explain.answer_questions import questions_lines
from explain.answer_readings import chosen_lines, other_readings_lines
from explain.dates import human_date
from explain.decided import decided_lines
from explain.questions_report import outcome_lines


def determination_text(
    determination: Determination,
    posture: Posture,
    differences: tuple[Difference, ...],
    *,
    full: bool = True,
) -> str:
    """
    The whole answer about one use case, with what other readings of contested points would change.

    Unless `full`, long lists of duties of those who do not use the system are folded, as `explain.fold` says.
    """
    sections = map(
        tuple,
        (
            _heading(determination),
            classification_lines(determination),
            roles_lines(determination),
            defeated_lines(determination),
            obligations_lines(determination, full=full),
            ended_obligations_lines(determination),
            open_obligations_lines(determination, full=full),
            conflicts_lines(posture),
            controls_lines(determination.knowledge_base, posture),
            permissions_lines(posture),
            gaps_lines(determination.knowledge_base, posture),
            questions_lines(determination),
            other_readings_lines(determination, differences),
            _limits(determination),
        ),
    )
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def posture_text(determination: Determination, posture: Posture) -> str:
    """What must be on, without the law behind it: controls, permissions and gaps."""
    sections = map(
        tuple,
        (
            _heading(determination),
            decided_lines(determination),
            conflicts_lines(posture),
            controls_lines(determination.knowledge_base, posture),
            permissions_lines(posture),
            gaps_lines(determination.knowledge_base, posture),
            (f"Posture {posture.id}",),
            _limits(determination),
        ),
    )
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def questions_text(determination: Determination) -> str:
    """The open questions of one use case, those first that settle most, with what answers would lead to."""
    return "\n".join((*_heading(determination), "", *outcome_lines(determination))) + "\n"


def _heading(determination: Determination) -> Iterator[str]:
    use_case, knowledge_base = determination.use_case, determination.knowledge_base
    yield f"{use_case.title} ({use_case.id})"
    yield (
        f"As of {human_date(determination.as_of)},"
        f" under the law as known on {human_date(determination.known_at)};"
        f" packs {knowledge_base.version}, checked until {human_date(knowledge_base.checked_until)},"
        f" fingerprint {knowledge_base.fingerprint[:16]}."
    )
    checked = "checked against the definition" if determination.cross_checked else "not cross-checked"
    yield f"Decided by {determination.executor}, {checked}. Not legal advice."
    yield from chosen_lines(determination)


def _limits(determination: Determination) -> Iterator[str]:
    if determination.knowledge_base.not_covered:
        yield "NOT COVERED BY THESE PACKS"
    for sentence in determination.knowledge_base.not_covered:
        yield f"  {sentence}"
