"""When a control falls due, before first use or while in use, given the stage of the use case."""

from __future__ import annotations

from typing import Final

from engine.knowledge import Iri, KnowledgeBase
from engine.posture import ControlRequirement
from engine.terms import DUE_BEFORE_FIRST_USE, DUE_WHILE_IN_USE

BEFORE_FIRST_USE: Final = {
    None: "; due before first use",
    False: "; due before first use, which is still ahead",
    True: "; due before first use, so it has to stand now",
}
WHILE_IN_USE: Final = {
    None: "; due while in use",
    False: "; due once it is in use",
    True: "; due while in use",
}


def due_words(knowledge_base: KnowledgeBase, requirement: ControlRequirement, in_use: bool | None) -> str:
    """
    When `requirement` is due, as the duties behind it say; empty where none of them says so.

    What has to be there before first use comes first, whatever else is asked for later. Where the stage is
    known, it is said whether that day is still ahead or the control has to stand now.
    """
    timings = {reason.timing for reason in requirement.because if reason.timing}
    for moment, words in ((DUE_BEFORE_FIRST_USE, BEFORE_FIRST_USE), (DUE_WHILE_IN_USE, WHILE_IN_USE)):
        if any(timing.startswith(_beginnings(knowledge_base, moment)) for timing in timings):
            return words[in_use]
    return ""


def _beginnings(knowledge_base: KnowledgeBase, moment: Iri) -> tuple[str, ...]:
    """How the timings begin that mean `moment`; none where the packs do not say."""
    known = knowledge_base.concepts.get(moment)
    return known.timing_begins if known else ()
