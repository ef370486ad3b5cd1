"""When a control falls due, before first use or while in use, given the stage of the use case."""

from __future__ import annotations

from typing import Final

from engine.posture import ControlRequirement

BEFORE_FIRST_USE: Final = (
    "before first use",
    "before use",
    "before supply",
    "before placing on the market",
    "before making available",
)
"""How the timing of a duty begins where it falls due before anybody uses the system."""
WHILE_IN_USE: Final = frozenset(
    {"while in use", "while the system is in use", "each use", "over the lifetime", "always"}
)
"""The timings of duties that last as long as the system is used."""
DUE_BEFORE_FIRST_USE: Final = {
    None: "; due before first use",
    False: "; due before first use, which is still ahead",
    True: "; due before first use, so it has to stand now",
}
DUE_WHILE_IN_USE: Final = {
    None: "; due while in use",
    False: "; due once it is in use",
    True: "; due while in use",
}


def due_words(requirement: ControlRequirement, in_use: bool | None) -> str:
    """
    When `requirement` is due, as the duties behind it say; empty where none of them says so.

    What has to be there before first use comes first, whatever else is asked for later. Where the stage is
    known, it is said whether that day is still ahead or the control has to stand now.
    """
    timings = {reason.timing for reason in requirement.because if reason.timing}
    if any(timing.startswith(BEFORE_FIRST_USE) for timing in timings):
        return DUE_BEFORE_FIRST_USE[in_use]
    return DUE_WHILE_IN_USE[in_use] if timings & WHILE_IN_USE else ""
