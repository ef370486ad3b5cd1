"""The Merkle tree of RFC 6962 §2.1 and RFC 9162 §2.1, as pure functions.

A tree is known here only by its size and by a reader that gives the hash of a *complete* subtree:
`read(level, index)` is the hash over the leaves `index * 2**level` up to, not including, `(index + 1) *
2**level`. Level 0 holds the leaf hashes. Nothing else is stored, so an append writes on average two hashes,
and roots and proofs read about `log2(size)` of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import TypeAlias

Position: TypeAlias = tuple[int, int]
"""A complete subtree: its level, and its index within that level."""
Reader: TypeAlias = Callable[[int, int], bytes]

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf. Its prefix differs from that of a node, so no node can pass for a leaf."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def peaks(size: int) -> tuple[Position, ...]:
    """The largest complete subtrees that together cover the first `size` leaves, from left to right."""
    return tuple(
        (level, (size >> level) - 1) for level in reversed(range(size.bit_length())) if size >> level & 1
    )


def extend(nodes: dict[Position, bytes], size: int, leaves: Iterable[bytes]) -> list[Position]:
    """
    Adds the hashes `leaves` to a tree of `size` leaves, of which `nodes` holds at least the peaks.

    `nodes` gains every subtree that becomes complete; their positions are returned, lowest first.
    """
    added = []
    for index, hashed in enumerate(leaves, start=size):
        level = 0
        nodes[level, index] = hashed
        added.append((level, index))
        while index & 1:
            hashed = node_hash(nodes[level, index - 1], hashed)
            level, index = level + 1, index >> 1
            nodes[level, index] = hashed
            added.append((level, index))
    return added


def root(size: int, read: Reader) -> bytes:
    """The root hash of the first `size` leaves. The root of no leaves is the hash of the empty string."""
    return _range_hash(0, size, read) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: Reader) -> tuple[bytes, ...]:
    """The hashes that lead from the leaf at `index` to the root of the first `size` leaves, lowest first."""
    if not 0 <= index < size:
        raise IndexError(f"leaf {index} is not in a tree of {size}")
    return _path(index, 0, size, read)


def consistency_proof(old: int, new: int, read: Reader) -> tuple[bytes, ...]:
    """The hashes that show that the tree of `new` leaves begins with the tree of `old` leaves."""
    if not 0 <= old <= new:
        raise IndexError(f"a tree of {new} leaves does not extend one of {old}")
    return _subproof(old, 0, new, read, whole=True) if old else ()


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> bool:
    """Whether `proof` shows that the leaf hash `leaf` stands at `index` in the tree of that size and root."""
    if not 0 <= index < size:
        return False
    hashed, last = leaf, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            hashed = node_hash(sibling, hashed)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and hashed == expected_root


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """
    Whether `proof` shows that the tree (`new`, `new_root`) only appended to the tree (`old`, `old_root`).

    The empty tree is a beginning of every tree, and is shown by no proof at all.
    """
    if old == 0 or old == new:
        return not proof and 0 <= old <= new and old_root == (new_root if old else EMPTY_ROOT)
    if not 0 < old < new or not proof:
        return False
    # Where the old tree is one complete subtree, its root is the start of the path and is left out of the
    # proof.
    path = (old_root, *proof) if old & (old - 1) == 0 else tuple(proof)
    return _replay(old - 1, new - 1, path) == (old_root, new_root)


def _replay(index: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The old and new root that a consistency path leads to (RFC 9162 §2.1.4.2), None if it does not fit."""
    while index & 1:
        index, last = index >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if index & 1 or index == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        index, last = index >> 1, last >> 1
    return (before, after) if last == 0 else None


def _split(size: int) -> int:
    """The largest power of two below `size`: how many leaves go to the left."""
    return 1 << (size - 1).bit_length() - 1


def _range_hash(start: int, stop: int, read: Reader) -> bytes:
    size = stop - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return read(level, start >> level)
    middle = start + _split(size)
    return node_hash(_range_hash(start, middle, read), _range_hash(middle, stop, read))


def _path(index: int, start: int, stop: int, read: Reader) -> tuple[bytes, ...]:
    if stop - start == 1:
        return ()
    middle = start + _split(stop - start)
    if index < middle:
        return (*_path(index, start, middle, read), _range_hash(middle, stop, read))
    return (*_path(index, middle, stop, read), _range_hash(start, middle, read))


def _subproof(old: int, start: int, stop: int, read: Reader, *, whole: bool) -> tuple[bytes, ...]:
    if old == stop:
        return () if whole else (_range_hash(start, stop, read),)
    middle = start + _split(stop - start)
    if old <= middle:
        return (*_subproof(old, start, middle, read, whole=whole), _range_hash(middle, stop, read))
    return (*_subproof(old, middle, stop, read, whole=False), _range_hash(start, middle, read))
