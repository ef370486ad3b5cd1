"""Each format: what its records are evidence of, and that what only looks like a record is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evidence.signals import FORMATS, SignalStore
from tests.evidence.signals.samples import (
    POSTURE,
    RECORDS,
    USE_CASE,
    Change,
    changed,
    collected,
    fixture,
    generic,
    rows,
)

GUARDRAIL = "gr7example:3"
OURS = (USE_CASE, POSTURE)
NOBODY = ("", "")
SHOWN: dict[str, list[tuple[str, str, str, float | None, str, str, str]]] = {
    "apply-guardrail.json": [
        ("assessment", "log-entry", "passed", None, GUARDRAIL, *OURS),
        ("automatedReasoningPolicy.findings", "evaluation-result", "cantTell", None, GUARDRAIL, *OURS),
        ("contentPolicy.filters", "blocked-prompt", "failed", None, GUARDRAIL, *OURS),
        ("contentPolicy.filters", "blocked-prompt", "passed", None, GUARDRAIL, *OURS),
        ("contextualGroundingPolicy.filters", "blocked-output", "passed", 0.62, GUARDRAIL, *OURS),
        ("contextualGroundingPolicy.filters", "grounding-score", "cantTell", 0.62, GUARDRAIL, *OURS),
        ("sensitiveInformationPolicy.piiEntities", "masked-personal-data", "passed", None, GUARDRAIL, *OURS),
        ("sensitiveInformationPolicy.regexes", "masked-personal-data", "passed", None, GUARDRAIL, *OURS),
        ("topicPolicy.topics", "blocked-prompt", "passed", None, GUARDRAIL, *OURS),
        ("wordPolicy.customWords", "blocked-prompt", "passed", None, GUARDRAIL, *OURS),
        ("wordPolicy.managedWordLists", "blocked-prompt", "passed", None, GUARDRAIL, *OURS),
    ],
    "converse-trace.json": [
        ("assessment", "log-entry", "cantTell", None, "", *NOBODY),
        ("assessment", "log-entry", "passed", None, GUARDRAIL, *OURS),
        ("contentPolicy.filters", "blocked-output", "passed", None, "", *NOBODY),
        ("sensitiveInformationPolicy.piiEntities", "masked-personal-data", "failed", None, GUARDRAIL, *OURS),
    ],
    "invocation-log.json": [
        ("invocation", "log-entry", "passed", 42.0, "anthropic.claude-sonnet-4", *OURS),
    ],
    "metric-stream.json": [
        (
            "AWS/Bedrock/Guardrails/InvocationsIntervened",
            "blocked-prompt",
            "cantTell",
            7.0,
            "arn:aws:bedrock:eu-central-1:111122223333:guardrail/gr7example:3",
            *OURS,
        ),
    ],
    "alertmanager.json": [
        ("alert", "metric-reading", "cantTell", None, "ctl:drift-monitoring:DriftUnread", USE_CASE, ""),
        ("alert", "metric-reading", "failed", None, "ctl:human-review:ReviewedShareLow", USE_CASE, ""),
    ],
    "hitl.json": [
        ("decision", "approval-answered", "passed", None, "book_room", *OURS),
        ("decision", "approval-answered", "passed", None, "send_rejection", *OURS),
        ("decision", "override", "passed", None, "send_rejection", *OURS),
        ("decision", "tool-call-denied", "passed", None, "send_rejection", *OURS),
    ],
    "claude-code-logs.json": [
        ("claude_code.tool_decision", "tool-call-decided", "passed", None, "Bash", *OURS),
        ("claude_code.tool_decision", "tool-call-denied", "passed", None, "Bash", *OURS),
        ("claude_code.tool_result", "log-entry", "passed", None, "Read", *OURS),
        ("claude_code.user_prompt", "", "cantTell", None, "", *OURS),
    ],
    "gen-ai-metrics.json": [
        ("claude_code.cost.usage", "spend-reading", "cantTell", 0.25, "model-a", *OURS),
        ("gen_ai.client.operation.duration", "metric-reading", "cantTell", 1.5, "model-a", *OURS),
    ],
    "gen-ai-spans.json": [
        ("span.execute_tool", "log-entry", "passed", None, "search", *NOBODY),
    ],
    "reviews.csv": [
        ("csv", "override", "failed", 0.25, "batch-7", *OURS),
        ("csv", "review-decision", "passed", None, "batch-7", *OURS),
    ],
}


def shown(store: SignalStore) -> list[tuple[Any, ...]]:
    """What is kept, with the catalogue's signals by their short names."""
    found = rows(store, "kind", "signal", "outcome", "value", "subject", "use_case", "posture")
    return [(kind, signal.removeprefix("term:signal."), *rest) for kind, signal, *rest in found]


