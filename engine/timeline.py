"""From when something binds: application windows read with two clocks.

`known_at` says which instruments had been published, and so which windows were the law as known then; `as_of`
says the day asked about. A window with conditions is an exception to the one without and must be shown. Where
there is none without, no window is the rule: each then holds as its conditions do, and a contestable finding
holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from engine.conditions import Reading
from engine.knowledge import Condition, Iri, KnowledgeBase, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """When a tier or obligation binds, as seen from one day."""

    state: str
    """`binding`, `upcoming` or `ended` on the day asked about."""
    applies_from: str
    applies_until: str
    """Last day, inclusive; empty while open-ended."""
    window: Iri
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another window that would govern if an unanswered question were answered so."""

    window: Iri
    applies_from: str
    conditions: tuple[Condition, ...]


_REMEMBERED: Final = 4096
"""How many bindings are kept: days are asked about without end, so not all of them."""

ReadCondition = Callable[[Condition], int]
"""How a window's condition reads for the use case at hand."""


def known_instruments(knowledge_base: KnowledgeBase, known_at: str) -> frozenset[Iri]:
    """The instruments that had been published by `known_at`."""
    return frozenset(i.id for i in knowledge_base.instruments.values() if i.published <= known_at)


class Timetable:
    """The windows that were the law as known, by what they are for."""

    def __init__(self, windows: Iterable[Window], known: frozenset[Iri]) -> None:
        introduced = [window for window in windows if window.introduced_by in known]
        replaced = {old for window in introduced for old in window.replaces}
        self._windows: dict[Iri, list[Window]] = {}
        for window in sorted((w for w in introduced if w.id not in replaced), key=_order):
            for subject in window.window_for:
                self._windows.setdefault(subject, []).append(window)
        asked: dict[tuple[Condition, ...], int] = {}
        self.asked: Mapping[Iri, int] = {
            subject: asked.setdefault(_asked(found), len(asked)) for subject, found in self._windows.items()
        }
        """For everything that has a window, the place in `conditions` of all its windows ask."""
        self.conditions = tuple(asked)
        self.read = lru_cache(maxsize=_REMEMBERED)(self._read)
        """The binding for one set of readings: a determination after another asks for the same ones."""

    def is_law(self, conclusion: Iri) -> bool:
        """Whether any window for `conclusion` was known at all; without one it was not law then."""
        return conclusion in self._windows

    def binding(self, conclusion: Iri, as_of: str, read: ReadCondition) -> Binding | None:
        """When `conclusion` binds; None where no window was known."""
        if conclusion not in self.asked:
            return None
        return self.read(conclusion, as_of, tuple(map(read, self.conditions[self.asked[conclusion]])))

    def _read(self, conclusion: Iri, as_of: str, readings: tuple[int, ...]) -> Binding | None:
        windows = self._windows[conclusion]
        following = iter(readings)
        standing = [
            min((next(following) for _ in window.conditions), default=Reading.TRUE) for window in windows
        ]
        return _binding(windows, standing, as_of)


def _asked(windows: Iterable[Window]) -> tuple[Condition, ...]:
    return tuple(condition for window in windows for condition in window.conditions)


def _order(window: Window) -> tuple[str, str]:
    return window.applies_from, window.id


def _binding(windows: Sequence[Window], readings: Sequence[int], as_of: str) -> Binding | None:
    read = tuple(zip(windows, readings, strict=True))
    general = [window for window in windows if not window.conditions]
    enough = Reading.TRUE if general else Reading.CONTESTABLE
    shown = [window for window, reading in read if window.conditions and reading >= enough]
    doubtful = [window for window, reading in read if Reading.FALSE < reading < Reading.TRUE]
    governing = shown or general or doubtful  # where there is no general window, the doubtful one is presumed
    if not governing:
        return None
    window = _chosen(governing, as_of)
    return Binding(
        state=_state(window, as_of),
        applies_from=window.applies_from,
        applies_until=window.applies_until,
        window=window.id,
        alternatives=tuple(
            Alternative(window=w.id, applies_from=w.applies_from, conditions=w.conditions)
            for w in doubtful
            if w is not window
        ),
    )


def _chosen(windows: list[Window], as_of: str) -> Window:
    """The window in force on the day; else the next to begin; else the last that ended."""
    for state in ("binding", "upcoming"):
        found = [window for window in windows if _state(window, as_of) == state]
        if found:
            return found[0]
    return windows[-1]


def _state(window: Window, as_of: str) -> str:
    if as_of < window.applies_from:
        return "upcoming"
    return "ended" if window.applies_until and window.applies_until < as_of else "binding"
