"""What `middleware.json` may say: a closed subset of what LangChain takes.

LangChain itself takes a decision nobody can make and a strategy that does not exist, and lets a tool run
that no entry names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from targets.closed import Closed

PREFIX = "langchain.agents.middleware."
HITL = "langchain.agents.middleware.HumanInTheLoopMiddleware"
PII = "langchain.agents.middleware.PIIMiddleware"
MODEL_CALLS = "langchain.agents.middleware.ModelCallLimitMiddleware"
TOOL_CALLS = "langchain.agents.middleware.ToolCallLimitMiddleware"
BUILT_IN = ("email", "credit_card", "ip", "mac_address", "url")

_Text = Annotated[str, Field(min_length=1)]


def _pattern(value: str) -> str:
    try:
        compiled = re.compile(value)
    except re.error as error:
        raise ValueError(f"This is no regular expression: {error}.") from error
    if compiled.search(""):
        raise ValueError("This pattern finds something in nothing.")
    return value


class _Review(Closed):
    allowed_decisions: Annotated[list[Literal["approve", "reject"]], Field(min_length=1)]
    description: _Text


class _Hitl(Closed):
    interrupt_on: dict[_Text, Literal[False] | _Review]
    description_prefix: _Text
    interrupt_mode: Literal["batched"]


class HumanInTheLoop(Closed):
    """Stops the run before the calls that need a person."""

    class_path: Literal["langchain.agents.middleware.HumanInTheLoopMiddleware"] = Field(alias="class")
    args: Annotated[list[str], Field(max_length=0)]
    kwargs: _Hitl


class _Pii(Closed):
    strategy: Literal["block", "redact", "mask", "hash"]
    apply_to_input: Literal[True]
    apply_to_output: Literal[True]
    apply_to_tool_results: Literal[True]
    detector: Annotated[str, AfterValidator(_pattern)] | None = None


class PersonalData(Closed):
    """Masks or stops what has the form of one kind of personal data, on every way in and out."""

    class_path: Literal["langchain.agents.middleware.PIIMiddleware"] = Field(alias="class")
    args: Annotated[list[_Text], Field(min_length=1, max_length=1)]
    kwargs: _Pii


class _ModelCalls(Closed):
    run_limit: Annotated[int, Field(ge=1)]
    exit_behavior: Literal["end", "error"]


class ModelCallLimit(Closed):
    """Ends a run after so many calls of the model."""

    class_path: Literal["langchain.agents.middleware.ModelCallLimitMiddleware"] = Field(alias="class")
    args: Annotated[list[str], Field(max_length=0)]
    kwargs: _ModelCalls


class _ToolCalls(Closed):
    tool_name: _Text | None = None
    run_limit: Annotated[int, Field(ge=0)]
    exit_behavior: Literal["continue", "error"]


class ToolCallLimit(Closed):
    """Refuses tool calls beyond a number; of one tool, or of all together."""

    class_path: Literal["langchain.agents.middleware.ToolCallLimitMiddleware"] = Field(alias="class")
    args: Annotated[list[str], Field(max_length=0)]
    kwargs: _ToolCalls


Middleware = Annotated[
    HumanInTheLoop | PersonalData | ModelCallLimit | ToolCallLimit, Field(discriminator="class_path")
]


class Limit(Closed):
    """The bounds of one argument."""

    type: Literal["string", "integer", "boolean"]
    maximum: int | None = None
    one_of: list[str] | list[int] | list[bool] | None = None


class Permission(Closed):
    """What the agent may do with one tool."""

    decision: Literal["allow", "ask", "deny"]
    arguments: dict[_Text, Limit]


class Agent(Closed):
    """The tools and the middleware of one agent."""

    tools: dict[_Text, Permission]
    middleware: list[Middleware]


class MiddlewareFile(Closed):
    """All of `middleware.json`."""

    version: Literal[1]
    posture: Annotated[str, Field(pattern=r"^posture:")]
    use_case: _Text
    agents: Annotated[dict[_Text, Agent], Field(min_length=1)]


def open_ends(agent: Agent) -> Iterator[tuple[str, str]]:
    """What of the tools the middleware leaves open, each with what was expected."""
    hitl = [each for each in agent.middleware if isinstance(each, HumanInTheLoop)]
    denied = {
        each.kwargs.tool_name
        for each in agent.middleware
        if isinstance(each, ToolCallLimit) and each.kwargs.run_limit == 0
    }
    asked = hitl[0].kwargs.interrupt_on if hitl else {}
    if set(asked) != set(agent.tools):
        different = ", ".join(sorted(set(asked) ^ set(agent.tools)))
        yield f"The tools and those approval is decided for differ: {different}.", "every tool in both."
    for name, permission in agent.tools.items():
        if (permission.decision == "ask") is not isinstance(asked.get(name), _Review):
            yield f"{name} says {permission.decision}, but its approval says otherwise.", "the same."
        if (permission.decision == "deny") is not (name in denied):
            yield f"{name} says {permission.decision}, but its limit of calls says otherwise.", "the same."
    keys = [key_of(each) for each in agent.middleware]
    if len(set(keys)) < len(keys):
        yield "A middleware is there twice, so that one hides the other.", "each once."
    for each in agent.middleware:
        if isinstance(each, PersonalData) and (each.args[0] in BUILT_IN) is bool(each.kwargs.detector):
            yield f"{each.args[0]} has no pattern, or one LangChain would not use.", "a pattern of its own."


def key_of(entry: HumanInTheLoop | PersonalData | ModelCallLimit | ToolCallLimit) -> str:
    """What tells the entries of one agent apart: the class, with the tool or kind it is about."""
    name = entry.class_path.removeprefix(PREFIX)
    about = entry.args[0] if entry.args else getattr(entry.kwargs, "tool_name", None)
    return f"{name}[{about}]" if about else name
