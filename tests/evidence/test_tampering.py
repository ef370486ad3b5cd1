"""Every changed, removed, reordered, inserted or cut-off entry is found, and the first bad one is named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import Report, Verdict, What, verify_database
from evidence.verify import Record, check, read_database
from tests.evidence.insider import found, insider, leaf_of
from tests.evidence.samples import KEY, OTHER_KEY, SIGNED, SIZE

VKEY = str(KEY.verifier)


@pytest.fixture(scope="module")
def record(original: tuple[Path, str]) -> Record:
    return read_database(original[0])


def with_event(record: Record, seq: int, place: int, value: object) -> Record:
    """`record` with one column of entry `seq` changed."""
    row = list(record.events[seq])
    row[place] = value
    return replace(record, events=[*record.events[:seq], tuple(row), *record.events[seq + 1 :]])


def test_the_untouched_ledger_is_valid(signed_ledger: Path, outside: str) -> None:
    assert verify_database(signed_ledger).verdict is Verdict.VALID
    report = verify_database(signed_ledger, VKEY, outside)
    assert (report.verdict, report.size, report.signed_size) == (Verdict.VALID, SIZE, SIGNED)
    assert report.discrepancies == ()


def test_every_changed_bit_of_every_entry_is_found_and_the_entry_named(record: Record) -> None:
    changes = 0
    for seq, leaf in enumerate(row[4] for row in record.events):
        for place in range(len(leaf)):
            flipped = bytes([leaf[place] ^ (1 << (place + seq) % 8)])
            changed = with_event(record, seq, 4, leaf[:place] + flipped + leaf[place + 1 :])
            verdict, _, named = found(check(changed))
            assert (verdict, named) == (Verdict.TAMPERED, seq)
            changes += 1
    assert changes > 1000


@given(data=st.data())
def test_no_other_bytes_pass_for_an_entry(record: Record, data: st.DataObject) -> None:
    seq = data.draw(st.integers(0, SIZE - 1))
    leaf = data.draw(st.binary(max_size=60) | st.sampled_from([row[4] for row in record.events]))
    if leaf != record.events[seq][4]:
        assert found(check(with_event(record, seq, 4, leaf)))[::2] == (Verdict.TAMPERED, seq)


@pytest.mark.parametrize(
    "value", [None, "text", 5, 1.5, b"", b"{}", b"[]", b"\xff", b"1" * 5000, b"[" * 100_000]
)
def test_what_is_no_entry_at_all_is_found(record: Record, value: object) -> None:
    assert found(check(with_event(record, 2, 4, value))) == (Verdict.TAMPERED, What.PAYLOAD, 2)


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_changed_search_column_is_found(record: Record, place: int) -> None:
    assert found(check(with_event(record, 2, place, "other"))) == (Verdict.TAMPERED, What.INDEX, 2)


@pytest.mark.parametrize("seq", range(SIZE))
def test_an_entry_that_is_changed_with_its_identifier_is_found(signed_ledger: Path, seq: int) -> None:
    with insider(signed_ledger) as database:
        database.execute("UPDATE event SET leaf = ? WHERE seq = ?", (leaf_of(50, seq), seq))
        verdict, what, named = found(read(database, signed_ledger))
    assert (verdict, named) == (Verdict.TAMPERED, seq)
    assert what in {What.INDEX, What.LEAF_HASH}


def read(database: sqlite3.Connection, signed_ledger: Path) -> Report:
    """What the verifier says of what `database` has written so far."""
    database.commit()
    return verify_database(signed_ledger)


@pytest.mark.parametrize("seq", range(SIZE))
def test_every_removed_entry_is_found(signed_ledger: Path, seq: int) -> None:
    with insider(signed_ledger) as database:
        database.execute("DELETE FROM event WHERE seq = ?", (seq,))
    assert found(verify_database(signed_ledger)) == (Verdict.TAMPERED, What.MISSING, seq)


@pytest.mark.parametrize("seq", range(SIZE - 1))
def test_an_entry_removed_with_the_later_ones_moved_up_is_found(signed_ledger: Path, seq: int) -> None:
    with insider(signed_ledger) as database:
        database.execute("DELETE FROM event WHERE seq = ?", (seq,))
        for later in range(seq + 1, SIZE):
            database.execute("UPDATE event SET seq = ? WHERE seq = ?", (later - 1, later))
    assert found(verify_database(signed_ledger)) == (Verdict.TAMPERED, What.ORDER, seq)


@pytest.mark.parametrize(("first", "second"), list(combinations(range(SIZE), 2)))
def test_every_two_entries_swapped_are_found(signed_ledger: Path, first: int, second: int) -> None:
    with insider(signed_ledger) as database:
        for old, new in ((first, -1), (second, first), (-1, second)):
            database.execute("UPDATE event SET seq = ? WHERE seq = ?", (new, old))
    report = verify_database(signed_ledger)
    assert found(report) == (Verdict.TAMPERED, What.ORDER, first)
    assert [one.seq for one in report.discrepancies] == [first, second]


@pytest.mark.parametrize("seq", [-1, SIZE, SIZE + 5])
def test_an_inserted_entry_is_found(signed_ledger: Path, seq: int) -> None:
    with insider(signed_ledger) as database:
        row = (seq, "id", "plan", "cv-screening", leaf_of(50, max(seq, 0)))
        database.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?)", row)
    report = verify_database(signed_ledger)
    assert report.verdict is Verdict.TAMPERED
    assert report.discrepancies[0].seq in {0, SIZE}


@pytest.mark.parametrize("seq", [None, "3", 3.5, b"3", 0, 2])
def test_a_row_whose_place_is_taken_or_is_no_number_is_found(record: Record, seq: object) -> None:
    # A table made anew without its primary key can hold such rows.
    changed = replace(record, events=[*record.events[:3], (seq, *record.events[3][1:]), *record.events[4:]])
    report = check(changed)
    assert found(report) == (Verdict.TAMPERED, What.ORDER, 3)
    assert [(one.what, one.seq) for one in report.discrepancies[1:]] == [(What.MISSING, 3)]


@pytest.mark.parametrize("kept", range(SIZE))
def test_a_tail_cut_off_the_table_is_found(signed_ledger: Path, kept: int) -> None:
    with insider(signed_ledger) as database:
        database.execute("DELETE FROM event WHERE seq >= ?", (kept,))
    assert found(verify_database(signed_ledger)) == (Verdict.TAMPERED, What.MISSING, kept)


def test_every_changed_node_is_found_with_the_first_entry_under_it(record: Record) -> None:
    for place, (level, index, hashed) in enumerate(record.nodes):
        changed = [
            *record.nodes[:place],
            (level, index, bytes([hashed[0] ^ 1]) + hashed[1:]),
            *record.nodes[place + 1 :],
        ]
        what = What.LEAF_HASH if level == 0 else What.NODE
        assert found(check(replace(record, nodes=changed))) == (Verdict.TAMPERED, what, index << level)
        without = [*record.nodes[:place], *record.nodes[place + 1 :]]
        assert found(check(replace(record, nodes=without))) == (Verdict.TAMPERED, what, index << level)


@pytest.mark.parametrize("extra", [(0, SIZE), (3, 0), (-1, 0), (None, "x"), (b"", 1.5)])
def test_a_node_that_no_entries_give_is_found(record: Record, extra: tuple[object, object]) -> None:
    changed = replace(record, nodes=[*record.nodes, (*extra, bytes(32))])
    assert found(check(changed)) == (Verdict.TAMPERED, What.NODE, None)


@pytest.mark.parametrize(
    ("heads", "what"),
    [
        ([], What.ROOT),
        ([("other", SIZE, None)], What.PAYLOAD),
        ([("example.org/ledger", SIZE, bytes(32))], What.ROOT),
        ([("example.org/ledger", SIZE + 1, None)], What.MISSING),
        ([("example.org/ledger", SIZE - 1, None)], What.ORDER),
        ([("example.org/ledger", "7", None)], What.ORDER),
    ],
)
def test_a_changed_or_missing_head_is_found(
    record: Record, heads: list[tuple[object, ...]], what: What
) -> None:
    fitting = [(*head[:2], record.heads[0][2] if head[2] is None else head[2]) for head in heads]
    verdict, named, _ = found(check(replace(record, heads=fitting)))
    assert (verdict, named) == (Verdict.TAMPERED, what)


def test_a_second_head_is_found(record: Record) -> None:
    assert found(check(replace(record, heads=[*record.heads, *record.heads])))[1] is What.ROOT


def test_every_changed_character_of_a_stored_checkpoint_is_found(record: Record) -> None:
    size, note, key = record.checkpoints[0]
    for place in range(len(note)):
        changed = f"{note[:place]}{chr(ord(note[place]) ^ 1)}{note[place + 1 :]}"
        rows = [(size, changed, key), *record.checkpoints[1:]]
        assert found(check(replace(record, checkpoints=rows)))[:2] == (Verdict.TAMPERED, What.SIGNATURE)


@pytest.mark.parametrize(
    "row", [(4, None, None), (None, None, str(OTHER_KEY.verifier)), (None, None, "x"), (None, 5, None)]
)
def test_a_checkpoint_stored_under_another_size_or_key_is_found(
    record: Record, row: tuple[object, ...]
) -> None:
    changed = tuple(old if new is None else new for old, new in zip(record.checkpoints[1], row, strict=True))
    report = check(replace(record, checkpoints=[record.checkpoints[0], changed]), VKEY)
    assert found(report)[:2] == (Verdict.TAMPERED, What.SIGNATURE)


def test_every_flipped_bit_of_the_file_that_changes_an_entry_is_found(
    signed_ledger: Path, outside: str
) -> None:
    intact = signed_ledger.read_bytes()
    changed = 0
    true = entries_in(signed_ledger)
    for bit in range(0, 8 * len(intact), 8 * len(intact) // 400):
        place = bit // 8
        signed_ledger.write_bytes(
            intact[:place] + bytes([intact[place] ^ 1 << bit % 8]) + intact[place + 1 :]
        )
        if entries_in(signed_ledger) != true:
            changed += 1
            assert verify_database(signed_ledger, VKEY, outside).verdict is not Verdict.VALID, bit
    assert changed > 10


def entries_in(signed_ledger: Path) -> object:
    """The entries that SQLite reads from the file, None where it cannot."""
    try:
        with closing(sqlite3.connect(signed_ledger)) as database:
            database.text_factory = bytes
            return database.execute("SELECT seq, id, kind, subject, leaf FROM event ORDER BY seq").fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        return None
