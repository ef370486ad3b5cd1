"""The ledger as its callers see it: appending, reading back, proving and signing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import (
    CheckpointRefused,
    EntryKind,
    EntryRefused,
    KeyUnusable,
    Ledger,
    LedgerUnavailable,
    NothingToSign,
    UnknownEntry,
    Verdict,
    open_checkpoint,
    tree,
    verify_consistency,
    verify_inclusion,
)
from evidence.entries import MAX_LEAF_BYTES
from tests.evidence import naive_tree
from tests.evidence.insider import insider
from tests.evidence.samples import AT, KEY, ORIGIN, OTHER_KEY, entry, open_ledger, write_ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def test_an_appended_entry_is_acknowledged_with_its_place_and_the_new_root(where: str) -> None:
    with open_ledger(where) as ledger:
        for number in range(5):
            acknowledged = ledger.append(entry(number))
            leaves = [recorded.leaf for recorded in ledger.entries()]
            assert acknowledged.seq == number
            assert acknowledged.size == number + 1
            assert acknowledged.leaf_hash == tree.leaf_hash(leaves[number])
            assert acknowledged.root == ledger.head().root == naive_tree.mth(leaves)


def test_what_was_recorded_is_read_back_after_reopening(where: str) -> None:
    write_ledger(where, 3)
    with open_ledger(where) as ledger:
        assert [recorded.entry for recorded in ledger.entries()] == [entry(number) for number in range(3)]
        assert [recorded.seq for recorded in ledger.entries()] == [0, 1, 2]


def test_entries_are_found_by_subject_and_kind(where: str) -> None:
    with open_ledger(where) as ledger:
        ledger.append_many([entry(number, subject=["a", "b"][number % 2]) for number in range(15)])
        assert [found.seq for found in ledger.entries(subject="b")] == list(range(1, 14, 2))
        assert [found.seq for found in ledger.entries(kind=EntryKind.DETERMINATION)] == [1]
        assert [found.seq for found in ledger.entries(subject="a", kind=EntryKind.DETERMINATION)] == []
        assert ledger.entries(subject="c") == ()


def test_a_subject_is_found_in_either_unicode_spelling(where: str) -> None:
    with open_ledger(where) as ledger:
        ledger.append(entry(0, subject="cafe\u0301"))
        assert len(ledger.entries(subject="caf\u00e9")) == len(ledger.entries(subject="cafe\u0301")) == 1


def test_appending_an_entry_again_gives_its_first_place(where: str) -> None:
    with open_ledger(where) as ledger:
        first = ledger.append(entry(0))
        ledger.append(entry(1))
        again, new, twin = ledger.append_many([entry(0), entry(2), entry(2)])
        assert (again.seq, again.leaf_hash) == (first.seq, first.leaf_hash)
        assert new.seq == twin.seq == 2
        assert ledger.append(entry(0)).size == ledger.head().size == 3
        assert ledger.append(replace(entry(0), at="2026-11-22T09:30:01Z")).seq == 3


def test_appending_nothing_changes_nothing(where: str) -> None:
    with open_ledger(where) as ledger:
        assert ledger.append_many([]) == ()
        assert ledger.head().size == 0
        assert ledger.entries() == ()


def test_a_batch_with_one_refused_entry_records_none_of_it(where: str) -> None:
    with open_ledger(where) as ledger:
        ledger.append(entry(0))
        with pytest.raises(EntryRefused, match="no instant"):
            ledger.append_many([entry(1), replace(entry(2), at="never")])
        with pytest.raises(EntryRefused, match="record a digest"):
            ledger.append_many([entry(1), entry(2, text="x" * MAX_LEAF_BYTES)])
        assert ledger.head().size == 1
        assert ledger.append(entry(3)).seq == 1


@given(batches=st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=8))
def test_places_have_no_gap_whatever_is_rolled_back(
    tmp_path_factory: pytest.TempPathFactory, batches: list[tuple[int, bool]]
) -> None:
    path = tmp_path_factory.mktemp("gaps") / "ledger.sqlite"
    number, kept = 0, 0
    with open_ledger(path) as ledger, closing(sqlite3.connect(path, isolation_level=None)) as database:
        for size, fails in batches:
            batch = [entry(number + place) for place in range(size)]
            number += size
            if fails:
                # Entries and nodes are written before the head, so here they are rolled back.
                database.execute(
                    "CREATE TRIGGER full BEFORE UPDATE ON head BEGIN SELECT RAISE(ABORT, 'disk full'); END"
                )
                with pytest.raises(LedgerUnavailable, match="disk full"):
                    ledger.append_many(batch)
                database.execute("DROP TRIGGER full")
            else:
                places = [acknowledged.seq for acknowledged in ledger.append_many(batch)]
                assert places == list(range(kept, kept + size))
                kept += size
        assert [recorded.seq for recorded in ledger.entries()] == list(range(kept))


def test_every_entry_is_proven_to_be_included(where: str) -> None:
    with open_ledger(where) as ledger:
        ledger.append_many([entry(number) for number in range(11)])
        for seq in range(11):
            proof = ledger.inclusion_proof(seq)
            assert verify_inclusion(proof.leaf_hash, seq, proof.size, proof.hashes, proof.root)
            assert proof.root == ledger.head().root


@pytest.mark.parametrize("seq", [-1, 3, 100])
def test_there_is_no_proof_of_an_entry_that_is_not_there(where: str, seq: int) -> None:
    write_ledger(where, 3)
    with open_ledger(where) as ledger, pytest.raises(UnknownEntry, match="the ledger holds 3"):
        ledger.inclusion_proof(seq)


def test_a_checkpoint_states_size_and_root_and_is_signed(where: str) -> None:
    with open_ledger(where) as ledger:
        ledger.append_many([entry(0), entry(1)])
        checkpoint = ledger.checkpoint()
        assert open_checkpoint(checkpoint.note, KEY.verifier) == checkpoint.head == ledger.head()
        assert ledger.verifier_key == str(KEY.verifier)


def test_signing_the_same_size_again_gives_the_same_checkpoint(where: str) -> None:
    with open_ledger(where) as ledger:
        ledger.append(entry(0))
        first = ledger.checkpoint()
        assert ledger.checkpoint() == first
        ledger.append(entry(1))
        second = ledger.checkpoint()
        assert ledger.checkpoints() == (first.note, second.note)


def test_an_empty_ledger_is_not_signed_and_not_called_valid(where: str) -> None:
    with open_ledger(where) as ledger:
        with pytest.raises(NothingToSign):
            ledger.checkpoint()
        report = ledger.self_check()
        assert report.verdict is Verdict.CANNOT_TELL
        assert "no entries" in str(report)


def test_entries_that_nobody_signed_are_not_called_valid(where: str) -> None:
    write_ledger(where, 2)
    with open_ledger(where) as ledger:
        report = ledger.self_check()
    assert report.verdict is Verdict.CANNOT_TELL
    assert "nobody vouches" in str(report)


def test_a_self_check_without_an_outside_checkpoint_says_so(where: str) -> None:
    notes = write_ledger(where, 4, frozenset({2, 3}))
    with open_ledger(where) as ledger:
        alone, anchored = ledger.self_check(), ledger.self_check(since=notes[2])
    assert alone.verdict is anchored.verdict is Verdict.VALID
    assert "Self-verified only" in str(alone)
    assert "Self-verified only" not in str(anchored)
    assert anchored.anchored
    assert not alone.anchored
    assert "Entries 3 to 3 are not yet under a signed checkpoint" in str(alone)


def test_two_checkpoints_are_shown_to_be_consistent(where: str) -> None:
    notes = write_ledger(where, 7, frozenset({3, 7}))
    old, new = (open_checkpoint(notes[size], KEY.verifier) for size in (3, 7))
    nodes: dict[tree.Position, bytes] = {}
    with open_ledger(where) as ledger:
        tree.extend(nodes, 0, [recorded.leaf_hash for recorded in ledger.entries()])
    proof = tree.consistency_proof(3, 7, lambda *place: nodes[place])
    assert verify_consistency(3, 7, proof, old.root, new.root)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET leaf = CAST(replace(leaf, 'A. Sample', 'B. Sample') AS BLOB) WHERE seq = 4",
        "UPDATE node SET hash = zeroblob(32) WHERE level = 0 AND idx = 4",
        "UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND idx = 2",
        "UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND idx = 0",
        "UPDATE head SET root = zeroblob(32)",
        "UPDATE head SET size = 2",
        "DELETE FROM node WHERE level = 1 AND idx = 0",
        "UPDATE checkpoint SET note = replace(note, 'A', 'B')",
    ],
)
def test_a_history_that_does_not_extend_the_last_checkpoint_is_not_signed(path: Path, statement: str) -> None:
    write_ledger(path, 6, frozenset({3}))
    with open_ledger(path) as ledger:
        with insider(path) as database:
            database.execute(statement)
        with pytest.raises(CheckpointRefused, match="No checkpoint is signed"):
            ledger.checkpoint()
        assert len(ledger.checkpoints()) == 1


def test_a_ledger_is_signed_by_one_key_only(where: str) -> None:
    write_ledger(where, 2, frozenset({2}))
    with open_ledger(where, OTHER_KEY) as ledger:
        ledger.append(entry(2))
        with pytest.raises(CheckpointRefused, match="not this key's"):
            ledger.checkpoint()


def test_key_and_ledger_bear_the_same_name(where: str) -> None:
    with pytest.raises(KeyUnusable, match="must agree"):
        Ledger.open(where, KEY, "example.org/other")


def test_a_ledger_is_opened_under_its_own_name_only(where: str) -> None:
    write_ledger(where, 1)
    other = replace(KEY, name="example.org/other")
    with pytest.raises(LedgerUnavailable, match=f"This is the ledger {ORIGIN}"):
        Ledger.open(where, other, other.name)


def test_the_instant_of_an_entry_is_the_one_its_caller_gave(where: str) -> None:
    long_ago = "1999-12-31T23:59:59+14:00"
    with open_ledger(where) as ledger:
        ledger.append_many([entry(0), replace(entry(1), at=long_ago)])
        assert [recorded.entry.at for recorded in ledger.entries()] == [AT, long_ago]
