"""Determines anew, just as a determination was determined: the one seam through which explanations do so."""

from __future__ import annotations

from engine.determination import Determination
from engine.determine import determine
from engine.usecase import UseCase


def again(determination: Determination, use_case: UseCase) -> Determination:
    """What follows for another use case under the law, its readings, and for the days, of `determination`."""
    return determine(
        use_case,
        determination.knowledge_base,
        determination.as_of,
        determination.known_at,
        readings=determination.readings,
    )
