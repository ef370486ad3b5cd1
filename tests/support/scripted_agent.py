"""An agent of LangChain with a scripted model, under middleware from a folder; run where duecare is missing.

Reads scenarios as JSON from standard input, and prints for each what ran, what was asked, how it ended and
every message. The folder with the rendered files is the one argument.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

for package in ("engine", "targets", "service", "evidence", "explain"):
    sys.modules[package] = None  # type: ignore[assignment]  # an import of it fails from here on
sys.path.insert(0, sys.argv[1])

from langchain.agents import create_agent  # noqa: E402
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel  # noqa: E402
from langchain_core.messages import AIMessage  # noqa: E402
from langchain_core.tools import StructuredTool  # noqa: E402
from langgraph.checkpoint.memory import InMemorySaver  # noqa: E402
from langgraph.types import Command  # noqa: E402
from load_middleware import Refused, built, middleware  # type: ignore[import-not-found]  # noqa: E402


class Scripted(GenericFakeChatModel):
    """Says what its script says, whatever it is told."""

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        """The script knows which tools there are."""
        return self


def tool(name: str, ran: list[Any], answer: str) -> StructuredTool:
    """A tool that notes its call."""

    def call(amount: int | None = None, channel: str | None = None) -> str:
        ran.append([name, amount if amount is not None else channel])
        return answer

    return StructuredTool.from_function(call, name=name, description=name)


def play(scenario: dict[str, Any]) -> dict[str, Any]:
    """One conversation."""
    ran: list[Any] = []
    tools = [tool(name, ran, scenario.get("answer", "done")) for name in scenario["tools"]]
    says = [
        AIMessage(content=each)
        if isinstance(each, str)
        else AIMessage(
            "", tool_calls=[{"name": n, "args": a, "id": f"{n}{i}"} for i, (n, a) in enumerate(each)]
        )
        for each in scenario["says"]
    ]
    told: dict[str, Any] = {"ran": ran, "asked": [], "error": "", "messages": []}
    try:
        guard = middleware(scenario.get("agent", "ranker"), tools[: scenario.get("declared")])
        agent = create_agent(
            Scripted(messages=iter(says)), tools, middleware=guard, checkpointer=InMemorySaver()
        )
        config: Any = {"configurable": {"thread_id": "1"}}
        asked: Any = {"messages": [("user", scenario.get("user", "go"))]}
        if scenario.get("async"):
            state = asyncio.run(agent.ainvoke(asked, config))
        else:
            state = agent.invoke(asked, config)
        for decision in scenario.get("decisions", ()):
            told["asked"] += [each["name"] for each in state["__interrupt__"][0].value["action_requests"]]
            told["before"] = list(ran)
            state = agent.invoke(Command(resume={"decisions": [decision]}), config)
        told["waits"] = "__interrupt__" in state
        told["messages"] = [str(each.content) for each in state["messages"]]
    except (Refused, ValueError, RuntimeError) as error:
        told["error"] = f"{type(error).__name__}: {error}"
    except Exception as error:  # noqa: BLE001  # LangChain's own errors are part of the account
        told["error"] = f"{type(error).__name__}: {error}"
    return told


def dumped(entries: list[Any]) -> list[dict[str, Any]]:
    """What LangChain keeps of each middleware, as its attributes hold it."""
    return [
        {key: value for key, value in vars(each).items() if isinstance(value, str | int | bool | dict)}
        for each in entries
    ]


def refused_class(path: str) -> bool:
    """Whether a middleware of this class is refused."""
    try:
        built({"class": path, "args": [], "kwargs": {}})
    except Refused:
        return True
    return False


def main() -> None:
    """All scenarios, then the middleware as LangChain holds it."""
    request = json.load(sys.stdin)
    played = [play(each) for each in request["scenarios"]]
    told = {
        "played": played,
        "held": dumped(middleware(*request["dump"])),
        "refused": [refused_class(each) for each in request["classes"]],
    }
    print(json.dumps(told, default=str))


main()
