"""What is seen only when a whole profile has been read: contradictions, and lists that are not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from unicodedata import normalize

from engine import terms
from engine.conditions import Reading, StatedTest, Test
from engine.faults import FaultLog
from engine.knowledge import Contradiction, FactDefinition, Iri, Level
from engine.profile.form import Form
from engine.usecase import Stated, Subject


def note_contradictions(
    form: Form, subjects: Iterable[Subject], lines: Mapping[str, int], log: FaultLog
) -> None:
    """Notes the statements about one subject that cannot all be true; what is unknown contradicts nothing."""
    whole: Mapping[Iri, Stated] = {}
    for subject in subjects:
        if subject.level is Level.USE_CASE:
            whole = subject.facts
        for contradiction, tests in form.contradictions:
            if contradiction.level is subject.level and tests:
                stated = _all_true(tests, subject.facts, whole)
                if stated:
                    _note(contradiction, stated, lines, log)


def is_contradictory(form: Form, subjects: Iterable[Subject]) -> bool:
    """Whether some statements about one of `subjects`, the use case first, cannot all be true."""
    whole: Mapping[Iri, Stated] = {}
    for subject in subjects:
        if subject.level is Level.USE_CASE:
            whole = subject.facts
        for contradiction, tests in form.contradictions:
            if contradiction.level is subject.level and tests and _all_true(tests, subject.facts, whole):
                return True
    return False


def _all_true(
    tests: tuple[Test, ...], own: Mapping[Iri, Stated], whole: Mapping[Iri, Stated]
) -> list[Stated]:
    """What makes every test true; empty where one of them is not certainly true."""
    statements = []
    for test in tests:
        if not isinstance(test, StatedTest):
            return []
        facts = whole if test.level is Level.USE_CASE else own
        if test.read(facts) != Reading.TRUE:
            return []
        statements.append(facts[test.fact])
    return statements


def note_second_persons(
    form: Form, subjects: Iterable[Subject], lines: Mapping[str, int], log: FaultLog
) -> None:
    """Notes the judgements that support another one of the same person: nobody seconds themselves."""
    for subject in subjects:
        for fact in form.seconded:
            ours, first = subject.facts.get(fact.id), subject.facts.get(fact.seconds or Iri(""))
            if ours and first and ours.by and _person(ours.by) == _person(first.by):
                pointer = ours.pointers[0]
                log.add(
                    f"{ours.by} would second their own judgement.",
                    line=lines[pointer],
                    path=pointer,
                    expected=f"the judgement of somebody else than at {first.pointers[0]}.",
                )


def _person(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())


def _note(
    contradiction: Contradiction, statements: list[Stated], lines: Mapping[str, int], log: FaultLog
) -> None:
    pointers = sorted(
        {pointer for stated in statements for pointer in stated.pointers},
        key=lambda pointer: (lines[pointer], pointer),
    )
    named = " and ".join(f"{pointer} (line {lines[pointer]})" for pointer in pointers)
    log.add(
        contradiction.label,
        line=lines[pointers[0]],
        path=pointers[0],
        expected=f"statements that can all be true; look at {named}.",
    )


def unlisted(form: Form, subjects: Iterable[Subject], listed: frozenset[str]) -> dict[Level, str]:
    """
    The levels whose subjects may be missing from the profile, each with the place where the list would stand.

    `listed` holds the place of each list that is there. A subject that cannot have a list misses none; one
    whose kind is not known may have one.
    """
    found: dict[Level, str] = {}
    everything = tuple(subjects)
    for fact in form.lists:
        opens = fact.opens or fact.level
        if fact.level in found:
            found[opens] = found[fact.level]
            continue
        for subject in everything:
            place = "/".join((subject.pointer, *fact.path))
            if subject.level is fact.level and place not in listed and _may_list(form, fact, subject):
                found.setdefault(opens, place)
    return found


def _may_list(form: Form, fact: FactDefinition, subject: Subject) -> bool:
    kind = subject.facts.get(terms.COMPONENT_KIND)
    if not fact.listed_by or kind is None:
        return True
    near = {
        concept
        for lister in fact.listed_by
        for concept in form.taxonomy.within(lister) | form.taxonomy.broader_than(lister)
    }
    return not near.isdisjoint(kind.values)
