"""What the rules alone say where somebody of the organisation decided otherwise: both are always told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.determination import Determination
from engine.determine import determine
from engine.knowledge import Iri, KnowledgeBase, Level
from engine.terms import TIER
from engine.usecase import Stated, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One recorded decision of the organisation about one function."""

    fact: Iri
    pointer: str
    by: str
    on: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A function whose tiers a decision of the organisation changed, or would change with a second person."""

    function: str
    computed: tuple[Iri, ...]
    """The tiers the rules alone come to; empty where none holds but perhaps the residual one."""
    decided: tuple[Iri, ...]
    """The tiers that count."""
    decisions: tuple[Decision, ...]
    awaiting: tuple[Iri, ...] = ()
    """The decisions that count for nothing yet: they need a second person, and none has agreed."""


def overrides_of(determination: Determination) -> tuple[Override, ...]:
    """The functions whose tiers a decision changed or waits to change; empty where nobody decided."""
    knowledge_base = determination.knowledge_base
    use_case = determination.use_case
    if not any(_decisions(knowledge_base, subject) for subject in use_case.subjects):
        return ()
    plain = tuple(_undecided(knowledge_base, subject) for subject in use_case.subjects)
    alone = determine(
        replace(use_case, subjects=plain),
        knowledge_base,
        determination.as_of,
        determination.known_at,
        readings=determination.readings,
    )
    return tuple(_differing(determination, alone))


def _differing(determination: Determination, alone: Determination) -> Iterator[Override]:
    for function in determination.subjects(Level.FUNCTION):
        computed, decided = _tiers(alone, function.id), _tiers(determination, function.id)
        awaiting = _awaiting(determination.knowledge_base, function)
        if computed != decided or awaiting:
            yield Override(
                function=function.id,
                computed=computed,
                decided=decided,
                decisions=tuple(_decisions(determination.knowledge_base, function)),
                awaiting=awaiting,
            )


def _tiers(determination: Determination, function: str) -> tuple[Iri, ...]:
    return tuple(f.conclusion for f in determination.findings if (f.family, f.subject) == (TIER, function))


def _decisions(knowledge_base: KnowledgeBase, subject: Subject) -> list[Decision]:
    return [
        Decision(fact=fact, pointer=stated.pointers[0], by=stated.by, on=stated.on, because=stated.because)
        for fact, stated in subject.facts.items()
        if stated.values and _is_act(knowledge_base, fact)
    ]


def _awaiting(knowledge_base: KnowledgeBase, subject: Subject) -> tuple[Iri, ...]:
    """The decisions stated for `subject` that need a second person whose agreement is not stated."""
    return tuple(
        fact.seconds
        for fact in knowledge_base.facts.values()
        if fact.seconds and _says_yes(subject, fact.seconds) and not _says_yes(subject, fact.id)
        if _is_act(knowledge_base, fact.seconds)
    )


def _says_yes(subject: Subject, fact: Iri) -> bool:
    stated = subject.facts.get(fact)
    return stated is not None and "true" in stated.values


def _is_act(knowledge_base: KnowledgeBase, fact: Iri) -> bool:
    known = knowledge_base.facts.get(fact)
    return known is not None and known.recorded_act


def _undecided(knowledge_base: KnowledgeBase, subject: Subject) -> Subject:
    facts = {
        fact: Stated(values=(), pointers=stated.pointers) if _is_act(knowledge_base, fact) else stated
        for fact, stated in subject.facts.items()
    }
    return replace(subject, facts=facts)