@pytest.mark.parametrize(("source", "name"), RECORDS)
def test_a_record_is_evidence_of_what_its_table_says(store: SignalStore, source: str, name: str) -> None:
    batch = collected(store, fixture(name), source)
    assert batch.is_sound
    assert shown(store) == SHOWN[name]
    assert batch.accepted == len(SHOWN[name])


def test_every_format_has_a_record() -> None:
    assert {source for source, _ in RECORDS} | {"jsonl"} == set(FORMATS)


def test_generic_records_say_the_same_as_lines_of_json(store: SignalStore) -> None:
    assert collected(store, generic(value=0.5, subject="batch-7"), "jsonl").is_sound
    assert shown(store) == [("jsonl", "review-decision", "passed", 0.5, "batch-7", *OURS)]


def test_a_renamed_metric_is_of_the_kind_of_the_old_one(store: SignalStore) -> None:
    def rename(record: Any) -> None:
        metric = record["resourceMetrics"][0]["scopeMetrics"][0]["metrics"][0]
        metric["name"] = "gen_ai.client.inference.duration"

    collected(store, changed("gen-ai-metrics.json", rename), "otlp")
    assert shown(store) == SHOWN["gen-ai-metrics.json"]


def test_an_event_that_no_table_knows_is_kept_and_shows_nothing(store: SignalStore) -> None:
    def rename(record: Any) -> None:
        record["metric_name"] = "SomethingNew"

    batch = collected(store, changed("metric-stream.json", rename), "cloudwatch")
    assert (batch.accepted, batch.unmapped) == (1, 1)
    assert [row[1:3] for row in shown(store)] == [("", "cantTell")]


def test_an_alert_that_is_sent_again_in_another_notification_is_the_same_alert(store: SignalStore) -> None:
    collected(store, fixture("alertmanager.json"), "alertmanager")
    again = changed("alertmanager.json", lambda record: record.update(groupKey="another", receiver="b"))
    assert (collected(store, again, "alertmanager").accepted) == 0


def dig(record: Any, *path: str | int) -> Any:
    """What is at `path`."""
    for step in path:
        record = record[step]
    return record


