"""`verify`: a valid record, a tampered one, a missing one, and checkpoints kept elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command

Example = Callable[[str], Path]


@pytest.fixture
def ledger(duecare: Command, example: Example, home: Path) -> Path:
    """A ledger with two determinations."""
    for name in ("faq-bot", "cv-screening"):
        assert duecare("determine", example(name)).code == 0
    return home / "ledger.sqlite"


def tamper(ledger: Path) -> None:
    """Changes one stored entry as somebody with the file in hands would: guards dropped first."""
    with sqlite3.connect(ledger) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        (leaf,) = connection.execute("SELECT leaf FROM event WHERE seq = 0").fetchone()
        changed = leaf.replace(b"Transparency", b"Transparence")
        assert changed != leaf
        connection.execute("UPDATE event SET leaf = ? WHERE seq = 0", (changed,))
    connection.close()


def test_a_ledger_as_it_was_written_is_valid(duecare: Command, ledger: Path) -> None:
    said = duecare("verify")
    assert said.code == 0
    assert said.out.startswith("VALID")
    assert duecare("verify", ledger).code == 0


def test_a_changed_entry_is_found_and_nothing_is_signed(
    duecare: Command, ledger: Path, tmp_path: Path
) -> None:
    tamper(ledger)
    said = duecare("verify", "--checkpoint", tmp_path / "checkpoint")
    assert said.code == 1
    assert said.out.startswith("TAMPERED")
    assert not (tmp_path / "checkpoint").exists()


def test_where_there_is_no_ledger_none_is_made(duecare: Command, home: Path) -> None:
    said = duecare("verify")
    assert (said.code, said.out) == (2, "")
    assert "There is no ledger" in said.err
    assert duecare("verify", home / "other.sqlite").code == 2
    assert not home.exists()


def test_a_checkpoint_kept_elsewhere_binds_what_comes_later(
    duecare: Command, ledger: Path, example: Example, tmp_path: Path
) -> None:
    kept = tmp_path / "checkpoint"
    said = duecare("verify", "--checkpoint", kept)
    assert said.code == 0
    assert "cannot reach" in said.err
    duecare("determine", example("demand-forecast"))
    since = duecare("verify", "--since", kept)
    assert since.code == 0
    assert "self-verified" not in since.out.lower()
    assert "self-verified" in duecare("verify").out.lower()


def test_a_history_that_a_checkpoint_did_not_sign_is_found(
    duecare: Command, ledger: Path, example: Example, home: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "checkpoint"
    duecare("verify", "--checkpoint", kept)
    ledger.unlink()
    duecare("determine", example("demand-forecast"))
    duecare("determine", example("faq-bot"))
    assert duecare("verify", "--since", kept).code == 1


def test_a_checkpoint_of_another_ledger_than_the_homes_is_not_written(
    duecare: Command, ledger: Path, tmp_path: Path
) -> None:
    said = duecare("verify", ledger, "--checkpoint", tmp_path / "checkpoint")
    assert said.code == 2
    assert "leave LEDGER out" in said.err
    assert not (tmp_path / "checkpoint").exists()


@pytest.mark.parametrize("data", [b"", b"not a checkpoint\n", b"\xff\xfe"])
def test_what_is_no_checkpoint_vouches_for_nothing(
    duecare: Command, ledger: Path, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "checkpoint").write_bytes(data)
    said = duecare("verify", "--since", tmp_path / "checkpoint")
    assert said.code in (2, 4)
    assert "no checkpoint" in said.out + said.err
    assert "Traceback" not in said.err


def test_a_file_that_is_no_ledger_cannot_be_told_about(duecare: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no database")
    said = duecare("verify", tmp_path / "file")
    assert said.code == 4
    assert said.out.startswith("CANNOT TELL")
