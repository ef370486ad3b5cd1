"""Evidence items and reviews: what they must say, and how they are recorded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evidence import (
    EntryKind,
    EntryRefused,
    EvidenceItem,
    LedgerReceipts,
    Outcome,
    Review,
    evidence_payload,
    review_payload,
)
from tests.evidence.samples import AT, open_ledger

ITEM = EvidenceItem(
    requirement="human-oversight",
    control="human-review",
    outcome=Outcome.PASSED,
    collected_at=AT,
    expires_at="2026-12-22T09:30:00Z",
    digest="sha256:" + 64 * "0",
    source="review queue export",
)
REVIEW = Review(
    requirement="human-oversight",
    reviewer="A. Sample",
    verdict=Outcome.FAILED,
    reason="Reviewers accepted every proposal.",
    at=AT,
)


def faulty(message_path: list[str], refused: pytest.ExceptionInfo[EntryRefused]) -> bool:
    return [fault.path for fault in refused.value.faults] == message_path


def test_outcomes_are_the_words_of_earl() -> None:
    assert {outcome.value for outcome in Outcome} == {
        "passed",
        "failed",
        "cantTell",
        "inapplicable",
        "untested",
    }


def test_an_evidence_item_and_a_review_are_recorded_as_they_are(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        receipts = LedgerReceipts(ledger=ledger)
        receipts.record(EntryKind.EVIDENCE_ITEM, "cv-screening", evidence_payload(ITEM), "A. Sample", AT)
        receipts.record(EntryKind.REVIEW, "cv-screening", review_payload(REVIEW), "A. Sample", AT)
        (item,) = receipts.recorded("evidence-item", "cv-screening")
        (review,) = receipts.recorded("review", "cv-screening")
    assert EvidenceItem(**{**item, "outcome": Outcome(item["outcome"])}) == ITEM
    assert Review(**{**review, "verdict": Outcome(review["verdict"])}) == REVIEW


@pytest.mark.parametrize("name", ["requirement", "control", "source"])
def test_an_evidence_item_names_what_it_is_about_and_where_it_is_from(name: str) -> None:
    with pytest.raises(EntryRefused) as refused:
        replace(ITEM, **{name: " "})  # type: ignore[arg-type]
    assert faulty([f"/{name}"], refused)


@pytest.mark.parametrize("expires_at", [AT, "2026-11-22T10:29:59+01:00", "2025-01-01T00:00:00Z"])
def test_an_evidence_item_expires_after_it_was_collected(expires_at: str) -> None:
    with pytest.raises(EntryRefused) as refused:
        replace(ITEM, expires_at=expires_at)
    assert faulty(["/expires_at"], refused)


@pytest.mark.parametrize("digest", ["", "sha256:", "sha256:" + 63 * "0", "sha256:" + 64 * "G", 64 * "0"])
def test_an_evidence_item_carries_a_digest(digest: str) -> None:
    with pytest.raises(EntryRefused) as refused:
        replace(ITEM, digest=digest)
    assert faulty(["/digest"], refused)


def test_all_faults_of_an_evidence_item_are_told_at_once() -> None:
    with pytest.raises(EntryRefused) as refused:
        replace(ITEM, control="", collected_at="today", expires_at="tomorrow", digest="none")
    assert faulty(["/control", "/collected_at", "/expires_at", "/digest"], refused)


@pytest.mark.parametrize("name", ["requirement", "reviewer", "reason"])
def test_a_review_has_a_reviewer_and_a_reason(name: str) -> None:
    with pytest.raises(EntryRefused) as refused:
        replace(REVIEW, **{name: ""})  # type: ignore[arg-type]
    assert faulty([f"/{name}"], refused)


def test_a_review_was_given_at_an_instant() -> None:
    with pytest.raises(EntryRefused) as refused:
        replace(REVIEW, at="2026-11-22")
    assert faulty(["/at"], refused)
