"""The calls this project makes to the provider, and its errors told in our words.

No call is made that the injected client does not make: nothing here reads credentials or picks a region.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from targets.amazon import told
from targets.bedrock.readback import normalised
from targets.errors import NotReady

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

_PROVIDER = "Amazon Bedrock"
_NEEDED: tuple[Literal["guardrailArn", "status"], ...] = ("guardrailArn", "status")
telling = partial(told, _PROVIDER)
"""Turns whatever the SDK raises while doing something into one `ProviderError`."""


class Guardrails:
    """The guardrails of one account and region, through one client."""

    def __init__(self, client: BedrockClient, *, sleep: Callable[[float], None], polls: int = 30) -> None:
        self._client = client
        self._sleep = sleep
        self._polls = polls

    def find(self, name: str) -> str:
        """The id of the guardrail called `name`; empty where there is none."""
        with telling("list guardrails"):
            pages = self._client.get_paginator("list_guardrails").paginate()
            found = [each["id"] for page in pages for each in page["guardrails"] if each["name"] == name]
        return found[0] if found else ""

    def read(self, identifier: str, version: str = "DRAFT") -> dict[str, Any]:
        """One version of a guardrail as the provider answers it."""
        with telling(f"read guardrail {identifier}"):
            answer = self._client.get_guardrail(guardrailIdentifier=identifier, guardrailVersion=version)
            return {**answer, **{member: answer[member] for member in _NEEDED}}

    def tags(self, arn: str) -> dict[str, str]:
        """The tags of a guardrail."""
        with telling("list a guardrail's tags"):
            return {
                tag["key"]: tag["value"]
                for tag in self._client.list_tags_for_resource(resourceARN=arn)["tags"]
            }

    def newest_version(self, identifier: str) -> str:
        """The highest version number; empty where nothing is published."""
        with telling(f"list versions of guardrail {identifier}"):
            pages = self._client.get_paginator("list_guardrails").paginate(guardrailIdentifier=identifier)
            numbers = [each["version"] for page in pages for each in page["guardrails"]]
        return max((each for each in numbers if each.isdigit()), key=int, default="")

    def create(self, request: dict[str, Any], token: str) -> str:
        """Creates a guardrail and returns its id."""
        with telling(f"create guardrail {request['name']}"):
            return self._client.create_guardrail(**request, clientRequestToken=token)["guardrailId"]

    def update(self, identifier: str, request: dict[str, Any]) -> None:
        """Replaces the draft of a guardrail."""
        with telling(f"update guardrail {request['name']}"):
            self._client.update_guardrail(guardrailIdentifier=identifier, **request)

    def tag(self, identifier: str, tags: list[Any]) -> None:
        """Sets tags on a guardrail; others stay."""
        arn = self.read(identifier)["guardrailArn"]
        with telling(f"tag guardrail {identifier}"):
            self._client.tag_resource(resourceARN=arn, tags=tags)

    def publish(self, identifier: str, token: str) -> str:
        """Makes the draft a numbered version, which cannot be changed any more, and returns its number."""
        with telling(f"publish guardrail {identifier}"):
            return self._client.create_guardrail_version(
                guardrailIdentifier=identifier, clientRequestToken=token
            )["version"]

    def is_published(self, identifier: str, draft: dict[str, Any], version: str) -> bool:
        """Whether the newest version says what the draft says."""
        return bool(version) and normalised(self.read(identifier, version)) == normalised(draft)

    def wait(self, identifier: str) -> None:
        """Returns once the guardrail is ready; raises `NotReady` when it failed or takes too long."""
        status = ""
        for attempt in range(self._polls):
            answer = self.read(identifier)
            status = answer["status"]
            if status == "READY":
                return
            if status == "FAILED":
                reasons = "; ".join(answer.get("statusReasons", ())) or "no reason given"
                raise NotReady(f"{_PROVIDER} reports that guardrail {identifier} failed: {reasons}.")
            self._sleep(min(0.5 * 2**attempt, 5.0))
        raise NotReady(f"Guardrail {identifier} is still {status or 'unknown'} after {self._polls} looks.")
