"""What `duecare serve` runs: the application on waitress, a threaded WSGI server in pure Python.

By default it listens on this machine's loopback address only, and answers only to loopback names: the service
knows no log-in, so whoever reaches it may use it. Put a proxy that knows your people in front before you
open it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, Final, cast

from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from service.app import create_app
from service.workspace import Workspace

HOST: Final = "127.0.0.1"
PORT: Final = 8321
THREADS: Final = 8
LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost", "[::1]", "::1")
MAX_TRANSFER: Final = 16 << 20
"""What the server itself takes; above the application's own limit, so that it is the one to answer."""


class Server:
    """A server that already listens. `serve` works until `stop`, which any thread may call."""

    def __init__(
        self, workspace: Workspace, *, host: str = HOST, port: int = PORT, threads: int = THREADS
    ) -> None:
        """Port 0 takes any free one. Raises `OSError` where the address cannot be had."""
        names = LOOPBACK_NAMES if is_loopback(host) else None
        app = create_app(workspace, trusted_hosts=names)
        self._listening = _listen(host, port)
        self._channels: dict[int, Any] = {}
        made = create_server(
            app,
            map=self._channels,
            sockets=[self._listening],
            threads=threads,
            ident="duecare",
            max_request_body_size=MAX_TRANSFER,
            channel_timeout=60,
            clear_untrusted_proxy_headers=True,
        )
        self._server = cast(BaseWSGIServer, made)  # one socket, so one server

    @property
    def address(self) -> str:
        """The URL the server answers at."""
        host, port = self._listening.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    def serve(self) -> None:
        """Answers requests until `stop` is called or the process is interrupted; then lets everything go."""
        try:
            self._server.run()
        finally:
            self.close()

    def stop(self) -> None:
        """Ends `serve`, which may run in another thread."""
        wake: Any = self._server.trigger
        wake.pull_trigger(lambda: wasyncore.close_all(self._channels))

    def close(self) -> None:
        """Frees the address; for a server that does not serve, or no longer."""
        wasyncore.close_all(self._channels)
        self._server.task_dispatcher.shutdown()
        self._listening.close()


def say(text: str) -> None:
    """Prints `text` at once, also where the output is a file or a pipe."""
    print(text, flush=True)


def run(
    workspace: Workspace, *, host: str = HOST, port: int = PORT, announce: Callable[[str], None] = say
) -> None:
    """Serves until interrupted; `announce` is told the address once the server listens."""
    server = Server(workspace, host=host, port=port)
    try:
        announce(f"duecare serves on {server.address} (stop it with Ctrl+C)")
        if not is_loopback(host):
            announce("It is open to the network and knows no log-in: whoever reaches it may use it.")
    except BaseException:
        server.close()
        raise
    server.serve()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=128)


def is_loopback(host: str) -> bool:
    """Whether `host` names this machine to itself only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
