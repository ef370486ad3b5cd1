"""What the documents for Claude may say: closed subsets of what the provider takes.

The published schema of the settings takes any key at its root, so that a misspelt lock is no lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from targets.closed import Closed

_Text = Annotated[str, Field(min_length=1)]
_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_Rule = Annotated[str, Field(pattern=r"^(mcp__[A-Za-z0-9_-]+__[A-Za-z0-9_-]+|[A-Z][A-Za-z]+(\([^()]+\))?)$")]
_Attributes = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9._-]+=[A-Za-z0-9._:-]+(,[A-Za-z0-9._-]+=[A-Za-z0-9._:-]+)*$")
]


class Permissions(Closed):
    """Rules by decision; what no rule names is asked about, or denied where nobody is asked."""

    allow: list[_Rule]
    ask: list[_Rule]
    deny: list[_Rule]
    defaultMode: Literal["default", "dontAsk"]
    disableBypassPermissionsMode: Literal["disable"]


class Server(Closed):
    """An MCP server by the name it is registered under."""

    serverName: _Name


class Sandbox(Closed):
    """Commands run in a sandbox or not at all."""

    enabled: Literal[True]
    failIfUnavailable: Literal[True]
    allowUnsandboxedCommands: Literal[False]
    autoAllowBashIfSandboxed: Literal[False]


class Environment(Closed):
    """Telemetry that names the posture."""

    CLAUDE_CODE_ENABLE_TELEMETRY: Literal["1"]
    OTEL_LOGS_EXPORTER: Literal["otlp"]
    OTEL_METRICS_EXPORTER: Literal["otlp"]
    OTEL_RESOURCE_ATTRIBUTES: _Attributes


class ManagedSettings(Closed):
    """All of `managed-settings.json`."""

    permissions: Permissions
    allowManagedPermissionRulesOnly: Literal[True]
    allowManagedHooksOnly: Literal[True]
    allowManagedMcpServersOnly: Literal[True]
    allowedMcpServers: list[Server]
    env: Environment
    availableModels: Annotated[list[_Text], Field(min_length=1)] | None = None
    enforceAvailableModels: Literal[True] | None = None
    sandbox: Sandbox | None = None


class Citations(Closed):
    """Switched on."""

    enabled: Literal[True]


class DocumentBlock(Closed):
    """What every document of the request has to carry."""

    citations: Citations


class Property(Closed):
    """One argument of a tool."""

    type: Literal["string", "integer", "boolean"]
    enum: Annotated[list[str] | list[int] | list[bool], Field(min_length=1)] | None = None


class InputSchema(Closed):
    """The arguments of a tool, all of them required and no others."""

    type: Literal["object"]
    properties: dict[_Text, Property]
    required: list[_Text]
    additionalProperties: Literal[False]


class Tool(Closed):
    """A tool whose calls keep to its schema."""

    name: _Name
    strict: Literal[True]
    input_schema: InputSchema


class Fragment(Closed):
    """What the requests of one component carry."""

    model: _Text | None = None
    document: DocumentBlock | None = None
    tools: Annotated[list[Tool], Field(min_length=1)] | None = None


class Requests(Closed):
    """All of `messages-request.json`."""

    posture: Annotated[str, Field(pattern=r"^posture:")]
    components: Annotated[dict[_Text, Fragment], Field(min_length=1)]


def contradictions(
    settings: ManagedSettings, built_in: tuple[str, ...], shells: frozenset[str]
) -> Iterator[str]:
    """What each key allows and all together do not, or leave open."""
    rules = settings.permissions
    every = [*rules.allow, *rules.ask, *rules.deny]
    if len(set(every)) < len(every):
        yield "A rule is there twice."
    open_tools = sorted(set(built_in) - {each.partition("(")[0] for each in every})
    if open_tools:
        yield f"No rule names {', '.join(open_tools)}."
    if bool(settings.availableModels) is not bool(settings.enforceAvailableModels):
        yield "A list of models works only together with its enforcement."
    if settings.sandbox is None and any(
        each.partition("(")[0] in shells for each in (*rules.allow, *rules.ask)
    ):
        yield "Commands may run without a sandbox."
    if rules.ask and rules.defaultMode == "dontAsk":
        yield "Approval is asked for, but nobody is ever asked."
    servers = {each.serverName for each in settings.allowedMcpServers}
    unreached = sorted(each for each in (*rules.allow, *rules.ask) if _server(each) not in {"", *servers})
    if unreached:
        yield f"No allowed server offers {', '.join(unreached)}."


def _server(rule: str) -> str:
    """The server of an MCP rule; empty for a tool built in."""
    return rule.split("__")[1] if rule.startswith("mcp__") else ""


def schema_gaps(requests: Requests) -> Iterator[str]:
    """Tools whose schema leaves an argument open."""
    for name, fragment in requests.components.items():
        for tool in fragment.tools or ():
            if sorted(tool.input_schema.properties) != sorted(tool.input_schema.required):
                yield f"{name}/{tool.name} does not require exactly the arguments it knows."
