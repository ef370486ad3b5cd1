"""Builds the middleware of one agent from `middleware.json` beside this file. Needs LangChain and no more.

    from load_middleware import middleware
    agent = create_agent(model, tools, middleware=middleware("name", tools), checkpointer=...)

A tool that middleware.json does not name is refused when the agent is built, and denied when it is called.
Approvals are LangGraph interrupts, so the agent needs a checkpointer, and the application has to see to it
that who approves is somebody else than who asked.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ToolCallRequest
from langchain.messages import ToolMessage

MODULE = "langchain.agents.middleware"
CLASSES = frozenset(
    {"HumanInTheLoopMiddleware", "ModelCallLimitMiddleware", "PIIMiddleware", "ToolCallLimitMiddleware"}
)
TYPES = {"string": str, "integer": int, "boolean": bool}


class Refused(Exception):
    """The agent, one of its tools or a middleware is not one that middleware.json may name."""


class NamedTools(AgentMiddleware[Any, Any, Any]):
    """Lets a tool run only if it is named, not denied, and called within its limits."""

    def __init__(self, tools: dict[str, Any]) -> None:
        super().__init__()
        self._tools = tools

    def wrap_tool_call(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Any]) -> Any:
        """Answers in the tool's place where the call is refused."""
        return self._refusal(request) or handler(request)

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Any]]
    ) -> Any:
        """Answers in the tool's place where the call is refused."""
        return self._refusal(request) or await handler(request)

    def _refusal(self, request: ToolCallRequest) -> ToolMessage | None:
        call = request.tool_call
        why = refusal(self._tools.get(call["name"]), call["args"])
        if not why:
            return None
        return ToolMessage(
            content=f"Not permitted: {why}.", tool_call_id=call["id"], name=call["name"], status="error"
        )


def refusal(permission: Any, arguments: dict[str, Any]) -> str:
    """Why a call is refused; empty where it is not."""
    if permission is None:
        return "no permission names this tool"
    if permission["decision"] not in ("allow", "ask"):
        return "this tool is denied"
    outside = [
        name for name, limit in permission["arguments"].items() if not is_within(limit, arguments.get(name))
    ]
    return f"outside the limits of {', '.join(outside)}" if outside else ""


def is_within(limit: dict[str, Any], value: object) -> bool:
    """Whether an argument is of its type and within its bounds; one that is missing is not."""
    if not isinstance(value, TYPES[limit["type"]]) or (
        isinstance(value, bool) and limit["type"] != "boolean"
    ):
        return False
    if "maximum" in limit and not (isinstance(value, int) and value <= limit["maximum"]):
        return False
    return "one_of" not in limit or value in limit["one_of"]


def middleware(
    agent: str, tools: Iterable[Any], path: Path | None = None
) -> list[AgentMiddleware[Any, Any, Any]]:
    """The middleware of `agent`, whose tools these are; raises `Refused` where one of them is not named."""
    content = json.loads((path or Path(__file__).with_name("middleware.json")).read_text("utf-8"))
    stated = content["agents"].get(agent)
    if stated is None:
        raise Refused(f"middleware.json names no agent {agent!r}, but {sorted(content['agents'])}.")
    unnamed = sorted({name_of(each) for each in tools} - set(stated["tools"]))
    if unnamed:
        raise Refused(f"No permission of {agent!r} names these tools: {', '.join(unnamed)}.")
    return [NamedTools(stated["tools"]), *(built(each) for each in stated["middleware"])]


def name_of(tool: Any) -> str:
    """The name under which a model calls a tool, whatever form the tool is given in."""
    if isinstance(tool, dict):
        return str(tool.get("name") or tool.get("function", {}).get("name") or tool.get("type"))
    return str(getattr(tool, "name", None) or tool.__name__)


def built(entry: dict[str, Any]) -> AgentMiddleware[Any, Any, Any]:
    """One middleware from its class path and arguments; raises `Refused` for a class that is not listed."""
    module, _, name = entry["class"].rpartition(".")
    if module != MODULE or name not in CLASSES:
        raise Refused(f"{entry['class']} is no class that middleware.json may name.")
    made: AgentMiddleware[Any, Any, Any] = getattr(importlib.import_module(MODULE), name)(
        *entry["args"], **entry["kwargs"]
    )
    return made
