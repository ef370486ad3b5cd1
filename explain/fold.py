"""Which duties an answer for a terminal prints in full, and which it folds into one line for each bearer.

The answer is read by the organisation that uses the system, so what it owes is never folded. Of the others,
what binds today is printed and what binds later, or may come to apply, is counted. Where nobody is known to
use the system nothing is folded: a reader who cannot be told from the others may be any of them. Tiers, gaps,
residuals and questions are not duties of a bearer, and are never folded.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.determination import Determination
from engine.kinds import Level

FEW: Final = 5
"""So few lines of one bearer are printed: to fold them would save nothing."""


def others(determination: Determination) -> frozenset[str]:
    """The actors who do not use the system; none where nobody is known to, or where it is open who does."""
    actors = {subject.id for subject in determination.subjects(Level.ACTOR)}
    roles = [each.id for each in determination.knowledge_base.concepts.values() if each.reads_answers]
    readers = {finding.subject for role in roles for finding in determination.findings_of(role)}
    undecided = {each.subject for each in determination.undetermined if each.conclusion in roles}
    return frozenset(actors - readers - undecided) if readers else frozenset()


def folded(lines: Iterable[str], bearer: str, template: str) -> tuple[str, ...]:
    """`lines` of one bearer as they are where they are few, else one line made from `template`."""
    given = tuple(lines)
    if len(given) <= FEW:
        return given
    return (template.format(count=len(given), bearer=bearer),)
