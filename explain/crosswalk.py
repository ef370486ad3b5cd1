"""A crosswalk as a table for a terminal or a file: what sources state, and apart from it what is joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from engine.citations import cite, label
from engine.crosswalk import CONTROLS, Crosswalk, JoinedPair, Link, StatedPair
from engine.crosswalk_record import NOTICE, through
from engine.knowledge import Iri, KnowledgeBase
from engine.mappings import NO_TERM

RELATIONS = {
    "gov:equalTo": "is equal to",
    "gov:subsetOf": "is part of",
    "gov:supersetOf": "contains",
    "gov:intersectsWith": "has to do with",
}
EXTENTS = {"gov:satisfiedBy": "served by", "gov:partlySatisfiedBy": "partly served by"}
_STATED = "STATED BY A SOURCE ({count} pairs; each is its author's)"
_JOINED = "THROUGH A SHARED CONTROL ({count} pairs; proposed, no equality is claimed)"
_MAPPED = "ENTRIES AND CONTROLS ({count} rows)"
_DENIED = "not served by"


def crosswalk_text(knowledge_base: KnowledgeBase, found: Crosswalk) -> str:
    """The whole table; a part with nothing in it says so."""
    if found.target == CONTROLS:
        parts = [_section(_MAPPED, len(found.links), mapped_lines(knowledge_base, found.links))]
    else:
        parts = [
            _section(_STATED, len(found.stated), stated_lines(knowledge_base, found.stated)),
            _section(_JOINED, len(found.joined), joined_lines(knowledge_base, found.joined)),
        ]
    return "\n\n".join((f"From {found.source} to {found.target}", *parts, NOTICE)) + "\n"


def _section(title: str, count: int, lines: Iterable[str]) -> str:
    return "\n".join((title.format(count=count), *(lines if count else ("  None.",))))


def stated_lines(knowledge_base: KnowledgeBase, pairs: Iterable[StatedPair]) -> Iterator[str]:
    """Each pair with who stands behind it and how the source puts it."""
    for subject, group in groupby(pairs, key=lambda pair: pair.subject):
        yield _entry(knowledge_base, subject)
        for pair in group:
            turned = " (stated the other way round)" if pair.inverted else ""
            yield f"    {RELATIONS[pair.predicate]} {cite(knowledge_base, pair.object)}{turned}"
            row = pair.row
            yield f"      {row.authority or row.author}; {row.status}. {row.comment}".rstrip()


def joined_lines(knowledge_base: KnowledgeBase, pairs: Iterable[JoinedPair]) -> Iterator[str]:
    """For each entry the controls that serve it, and the entries of the other pack that these serve too."""
    for subject, group in groupby(pairs, key=lambda pair: pair.subject.provision):
        yield _entry(knowledge_base, subject)
        for _, shared in groupby(group, key=lambda pair: pair.subject.row.id):
            members = tuple(shared)
            others = dict.fromkeys(cite(knowledge_base, pair.object.provision) for pair in members)
            weakest = min(members, key=lambda pair: pair.status)  # proposed comes before reviewed
            yield f"    {through(knowledge_base, weakest)}: {', '.join(others)}"


def mapped_lines(knowledge_base: KnowledgeBase, links: Iterable[Link]) -> Iterator[str]:
    """For each entry the controls that serve it or were found not to, and what each leaves open."""
    for subject, group in groupby(links, key=lambda link: link.provision):
        yield _entry(knowledge_base, subject)
        for link in group:
            yield f"    {_extent(knowledge_base, link)}; {link.row.status}"
            yield f"      {link.row.comment}".rstrip()


def _extent(knowledge_base: KnowledgeBase, link: Link) -> str:
    if link.control == NO_TERM:
        return "no control was found"
    words = _DENIED if link.row.negated else EXTENTS[link.row.predicate]
    return f"{words} {label(knowledge_base, link.control)}"


def _entry(knowledge_base: KnowledgeBase, name: Iri) -> str:
    title = knowledge_base.provisions[name].title
    return f"  {cite(knowledge_base, name)}{f'  {title}' if title else ''}"
