"""A posture as middleware of LangChain agents, stated as data, and the file that loads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.canonical import canonical_bytes
from engine.posture import Posture
from targets.interface import Document, Extent, Held, ProofLevel, Rendering, Unsupported, demand_key
from targets.langchain.bindings import LangChainBindings
from targets.langchain.settings import Carried, carry
from targets.langchain.shapes import HITL, TOOL_CALLS
from targets.naming import resource_name
from targets.tool_permissions import (
    Written,
    control_verdicts,
    is_text,
    limits_of,
    plain_refusal,
    sort_out,
    unnamed_tools,
)

TARGET = "langchain-middleware"
PROOF = ProofLevel.REAL_ENGINE
MIDDLEWARE, LOADER = "middleware.json", "load_middleware.py"
_HOW = {
    "allow": "Runs within its limits.",
    "ask": "The agent stops until somebody approves the call or rejects it; "
    "who that is, LangChain does not know.",
    "deny": "Never runs.",
}


def loader_text() -> str:
    """The file that loads the middleware where this project is not installed.

    It is kept as text, because nothing here imports it: this project is never in the path of a prompt.
    """
    return Path(__file__).with_name(f"{LOADER}.txt").read_text("utf-8")


def render_middleware(posture: Posture, bindings: LangChainBindings) -> Rendering:
    """Middleware for every agent of `posture`; no document where there is no agent, or nothing to stop."""
    written = sort_out(posture.permissions, plain_refusal)
    handled = [each for each in posture.requirements if each.control in bindings.controls]
    carried = carry(handled, bindings)
    agents = _agents(posture, bindings) if posture.permissions or carried.middleware else ()
    document = f"{resource_name(posture.use_case)}/{MIDDLEWARE}" if agents else ""
    verdicts = control_verdicts(posture, bindings.controls, document, written=written, carried=carried.notes)
    tools = (
        Held(
            demand=demand_key(each),
            document=document,
            extent=Extent.PARTLY,
            reason=f"{_HOW[each.decision]} {bindings.condition}",
        )
        for each in written.permissions
    )
    return Rendering(
        target=TARGET,
        proof=PROOF,
        documents=_documents(posture, agents, written, carried),
        held=(*(each for each in verdicts if isinstance(each, Held)), *tools),
        unsupported=(*(each for each in verdicts if isinstance(each, Unsupported)), *written.left_out),
        points=bindings.points,
        components=agents,
    )


def _agents(posture: Posture, bindings: LangChainBindings) -> tuple[str, ...]:
    """The agents of the stack, and whatever component else has a permission."""
    listed = {each.id for each in posture.stack if each.kind == bindings.agent}
    return tuple(sorted(filter(is_text, listed | {each.component for each in posture.permissions})))


def _documents(
    posture: Posture, agents: tuple[str, ...], written: Written, carried: Carried
) -> tuple[Document, ...]:
    if not agents:
        return ()
    stated = {
        "version": 1,
        "posture": posture.id,
        "use_case": resource_name(posture.use_case),
        "agents": {name: _agent(_tools(name, posture, written), carried) for name in agents},
    }
    texts = {
        MIDDLEWARE: (canonical_bytes(stated).decode(), "application/json"),
        LOADER: (loader_text(), "text/x-python"),
    }
    folder = resource_name(posture.use_case)
    return tuple(
        Document(
            target=TARGET, name=f"{folder}/{name}", media_type=media, content=content, posture=posture.id
        )
        for name, (content, media) in texts.items()
    )


def _tools(agent: str, posture: Posture, written: Written) -> dict[str, dict[str, Any]]:
    """Every tool the agent is known to have; what no permission states exactly is denied by name."""
    left_out = {each.tool for each, _ in written.refused if each.component == agent}
    left_out |= {tool for component, tool in unnamed_tools(posture) if component == agent}
    tools: dict[str, dict[str, Any]] = {
        tool: {"decision": "deny", "arguments": {}} for tool in left_out if is_text(tool)
    }
    for each in written.permissions:
        if each.component == agent:
            tools[each.tool] = {"decision": each.decision, "arguments": limits_of(each)}
    return dict(sorted(tools.items()))


def _agent(tools: dict[str, dict[str, Any]], carried: Carried) -> dict[str, Any]:
    approvals = {
        name: {"allowed_decisions": ["approve", "reject"], "description": f"A person has to approve {name}."}
        if each["decision"] == "ask"
        else False
        for name, each in tools.items()
    }
    hitl = {
        "interrupt_on": approvals,
        "interrupt_mode": "batched",
        "description_prefix": "A person has to approve this call",
    }
    denials = [
        {"tool_name": name, "run_limit": 0, "exit_behavior": "continue"}
        for name, each in tools.items()
        if each["decision"] == "deny"
    ]
    return {
        "tools": tools,
        "middleware": [
            {"class": HITL, "args": [], "kwargs": hitl},
            *({"class": TOOL_CALLS, "args": [], "kwargs": each} for each in denials),
            *carried.middleware,
        ],
    }
