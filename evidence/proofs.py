"""Proofs of inclusion and consistency from the stored nodes, each within the transaction it is given."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from evidence import tree
from evidence.errors import UnknownEntry
from evidence.rows import head_of, node_reader


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionProof:
    """That the entry `seq` is in the tree with that size and root; `tree.verify_inclusion` checks it."""

    seq: int
    size: int
    leaf_hash: bytes
    root: bytes
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsistencyProof:
    """That the tree of `new` entries begins with that of `old`; `tree.verify_consistency` checks it."""

    old: int
    new: int
    old_root: bytes
    new_root: bytes
    hashes: tuple[bytes, ...]


def prove_inclusion(connection: Connection, seq: int, size: int | None = None) -> InclusionProof:
    """That entry `seq` is among the first `size` entries; among all of them without `size`."""
    size = _size(connection, size)
    if not 0 <= seq < size:
        raise UnknownEntry(f"There is no entry {seq}: the ledger holds {size}, counted from 0.")
    read = node_reader(connection)
    hashes = tree.inclusion_proof(seq, size, read)
    return InclusionProof(
        seq=seq, size=size, leaf_hash=read(0, seq), root=tree.root(size, read), hashes=hashes
    )


def prove_consistency(connection: Connection, old: int, new: int | None = None) -> ConsistencyProof:
    """That the first `new` entries, all of them without `new`, begin with the first `old`."""
    new = _size(connection, new)
    if not 0 <= old <= new:
        raise UnknownEntry(f"A tree of {new} entries does not begin with one of {old}.")
    read = node_reader(connection)
    return ConsistencyProof(
        old=old,
        new=new,
        old_root=tree.root(old, read),
        new_root=tree.root(new, read),
        hashes=tree.consistency_proof(old, new, read),
    )


def _size(connection: Connection, wanted: int | None) -> int:
    """The `wanted` size, the whole ledger's where none is; `UnknownEntry` beyond that."""
    held = head_of(connection).size
    if wanted is not None and not 0 <= wanted <= held:
        raise UnknownEntry(f"There is no tree of {wanted} entries: the ledger holds {held}.")
    return held if wanted is None else wanted
