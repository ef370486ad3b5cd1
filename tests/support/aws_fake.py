"""A *contract fake* of the guardrail operations of Amazon Bedrock's control plane, on 127.0.0.1.

It takes its routes, status codes and shapes from botocore's own service model and checks every request and
every answer against it, so that an unmodified boto3 client can be pointed at it. It proves that our client
speaks the published contract; it proves nothing about how the provider behaves. Rules beyond the service
model (one policy at least, unique names, the grounding bound, tokens) are this project's reading of it.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from botocore.config import Config
from botocore.model import OperationModel, Shape
from mypy_boto3_bedrock import BedrockClient

from engine.errors import Fault
from targets.strict import service_model, shape_faults
from tests.support.guardrail_store import GuardrailStore, Refused

OPERATIONS = (
    "CreateGuardrail",
    "UpdateGuardrail",
    "CreateGuardrailVersion",
    "GetGuardrail",
    "ListGuardrails",
    "DeleteGuardrail",
    "ListTagsForResource",
    "TagResource",
    "UntagResource",
)
MOST_REQUESTS = 20_000
"""After so many the fake answers no more: no test runs away with it."""


class ContractFake:
    """The running fake: its state, a log of calls, and switches for trouble."""

    def __init__(self) -> None:
        self.store = GuardrailStore()
        self.calls: list[str] = []
        self.trouble: dict[str, Refused] = {}
        """Operation -> the error its next calls are answered with."""
        self.garbage: set[str] = set()
        """Operations answered with something that is no JSON."""
        self.silent: set[str] = set()
        """Operations that are never answered: the connection is closed."""
        self.held: set[str] = set()
        """Operations that are carried out and then not answered until `release` is set."""
        self.reached = threading.Event()
        """Set once an operation is held."""
        self.release = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def client(self) -> BedrockClient:
        """An unmodified boto3 client that talks to the fake, with dummy credentials and bounded timeouts."""
        return boto3.client(
            "bedrock",
            region_name="eu-central-1",
            endpoint_url=self.url,
            aws_access_key_id="dummy",
            aws_secret_access_key="dummy",
            config=Config(retries={"total_max_attempts": 1}, connect_timeout=20, read_timeout=20, proxies={}),
        )

    def stop(self) -> None:
        """Stops listening."""
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def answer(self, operation: OperationModel, request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for one request."""
        name = operation.name
        self.calls.append(name)
        try:
            if len(self.calls) > MOST_REQUESTS:
                raise Refused("ThrottlingException", "the fake has answered enough", 429)
            if name in self.trouble:
                raise self.trouble[name]
            if faults := _faults(operation.input_shape, request):
                raise Refused("ValidationException", "; ".join(map(str, faults)), 400)
            body = self.store.call(name, request)
            if faults := _faults(operation.output_shape, body):
                raise Refused("FakeBrokeTheContract", "; ".join(map(str, faults)), 500)
        except Refused as error:
            return (
                error.status,
                {"x-amzn-errortype": error.code},
                json.dumps({"message": str(error)}).encode(),
            )
        if name in self.held:
            self.reached.set()
            self.release.wait(timeout=60)
        if name in self.garbage:
            return operation.http.get("responseCode", 200), {}, b"<html>not what was asked for</html>"
        return operation.http.get("responseCode", 200), {}, json.dumps(body).encode()


@contextmanager
def running() -> Iterator[ContractFake]:
    """A fake that stops with the block."""
    fake = ContractFake()
    try:
        yield fake
    finally:
        fake.stop()


def _faults(shape: Shape | None, value: dict[str, Any]) -> list[Fault]:
    return list(shape_faults(shape, value)) if shape else []


def _routes() -> list[tuple[str, re.Pattern[str], OperationModel]]:
    model = service_model("bedrock")
    routes = []
    for name in OPERATIONS:
        operation = model.operation_model(name)
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(operation.http["requestUri"]))
        routes.append((operation.http["method"], re.compile(pattern), operation))
    return routes


def _handler(fake: ContractFake) -> type[BaseHTTPRequestHandler]:
    routes = _routes()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10
        wbufsize = -1  # head and body leave in one piece, or each answer waits for an acknowledgement

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

        def _serve(self) -> None:
            address = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            for method, pattern, operation in routes:
                found = pattern.fullmatch(address.path)
                if method == self.command and found:
                    if operation.name in fake.silent:
                        self.close_connection = True
                        return
                    request = _request(operation, found.groupdict(), parse_qs(address.query), body)
                    self._send(*fake.answer(operation, request))
                    return
            self._send(404, {}, b"{}")

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {
                "content-type": "application/json",
                "content-length": str(len(body)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = _serve

    return Handler


def _request(
    operation: OperationModel, path: dict[str, str], query: dict[str, list[str]], body: bytes
) -> dict[str, Any]:
    request: dict[str, Any] = json.loads(body or b"{}")
    members = operation.input_shape.members if operation.input_shape else {}
    for name, shape in members.items():
        key = shape.serialization.get("name", name)
        if shape.serialization.get("location") == "uri":
            request[name] = unquote(path[key])
        elif shape.serialization.get("location") == "querystring" and key in query:
            value = query[key][0]
            request[name] = int(value) if shape.type_name == "integer" else value
    return request
