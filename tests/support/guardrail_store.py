"""What the contract fake remembers: guardrails, their versions, tags and idempotency tokens."""

from __future__ import annotations

import copy
import itertools
import json
import threading
from typing import Any

_ARN = "arn:aws:bedrock:eu-central-1:123456789012:guardrail/"
_PAGE = 2
"""Pages are small, so that a client that does not turn them is found out."""

# Member of a request -> member of an answer.
_RENAMED = {
    "topicPolicyConfig": ("topicPolicy", {"topicsConfig": "topics", "tierConfig": "tier"}),
    "contentPolicyConfig": ("contentPolicy", {"filtersConfig": "filters", "tierConfig": "tier"}),
    "wordPolicyConfig": (
        "wordPolicy",
        {"wordsConfig": "words", "managedWordListsConfig": "managedWordLists"},
    ),
    "sensitiveInformationPolicyConfig": (
        "sensitiveInformationPolicy",
        {"piiEntitiesConfig": "piiEntities", "regexesConfig": "regexes"},
    ),
    "contextualGroundingPolicyConfig": (
        "contextualGroundingPolicy",
        {"filtersConfig": "filters", "tierConfig": "tier"},
    ),
}
_PLAIN = ("name", "description", "blockedInputMessaging", "blockedOutputsMessaging")


