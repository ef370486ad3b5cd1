"""One append: leaves, nodes and head, all within one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, update

from evidence import tree
from evidence.entries import Entry, content_id, content_of, seal
from evidence.freetext import FreeText, free_texts
from evidence.integrity import require_root
from evidence.notes import TreeHead
from evidence.rows import head_of, peaks_of, places_of
from evidence.shelf import keep
from evidence.tables import event, head, node


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """That an entry is on disk at place `seq`, in a tree that then has `size` leaves and the root `root`."""

    seq: int
    leaf_hash: bytes
    size: int
    root: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An entry's content as JSON values, its identifier, and the free texts that stay outside of it."""

    id: str
    content: dict[str, Any]
    texts: tuple[FreeText, ...]


def prepare(entry: Entry) -> Prepared:
    """What is to be written for `entry`; raises `EntryRefused` with all its faults."""
    content = content_of(entry)
    return Prepared(id=content_id(content), content=content, texts=tuple(free_texts(entry.payload)))


def append_contents(connection: Connection, entries: Sequence[Prepared]) -> tuple[Acknowledgement, ...]:
    """Appends those of `entries` that are not recorded yet, and says of each where it stands."""
    by_id = {entry.id: entry for entry in entries}
    places = places_of(connection, list(by_id))
    grown = head_of(connection)
    if fresh := {name: entry for name, entry in by_id.items() if name not in places}:
        grown, placed = _grow(connection, grown, {name: each.content for name, each in fresh.items()})
        places |= placed
        keep(connection, [text for each in fresh.values() for text in each.texts])
    return tuple(
        Acknowledgement(
            seq=places[entry.id][0], leaf_hash=places[entry.id][1], size=grown.size, root=grown.root
        )
        for entry in entries
    )


def _grow(
    connection: Connection, before: TreeHead, fresh: Mapping[str, dict[str, Any]]
) -> tuple[TreeHead, dict[str, tuple[int, bytes]]]:
    """Writes the `fresh` contents after the entries that `before` counts; gives the new head and places."""
    nodes = peaks_of(connection, before.size)
    # Every later root is built on these hashes: one that was damaged would be carried into all of them.
    require_root(before.size, nodes, before.root)
    events = [
        _event(name, content, before.origin, seq)
        for seq, (name, content) in enumerate(fresh.items(), start=before.size)
    ]
    added = tree.extend(nodes, before.size, [tree.leaf_hash(row["leaf"]) for row in events])
    size = before.size + len(events)
    root = tree.root(size, lambda level, index: nodes[level, index])
    connection.execute(insert(event), events)
    connection.execute(insert(node), [_node(place, nodes[place]) for place in added])
    connection.execute(update(head).values(size=size, root=root))
    placed = {row["id"]: (row["seq"], nodes[0, row["seq"]]) for row in events}
    return TreeHead(origin=before.origin, size=size, root=root), placed


def _event(name: str, content: dict[str, Any], log: str, seq: int) -> dict[str, Any]:
    leaf = seal(content, entry_id=name, log=log, seq=seq)
    return {"seq": seq, "id": name, "kind": content["kind"], "subject": content["subject"], "leaf": leaf}


def _node(place: tree.Position, hashed: bytes) -> dict[str, Any]:
    return {"level": place[0], "idx": place[1], "hash": hashed}
