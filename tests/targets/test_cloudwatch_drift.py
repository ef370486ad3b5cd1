"""A hand edit of an alarm is found, and a bad alarm is refused before it is put."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from mypy_boto3_cloudwatch import CloudWatchClient

from targets.cloudwatch import CloudWatchAlarms
from targets.drift import Drift, DriftKind, find_drift
from tests.targets.applying import plan_of, run
from tests.targets.receipts import KeptReceipts
from tests.targets.watched import EXAMPLE, documents

Edit = Callable[[dict[str, Any]], object]
EDITS: dict[str, tuple[str, Edit, DriftKind]] = {
    "bound raised": ("drift-monitoring.stability-index", lambda r: r.update(Threshold=0.5), DriftKind.WEAKER),
    "bound lowered": (
        "drift-monitoring.stability-index",
        lambda r: r.update(Threshold=0.1),
        DriftKind.STRICTER,
    ),
    "share lowered": ("human-review.reviewed-share", lambda r: r.update(Threshold=0.5), DriftKind.WEAKER),
    "switched off": ("logging.entries", lambda r: r.update(ActionsEnabled=False), DriftKind.WEAKER),
    "silence overlooked": (
        "logging.entries",
        lambda r: r.update(TreatMissingData="ignore"),
        DriftKind.WEAKER,
    ),
    "silence counted": (
        "rate-limit.told",
        lambda r: r.update(TreatMissingData="breaching"),
        DriftKind.STRICTER,
    ),
    "looks further back": (
        "drift-monitoring.stability-index",
        lambda r: r.update(EvaluationPeriods=3, DatapointsToAlarm=3),
        DriftKind.WEAKER,
    ),
    "turned round": (
        "human-review.reviewed-share",
        lambda r: r.update(ComparisonOperator="GreaterThanThreshold"),
        DriftKind.WEAKER,
    ),
    "reworded": ("logging.entries", lambda r: r.update(AlarmDescription="?"), DriftKind.DIFFERENT),
    "other metric": ("logging.entries", lambda r: r.update(MetricName="x"), DriftKind.DIFFERENT),
}


@pytest.mark.parametrize(("name", "edit", "kind"), EDITS.values(), ids=EDITS.keys())
def test_a_hand_edit_is_found(
    name: str,
    edit: Edit,
    kind: DriftKind,
    alarms: CloudWatchAlarms,
    receipts: KeptReceipts,
    client: CloudWatchClient,
) -> None:
    run(plan_of(EXAMPLE, [alarms]), [alarms], receipts)
    request = json.loads(documents(alarms)[name].content)
    request.pop("Tags")
    edit(request)
    client.put_metric_alarm(**request)
    found: list[Drift] = [each for each in find_drift(EXAMPLE, [alarms], receipts) if each.is_drift]
    assert [(each.name.partition(".")[2], each.kind) for each in found] == [(name, kind)]


def test_missing_foreign_and_never_applied_are_told_apart(
    alarms: CloudWatchAlarms, receipts: KeptReceipts, client: CloudWatchClient
) -> None:
    assert {each.kind for each in find_drift(EXAMPLE, [alarms], receipts)} == {DriftKind.NEVER_APPLIED}
    run(plan_of(EXAMPLE, [alarms]), [alarms], receipts)
    gone, foreign = documents(alarms)["logging.entries"], documents(alarms)["rate-limit.told"]
    client.delete_alarms(AlarmNames=[gone.name])
    arn = alarms.observe(foreign).provider_id
    client.untag_resource(ResourceARN=arn, TagKeys=["ai-governance/managed-by"])
    found = {each.name: each.kind for each in find_drift(EXAMPLE, [alarms], receipts) if each.is_drift}
    assert found == {gone.name: DriftKind.MISSING, foreign.name: DriftKind.FOREIGN}


BAD: dict[str, Edit] = {
    "unknown operator": lambda r: r.update(ComparisonOperator="Above"),
    "unknown statistic": lambda r: r.update(Statistic="Median"),
    "unknown member": lambda r: r.update(Treshold=1.0),
    "no name": lambda r: r.pop("AlarmName"),
    "no bound": lambda r: r.pop("Threshold"),
    "no metric": lambda r: r.pop("MetricName"),
    "name too long": lambda r: r.update(AlarmName="a" * 256),
    "period of 45 s": lambda r: r.update(Period=45),
    "nine days": lambda r: r.update(EvaluationPeriods=9),
    "more readings than looked at": lambda r: r.update(DatapointsToAlarm=2),
    "nobody's": lambda r: r.pop("Tags"),
    "text for a number": lambda r: r.update(Threshold="0.2"),
}


@pytest.mark.parametrize("edit", BAD.values(), ids=BAD.keys())
def test_a_bad_alarm_is_refused(edit: Edit) -> None:
    document = documents(CloudWatchAlarms())["drift-monitoring.stability-index"]
    request = json.loads(document.content)
    edit(request)
    assert CloudWatchAlarms().validate([replace(document, content=json.dumps(request))])
