"""Proofs as files, JSON Lines, and copies: what leaves the ledger can be checked without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidence import (
    FreeText,
    LedgerDamaged,
    LedgerUnavailable,
    NothingToSign,
    UnknownEntry,
    Verdict,
    tree,
    verify_database,
    verify_proof,
    verify_url,
)
from evidence.verify import main
from tests.evidence.insider import insider
from tests.evidence.samples import KEY, OTHER_KEY, entry, open_ledger, write_ledger

VKEY = str(KEY.verifier)


@pytest.mark.parametrize("size", range(1, 18))
def test_each_entry_is_proven_by_a_file_and_its_neighbours_are_not(tmp_path: Path, size: int) -> None:
    path = tmp_path / "ledger.sqlite"
    write_ledger(path, size, frozenset({size}))
    with open_ledger(path) as ledger:
        texts = [ledger.inclusion_text(seq) for seq in range(size)]
    for seq, text in enumerate(texts):
        assert verify_proof(text, VKEY).verdict is Verdict.VALID
        moved = text.replace(f"\nindex {seq}\n", f"\nindex {seq + 1}\n")
        assert verify_proof(moved, VKEY).verdict is Verdict.TAMPERED
        assert verify_proof(text, str(OTHER_KEY.verifier)).verdict is Verdict.TAMPERED


def test_every_changed_character_of_a_proof_is_found(tmp_path: Path) -> None:
    write_ledger(tmp_path / "ledger.sqlite", 7, frozenset({3, 7}))
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        proof, old = ledger.inclusion_text(4), ledger.checkpoints()[0]
        consistency = ledger.consistency_text(old)
    assert verify_proof(consistency, VKEY, old).verdict is Verdict.VALID
    for text, since in ((proof, None), (consistency, old)):
        for place in range(len(text)):
            changed = f"{text[:place]}{chr(ord(text[place]) ^ 1)}{text[place + 1 :]}"
            assert verify_proof(changed, VKEY, since).verdict is not Verdict.VALID, place
        for place in range(len(text)):
            assert verify_proof(text[:place], VKEY, since).verdict is not Verdict.VALID, place


@pytest.mark.parametrize("old", range(1, 18))
def test_a_checkpoint_is_shown_to_extend_every_older_one(tmp_path: Path, old: int) -> None:
    path = tmp_path / "ledger.sqlite"
    notes = write_ledger(path, 17, frozenset({old}))
    for size in range(17, 20):
        with open_ledger(path) as ledger:
            ledger.append(entry(size))
            ledger.checkpoint()
            text = ledger.consistency_text(notes[old])
        assert verify_proof(text, VKEY, notes[old]).verdict is Verdict.VALID
        assert verify_proof(text, VKEY).verdict is Verdict.CANNOT_TELL


def test_what_is_not_under_a_checkpoint_is_not_proven(where: str) -> None:
    with open_ledger(where) as ledger:
        ledger.append(entry(0))
        with pytest.raises(NothingToSign, match="never signed"):
            ledger.inclusion_text(0)
        note = ledger.checkpoint().note
        ledger.append(entry(1))
        with pytest.raises(NothingToSign, match="entry 1 yet"):
            ledger.inclusion_text(1)
        for seq in (-1, 2):
            with pytest.raises(UnknownEntry):
                ledger.inclusion_text(seq)
        assert ledger.consistency_text(note).startswith("old 1\n")


def test_a_checkpoint_of_another_history_gets_no_proof(tmp_path: Path) -> None:
    notes = write_ledger(tmp_path / "other.sqlite", 2, frozenset({2}))
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append_many([entry(5), entry(6)])
        ledger.checkpoint()
        with pytest.raises(LedgerDamaged, match="not those that this checkpoint signed"):
            ledger.consistency_text(notes[2])


def test_the_one_file_verifier_checks_proofs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_ledger(tmp_path / "ledger.sqlite", 7, frozenset({3, 7}))
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        old = ledger.checkpoints()[0]
        (tmp_path / "entry.tlog-proof").write_text(ledger.inclusion_text(4))
        (tmp_path / "old").write_text(old)
        (tmp_path / "consistency").write_text(ledger.consistency_text(old))
    assert main([str(tmp_path / "entry.tlog-proof"), "--key", VKEY]) == 0
    assert "what else the log holds is not" in capsys.readouterr().out
    assert main([str(tmp_path / "consistency"), "--key", VKEY, "--since", str(tmp_path / "old")]) == 0
    assert main([str(tmp_path / "consistency"), "--key", VKEY]) == 2
    assert main([str(tmp_path / "entry.tlog-proof")]) == 2


def test_each_line_for_a_log_collector_carries_what_its_hash_is_over(where: str) -> None:
    with open_ledger(where) as ledger:
        ledger.append_many([entry(0), entry(1, note="two\nlines"), entry(2, reason=FreeText(text="private"))])
        lines = list(ledger.json_lines())
        assert lines[1:] == list(ledger.json_lines(after=0))
        assert list(ledger.json_lines(after=2)) == []
    for seq, line in enumerate(lines):
        said = json.loads(line)
        assert said["entry"]["seq"] == seq
        leaf = line.removeprefix(b'{"entry":').rpartition(b',"leaf_hash"')[0]
        assert tree.leaf_hash(leaf).hex() == said["leaf_hash"]
        assert line.count(b"\n") == 1
        assert b"private" not in line


def test_a_copy_holds_all_and_verifies_wherever_it_is_kept(
    where: str, postgresql: str, tmp_path: Path
) -> None:
    with open_ledger(where) as ledger:
        ledger.append_many([entry(0), entry(1, reason=FreeText(text="private"))])
        note = ledger.checkpoint().note
        ledger.append(entry(2))
        file = tmp_path / "copy.sqlite"
        for url in (f"sqlite:///{file}", postgresql):
            assert ledger.copy_into(url).verdict is Verdict.VALID
            report = verify_url(url, VKEY, note)
            assert (report.verdict, report.size, report.anchored) == (Verdict.VALID, 3, True)
            with pytest.raises(LedgerUnavailable, match="already"):
                ledger.copy_into(url)
    with open_ledger(postgresql) as moved:
        assert moved.append(entry(3)).seq == 3
        assert moved.payload(moved.entry(1))["reason"] == "private"
    assert verify_database(file, VKEY, note).verdict is Verdict.VALID


def test_a_damaged_ledger_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    write_ledger(path, 3)
    with open_ledger(path) as ledger:
        with insider(path) as database:
            database.execute("DELETE FROM event WHERE seq = 1")
        with pytest.raises(LedgerDamaged, match="entry 1: missing"):
            ledger.copy_into(f"sqlite:///{tmp_path / 'copy.sqlite'}")
    assert not (tmp_path / "copy.sqlite").exists()
