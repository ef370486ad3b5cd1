"""When a control falls due, before first use or while in use, given the stage of the use case."""

from __future__ import annotations

from engine.posture import ControlRequirement
from explain import wording


def due_words(requirement: ControlRequirement, in_use: bool | None) -> str:
    """
    When `requirement` is due, as the duties behind it say; empty where none of them says so.

    What has to be there before first use comes first, whatever else is asked for later. Where the stage is
    known, it is said whether that day is still ahead or the control has to stand now.
    """
    timings = {reason.timing for reason in requirement.because if reason.timing}
    if any(timing.startswith(wording.BEFORE_FIRST_USE) for timing in timings):
        return wording.DUE_BEFORE_FIRST_USE[in_use]
    return wording.DUE_WHILE_IN_USE[in_use] if timings & wording.WHILE_IN_USE else ""
