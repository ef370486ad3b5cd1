"""Alarms from what a posture watches: an unmodified client against a stand-in for the provider."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from mypy_boto3_cloudwatch import CloudWatchClient

from engine.posture import Watch
from targets.cloudwatch import CloudWatchAlarms
from targets.drift import DriftKind, find_drift
from targets.errors import AccessRefused, Conflict, NotConnected, ProviderError, Throttled, Unreachable
from targets.interface import ChangeKind, Extent, Held, Unsupported
from targets.plan import compare, make_plan
from targets.stages import Stage
from tests.targets.applying import plan_of, run
from tests.targets.postures import posture
from tests.targets.receipts import KeptReceipts
from tests.targets.watched import DRIFT, EXAMPLE, documents, watch, watched


def test_each_watch_becomes_an_alarm_with_its_bound_side_and_who_is_told() -> None:
    found = {name: json.loads(each.content) for name, each in documents(CloudWatchAlarms()).items()}
    assert sorted(found) == [
        "drift-monitoring.stability-index",
        "human-review.reviewed-share",
        "logging.entries",
        "rate-limit.told",
    ]
    drift = found["drift-monitoring.stability-index"]
    assert (drift["ComparisonOperator"], drift["Statistic"], drift["Threshold"]) == (
        "GreaterThanThreshold",
        "Maximum",
        0.2,
    )
    assert "Tell Product owner within 24 h." in drift["AlarmDescription"]
    review = found["human-review.reviewed-share"]
    assert (review["ComparisonOperator"], review["Statistic"]) == ("LessThanThreshold", "Minimum")
    assert drift["TreatMissingData"] == found["logging.entries"]["TreatMissingData"] == "breaching"
    limit = found["rate-limit.told"]
    assert (limit["Namespace"], limit["MetricName"]) == ("AWS/Bedrock/Guardrails", "InvocationThrottles")
    assert limit["TreatMissingData"] == "notBreaching"


def test_an_alarm_never_holds_a_control_wholly() -> None:
    rendering = CloudWatchAlarms().render(EXAMPLE)
    assert Extent.FULLY not in {each.extent for each in rendering.held}
    assert all("done elsewhere" in each.reason for each in rendering.held)


@pytest.mark.parametrize(("bound", "breach"), [("NaN", "above"), ("much", "below"), ("1", "sideways")])
def test_a_watch_that_cannot_be_compared_is_unsupported_and_not_lost(bound: str, breach: str) -> None:
    odd = watched("ctl:x", watch("ctl:x", "y", bound, breach))
    rendering = CloudWatchAlarms().render(posture((odd,)))
    assert rendering.documents == ()
    (lost,) = rendering.accounts
    assert isinstance(lost, Unsupported) and bound in lost.reason


def test_a_watch_that_is_lost_beside_one_that_is_not_is_told() -> None:
    half = watched("ctl:x", watch("ctl:x", "y", "NaN", "above"), watch("ctl:x", "z", "1", "above"))
    (held,) = CloudWatchAlarms().render(posture((half,))).accounts
    assert isinstance(held, Held) and "Label of y" in held.reason


def test_no_alarm_is_rendered_for_a_stack_that_is_elsewhere() -> None:
    rendering = CloudWatchAlarms().render(posture((DRIFT,), stack=()))
    assert rendering.documents == ()
    assert [type(each) for each in rendering.accounts] == [Unsupported]


_WATCHES = st.builds(
    watch,
    st.just("ctl:x"),
    st.text("abc-", min_size=1, max_size=5),
    st.decimals(allow_nan=True).map(str) | st.text(max_size=5),
    st.sampled_from(["above", "below", "absent", "other"]),
)


@given(st.lists(_WATCHES, max_size=4, unique_by=lambda each: each.metric))
def test_rendering_is_total_valid_and_repeatable(watches: list[Watch]) -> None:
    target, given_posture = CloudWatchAlarms(), posture((watched("ctl:x", *watches),))
    rendering = target.render(given_posture)
    assert rendering == target.render(given_posture)
    assert target.validate(rendering.documents) == ()
    assert len(rendering.accounts) == (1 if watches else 0)


def test_a_plan_after_apply_is_empty_and_applying_twice_changes_nothing(
    alarms: CloudWatchAlarms, receipts: KeptReceipts, client: CloudWatchClient
) -> None:
    plan = plan_of(EXAMPLE, [alarms])
    assert [each.kind for each in plan.changes] == [ChangeKind.CREATE] * 4
    made = run(plan, [alarms], receipts)
    assert all(each.provider_id.startswith("arn:aws:cloudwatch:") for each in made)
    assert plan_of(EXAMPLE, [alarms]).is_empty
    assert run(plan, [alarms], receipts) == ()
    assert len(client.describe_alarms()["MetricAlarms"]) == 4


def test_an_alarm_watches_first_and_then_acts(
    alarms: CloudWatchAlarms, receipts: KeptReceipts, client: CloudWatchClient
) -> None:
    for enabled in (False, True):
        run(make_plan(EXAMPLE, [alarms], author="Ada", to=None), [alarms], receipts)
        assert {each["ActionsEnabled"] for each in client.describe_alarms()["MetricAlarms"]} == {enabled}
        assert {each.kind for each in find_drift(EXAMPLE, [alarms], receipts)} == {DriftKind.IN_PLACE}
    assert make_plan(EXAMPLE, [alarms], author="Ada", to=None).is_empty


def test_an_update_sets_the_tags_that_the_provider_takes_at_creation_only(
    alarms: CloudWatchAlarms, receipts: KeptReceipts, client: CloudWatchClient
) -> None:
    run(plan_of(EXAMPLE, [alarms]), [alarms], receipts)
    changed = posture(
        (watched("ctl:drift-monitoring", watch("ctl:drift-monitoring", "stability-index", "0.1", "above")),)
    )
    run(plan_of(changed, [alarms]), [alarms], receipts)
    (name,) = [each.name for each in alarms.render(changed).documents]
    (alarm,) = client.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    tags = {
        each["Key"]: each["Value"]
        for each in client.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
    }
    assert tags["ai-governance/posture"] == changed.id
    assert plan_of(changed, [alarms]).is_empty


def test_an_update_keeps_the_actions_the_organisation_has_added(
    alarms: CloudWatchAlarms, receipts: KeptReceipts, client: CloudWatchClient
) -> None:
    run(plan_of(EXAMPLE, [alarms]), [alarms], receipts)
    document = documents(alarms)["drift-monitoring.stability-index"]
    topic = "arn:aws:sns:eu-central-1:123456789012:somebody"
    request = json.loads(document.content)
    request.pop("Tags")
    client.put_metric_alarm(**{**request, "AlarmActions": [topic], "Threshold": 0.9})
    (moved,) = [each for each in find_drift(EXAMPLE, [alarms], receipts) if each.is_drift]
    assert moved.kind is DriftKind.WEAKER, "the action that was added is no drift"
    run(plan_of(EXAMPLE, [alarms]), [alarms], receipts)
    (alarm,) = client.describe_alarms(AlarmNames=[document.name])["MetricAlarms"]
    assert (alarm["AlarmActions"], alarm["Threshold"]) == ([topic], 0.2)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("Throttling", Throttled),
        ("LimitExceeded", Throttled),
        ("AccessDenied", AccessRefused),
        ("ExpiredToken", AccessRefused),
        ("ConcurrentModificationException", Conflict),
        ("InternalServiceFault", Unreachable),
        ("SomethingNew", ProviderError),
    ],
)
def test_a_refusal_says_what_was_not_written(
    code: str,
    kind: type[ProviderError],
    alarms: CloudWatchAlarms,
    client: CloudWatchClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = documents(alarms)["logging.entries"]
    change = compare(alarms, document)

    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "PutMetricAlarm")

    monkeypatch.setattr(client, "put_metric_alarm", refuse)
    with pytest.raises(kind) as caught:
        alarms.apply(change, "token")
    assert type(caught.value) is kind
    assert "Amazon CloudWatch refused to put alarm" in str(caught.value)
    assert caught.value.not_written == ("alarm",)


def test_an_answer_without_what_was_asked_for_is_told(
    alarms: CloudWatchAlarms, client: CloudWatchClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "describe_alarms", lambda **_: {})
    with pytest.raises(Unreachable, match="MetricAlarms"):
        alarms.observe(documents(alarms)["logging.entries"])


def test_without_a_client_it_renders_and_does_no_more() -> None:
    target = CloudWatchAlarms()
    with pytest.raises(NotConnected):
        target.observe(documents(target)["logging.entries"])
    assert Stage.OBSERVE is target.at_stage(documents(target)["logging.entries"], Stage.OBSERVE).stage
