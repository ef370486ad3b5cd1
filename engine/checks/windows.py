"""Every tier and obligation has its time, and every window makes sense."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Fault
from engine.knowledge import FactKind, Level, Window
from engine.loading.draft import Draft

TIMED = ("gov:Tier", "gov:Obligation")


def check_windows(draft: Draft) -> Iterator[Fault]:
    """A fault for every conclusion without a time and every window that times nothing, or backwards."""
    kb = draft.knowledge_base
    timed = {name for window in kb.windows.values() for name in window.window_for}
    broader = {name for concept in kb.concepts.values() for name in concept.broader}
    for name in draft.of_class(*TIMED):
        if name not in timed and name not in broader:
            message = "It has no window: nobody could tell from when it applies, so it would never bind."
            yield draft.fault(name, message, expected="a gov:ApplicationWindow with gov:windowFor naming it.")
    for window in kb.windows.values():
        yield from _form(draft, window)
        yield from _replacements(draft, window)
        yield from _conditions(draft, window)


def _form(draft: Draft, window: Window) -> Iterator[Fault]:
    if not window.window_for:
        yield draft.fault(
            window.id, "It times nothing.", expected="gov:windowFor with a tier or an obligation."
        )
    for name in window.window_for:
        kind = draft.classes.get(name)
        if kind is not None and kind not in TIMED:
            message = f"It times {name}, which is neither a tier nor an obligation."
            yield draft.fault(window.id, message, mention=name, expected="a tier or an obligation.")
    if not window.stated_in:
        message = "It cites nothing: a date that no one can cite does not bind."
        yield draft.fault(window.id, message, expected="gov:statedIn with the provision that sets the date.")
    if window.applies_until and window.applies_until < window.applies_from:
        message = f"It ends on {window.applies_until}, before it begins on {window.applies_from}."
        yield draft.fault(
            window.id, message, mention="gov:appliesUntil", expected="a last day after the first."
        )


def _replacements(draft: Draft, window: Window) -> Iterator[Fault]:
    kb = draft.knowledge_base
    for name in window.replaces:
        older = kb.windows.get(name)
        if older is None or not {window.introduced_by, older.introduced_by} <= kb.instruments.keys():
            continue
        mine = kb.instruments[window.introduced_by].published
        if kb.instruments[older.introduced_by].published >= mine:
            message = f"It replaces {name}, which was published no earlier than itself, on {mine}."
            yield draft.fault(window.id, message, mention=name, expected="a window of an earlier instrument.")
        if not set(window.window_for) & set(older.window_for):
            message = f"It replaces {name}, but times none of what that times."
            yield draft.fault(
                window.id, message, mention=name, expected="a window for the same tier or obligation."
            )


def _conditions(draft: Draft, window: Window) -> Iterator[Fault]:
    """A window is read where its tier or obligation is concluded, so its conditions are about that level."""
    kb = draft.knowledge_base
    levels = {fact.scheme: fact.level for fact in kb.facts.values() if fact.kind is FactKind.CONCLUDED}
    about = {
        levels[kb.concepts[n].scheme]
        for n in window.window_for
        if n in kb.concepts and kb.concepts[n].scheme in levels
    }
    for condition in window.conditions:
        fact = kb.facts.get(condition.fact)
        if fact is None:
            continue
        if fact.kind is FactKind.STRUCTURAL or (fact.level is not Level.USE_CASE and about != {fact.level}):
            message = f"{fact.id} is about the level {fact.level}, but the window times something else."
            expected = "a fact of the use case, or of the level of everything the window times."
            yield draft.fault(condition.id, message, mention=condition.fact, expected=expected)
