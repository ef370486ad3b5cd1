"""The tree is the one of RFC 6962: published vectors, a second implementation, and properties of proofs."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import tree
from tests.evidence import naive_tree

# The eight leaves, roots and proofs that the Certificate Transparency reference implementation publishes.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION_OF_0_IN_8 = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
CONSISTENCY_OF_6_WITH_8 = (
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
)
CONSISTENCY_OF_2_WITH_5 = (
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
)
LARGEST = 40

leaf_lists = st.lists(st.binary(max_size=4), min_size=1, max_size=LARGEST)


def reader_of(leaves: list[bytes]) -> tree.Reader:
    """A reader over the nodes that appending `leaves` one after another gives."""
    nodes: dict[tree.Position, bytes] = {}
    for index, leaf in enumerate(leaves):
        tree.extend(nodes, index, [tree.leaf_hash(leaf)])
    return lambda level, index: nodes[level, index]


def hexadecimal(hashes: tuple[bytes, ...]) -> tuple[str, ...]:
    return tuple(hashed.hex() for hashed in hashes)


def test_the_published_roots_come_out() -> None:
    read = reader_of(LEAVES)
    assert [tree.root(size, read).hex() for size in range(9)] == ROOTS


def test_the_published_proofs_come_out() -> None:
    read = reader_of(LEAVES)
    assert hexadecimal(tree.inclusion_proof(0, 8, read)) == INCLUSION_OF_0_IN_8
    assert hexadecimal(tree.consistency_proof(6, 8, read)) == CONSISTENCY_OF_6_WITH_8
    assert hexadecimal(tree.consistency_proof(2, 5, read)) == CONSISTENCY_OF_2_WITH_5


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert tree.root(0, reader_of([])) == tree.EMPTY_ROOT == sha256(b"").digest()
    assert tree.peaks(0) == ()


def test_a_node_cannot_pass_for_a_leaf() -> None:
    left, right = tree.leaf_hash(b"a"), tree.leaf_hash(b"b")
    assert tree.node_hash(left, right) != tree.leaf_hash(left + right)


def test_every_proof_up_to_a_size_equals_the_naive_one_and_verifies() -> None:
    leaves = [bytes([number]) for number in range(LARGEST)]
    read = reader_of(leaves)
    for size in range(1, LARGEST + 1):
        root = naive_tree.mth(leaves[:size])
        assert tree.root(size, read) == root
        for index in range(size):
            proof = tree.inclusion_proof(index, size, read)
            assert list(proof) == naive_tree.path(index, leaves[:size])
            assert tree.verify_inclusion(tree.leaf_hash(leaves[index]), index, size, proof, root)
            old = index + 1
            consistency = tree.consistency_proof(old, size, read)
            assert list(consistency) == naive_tree.proof(old, leaves[:size])
            assert tree.verify_consistency(old, size, consistency, naive_tree.mth(leaves[:old]), root)


def test_only_complete_subtrees_are_stored_and_each_once() -> None:
    nodes: dict[tree.Position, bytes] = {}
    added = tree.extend(nodes, 0, [tree.leaf_hash(leaf) for leaf in LEAVES[:7]])
    assert len(added) == len(set(added)) == len(nodes) == 7 + 3 + 1
    assert tree.peaks(7) == ((2, 0), (1, 2), (0, 6))
    assert tree.peaks(10) == ((3, 0), (1, 4))


@given(leaves=leaf_lists, data=st.data())
def test_appending_in_batches_gives_the_same_nodes_as_one_by_one(
    leaves: list[bytes], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(leaves)))
    hashes = [tree.leaf_hash(leaf) for leaf in leaves]
    at_once: dict[tree.Position, bytes] = {}
    tree.extend(at_once, 0, hashes)
    in_two: dict[tree.Position, bytes] = {}
    tree.extend(in_two, 0, hashes[:cut])
    peaks = {place: in_two[place] for place in tree.peaks(cut)}
    tree.extend(peaks, cut, hashes[cut:])
    assert {**in_two, **peaks} == at_once


@given(leaves=leaf_lists, data=st.data())
def test_an_inclusion_proof_with_anything_changed_is_rejected(
    leaves: list[bytes], data: st.DataObject
) -> None:
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    read, leaf = reader_of(leaves), tree.leaf_hash(leaves[index])
    root, proof = tree.root(size, read), tree.inclusion_proof(index, size, read)
    assert tree.verify_inclusion(leaf, index, size, proof, root)
    assert not tree.verify_inclusion(leaf, index, size, (*proof, root), root)
    assert not tree.verify_inclusion(flipped(leaf, data), index, size, proof, root)
    assert not tree.verify_inclusion(leaf, index, size, proof, flipped(root, data))
    assert not tree.verify_inclusion(leaf, -1, size, proof, root)
    assert not tree.verify_inclusion(leaf, size, size, proof, root)
    if proof:
        changed = data.draw(st.integers(0, len(proof) - 1))
        without = proof[:changed] + proof[changed + 1 :]
        wrong = (*proof[:changed], flipped(proof[changed], data), *proof[changed + 1 :])
        assert not tree.verify_inclusion(leaf, index, size, without, root)
        assert not tree.verify_inclusion(leaf, index, size, wrong, root)


@given(leaves=leaf_lists, data=st.data())
def test_a_consistency_proof_with_anything_changed_is_rejected(
    leaves: list[bytes], data: st.DataObject
) -> None:
    new = len(leaves)
    old = data.draw(st.integers(1, new))
    read = reader_of(leaves)
    before, after = tree.root(old, read), tree.root(new, read)
    proof = tree.consistency_proof(old, new, read)
    assert tree.verify_consistency(old, new, proof, before, after)
    assert not tree.verify_consistency(old, new, (*proof, after), before, after)
    assert not tree.verify_consistency(old, new, proof, flipped(before, data), after)
    assert not tree.verify_consistency(old, new, proof, before, flipped(after, data))
    if proof:
        changed = data.draw(st.integers(0, len(proof) - 1))
        without = proof[:changed] + proof[changed + 1 :]
        wrong = (*proof[:changed], flipped(proof[changed], data), *proof[changed + 1 :])
        assert not tree.verify_consistency(old, new, without, before, after)
        assert not tree.verify_consistency(old, new, wrong, before, after)


@given(leaves=leaf_lists, data=st.data())
def test_a_tree_with_an_earlier_leaf_changed_is_not_an_extension(
    leaves: list[bytes], data: st.DataObject
) -> None:
    old = data.draw(st.integers(1, len(leaves)))
    changed = data.draw(st.integers(0, old - 1))
    other = [*leaves[:changed], leaves[changed] + b"!", *leaves[changed + 1 :]]
    before, read = tree.root(old, reader_of(leaves)), reader_of(other)
    proof = tree.consistency_proof(old, len(other), read)
    assert not tree.verify_consistency(old, len(other), proof, before, tree.root(len(other), read))


def test_the_empty_tree_begins_every_tree_but_only_with_its_own_root() -> None:
    root = bytes.fromhex(ROOTS[5])
    assert tree.verify_consistency(0, 5, (), tree.EMPTY_ROOT, root)
    assert not tree.verify_consistency(0, 5, (), root, root)
    assert not tree.verify_consistency(0, 5, (root,), tree.EMPTY_ROOT, root)
    assert tree.consistency_proof(0, 5, reader_of(LEAVES)) == ()


def test_a_shorter_tree_does_not_extend_a_longer_one() -> None:
    read = reader_of(LEAVES)
    assert not tree.verify_consistency(5, 3, (), tree.root(5, read), tree.root(3, read))
    assert not tree.verify_consistency(-1, -1, (), tree.EMPTY_ROOT, tree.EMPTY_ROOT)
    assert not tree.verify_consistency(3, 5, (), tree.root(3, read), tree.root(5, read))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (8, 8), (-1, 8)])
def test_a_proof_of_a_leaf_that_is_not_there_is_refused(index: int, size: int) -> None:
    with pytest.raises(IndexError, match="not in a tree of"):
        tree.inclusion_proof(index, size, reader_of(LEAVES))


@pytest.mark.parametrize(("old", "new"), [(3, 2), (-1, 2)])
def test_a_proof_that_a_tree_extends_a_longer_one_is_refused(old: int, new: int) -> None:
    with pytest.raises(IndexError, match="does not extend"):
        tree.consistency_proof(old, new, reader_of(LEAVES))


def flipped(hashed: bytes, data: st.DataObject) -> bytes:
    """`hashed` with one bit changed."""
    bit = data.draw(st.integers(0, 8 * len(hashed) - 1))
    return (int.from_bytes(hashed, "big") ^ (1 << bit)).to_bytes(len(hashed), "big")
