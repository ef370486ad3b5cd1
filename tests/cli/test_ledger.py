"""`ledger`: proofs and copies that leave it, free text that is erased, and anchors it is verified against."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence import Actor, Entry, EntryKind, FreeText, Ledger, load_or_create_key, verify, verify_database
from tests.cli.conftest import Command
from tests.support.postgresql import serving

Example = Callable[[str], Path]


@pytest.fixture
def ledger(duecare: Command, example: Example, home: Path) -> Path:
    """A ledger with a determination and a review."""
    assert duecare("determine", example("faq-bot")).code == 0
    key = load_or_create_key(home / "ledger.key", "duecare.local/ledger")
    review = Entry(
        kind=EntryKind.REVIEW,
        subject="faq-bot",
        actor=Actor(name="A. Sample"),
        at="2026-11-22T09:30:00Z",
        payload={"reason": FreeText(text="Jo was ill.")},
    )
    with Ledger.open(f"sqlite:///{home / 'ledger.sqlite'}", key, "duecare.local/ledger") as opened:
        opened.append(review)
    return home / "ledger.sqlite"


def test_an_anchor_is_exported_and_later_verified_against(
    duecare: Command, ledger: Path, example: Example, tmp_path: Path
) -> None:
    said = duecare("ledger", "anchor", "export", tmp_path / "anchor")
    assert said.code == 0
    assert "Self-verified only" in said.out
    duecare("determine", example("demand-forecast"))
    against = duecare("ledger", "verify", "--against", tmp_path / "anchor")
    assert against.code == 0
    assert "Self-verified only" not in against.out
    proof = duecare("ledger", "consistency", tmp_path / "anchor")
    assert proof.out.startswith("old 2\n")
    ledger.unlink()
    duecare("determine", example("demand-forecast"))
    assert duecare("ledger", "verify", "--against", tmp_path / "anchor").code == 1


def test_a_proof_is_checked_by_the_one_file_verifier(duecare: Command, ledger: Path, tmp_path: Path) -> None:
    refused = duecare("ledger", "prove", 1)
    assert (refused.code, refused.out) == (3, "")
    assert "sign one first" in refused.err
    duecare("ledger", "anchor", "export", tmp_path / "anchor")
    assert duecare("ledger", "prove", 1, tmp_path / "proof").code == 0
    key = str(load_or_create_key(ledger.parent / "ledger.key", "duecare.local/ledger").verifier)
    assert verify.main([str(tmp_path / "proof"), "--key", key]) == 0
    assert duecare("ledger", "prove", 7).code == 3


def test_free_text_is_shown_until_it_is_erased(duecare: Command, ledger: Path) -> None:
    assert duecare("ledger", "show", 1).json["payload"]["reason"] == "Jo was ill."
    said = duecare("ledger", "erase", 1, "--ground", "request 7", "--as", "D. Officer")
    assert said.code == 0
    assert "entry 2" in said.out
    assert duecare("ledger", "show", 1).json["payload"]["reason"] == "[erased]"
    assert duecare("ledger", "show", 2).json["payload"]["ground"] == "request 7"
    assert duecare("ledger", "erase", 1, "--ground", "again", "--as", "D. Officer").code == 3
    assert duecare("verify").code == 0


def test_every_entry_is_exported_as_one_line_of_json(duecare: Command, ledger: Path) -> None:
    lines = [json.loads(line) for line in duecare("ledger", "export").out.splitlines()]
    assert [line["entry"]["kind"] for line in lines] == ["determination", "review"]
    assert duecare("ledger", "export", "--after", 0).out.count("\n") == 1


def test_a_copy_is_verified_and_overwrites_nothing(duecare: Command, ledger: Path, tmp_path: Path) -> None:
    assert duecare("ledger", "copy", tmp_path / "copy.sqlite").code == 0
    assert verify_database(tmp_path / "copy.sqlite").size == 2
    assert duecare("ledger", "copy", tmp_path / "copy.sqlite").code == 4


@pytest.mark.parametrize("words", [("show", 0), ("prove", 0), ("export",), ("copy", "x.sqlite"), ("verify",)])
def test_where_there_is_no_ledger_none_is_made(
    duecare: Command, home: Path, words: tuple[str | int, ...]
) -> None:
    said = duecare("ledger", *words)
    assert (said.code, said.out) == (2, "")
    assert "There is no ledger" in said.err
    assert not home.exists()


def test_the_ledger_is_kept_in_postgresql_where_the_environment_says_so(
    duecare: Command, example: Example, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as server:
        monkeypatch.setenv("DUECARE_DATABASE_URL", server.url("ledger"))
        assert duecare("verify").code == 2
        assert "no ledger yet" in duecare("doctor").out
        assert duecare("determine", example("faq-bot")).code == 0
        assert not (home / "ledger.sqlite").exists()
        assert duecare("ledger", "anchor", "export", tmp_path / "anchor").code == 0
        assert duecare("ledger", "verify", "--against", tmp_path / "anchor").code == 0
        assert "VALID: 1 entries" in duecare("doctor").out
        assert duecare("ledger", "copy", tmp_path / "copy.sqlite").code == 0
    assert duecare("verify").code == 4
    assert duecare("verify", tmp_path / "copy.sqlite", "--since", tmp_path / "anchor").code == 0
