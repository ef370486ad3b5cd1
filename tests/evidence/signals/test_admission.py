"""What is forged, replayed, from the future or of nobody never counts as passing for anybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evidence.signals import Known, SignalStore
from tests.evidence.signals.samples import (
    NOW,
    POSTURE,
    USE_CASE,
    changed,
    collected,
    fixture,
    generic,
    rows,
)


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"occurred_at": "2026-11-22T09:05:01Z"}, "future"),
        ({"occurred_at": "2999-01-01T00:00:00Z"}, "future"),
        ({"occurred_at": "2026-11-22T08:00:00-02:00"}, "future"),
        ({"posture": "posture:forged"}, "No answer on record has posture:forged"),
        ({"use_case": "faq-bot"}, "is of cv-screening"),
        ({"posture": None, "use_case": "unheard-of"}, "No answer on record is about"),
    ],
)
def test_what_must_not_count_is_refused_and_not_kept(
    store: SignalStore, stated: dict[str, Any], words: str
) -> None:
    batch = collected(store, generic(**stated), "jsonl")
    assert (batch.accepted, batch.refused) == (0, 1)
    assert words in batch.rejected[0].reason
    assert rows(store) == []
    assert store.summary() == ()


def test_a_clock_that_is_a_little_ahead_is_no_forgery(store: SignalStore) -> None:
    assert collected(store, generic(occurred_at="2026-11-22T09:05:00Z"), "jsonl").accepted == 1


def test_a_date_before_the_calendar_of_utc_is_refused(store: SignalStore) -> None:
    batch = collected(store, generic(occurred_at="0001-01-01T00:00:00+14:00"), "jsonl")
    assert (batch.accepted, batch.refused) == (0, 1)


def test_nothing_is_attributed_where_nothing_is_on_record(store: SignalStore) -> None:
    assert collected(store, generic(), "jsonl", known=Known()).refused == 1
    assert (
        collected(store, fixture("apply-guardrail.json"), "bedrock-guardrail", known=Known()).by_use_case
        == ()
    )
    assert {line.use_case for line in store.summary()} == {""}


def test_what_names_nobody_is_kept_and_counts_for_nobody(store: SignalStore) -> None:
    batch = collected(store, generic(posture=None), "jsonl")
    assert (batch.accepted, batch.unattributed, batch.by_use_case) == (1, 1, ())
    assert store.summary(USE_CASE) == ()


def test_a_use_case_on_record_may_be_named_alone(store: SignalStore) -> None:
    collected(store, generic(posture=None, use_case=USE_CASE), "jsonl")
    assert rows(store, "use_case", "posture") == [(USE_CASE, "")]


def test_a_guardrail_that_was_configured_under_another_posture_is_a_forgery(store: SignalStore) -> None:
    def claim(record: Any) -> None:
        record["requestMetadata"] = {"ai-governance/posture": "posture:0002"}

    batch = collected(store, changed("apply-guardrail.json", claim), "bedrock-guardrail")
    assert batch.accepted == 0
    assert batch.refused == 10
    assert "gr7example:3 was configured under posture:0001" in batch.rejected[0].reason


def test_a_version_that_nobody_applied_belongs_to_nobody(store: SignalStore) -> None:
    def other(record: Any) -> None:
        record["assessments"][0]["appliedGuardrailDetails"]["guardrailVersion"] = "DRAFT"

    batch = collected(store, changed("apply-guardrail.json", other), "bedrock-guardrail")
    assert batch.accepted == batch.unattributed > 0


def test_an_event_repeated_with_other_content_passes_for_nobody(store: SignalStore) -> None:
    collected(store, generic(outcome="failed"), "jsonl")
    collected(store, generic(outcome="passed"), "jsonl")
    (line,) = store.summary(USE_CASE)
    assert (line.events, line.contradicted, line.passed, line.failed) == (1, 1, 0, 0)


def test_a_forged_repetition_under_another_posture_takes_neither_along(store: SignalStore) -> None:
    collected(store, generic(), "jsonl")
    collected(store, generic(posture="posture:0002"), "jsonl")
    assert [(line.posture, line.passed, line.contradicted) for line in store.summary()] == [
        (POSTURE, 0, 1),
        ("posture:0002", 0, 1),
    ]


def test_a_decision_that_was_turned_round_is_a_contradiction(store: SignalStore) -> None:
    def accept(record: Any) -> None:
        for attribute in record["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]["attributes"]:
            if attribute["key"] == "decision":
                attribute["value"]["stringValue"] = "accept"

    collected(store, fixture("claude-code-logs.json"), "otlp")
    collected(store, changed("claude-code-logs.json", accept), "otlp")
    decided = [line for line in store.summary() if line.kind == "claude_code.tool_decision"]
    assert [(line.passed, line.contradicted) for line in decided] == [(0, 1), (0, 1)]


def test_what_comes_late_counts_on_the_day_it_happened_and_is_told(store: SignalStore) -> None:
    batch = collected(store, generic(occurred_at="2026-11-20T08:00:00Z"), "jsonl")
    assert (batch.accepted, batch.late) == (1, 1)
    assert [part.name for part in store.folder.glob("day=*")] == ["day=2026-11-20"]
    assert collected(store, generic(occurred_at="2026-11-20T08:00:00Z"), "jsonl").late == 0


def test_when_it_was_collected_is_no_part_of_what_it_says(store: SignalStore) -> None:
    collected(store, generic(), "jsonl")
    before = store.summary()
    batch = collected(store, generic(), "jsonl", at=NOW + timedelta(days=400))
    assert (batch.accepted, batch.duplicates) == (0, 1)
    assert store.summary() == before
