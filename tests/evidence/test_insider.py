"""Whoever owns the file can make everything in it fit: what is found then, and what is honestly not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from evidence import Verdict, What, verify_database
from tests.evidence.insider import found, insider, rewrite
from tests.evidence.samples import KEY, OTHER_KEY, SIGNED, SIZE

VKEY = str(KEY.verifier)


def attacks() -> Iterator[tuple[str, list[int]]]:
    """Histories that differ from the true one among the entries that were signed."""
    true = list(range(SIZE))
    for seq in range(SIGNED):
        yield f"change {seq}", [*true[:seq], 50, *true[seq + 1 :]]
        yield f"remove {seq}", [*true[:seq], *true[seq + 1 :]]
        yield f"insert at {seq}", [*true[:seq], 50, *true[seq:]]
        yield f"cut off from {seq}", true[:seq]
    for first, second in combinations(range(SIGNED), 2):
        swapped = true.copy()
        swapped[first], swapped[second] = swapped[second], swapped[first]
        yield f"swap {first} and {second}", swapped


ATTACKS = dict(attacks())
named_attacks = pytest.mark.parametrize("history", list(ATTACKS.values()), ids=list(ATTACKS))


@named_attacks
def test_a_rewritten_history_does_not_fit_its_checkpoints(signed_ledger: Path, history: list[int]) -> None:
    rewrite(signed_ledger, history)
    verdict, what, seq = found(verify_database(signed_ledger))
    assert verdict is Verdict.TAMPERED
    assert what in {What.CONSISTENCY, What.MISSING}
    assert seq is not None
    assert seq <= first_difference(history)


@named_attacks
def test_a_rewritten_and_newly_signed_history_is_found_by_an_outside_checkpoint(
    signed_ledger: Path, outside: str, history: list[int]
) -> None:
    rewrite(signed_ledger, history, key=KEY)
    for key in (None, VKEY):
        verdict, what, seq = found(verify_database(signed_ledger, key, outside))
        assert verdict is Verdict.TAMPERED
        assert what in {What.CONSISTENCY, What.MISSING}
        assert seq is not None
        assert seq <= first_difference(history)


@named_attacks
def test_without_an_outside_checkpoint_a_newly_signed_history_passes_but_only_as_self_verified(
    signed_ledger: Path, history: list[int]
) -> None:
    rewrite(signed_ledger, history, key=KEY)
    report = verify_database(signed_ledger, VKEY)
    assert report.verdict in {Verdict.VALID, Verdict.CANNOT_TELL}
    assert not report.anchored
    assert "Self-verified only" in str(report)


def first_difference(history: list[int]) -> int:
    """The first place at which `history` is not the true one."""
    return next((seq for seq, number in enumerate(history) if number != seq), len(history))


@pytest.mark.parametrize("kept", range(SIGNED))
def test_a_history_cut_short_with_its_checkpoints_is_found_by_an_outside_checkpoint(
    signed_ledger: Path, outside: str, kept: int
) -> None:
    rewrite(signed_ledger, list(range(kept)), keep=kept)
    assert found(verify_database(signed_ledger, VKEY, outside)) == (Verdict.TAMPERED, What.MISSING, kept)
    assert found(verify_database(signed_ledger, None, outside)) == (Verdict.TAMPERED, What.MISSING, kept)
    assert "Self-verified only" in str(verify_database(signed_ledger, VKEY))


def test_a_history_signed_with_a_new_key_is_found_by_the_key_or_by_an_outside_checkpoint(
    signed_ledger: Path, outside: str
) -> None:
    rewrite(signed_ledger, [0, 1, 50, 3, 4, 5, 6], key=OTHER_KEY)
    assert verify_database(signed_ledger).verdict is Verdict.VALID
    assert found(verify_database(signed_ledger, VKEY))[:2] == (Verdict.TAMPERED, What.SIGNATURE)
    assert found(verify_database(signed_ledger, None, outside))[:2] == (Verdict.TAMPERED, What.SIGNATURE)


def test_without_its_checkpoints_a_ledger_is_no_longer_called_valid(signed_ledger: Path) -> None:
    with insider(signed_ledger) as database:
        database.execute("DELETE FROM checkpoint")
    for key in (None, VKEY):
        report = verify_database(signed_ledger, key)
        assert (report.verdict, report.signed_size) == (Verdict.CANNOT_TELL, 0)
        assert "nobody vouches" in str(report)
