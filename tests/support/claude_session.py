"""A session of the real command line of Claude Code under rendered settings, against a local stand-in.

Runs in an environment of its own, in which duecare cannot be imported. Arguments: the settings file, a folder
for everything the command line writes. Prints what ran, what a person was asked, what the model was told and
what telemetry said, as JSON. Everything listens on the loopback address only.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

for package in ("engine", "targets", "service", "evidence", "explain"):
    sys.modules[package] = None  # type: ignore[assignment]  # an import of it fails from here on

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("mcp__ranker__search", {}),
    ("mcp__ranker__send_offer", {}),
    ("mcp__ranker__send_offer", {"amount": 7}),
    ("mcp__ranker__reject", {}),
    ("mcp__ranker__wire_money", {}),
    ("WebFetch", {"url": "http://127.0.0.1:9/", "prompt": "x"}),
    ("Bash", {"command": "touch ran-by-bash", "description": "x"}),
    ("Write", {"file_path": "written.txt", "content": "x"}),
]
"""What the scripted model calls, one after the other."""
TELEMETRY: list[str] = []
REQUESTS: list[dict[str, Any]] = []


def said(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The next call of the script, or a last word."""
    turn = sum(1 for each in body["messages"] if each["role"] == "assistant")
    if not body.get("tools") or turn >= len(CALLS):
        return [{"type": "text", "text": "done"}]
    name, arguments = CALLS[turn]
    return [{"type": "tool_use", "id": f"toolu_{turn}", "name": name, "input": arguments}]


def events(content: list[dict[str, Any]], model: str) -> list[tuple[str, dict[str, Any]]]:
    """A streamed answer of the Messages API."""
    stop = "tool_use" if content[0]["type"] == "tool_use" else "end_turn"
    usage = {"input_tokens": 1, "output_tokens": 1}
    message: dict[str, Any] = {
        "id": f"msg_{len(REQUESTS)}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "usage": usage,
    }
    message = message | {"content": [], "stop_reason": None, "stop_sequence": None}
    found: list[tuple[str, dict[str, Any]]] = [("message_start", {"message": message})]
    for index, block in enumerate(content):
        if block["type"] == "text":
            empty, delta = {"type": "text", "text": ""}, {"type": "text_delta", "text": block["text"]}
        else:
            empty = block | {"input": {}}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        found += [
            ("content_block_start", {"index": index, "content_block": empty}),
            ("content_block_delta", {"index": index, "delta": delta}),
            ("content_block_stop", {"index": index}),
        ]
    ended = {"delta": {"stop_reason": stop, "stop_sequence": None}, "usage": {"output_tokens": 1}}
    return [*found, ("message_delta", ended), ("message_stop", {})]


class Api(BaseHTTPRequestHandler):
    """Answers the Messages API by the script and keeps what telemetry is sent."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def answer(self, data: bytes, kind: str = "application/json") -> None:
        """One complete answer."""
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_HEAD(self) -> None:
        """The command line looks whether somebody is there."""
        self.answer(b"")

    def do_GET(self) -> None:
        """Nothing to list."""
        self.answer(b'{"data":[]}')

    def do_POST(self) -> None:
        """A request of the model, or telemetry."""
        data = self.rfile.read(int(self.headers.get("content-length") or 0))
        if "/v1/messages" not in self.path or "count_tokens" in self.path:
            TELEMETRY.append(data.decode("utf-8", errors="replace"))
            self.answer(b'{"input_tokens":1}')
            return
        body = json.loads(data)
        REQUESTS.append(body)
        streamed = events(said(body), body.get("model", ""))
        lines = [f"event: {name}\ndata: {json.dumps({'type': name} | each)}\n\n" for name, each in streamed]
        self.answer("".join(lines).encode(), "text/event-stream")


def environment(url: str) -> dict[str, str]:
    """What points the command line at the stand-in, for the model and for telemetry."""
    return {
        "ANTHROPIC_BASE_URL": url,
        "ANTHROPIC_API_KEY": "dummy",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "OTEL_EXPORTER_OTLP_ENDPOINT": url,
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
        "OTEL_LOGS_EXPORT_INTERVAL": "200",
        "OTEL_METRIC_EXPORT_INTERVAL": "200",
    }


def server(ran: list[Any]) -> Any:
    """The agent's tools, which note what ran."""
    from claude_agent_sdk import create_sdk_mcp_server, tool  # type: ignore[import-not-found]

    def made(name: str) -> Any:
        async def call(arguments: dict[str, Any]) -> dict[str, Any]:
            ran.append([name, arguments.get("amount")])
            return {"content": [{"type": "text", "text": f"{name} ran"}]}

        return tool(name, name, {"type": "object", "properties": {"amount": {"type": "integer"}}})(call)

    return create_sdk_mcp_server(
        "ranker", tools=[made(each) for each in ("search", "send_offer", "reject", "wire_money")]
    )


async def session(settings: Path, folder: Path, url: str) -> dict[str, Any]:
    """Runs the script once; a person approves a call that carries an amount, and no other."""
    from claude_agent_sdk import (
        ClaudeAgentOptions,
        ClaudeSDKClient,
        PermissionResultAllow,
        PermissionResultDeny,
    )

    ran: list[Any] = []
    asked: list[str] = []
    offered: list[str] = []

    async def person(name: str, arguments: dict[str, Any], context: Any) -> Any:
        asked.append(name)
        return (
            PermissionResultAllow()
            if arguments.get("amount")
            else PermissionResultDeny(message="nobody approves")
        )

    options = ClaudeAgentOptions(
        settings=str(settings),
        setting_sources=[],
        mcp_servers={"ranker": server(ran)},
        can_use_tool=person,
        cwd=str(folder),
        max_turns=20,
        env=environment(url),
    )
    async with ClaudeSDKClient(options=options) as client:
        await client.query("go")
        async for message in client.receive_response():
            if getattr(message, "subtype", "") == "init":
                offered += message.data["tools"]
        await asyncio.sleep(1)
    return {"ran": ran, "asked": asked, "offered": sorted(offered)}


def results() -> dict[str, str]:
    """What the model was told of each of its calls."""
    found: dict[str, str] = {}
    for message in REQUESTS[-1]["messages"] if REQUESTS else ():
        for block in message["content"] if isinstance(message["content"], list) else ():
            if block.get("type") == "tool_result":
                found[block["tool_use_id"]] = json.dumps(block["content"])
    return found


def main() -> None:
    """One session, bounded in time."""
    settings, folder = (Path(each).resolve() for each in sys.argv[1:])
    os.environ.update(HOME=str(folder), CLAUDE_CONFIG_DIR=str(folder / "config"))
    api = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=api.serve_forever, daemon=True).start()
    told = asyncio.run(asyncio.wait_for(session(settings, folder, f"http://127.0.0.1:{api.server_port}"), 90))
    told |= {
        "results": results(),
        "telemetry": TELEMETRY,
        "left": sorted(each.name for each in folder.iterdir()),
    }
    print(json.dumps(told))


main()
