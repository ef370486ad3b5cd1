"""The ledger as the place where the targets room keeps its receipts."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence import EntryKind, EntryRefused, LedgerReceipts
from targets.interface import Receipts
from tests.evidence.samples import AT, open_ledger


def test_what_is_recorded_is_given_back_oldest_first_by_kind_and_subject(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        receipts: Receipts = LedgerReceipts(ledger=ledger)
        assert receipts.record("plan", "cv-screening", {"id": "plan:1"}, "A. Sample", AT) == 0
        assert receipts.record("receipt", "cv-screening", {"id": "receipt:1"}, "A. Sample", AT) == 1
        assert receipts.record("receipt", "chatbot", {"id": "receipt:2"}, "A. Sample", AT) == 2
        assert receipts.record("receipt", "cv-screening", {"id": "receipt:3"}, "A. Sample", AT) == 3
        assert list(receipts.recorded("receipt", "cv-screening")) == [
            {"id": "receipt:1"},
            {"id": "receipt:3"},
        ]
        assert list(receipts.recorded("approval", "cv-screening")) == []
        assert list(receipts.recorded("plan", "nobody")) == []


def test_recording_the_same_again_gives_the_same_place(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        receipts = LedgerReceipts(ledger=ledger)
        places = [
            receipts.record("plan", "cv-screening", {"id": "plan:1"}, "A. Sample", AT) for _ in range(2)
        ]
        assert places == [0, 0]


def test_entries_say_which_knowledge_base_and_whether_the_actor_is_vouched_for(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        LedgerReceipts(ledger=ledger).record("approval", "cv-screening", {}, "A. Sample", AT)
        vouched = LedgerReceipts(ledger=ledger, knowledge_base="sha256:11", authenticated=True)
        vouched.record("approval", "cv-screening", {}, "A. Sample", AT)
        first, second = (recorded.entry for recorded in ledger.entries(kind=EntryKind.APPROVAL))
    assert (first.knowledge_base, str(first.actor)) == (None, "A. Sample (self-declared)")
    assert (second.knowledge_base, str(second.actor)) == ("sha256:11", "A. Sample")


def test_an_unknown_kind_is_refused_on_both_ways(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        receipts = LedgerReceipts(ledger=ledger)
        with pytest.raises(EntryRefused, match="'recept' is no kind of entry"):
            receipts.record("recept", "cv-screening", {}, "A. Sample", AT)
        with pytest.raises(EntryRefused, match="'recept' is no kind of entry"):
            receipts.recorded("recept", "cv-screening")
        assert ledger.entries() == ()
