"""What Amazon Bedrock Guardrails found: the answer of ApplyGuardrail or the trace of Converse, as logged.

Neither says when it was: its logger adds `timestamp`, or keeps the answer's `ResponseMetadata`.
The texts that matched are in the record and are not taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from evidence.signals.fields import Misshapen, an_object, moment, object_at, objects
from evidence.signals.signal import Attribute, Event, Unreadable

_POLICIES = (
    ("topicPolicy", "topics"),
    ("contentPolicy", "filters"),
    ("wordPolicy", "customWords"),
    ("wordPolicy", "managedWordLists"),
    ("sensitiveInformationPolicy", "piiEntities"),
    ("sensitiveInformationPolicy", "regexes"),
    ("contextualGroundingPolicy", "filters"),
)
_KEPT = ("type", "confidence", "filterStrength", "action", "detected")
_RUN = ("guardrailId", "guardrailVersion", "guardrailArn", "guardrailOrigin", "guardrailOwnership")


def parse(record: Mapping[str, Any]) -> Iterator[Event | Unreadable]:
    """One event for each guardrail that ran, and one for each finding of it."""
    at, request = _when(record), _request(record)
    carried = {
        name: value
        for name, value in object_at(record, "requestMetadata").items()
        if isinstance(value, str | int | float)
    }
    found = [*_assessments(record)]
    if not found:
        raise Misshapen("/assessments or /trace/guardrail", "an assessment of a guardrail")
    for place, (side, assessment) in enumerate(found):
        run = _run(assessment)
        for number, (name, attributes, value) in enumerate(_findings(assessment)):
            yield Event(
                name=name,
                occurred_at=at,
                key=f"{request} {side} {place} {number}" if request else "",
                attributes={**carried, **run, **attributes, "side": side},
                value=value,
            )


def _assessments(record: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in objects(record.get("assessments"), "/assessments"):
        yield str(record.get("source", "unknown")), each
    guardrail = object_at(object_at(record, "trace"), "guardrail")
    for each in object_at(guardrail, "inputAssessment").values():
        yield "INPUT", an_object(each, "/trace/guardrail/inputAssessment")
    for several in object_at(guardrail, "outputAssessments").values():
        for each in objects(several, "/trace/guardrail/outputAssessments"):
            yield "OUTPUT", each


def _run(assessment: Mapping[str, Any]) -> dict[str, Attribute]:
    """Which guardrail ran in which version: the provider's own proof of it."""
    details = object_at(assessment, "appliedGuardrailDetails")
    return {name: value for name in _RUN if isinstance(value := details.get(name), str)}


def _findings(assessment: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Attribute], float | None]]:
    yield "assessment", {"proven": bool(_run(assessment))}, None
    for policy, member in _POLICIES:
        for finding in objects(object_at(assessment, policy).get(member), f"/{policy}/{member}"):
            yield f"{policy}.{member}", _kept(finding), _score(finding)
    reasoning = object_at(assessment, "automatedReasoningPolicy")
    for finding in objects(reasoning.get("findings"), "/automatedReasoningPolicy/findings"):
        yield "automatedReasoningPolicy.findings", {"result": next(iter(sorted(finding)), "none")}, None


def _kept(finding: Mapping[str, Any]) -> dict[str, Attribute]:
    return {name: value for name in _KEPT if isinstance(value := finding.get(name), str | bool)}


def _score(finding: Mapping[str, Any]) -> float | None:
    score = finding.get("score")
    return float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None


def _when(record: Mapping[str, Any]) -> datetime:
    if "timestamp" in record:
        return moment(record, "timestamp")
    sent = object_at(object_at(record, "ResponseMetadata"), "HTTPHeaders").get("date")
    try:
        found = parsedate_to_datetime(str(sent))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Misshapen("/timestamp", "when it was; a trace does not say, so log it beside it")
    return found


def _request(record: Mapping[str, Any]) -> str:
    """The provider's number of the request; empty where it was not logged."""
    stated = record.get("requestId") or object_at(record, "ResponseMetadata").get("RequestId")
    return stated if isinstance(stated, str) else ""
