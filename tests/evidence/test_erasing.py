"""Free text is committed to and can be erased; every proof stays valid, and no erasure goes unrecorded."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from evidence import (
    ERASED,
    Actor,
    Entry,
    EntryKind,
    EntryRefused,
    FreeText,
    LedgerUnavailable,
    NothingToErase,
    UnknownEntry,
    Verdict,
    What,
    verify_database,
    verify_inclusion,
    verify_url,
)
from evidence.store import open_engine, writing
from evidence.verify import check, read_database
from tests.evidence.insider import found, insider
from tests.evidence.samples import AT, KEY, entry, open_ledger
from tests.support.postgresql import Server

WORDS = "Jo Sample was off sick, so the second reading was skipped."
VKEY = str(KEY.verifier)
ACTOR = Actor(name="D. Officer")


def written(words: str = WORDS) -> Entry:
    return entry(1, reason=FreeText(text=words), others=[{"note": FreeText(text="And this.")}])


def record(where: str | Path) -> str:
    """Three entries, the second with free text; the checkpoint over them."""
    with open_ledger(where) as ledger:
        for each in (entry(0), written(), entry(2)):
            ledger.append(each)
        return ledger.checkpoint().note


def test_an_entry_holds_no_word_of_a_free_text_and_reads_as_it_was_written(where: str) -> None:
    record(where)
    with open_ledger(where) as ledger:
        recorded = ledger.entry(1)
        assert WORDS.encode() not in recorded.leaf
        payload = ledger.payload(recorded)
        assert (payload["reason"], payload["others"][0]["note"]) == (WORDS, "And this.")
    assert verify_url(where).verdict is Verdict.VALID


def test_an_erased_text_is_gone_and_every_proof_stays_valid(where: str) -> None:
    outside = record(where)
    with open_ledger(where) as ledger:
        leaf = ledger.entry(1).leaf
        done = ledger.erase(1, actor=ACTOR, at=AT, ground="request 7")
        assert done.seq == 3
        assert ledger.payload(ledger.entry(1))["reason"] == ERASED
        assert ledger.entry(1).leaf == leaf
        proof = ledger.inclusion_proof(1)
        assert verify_inclusion(proof.leaf_hash, 1, proof.size, proof.hashes, proof.root)
        said = ledger.entry(3).entry
        assert (said.kind, said.subject, said.payload["entry"]) == (EntryKind.ERASED, "cv-screening", 1)
        assert (said.payload["ground"], len(said.payload["commitments"])) == ("request 7", 2)
        ledger.checkpoint()
    report = verify_url(where, VKEY, outside)
    assert (report.verdict, report.anchored) == (Verdict.VALID, True)


def test_of_an_erased_text_the_database_keeps_no_byte(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "ledger.sqlite"
    url = server.url("erased")
    for where in (f"sqlite:///{path}", url):
        record(where)
        with open_ledger(where) as ledger:
            ledger.erase(1, actor=ACTOR, at=AT, ground="request 7")
    assert all(b"second reading" not in file.read_bytes() for file in tmp_path.iterdir())
    engine = open_engine(url)
    with writing(engine) as connection:
        relation = connection.scalar(text("SELECT pg_relation_filepath('free_text')"))
        connection.execute(text("INSERT INTO free_text VALUES ('x', '', convert_to('still here', 'UTF8'))"))
    engine.dispose()
    server.stop()
    kept = (server.data / str(relation)).read_bytes()
    server.start()
    assert b"second reading" not in kept
    assert b"still here" in kept


def test_what_has_no_text_left_is_not_erased_again(where: str) -> None:
    record(where)
    with open_ledger(where) as ledger:
        ledger.erase(1, actor=ACTOR, at=AT, ground="request 7")
        for seq in (0, 1):
            with pytest.raises(NothingToErase, match=f"Entry {seq}"):
                ledger.erase(seq, actor=ACTOR, at=AT, ground="request 8")
        with pytest.raises(UnknownEntry):
            ledger.erase(9, actor=ACTOR, at=AT, ground="request 8")
        assert ledger.head().size == 4


def test_repeating_an_append_records_nothing_twice_and_brings_no_erased_text_back(where: str) -> None:
    again = written()
    with open_ledger(where) as ledger:
        assert ledger.append(again).seq == ledger.append(again).seq == 0
        ledger.erase(0, actor=ACTOR, at=AT, ground="request 7")
        assert ledger.append(again).seq == 0
        assert ledger.payload(ledger.entry(0))["reason"] == ERASED


def test_one_text_may_stand_in_two_entries(where: str) -> None:
    shared = FreeText(text=WORDS)
    with open_ledger(where) as ledger:
        ledger.append_many([entry(0, reason=shared), entry(1, reason=shared)])
        ledger.append(entry(2, reason=shared))
        assert {ledger.payload(each)["reason"] for each in ledger.entries()} == {WORDS}


def test_equal_texts_leave_different_commitments() -> None:
    first, second = FreeText(text=WORDS), FreeText(text=WORDS)
    assert first.commitment != second.commitment
    assert str(first.salt) not in repr(first)


def test_no_text_is_deleted_without_an_entry_that_says_so(where: str) -> None:
    record(where)
    engine = open_engine(where)
    with (
        pytest.raises(LedgerUnavailable, match="only after an entry that says so"),
        writing(engine) as connection,
    ):
        connection.execute(text("DELETE FROM free_text"))
    with pytest.raises(LedgerUnavailable, match="never changed"), writing(engine) as connection:
        connection.execute(text("UPDATE free_text SET salt = salt"))
    engine.dispose()


def test_nobody_claims_an_erasure_or_writes_a_commitment_by_hand(where: str) -> None:
    with open_ledger(where) as ledger:
        for refused in (
            replace(entry(0), kind=EntryKind.ERASED),
            entry(0, reason={"hmac-sha256": "0" * 64}),
            entry(0, reason=FreeText(text="\ud800")),
        ):
            with pytest.raises(EntryRefused):
                ledger.append(refused)
        assert ledger.head().size == 0


@pytest.mark.parametrize(
    "change", ["text = x'41'", "salt = x'41'", "text = 'A'", "salt = NULL", "commitment = 'x'"]
)
def test_a_changed_text_is_found_and_its_entry_named(tmp_path: Path, change: str) -> None:
    path = tmp_path / "ledger.sqlite"
    record(path)
    with closing(sqlite3.connect(path)) as database:
        reason = json.loads(database.execute("SELECT leaf FROM event WHERE seq = 1").fetchone()[0])
    commitment = reason["payload"]["reason"]["hmac-sha256"]
    texts = [
        tuple(changed(change, row)) if row[0] == commitment else row for row in read_database(path).texts
    ]
    assert len(texts) == 2
    assert found(check(replace(read_database(path), texts=texts))) == (Verdict.TAMPERED, What.FREE_TEXT, 1)


def changed(change: str, row: tuple[object, ...]) -> tuple[object, ...]:
    """`row` of the table of free texts after `change`."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE free_text (commitment, salt, text)")
        database.execute("INSERT INTO free_text VALUES (?, ?, ?)", row)
        database.execute(f"UPDATE free_text SET {change}")
        return tuple(database.execute("SELECT * FROM free_text").fetchone())


