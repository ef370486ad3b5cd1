"""Amazon CloudWatch alarms: the bounds a posture watches, and who has to hear when one is broken.

Proof level: unmodified boto3 against a local stand-in for the provider (moto). No call of this project has
reached the provider.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.canonical import canonical_bytes
from engine.errors import Fault
from engine.posture import ControlRequirement, Posture
from targets.amazon import MANAGER, told
from targets.cloudwatch.alarms import is_watched
from targets.cloudwatch.bindings import CloudWatchBindings, shipped_bindings
from targets.cloudwatch.lints import lints
from targets.cloudwatch.readback import direction, normalised
from targets.cloudwatch.rendering import PROOF, TARGET, render_alarms
from targets.errors import NotConnected
from targets.interface import (
    Applied,
    Change,
    ChangeKind,
    Demand,
    Difference,
    Direction,
    Document,
    Observed,
    ProofLevel,
    Rendering,
)
from targets.stages import Stage
from targets.steps import Steps
from targets.strict import request_faults

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

_ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")
_telling = partial(told, "Amazon CloudWatch")


class CloudWatchAlarms:
    """One alarm for each thing a posture watches; whom it notifies is the organisation's to add."""

    def __init__(
        self,
        client: Callable[[], CloudWatchClient] | None = None,
        *,
        bindings: CloudWatchBindings | None = None,
    ) -> None:
        """Renders without `client`; observing and applying call it once, when first needed."""
        self._factory = client
        self._bindings = bindings or shipped_bindings()
        self._client: CloudWatchClient | None = None

    @property
    def name(self) -> str:
        """`cloudwatch-alarms`."""
        return TARGET

    @property
    def proof(self) -> ProofLevel:
        """A contract fake: it proves our requests, not the provider's behaviour."""
        return PROOF

    def handles(self, demand: Demand) -> bool:
        """Controls of which something is watched; no tool permissions."""
        return isinstance(demand, ControlRequirement) and is_watched(demand, self._bindings)

    def render(self, posture: Posture) -> Rendering:
        """An alarm for each watch, where a component runs on the platform."""
        return render_alarms(posture, self._bindings)

    def validate(self, documents: Sequence[Document]) -> tuple[Fault, ...]:
        """Faults against the service model; where there are none, what the model does not say."""
        found: list[Fault] = []
        for document in documents:
            request = json.loads(document.content)
            found += request_faults("cloudwatch", "PutMetricAlarm", request) or tuple(lints(request))
        return tuple(found)

    def at_stage(self, document: Document, stage: Stage) -> Document:
        """An alarm can watch first: it is raised and runs no action."""
        if stage is not Stage.OBSERVE:
            return document
        request = json.loads(document.content) | {"ActionsEnabled": False}
        return replace(document, content=canonical_bytes(request).decode(), stage=stage)

    def stage_of(self, observed: Observed) -> Stage:
        """Whether the alarm that stands there runs its actions."""
        return Stage.ENFORCE if observed.state["ActionsEnabled"] else Stage.OBSERVE

    def normalise(self, document: Document) -> Any:
        """The alarm with our tags."""
        request = json.loads(document.content)
        return normalised(request, self._ours({each["Key"]: each["Value"] for each in request["Tags"]}))

    def observe(self, document: Document) -> Observed:
        """The alarm of that name and its tags."""
        alarm = self._read(document.name)
        if alarm is None:
            return Observed(exists=False)
        with _telling("list an alarm's tags"):
            found = self._connected().list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
        tags = {each["Key"]: each["Value"] for each in found}
        keys = self._bindings.tags
        is_ours = tags.get(keys.managed_by) == MANAGER and tags.get(keys.use_case) == _owner(document)
        return Observed(
            exists=True,
            is_ours=is_ours,
            state=normalised(alarm, self._ours(tags)),
            provider_id=alarm["AlarmArn"],
        )

    def apply(self, change: Change, token: str) -> Applied:
        """Puts the alarm; `token` is not needed, because an alarm of one name is put once however often.

        The provider takes tags at creation only, so an update sets them by a call of its own. The actions
        the organisation has added stay.
        """
        request = json.loads(change.document.content)
        if change.kind is ChangeKind.CREATE:
            with Steps("alarm").next(), _telling(f"put alarm {change.document.name}"):
                self._connected().put_metric_alarm(**request)
        else:
            self._update(request)
        alarm = self._read(change.document.name) or {}
        return Applied(provider_id=alarm.get("AlarmArn", ""), version="")

    def direction(self, difference: Difference) -> Direction:
        """Bounds, windows and switches are judged; names and texts are only different."""
        return direction(difference)

    def _update(self, request: dict[str, Any]) -> None:
        steps, client = Steps("alarm", "tags"), self._connected()
        tags = request.pop("Tags")
        with steps.next():
            alarm = self._read(request["AlarmName"]) or {}
            kept = {key: alarm[key] for key in _ACTIONS if alarm.get(key)}
            with _telling(f"put alarm {request['AlarmName']}"):
                client.put_metric_alarm(**request, **kept)
        with steps.next(), _telling(f"tag alarm {request['AlarmName']}"):
            client.tag_resource(ResourceARN=alarm["AlarmArn"], Tags=tags)

    def _read(self, name: str) -> dict[str, Any] | None:
        with _telling(f"read alarm {name}"):
            answer = self._connected().describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm"])
            found = [each for each in answer["MetricAlarms"] if each["AlarmName"] == name]
        return {**found[0]} if found else None

    def _ours(self, tags: dict[str, str]) -> dict[str, str]:
        return {key: tags[key] for key in self._bindings.tags.model_dump().values() if key in tags}

    def _connected(self) -> CloudWatchClient:
        if self._client is None:
            if self._factory is None:
                message = (
                    f"{self.name} was given no client, so it can be rendered but not looked at or changed."
                )
                raise NotConnected(message)
            self._client = self._factory()
        return self._client


def _owner(document: Document) -> str:
    return document.name.partition(".")[0]
