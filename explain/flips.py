"""Flips: what would have to be true so that something holds that does not, or no longer holds."""

from __future__ import annotations

import json
from dataclasses import dataclass

from engine.citations import cite_conclusion, label
from engine.determination import Determination
from engine.errors import ProfileError, UnknownSubject
from engine.knowledge import Iri
from engine.profile.profile import profile_from_record
from explain import wording
from explain.again import again
from explain.changes import Change, ChangeSet
from explain.edited import edited_profile
from explain.expected import place_of
from explain.flip_search import Search
from explain.goals import Goal, sources_of
from explain.names import NameKind, resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipChange:
    """What would have to be true of one fact."""

    change: Change
    pointer: str
    """Where the profile states it, or would."""
    before: tuple[str, ...] | None
    """The values stated now; None where nothing is stated."""
    changeable: bool | None
    """Whether the organisation can make it so by its own choice; None where the packs do not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """One smallest set of changes: applied it flips, and no part of it does."""

    changes: tuple[FlipChange, ...]
    tiers: tuple[Iri, ...]
    """The tiers that would then hold."""
    citations: tuple[str, ...]
    """What it would rest on; where it goes, what it rests on now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flips:
    """The answer to one question: smallest sets first, those the organisation can choose before others."""

    determination: Determination
    question: str
    label: str
    subject: str
    holds: bool
    """Whether it holds now, so that each set would end that."""
    flips: tuple[Flip, ...]
    trials: int
    """How many times it was determined anew."""
    is_cut: bool
    """Whether a bound was met, so that there may be other sets."""


def flips(determination: Determination, question: str, subject: str = "") -> Flips:
    """
    The smallest sets of changes, of at most three facts, that add or remove what `question` names.

    `subject` narrows it to one actor, function, component or tool. Every set is applied to the profile, read
    and determined anew, and so is each of its parts, before it is given. Raises `UnknownSubject` with the
    nearest names where the packs call nothing so, or the profile has no such subject.
    """
    named = resolve(determination.knowledge_base, question)
    if len(named) > 1:
        several = ", ".join(each.id for each in named)
        raise UnknownSubject(wording.SEVERAL_NAMES.format(asked=question, several=several))
    known = [each.id for each in determination.use_case.subjects]
    if subject and subject not in known:
        raise UnknownSubject(wording.UNKNOWN_ANYONE.format(asked=subject, known=", ".join(known)))
    goal = Goal(named=named[0], subject=subject)
    search = Search(determination, goal)
    search.run()
    found = [_flip(search, changes) for changes in search.found if _is_verified(search, changes)]
    return Flips(
        determination=determination,
        question=question,
        label=label(determination.knowledge_base, named[0].id).rstrip("."),
        subject=subject,
        holds=search.holds,
        flips=tuple(found),
        trials=search.trials,
        is_cut=search.cut,
    )


def applied(determination: Determination, changes: ChangeSet) -> Determination | None:
    """What follows from the profile with `changes`, written and read anew; None where it cannot be read."""
    known = determination.knowledge_base
    profile = edited_profile(determination.use_case, known, changes, determination.as_of)
    try:
        return again(determination, profile_from_record(json.dumps(profile), known))
    except ProfileError:
        return None


def _is_verified(search: Search, changes: ChangeSet) -> bool:
    determination = applied(search.determination, changes)
    return determination is not None and search.flips(determination)


def _flip(search: Search, changes: ChangeSet) -> Flip:
    facts = search.determination.knowledge_base.facts
    subjects = {(s.level, s.id): s for s in search.determination.use_case.subjects}
    told = []
    for change in changes:
        holder = subjects[change.level, change.subject]
        stated = holder.facts.get(change.fact)
        told.append(
            FlipChange(
                change=change,
                pointer=place_of(facts[change.fact], holder),
                before=stated.values if stated else None,
                changeable=facts[change.fact].changeable,
            )
        )
    after = search.trial(changes) or search.determination
    return Flip(
        changes=tuple(told),
        tiers=after.tiers,
        citations=_citations(search.goal, search.determination if search.holds else after),
    )


def _citations(goal: Goal, determination: Determination) -> tuple[str, ...]:
    """What carries it where it holds; its own identifier where nothing else does."""
    known = determination.knowledge_base
    wanted = frozenset(determination.rule_base.taxonomy.within(goal.named.id))
    if goal.named.kind is NameKind.CONTROL:
        wanted = frozenset(sources_of(known, goal.named.id))
    elif goal.named.kind is NameKind.SETTING:
        wanted = frozenset(sources_of(known, known.parameters[goal.named.id].control))
    cited = [
        citation
        for finding in determination.findings
        if finding.conclusion in wanted and goal.subject in ("", finding.subject)
        for citation in cite_conclusion(known, finding.conclusion, finding.rules)
    ]
    return tuple(dict.fromkeys(cited)) or cite_conclusion(known, goal.named.id, ()) or (goal.named.id,)
