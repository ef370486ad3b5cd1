"""The verifier by itself: a separate process, what it imports, its exit codes, and what it cannot tell."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from evidence import SigningKey, Verdict, What, open_checkpoint, verify, verify_database
from evidence.notes import TreeHead, sign_note
from tests.evidence.insider import insider
from tests.evidence.samples import KEY, ORIGIN, OTHER_KEY, open_ledger, write_ledger

VERIFIER = Path(verify.__file__)
VKEY = str(KEY.verifier)
OURS = {"engine", "explain", "targets", "evidence", "service", "tests"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def notes(path: Path) -> dict[int, str]:
    return write_ledger(path, 5, frozenset({2, 5}))


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs a copy of the one file alone in isolated mode, as an auditor would."""
    alone = shutil.copy(VERIFIER, cwd / "verify.py")
    command = [sys.executable, "-I", alone, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=60, check=False)


def test_a_copy_of_the_file_alone_verifies_in_isolated_mode(
    path: Path, notes: dict[int, str], tmp_path: Path
) -> None:
    (tmp_path / "old.checkpoint").write_text(notes[2])
    done = run(path, "--key", VKEY, "--since", tmp_path / "old.checkpoint", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("VALID: 5 entries, 5 signed, root ")
    assert "extends the outside checkpoint over 2 entries" in done.stdout
    assert "not yet under a signed checkpoint" not in done.stdout


def test_it_loads_nothing_but_the_standard_library_and_cryptography(
    path: Path, notes: dict[int, str]
) -> None:
    assert notes
    program = (
        "import runpy, sys\n"
        f"verdict = runpy.run_path({str(VERIFIER)!r}, run_name='verifier')['main']([{str(path)!r}])\n"
        "print(verdict, *sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    verdict, *loaded = done.stdout.splitlines()[-1].split()
    assert verdict == "0"
    assert not OURS & set(loaded)
    foreign = {name for name in loaded if name not in sys.stdlib_module_names and not name.startswith("_")}
    assert foreign <= {"cryptography", "cffi", "sitecustomize"}
    assert "cryptography" in foreign


def test_its_exit_code_tells_tampered_from_cannot_tell(
    path: Path, notes: dict[int, str], tmp_path: Path
) -> None:
    with insider(path) as database:
        database.execute("DELETE FROM event WHERE seq = 3")
    tampered = run(path, cwd=tmp_path)
    assert (tampered.returncode, tampered.stderr) == (1, "")
    assert tampered.stdout.splitlines()[1] == "entry 3: missing: the entries 3 to 3 are not there."
    for arguments in (
        (tmp_path / "none.sqlite",),
        (path, "--since", tmp_path / "none"),
        (path, "--key", "x"),
        (),
    ):
        done = run(*arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_a_key_given_with_white_space_around_it_is_the_same_key(path: Path, notes: dict[int, str]) -> None:
    assert verify_database(path, f" {VKEY}\n", notes[5]).verdict is Verdict.VALID


def test_another_key_of_the_same_name_is_told_apart(path: Path, notes: dict[int, str]) -> None:
    report = verify_database(path, str(OTHER_KEY.verifier), notes[2])
    assert report.verdict is Verdict.TAMPERED
    assert report.discrepancies[0].what is What.SIGNATURE
    assert "is not signed by" in str(report)


@pytest.mark.parametrize(
    ("vkey", "since"),
    [
        ("", None),
        ("garbage", None),
        (VKEY[:-4], None),
        (None, ""),
        (None, "garbage"),
        (None, "a\n1\nx\n\n"),
        (None, "\ud800"),
    ],
)
def test_a_malformed_key_or_checkpoint_leaves_it_unable_to_tell(
    path: Path, notes: dict[int, str], vkey: str | None, since: str | None
) -> None:
    assert notes
    report = verify_database(path, vkey, since)
    assert report.verdict is Verdict.CANNOT_TELL
    assert report.remarks


def test_a_checkpoint_of_another_log_is_not_extended(path: Path, notes: dict[int, str]) -> None:
    assert notes
    other = SigningKey(name="example.org/other", seed=KEY.seed)
    note = sign_note(TreeHead(origin=other.name, size=1, root=bytes(32)).text(), other)
    assert verify_database(path, None, note).discrepancies[0].what is What.SIGNATURE
    note = sign_note(TreeHead(origin=other.name, size=1, root=bytes(32)).text(), KEY)
    assert verify_database(path, None, note).discrepancies[0].what is What.CONSISTENCY


def test_an_outside_checkpoint_over_nothing_anchors_nothing(path: Path, notes: dict[int, str]) -> None:
    assert notes
    empty = sign_note(TreeHead(origin=ORIGIN, size=0, root=verify.root_of([[]], 0)).text(), KEY)
    report = verify_database(path, VKEY, empty)
    assert report.verdict is Verdict.VALID
    assert not report.anchored
    assert "Self-verified only" in str(report)


def test_an_outside_checkpoint_over_nothing_has_the_root_of_nothing(
    path: Path, notes: dict[int, str]
) -> None:
    assert notes
    wrong = sign_note(TreeHead(origin=ORIGIN, size=0, root=bytes(32)).text(), KEY)
    (only,) = verify_database(path, VKEY, wrong).discrepancies
    assert (only.what, only.seq) == (What.CONSISTENCY, None)


def test_an_outside_checkpoint_vouches_for_a_ledger_that_holds_none(path: Path) -> None:
    notes = write_ledger(path, 4, frozenset({2}))
    with insider(path) as database:
        database.execute("DELETE FROM checkpoint")
    with_key, without = verify_database(path, VKEY, notes[2]), verify_database(path, None, notes[2])
    assert (with_key.verdict, with_key.signed_size, with_key.anchored) == (Verdict.VALID, 2, True)
    assert (without.verdict, without.signed_size) == (Verdict.CANNOT_TELL, 0)


def test_an_empty_ledger_proves_nothing(path: Path) -> None:
    write_ledger(path, 0)
    report = verify_database(path, VKEY)
    assert report.verdict is Verdict.CANNOT_TELL
    assert "holds no entries" in str(report)


def test_an_emptied_ledger_is_found_by_an_outside_checkpoint(tmp_path: Path, notes: dict[int, str]) -> None:
    write_ledger(tmp_path / "empty.sqlite", 0)
    report = verify_database(tmp_path / "empty.sqlite", VKEY, notes[2])
    assert report.discrepancies[0].what is What.MISSING
    assert report.discrepancies[0].seq == 0


@pytest.mark.parametrize("content", [b"", b"not a database " * 100, bytes(4096)])
def test_what_is_no_ledger_cannot_be_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.sqlite"
    path.write_bytes(content)
    report = verify_database(path)
    assert report.verdict is Verdict.CANNOT_TELL
    assert "cannot be read as a ledger" in str(report)


def test_a_folder_or_a_missing_file_cannot_be_told(tmp_path: Path) -> None:
    assert "There is no file" in str(verify_database(tmp_path))
    assert "There is no file" in str(verify_database(tmp_path / "none"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_whose_name_means_something_in_a_url_is_read(path: Path, notes: dict[int, str]) -> None:
    odd = path.parent / "a?mode=rwc#b%20c.sqlite"
    shutil.copy(path, odd)
    assert verify_database(odd, VKEY, notes[2]).verdict is Verdict.VALID


def test_verifying_changes_nothing(path: Path, notes: dict[int, str]) -> None:
    assert notes
    before, listed = path.read_bytes(), sorted(os.listdir(path.parent))
    verify_database(path)
    assert path.read_bytes() == before
    assert sorted(os.listdir(path.parent)) == listed


def test_text_that_is_no_utf_8_is_a_finding_and_not_a_crash(path: Path, notes: dict[int, str]) -> None:
    assert notes
    with insider(path) as database:
        database.execute("UPDATE event SET subject = CAST(x'ff' AS TEXT) WHERE seq = 1")
    report = verify_database(path)
    assert (report.verdict, report.discrepancies[0].what) == (Verdict.TAMPERED, What.INDEX)


def test_a_write_that_was_cut_off_is_told_and_opening_rolls_it_back(
    path: Path, notes: dict[int, str], tmp_path: Path
) -> None:
    crashed = tmp_path / "crashed" / "ledger.sqlite"
    crashed.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        # With a cache of one page, changes reach the file before the commit that never comes.
        database.execute("PRAGMA cache_size = 1")
        database.execute("BEGIN IMMEDIATE")
        database.executemany(
            "INSERT INTO node VALUES (9, ?, zeroblob(3000))", ((index,) for index in range(20))
        )
        for name in ("ledger.sqlite", "ledger.sqlite-journal"):
            shutil.copy(path.parent / name, crashed.parent / name)
        database.execute("ROLLBACK")
    report = verify_database(crashed, VKEY, notes[2])
    assert report.verdict is Verdict.CANNOT_TELL
    assert "let duecare open it once" in str(report)
    open_ledger(crashed).close()
    assert verify_database(crashed, VKEY, notes[2]).verdict is Verdict.VALID


def test_ledger_and_verifier_read_the_same_checkpoint(notes: dict[int, str]) -> None:
    for size, note in notes.items():
        head = open_checkpoint(note, KEY.verifier)
        assert verify.parse_checkpoint(note) == (head.origin, head.size, head.root)
        assert head.size == size
