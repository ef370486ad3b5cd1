"""Amazon Bedrock Guardrails: content, topic, personal-data and grounding filters.

Proof level: unmodified boto3 against a local *contract fake* built on botocore's own service model. No call
of this project has reached the provider.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from engine.errors import Fault
from engine.posture import ControlRequirement, Posture
from targets.amazon import MANAGER
from targets.bedrock.bindings import BedrockBindings, shipped_bindings
from targets.bedrock.guardrail import PROOF, TARGET, render_guardrail
from targets.bedrock.lints import lints
from targets.bedrock.provider import Guardrails
from targets.bedrock.readback import direction, normalised, pushed_shape
from targets.bedrock.rollout import at_stage, observing_faults, stage_of
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
    from mypy_boto3_bedrock import BedrockClient


class BedrockGuardrail:
    """The guardrail of a use case: one per use case, published as a numbered version."""

    def __init__(
        self,
        client: Callable[[], BedrockClient] | None = None,
        *,
        bindings: BedrockBindings | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Renders without `client`; observing and applying call it once, when first needed."""
        self._factory = client
        self._bindings = bindings or shipped_bindings()
        self._sleep = sleep
        self._guardrails: Guardrails | None = None

    @property
    def name(self) -> str:
        """`bedrock-guardrail`."""
        return TARGET

    @property
    def proof(self) -> ProofLevel:
        """A contract fake: it proves our requests, not the provider's behaviour."""
        return PROOF

    def handles(self, demand: Demand) -> bool:
        """Controls of the binding table; no tool permissions."""
        return isinstance(demand, ControlRequirement) and demand.control in self._bindings.controls

    def render(self, posture: Posture) -> Rendering:
        """One guardrail, where a component runs on the platform and some setting can be carried."""
        return render_guardrail(posture, self._bindings)

    def validate(self, documents: Sequence[Document]) -> tuple[Fault, ...]:
        """Faults against the service model; where there are none, what the model does not say."""
        found: list[Fault] = []
        for document in documents:
            request = json.loads(document.content)
            rules = observing_faults if document.stage is Stage.OBSERVE else lints
            found += request_faults("bedrock", "CreateGuardrail", request) or tuple(rules(request))
        return tuple(found)

    def at_stage(self, document: Document, stage: Stage) -> Document:
        """A guardrail can watch first: its filters then report and take no action."""
        return at_stage(document, stage)

    def stage_of(self, observed: Observed) -> Stage:
        """Whether any of the filters that stand there acts."""
        return stage_of(observed)

    def normalise(self, document: Document) -> Any:
        """The state after a complete apply: draft, tags, and a version that says the same."""
        request = json.loads(document.content)
        tags = {tag["key"]: tag["value"] for tag in request["tags"]}
        return self._state(pushed_shape(request), tags, published=True)

    def observe(self, document: Document) -> Observed:
        """The draft, our tags, and whether the newest version says the same as the draft."""
        guardrails = self._connected()
        identifier = guardrails.find(document.name)
        if not identifier:
            return Observed(exists=False)
        draft = guardrails.read(identifier)
        tags = guardrails.tags(draft["guardrailArn"])
        version = guardrails.newest_version(identifier)
        return Observed(
            exists=True,
            is_ours=self._is_ours(tags, document.name),
            state=self._state(draft, tags, published=guardrails.is_published(identifier, draft, version)),
            provider_id=identifier,
            version=version,
        )

    def apply(self, change: Change, token: str) -> Applied:
        """Creates or updates the draft, waits until it is ready, and publishes it as a version."""
        guardrails = self._connected()
        request = json.loads(change.document.content)
        identifier = change.observed.provider_id
        if change.kind is ChangeKind.CREATE:
            steps = Steps("guardrail", "published version")
            with steps.next():
                identifier = guardrails.create(request, token)
        else:
            steps = Steps("draft", "tags", "published version")
            tags = request.pop("tags")
            with steps.next():
                guardrails.update(identifier, request)
            with steps.next():
                guardrails.tag(identifier, tags)
        with steps.next():
            guardrails.wait(identifier)
            version = guardrails.publish(identifier, f"{token}-version")
        with steps.next():  # nothing is left to write, but it is not done before it is ready
            guardrails.wait(identifier)
        return Applied(provider_id=identifier, version=version)

    def direction(self, difference: Difference) -> Direction:
        """Ordered strengths, thresholds, actions and switches are judged; texts are only different."""
        return direction(difference)

    def _connected(self) -> Guardrails:
        if self._guardrails is None:
            if self._factory is None:
                message = (
                    f"{self.name} was given no client, so it can be rendered but not looked at or changed."
                )
                raise NotConnected(message)
            self._guardrails = Guardrails(self._factory(), sleep=self._sleep)
        return self._guardrails

    def _is_ours(self, tags: dict[str, str], name: str) -> bool:
        keys = self._bindings.tags
        return tags.get(keys.managed_by) == MANAGER and tags.get(keys.use_case) == name

    def _state(self, shape: dict[str, Any], tags: dict[str, str], *, published: bool) -> dict[str, Any]:
        ours = self._bindings.tags.model_dump().values()
        state = normalised(shape) | {
            "description": shape.get("description", ""),
            "published": published,
            "tags": {key: tags[key] for key in ours if key in tags},
        }
        if shape.get("status", "READY") != "READY":
            state["status"] = shape["status"]
        return state