class Refused(Exception):
    """An error the service answers with."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class GuardrailStore:
    """The state behind the operations; one lock, so that every operation is whole."""

    def __init__(self) -> None:
        self.guardrails: dict[str, dict[str, Any]] = {}
        self.statuses: list[str] = []
        """Statuses that the next reads report, first to last, before the truth."""
        self._tags: dict[str, dict[str, str]] = {}
        self._tokens: dict[str, tuple[str, dict[str, Any]]] = {}
        self._clock = itertools.count(1_760_000_000)
        self._lock = threading.Lock()

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request."""
        with self._lock:
            answer: dict[str, Any] = getattr(self, f"_{operation}")(request)
            return copy.deepcopy(answer)

    def only(self) -> dict[str, Any]:
        """The one guardrail there is, to be edited by hand: `draft` is what `GetGuardrail` shows."""
        (found,) = self.guardrails.values()
        return found

    def _CreateGuardrail(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._once(request, "create", self._create)

    def _create(self, request: dict[str, Any]) -> dict[str, Any]:
        if any(each["draft"]["name"] == request["name"] for each in self.guardrails.values()):
            raise Refused("ConflictException", f"Guardrail {request['name']} already exists", 400)
        _check(request)
        identifier = f"fake{len(self.guardrails) + 1:08d}"
        now = next(self._clock)
        arn = f"{_ARN}{identifier}"
        self.guardrails[identifier] = {
            "arn": arn,
            "draft": _answered(request),
            "versions": {},
            "at": (now, now),
        }
        self._tags[arn] = {tag["key"]: tag["value"] for tag in request.get("tags", [])}
        return {"guardrailId": identifier, "guardrailArn": arn, "version": "DRAFT", "createdAt": now}

    def _UpdateGuardrail(self, request: dict[str, Any]) -> dict[str, Any]:
        identifier, found = self._find(request)
        _check(request)
        now = next(self._clock)
        found |= {"draft": _answered(request), "at": (found["at"][0], now)}
        return {"guardrailId": identifier, "guardrailArn": found["arn"], "version": "DRAFT", "updatedAt": now}

    def _CreateGuardrailVersion(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._once(request, "version", self._publish)

    def _publish(self, request: dict[str, Any]) -> dict[str, Any]:
        identifier, found = self._find(request)
        number = str(max(map(int, found["versions"]), default=0) + 1)
        found["versions"][number] = copy.deepcopy(found["draft"])
        return {"guardrailId": identifier, "version": number}

    def _GetGuardrail(self, request: dict[str, Any]) -> dict[str, Any]:
        identifier, found = self._find(request)
        version = request.get("guardrailVersion", "DRAFT")
        held = found["draft"] if version == "DRAFT" else found["versions"].get(version)
        if held is None:
            raise Refused("ResourceNotFoundException", f"no version {version}", 404)
        status = self.statuses.pop(0) if self.statuses else "READY"
        return {**held, **self._identity(identifier, found, version), "status": status}

    def _ListGuardrails(self, request: dict[str, Any]) -> dict[str, Any]:
        if "guardrailIdentifier" in request:
            identifier, found = self._find(request)
            rows = [self._row(identifier, found, version) for version in ("DRAFT", *found["versions"])]
        else:
            rows = [self._row(each, found, "DRAFT") for each, found in self.guardrails.items()]
        start = int(request.get("nextToken", "0"))
        end = start + min(request.get("maxResults", _PAGE), _PAGE)
        more = {"nextToken": str(end)} if end < len(rows) else {}
        return {"guardrails": rows[start:end], **more}

    def _DeleteGuardrail(self, request: dict[str, Any]) -> dict[str, Any]:
        identifier, _ = self._find(request)
        del self.guardrails[identifier]
        return {}

    def _ListTagsForResource(self, request: dict[str, Any]) -> dict[str, Any]:
        return {
            "tags": [
                {"key": key, "value": value} for key, value in self._tags[request["resourceARN"]].items()
            ]
        }

    def _TagResource(self, request: dict[str, Any]) -> dict[str, Any]:
        self._tags[request["resourceARN"]] |= {tag["key"]: tag["value"] for tag in request["tags"]}
        return {}

    def _UntagResource(self, request: dict[str, Any]) -> dict[str, Any]:
        for key in request["tagKeys"]:
            self._tags[request["resourceARN"]].pop(key, None)
        return {}

    def _once(self, request: dict[str, Any], what: str, do: Any) -> dict[str, Any]:
        token = request.get("clientRequestToken")
        said = json.dumps({**request, "clientRequestToken": what}, sort_keys=True)
        if token in self._tokens:
            before, answer = self._tokens[token]
            if before != said:
                raise Refused("ConflictException", "the token was used for another request", 400)
            return answer
        answer = do(request)
        if token:
            self._tokens[token] = (said, answer)
        return dict(answer)

    def _find(self, request: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        identifier = request["guardrailIdentifier"].rsplit("/", 1)[-1]
        if identifier not in self.guardrails:
            raise Refused("ResourceNotFoundException", f"no guardrail {identifier}", 404)
        return identifier, self.guardrails[identifier]

    def _identity(self, identifier: str, found: dict[str, Any], version: str) -> dict[str, Any]:
        created, updated = found["at"]
        ids = {"guardrailId": identifier, "guardrailArn": found["arn"], "version": version}
        return {**ids, "createdAt": created, "updatedAt": updated}

    def _row(self, identifier: str, found: dict[str, Any], version: str) -> dict[str, Any]:
        own = self._identity(identifier, found, version)
        dates = {key: own[key] for key in ("createdAt", "updatedAt")}
        held = found["draft"] if version == "DRAFT" else found["versions"][version]
        return {
            "id": identifier,
            "arn": found["arn"],
            "status": "READY",
            "name": held["name"],
            "version": version,
            **dates,
        }


def _answered(request: dict[str, Any]) -> dict[str, Any]:
    """A request as it is read back: lists in another order, and defaults that were not sent filled in."""
    answer = {key: request[key] for key in _PLAIN if key in request}
    for asked, (named, members) in _RENAMED.items():
        if asked in request:
            answer[named] = {members[key]: _shuffled(value) for key, value in request[asked].items()}
    for entry in answer.get("contentPolicy", {}).get("filters", []):
        entry |= {"inputModalities": ["TEXT"], "outputModalities": ["TEXT"]}
    return copy.deepcopy(answer)


def _shuffled(value: Any) -> Any:
    return [dict(entry) for entry in reversed(value)] if isinstance(value, list) else value


def _check(request: dict[str, Any]) -> None:
    if not any(request.get(policy) for policy in _RENAMED):
        raise Refused("ValidationException", "a guardrail needs at least one policy", 400)
    for entry in request.get("contentPolicyConfig", {}).get("filtersConfig", []):
        if entry["type"] == "PROMPT_ATTACK" and entry["outputStrength"] != "NONE":
            raise Refused("ValidationException", "the output strength of PROMPT_ATTACK must be NONE", 400)
    for entry in request.get("contextualGroundingPolicyConfig", {}).get("filtersConfig", []):
        if entry["threshold"] > 0.99:
            raise Refused("ValidationException", "a threshold is 0.99 at most", 400)
