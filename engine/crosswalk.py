"""From the entries of one pack to those of another: what a source states, and what shared controls join.

The two are kept apart. A stated pair is its author's; a pair joined through a control says that one safeguard
serves a part of both, and nothing of how the two texts stand to each other. Stated pairs do not chain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.errors import Fault, InputError
from engine.knowledge import Iri, KnowledgeBase, Mapping
from engine.mappings import CONTROL_PREDICATES, NO_TERM, TEXT_PREDICATES
from engine.nearest import nearest

CONTROLS = "controls"
"""What stands in place of a second pack where the controls themselves are asked for."""

_INVERTED = {"gov:subsetOf": "gov:supersetOf", "gov:supersetOf": "gov:subsetOf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPair:
    """Two entries that a source puts beside each other."""

    subject: Iri
    predicate: str
    object: Iri
    inverted: bool
    """Whether the source states it from the object to the subject; `predicate` is turned round then."""
    row: Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry and a control that was found to serve it, or found not to."""

    provision: Iri
    duty: Iri | None
    """The obligation that the row is about, where it is not about the entry itself."""
    row: Mapping

    @property
    def control(self) -> Iri:
        """The control, or `sssom:NoTermFound`."""
        return self.row.object


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedPair:
    """Two entries that one control serves, each as its own row says."""

    subject: Link
    object: Link

    @property
    def control(self) -> Iri:
        """The control that serves both."""
        return self.subject.control

    @property
    def status(self) -> str:
        """`reviewed` only where both rows are."""
        return "reviewed" if {self.subject.row.status, self.object.row.status} == {"reviewed"} else "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """What leads from one pack to another, or to the controls, in the order of the first pack's entries."""

    source: str
    target: str
    stated: tuple[StatedPair, ...] = ()
    joined: tuple[JoinedPair, ...] = ()
    links: tuple[Link, ...] = ()
    """For the controls: every row from an entry to a control, those that deny it included."""


def packs(knowledge_base: KnowledgeBase) -> tuple[str, ...]:
    """The names of the packs that have entries, such as `iso-42001`, sorted."""
    return tuple(sorted({pack_of(knowledge_base, name) for name in knowledge_base.provisions}))


def pack_of(knowledge_base: KnowledgeBase, name: Iri) -> str:
    """The pack that `name` belongs to: the last part of its namespace."""
    prefix = name.partition(":")[0]
    return re.split(r"[/#]", knowledge_base.prefixes.get(prefix, prefix).rstrip("/#"))[-1]


def crosswalk(knowledge_base: KnowledgeBase, source: str, target: str) -> Crosswalk:
    """
    Everything that leads from the pack `source` to the pack `target`, or to the controls for `controls`.

    Raises `InputError` with the nearest names where a pack is not known, or where both are the same.
    """
    _check_names(knowledge_base, source, target)
    links = sorted(_links(knowledge_base, source), key=_order_of_link)
    if target == CONTROLS:
        return Crosswalk(source=source, target=target, links=tuple(links))
    return Crosswalk(
        source=source,
        target=target,
        stated=tuple(sorted(_stated(knowledge_base, source, target), key=_order_of_pair)),
        joined=tuple(_joined(links, sorted(_links(knowledge_base, target), key=_order_of_link))),
    )


def in_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts A.9 before A.10."""
    parts = re.findall(r"\d+|\D+", name)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def _check_names(knowledge_base: KnowledgeBase, source: str, target: str) -> None:
    known = packs(knowledge_base)
    faults = [
        Fault(path=path, message=f"No pack is called {name!r}.{nearest(name, allowed)}", expected=expected)
        for path, name, allowed in (("--from", source, known), ("--to", target, (*known, CONTROLS)))
        for expected in (f"one of {', '.join(allowed)}.",)
        if name not in allowed
    ]
    if not faults and source == target:
        faults.append(
            Fault(path="--to", message=f"{target!r} is where it starts from.", expected="another pack.")
        )
    if faults:
        raise InputError(faults)


def _stated(knowledge_base: KnowledgeBase, source: str, target: str) -> Iterator[StatedPair]:
    for row in knowledge_base.mappings:
        if row.predicate not in TEXT_PREDICATES or row.negated or row.status == "disputed":
            continue
        ends = (pack_of(knowledge_base, row.subject), pack_of(knowledge_base, row.object))
        if ends == (source, target):
            yield StatedPair(
                subject=row.subject, predicate=row.predicate, object=row.object, inverted=False, row=row
            )
        elif ends == (target, source):
            turned = _INVERTED.get(row.predicate, row.predicate)
            yield StatedPair(subject=row.object, predicate=turned, object=row.subject, inverted=True, row=row)


def _links(knowledge_base: KnowledgeBase, pack: str) -> Iterator[Link]:
    """Each row to a control from an entry of `pack`, or from an obligation that such an entry states."""
    for row in knowledge_base.mappings:
        if row.predicate not in CONTROL_PREDICATES or row.status == "disputed":
            continue
        if row.subject in knowledge_base.provisions:
            entries: tuple[Iri, ...] = (row.subject,)
            duty = None
        else:
            entries, duty = knowledge_base.concepts[row.subject].stated_in, row.subject
        for entry in entries:
            if entry in knowledge_base.provisions and pack_of(knowledge_base, entry) == pack:
                yield Link(provision=entry, duty=duty, row=row)


def _joined(sources: Iterable[Link], targets: Iterable[Link]) -> Iterator[JoinedPair]:
    """Every two links with one control, where neither row denies that it serves."""
    reached: dict[Iri, list[Link]] = {}
    for link in targets:
        if not link.row.negated and link.control != NO_TERM:
            reached.setdefault(link.control, []).append(link)
    for link in sources:
        if not link.row.negated:
            for other in reached.get(link.control, ()):
                yield JoinedPair(subject=link, object=other)


def _order_of_pair(pair: StatedPair) -> tuple[object, ...]:
    return in_order(pair.subject), in_order(pair.object), pair.row.id


def _order_of_link(link: Link) -> tuple[object, ...]:
    return in_order(link.provision), link.control, link.row.id