def test_a_text_taken_away_or_put_back_is_found_and_its_entry_named(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    record(path)
    before = read_database(path)
    assert found(check(replace(before, texts=()))) == (Verdict.TAMPERED, What.FREE_TEXT, 1)
    stranger = ("0" * 64, b"salt", b"text")
    assert found(check(replace(before, texts=[*before.texts, stranger])))[:2] == (
        Verdict.TAMPERED,
        What.FREE_TEXT,
    )
    with open_ledger(path) as ledger:
        ledger.erase(1, actor=ACTOR, at=AT, ground="request 7")
        ledger.checkpoint()
    with insider(path) as database:
        database.executemany("INSERT INTO free_text VALUES (?, ?, ?)", before.texts)
    assert found(verify_database(path)) == (Verdict.TAMPERED, What.FREE_TEXT, 1)


def test_a_ledger_of_the_first_schema_is_brought_up_to_date_with_its_proofs(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path) as ledger:
        ledger.append_many([entry(n) for n in range(3)])
        outside = ledger.checkpoint().note
    with closing(sqlite3.connect(path)) as database:
        database.executescript("DROP TABLE free_text; UPDATE alembic_version SET version_num = '0001'")
    assert verify_database(path, VKEY, outside).verdict is Verdict.VALID
    with open_ledger(path) as ledger:
        assert ledger.append(written()).seq == 3
        assert ledger.payload(ledger.entry(3))["reason"] == WORDS
    assert verify_database(path, VKEY, outside).verdict is Verdict.VALID
