"""What is asked of a bundle before it goes anywhere.

The engine says little against a policy that calls a function nobody defines or leaves a variable unbound: it
answers nothing, or no JSON. So the data is read by a closed shape, the policy has to be the one that ships,
and both are put to the engine with calls whose answers follow from the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from engine.errors import Fault
from targets.closed import Closed, read_closed
from targets.interface import Document
from targets.rego.engine import Bundle, NoAnswer
from targets.rego.rendering import DATA, MANIFEST, POLICY, ROOT, policy_text

_Text = Annotated[str, Field(min_length=1)]


class _Integer(Closed):
    type: Literal["integer"]
    maximum: int | None = None
    one_of: list[int] | None = None


class _String(Closed):
    type: Literal["string"]
    maximum: None = None
    one_of: list[str] | None = None


class _Boolean(Closed):
    type: Literal["boolean"]
    maximum: None = None
    one_of: list[bool] | None = None


_Limit = Annotated[_Integer | _String | _Boolean, Field(discriminator="type")]


class _Permission(Closed):
    decision: Literal["allow", "ask", "deny"]
    arguments: dict[_Text, _Limit]


class _Settings(Closed):
    posture: Annotated[str, Field(pattern=r"^posture:")]
    permissions: dict[_Text, dict[_Text, _Permission]]
    calls_per_run: Annotated[int, Field(ge=1)] | None = None
    models: dict[_Text, Annotated[list[_Text], Field(min_length=1)]] | None = None


class _Package(Closed):
    settings: _Settings


class _Data(Closed):
    duecare: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], _Package], Field(max_length=1, min_length=1)
    ]


class _Manifest(Closed):
    revision: Annotated[str, Field(pattern=r"^posture:")]
    roots: Annotated[list[str], Field(min_length=1, max_length=1)]


def bundle_faults(documents: Mapping[str, Document], folder: str) -> Iterator[Fault]:
    """Every fault of the files of one bundle, by their names within `folder`."""
    missing = [name for name in (MANIFEST, DATA, POLICY) if name not in documents]
    if missing:
        yield Fault(message=f"The bundle lacks {', '.join(missing)}.", source=folder)
        return
    data, faults = read_closed(_Data, documents[DATA].content, documents[DATA].name)
    manifest, more = read_closed(_Manifest, documents[MANIFEST].content, documents[MANIFEST].name)
    yield from (*faults, *more)
    if data is None:
        return
    ((package, held),) = data.duecare.items()
    expected = [f"{ROOT}/{package}"]
    if manifest is not None and manifest.roots != expected:
        yield Fault(
            message=f"It claims {manifest.roots}.", source=documents[MANIFEST].name, expected=f"{expected}."
        )
    yield from _policy_faults(documents, package, held.settings)


def _policy_faults(documents: Mapping[str, Document], package: str, settings: _Settings) -> Iterator[Fault]:
    policy = documents[POLICY]
    try:
        bundle = Bundle(policy.content, documents[DATA].content)
        for given, allowed in _calls(settings):
            yield from _wrong(bundle, f"data.{ROOT}.{package}.decision", given, allowed, policy.name)
        for given, allowed in _models(settings):
            yield from _wrong(bundle, f"data.{ROOT}.{package}.model_decision", given, allowed, policy.name)
    except NoAnswer as error:
        yield Fault(message=f"The engine has no use for it: {error}.", source=policy.name)
    if policy.content != policy_text(package):
        yield Fault(
            message="The policy is not the one that ships.", source=policy.name, expected="it, unchanged."
        )


def _wrong(bundle: Bundle, query: str, given: dict[str, Any], allowed: bool, source: str) -> Iterator[Fault]:
    decision = bundle.ask(query, given)
    if not isinstance(decision, dict) or decision.get("allow") is not allowed:
        expected = "that it is allowed." if allowed else "a refusal."
        yield Fault(message=f"The engine answers {given} with {decision}.", source=source, expected=expected)


def _models(settings: _Settings) -> Iterator[tuple[dict[str, Any], bool]]:
    yield {}, False
    for component, models in (settings.models or {}).items():
        yield {"component": component, "model": models[0]}, True
        yield {"component": component, "model": f"{''.join(models)}?"}, False


def _calls(settings: _Settings) -> Iterator[tuple[dict[str, Any], bool]]:
    """Calls, and whether the data allows them: nothing, an unknown tool, and each tool that is named."""
    yield {}, False
    for agent, tools in settings.permissions.items():
        yield {"agent": agent, "tool": f"{''.join(tools)}?", "calls_in_run": 0}, False
        for tool, permission in tools.items():
            arguments = {name: _fitting(limit) for name, limit in permission.arguments.items()}
            is_possible = None not in arguments.values()
            call = {"agent": agent, "tool": tool, "arguments": arguments, "calls_in_run": 0}
            yield call, is_possible and permission.decision == "allow"
            approved = call | {"requested_by": "one", "approved_by": "another"}
            yield approved, is_possible and permission.decision != "deny"
            if arguments:
                yield approved | {"arguments": {}}, False


def _fitting(limit: _Integer | _String | _Boolean) -> Any:
    """A value within the limit; None where there is none."""
    if isinstance(limit, _Integer) and limit.maximum is not None:
        listed = limit.one_of or [min(0, limit.maximum)]
        return next((each for each in listed if each <= limit.maximum), None)
    return limit.one_of[0] if limit.one_of else {"string": "x", "boolean": True, "integer": 0}[limit.type]