ALERT = ("alerts", 0)
LOG = ("resourceLogs", 0, "scopeLogs", 0, "logRecords", 0)
POINT = ("resourceMetrics", 0, "scopeMetrics", 0, "metrics", 1, "sum", "dataPoints", 0)
HISTOGRAM = ("resourceMetrics", 0, "scopeMetrics", 0, "metrics", 0, "histogram", "dataPoints", 0)
SPAN = ("resourceSpans", 0, "scopeSpans", 0, "spans", 0)
TWINS: list[tuple[str, str, Change, str]] = [
    ("bedrock-guardrail", "apply-guardrail.json", lambda r: r.pop("timestamp"), "/timestamp"),
    ("bedrock-guardrail", "apply-guardrail.json", lambda r: r.update(timestamp="yesterday"), "/timestamp"),
    ("bedrock-guardrail", "apply-guardrail.json", lambda r: r.update(assessments=[]), "/assessments"),
    ("bedrock-guardrail", "apply-guardrail.json", lambda r: r.update(assessments="none"), "/assessments"),
    ("bedrock-guardrail", "converse-trace.json", lambda r: r.pop("trace"), "/trace/guardrail"),
    (
        "bedrock-guardrail",
        "converse-trace.json",
        lambda r: dig(r, "ResponseMetadata", "HTTPHeaders").update(date="Sun, 22 Nov 2026 08:05:00 -0000"),
        "/timestamp",
    ),
    ("bedrock-invocation", "invocation-log.json", lambda r: r.update(schemaType="Other"), "/schemaType"),
    ("bedrock-invocation", "invocation-log.json", lambda r: r.update(schemaVersion="2.0"), "/schemaVersion"),
    ("bedrock-invocation", "invocation-log.json", lambda r: r.pop("requestId"), "/requestId"),
    ("bedrock-invocation", "invocation-log.json", lambda r: r.update(input=[]), "/input"),
    ("cloudwatch", "metric-stream.json", lambda r: r.update(timestamp=0), "/timestamp"),
    ("cloudwatch", "metric-stream.json", lambda r: r.update(timestamp="now"), "/timestamp"),
    ("cloudwatch", "metric-stream.json", lambda r: r["value"].update(count=0), "/value/count"),
    ("cloudwatch", "metric-stream.json", lambda r: r["value"].update(sum="7"), "/value/sum"),
    ("cloudwatch", "metric-stream.json", lambda r: r["value"].update(sum=True), "/value/sum"),
    ("alertmanager", "alertmanager.json", lambda r: r.update(version="3"), "/version"),
    ("alertmanager", "alertmanager.json", lambda r: r.update(truncatedAlerts=2), "/truncatedAlerts"),
    ("alertmanager", "alertmanager.json", lambda r: dig(r, *ALERT).update(status="lit"), "/alerts/0/status"),
    (
        "alertmanager",
        "alertmanager.json",
        lambda r: dig(r, *ALERT).pop("fingerprint"),
        "/alerts/0/fingerprint",
    ),
    ("langchain-hitl", "hitl.json", lambda r: r["response"]["decisions"].pop(), "/response/decisions"),
    ("langchain-hitl", "hitl.json", lambda r: r["response"].pop("decisions"), "/response/decisions"),
    ("langchain-hitl", "hitl.json", lambda r: r["request"].update(action_requests=[]), "/response/decisions"),
    ("langchain-hitl", "hitl.json", lambda r: r.pop("interrupt_id"), "/interrupt_id"),
    ("otlp", "claude-code-logs.json", lambda r: r.pop("resourceLogs"), "/resourceLogs"),
    ("otlp", "claude-code-logs.json", lambda r: dig(r, *LOG).pop("timeUnixNano"), "/timeUnixNano"),
    ("otlp", "claude-code-logs.json", lambda r: dig(r, *LOG).update(attributes=[]), "/eventName"),
    ("otlp", "gen-ai-metrics.json", lambda r: dig(r, *POINT).update(asDouble="NaN"), "/asDouble"),
    ("otlp", "gen-ai-metrics.json", lambda r: dig(r, *HISTOGRAM).update(count="0"), "/count"),
    ("otlp", "gen-ai-spans.json", lambda r: dig(r, *SPAN).update(endTimeUnixNano="0"), "/endTimeUnixNano"),
    ("otlp", "gen-ai-spans.json", lambda r: dig(r, *SPAN).pop("spanId"), "/spanId"),
]


@pytest.mark.parametrize(("source", "name", "change", "place"), TWINS)
def test_what_only_looks_like_a_record_is_named_with_its_place_and_shows_nothing(
    store: SignalStore, source: str, name: str, change: Change, place: str
) -> None:
    whole = len(SHOWN[name])
    batch = collected(store, changed(name, change), source)
    assert batch.unparsable == 1
    assert place in batch.rejected[0].reason
    assert batch.accepted <= whole
    assert not batch.is_sound
    if source not in ("alertmanager", "otlp"):  # these carry many events, and one bad one costs only itself
        assert batch.accepted == 0


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        ({"occurred_at": None}, "/occurred_at"),
        ({"occurred_at": "2026-11-22"}, "/occurred_at"),
        ({"occurred_at": "2026-11-22T08:00:00"}, "/occurred_at"),
        ({"signal": None}, "/signal"),
        ({"signal": "signal.no-such-thing"}, "/signal"),
        ({"outcome": None}, "/outcome"),
        ({"outcome": "ok"}, "/outcome"),
        ({"value": "many"}, "/value"),
        ({"value": "inf"}, "/value"),
        ({"value": True}, "/value"),
        ({"subject": "Jane Doe"}, "/subject"),
        ({"posture": 7.5}, "/posture"),
    ],
)
def test_a_generic_record_that_lacks_something_is_named(
    store: SignalStore, stated: dict[str, Any], place: str
) -> None:
    batch = collected(store, generic(**stated), "jsonl")
    assert (batch.accepted, batch.unparsable) == (0, 1)
    assert place in batch.rejected[0].reason
    assert rows(store) == []


@pytest.mark.parametrize("source", sorted(set(FORMATS) - {"csv"}))
@pytest.mark.parametrize("value", [None, 7, "text", [], [[]], {}, {"a": {"b": []}}])
def test_json_of_no_format_shows_nothing_in_any(store: SignalStore, source: str, value: Any) -> None:
    batch = collected(store, json.dumps(value).encode(), source)
    assert (batch.records, batch.accepted, batch.unparsable) == (1, 0, 1)
