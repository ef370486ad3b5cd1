"""What `duecare serve` runs: the application on waitress, a threaded WSGI server in pure Python.

By default it listens on this machine's loopback address only, and answers only to loopback names: the service
knows no log-in, so whoever reaches it may use it. Put a proxy that knows your people in front before you
open it.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from service.app import create_app
from service.workspace import Workspace

HOST: Final = "127.0.0.1"
PORT: Final = 8321
THREADS: Final = 8
LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost", "[::1]", "::1")
MAX_TRANSFER: Final = 16 << 20
"""What the server itself takes; above the application's own limit, so that it is the one to answer."""

Server = BaseWSGIServer | MultiSocketServer


def make_server(
    workspace: Workspace, *, host: str = HOST, port: int = PORT, threads: int = THREADS
) -> Server:
    """
    A server that already listens; `run()` serves until `close()`. Port 0 takes any free one.

    Raises `OSError` where the address cannot be had, and what `create_app` raises.
    """
    names = LOOPBACK_NAMES if is_loopback(host) else None
    return create_server(
        create_app(workspace, trusted_hosts=names),
        host=host,
        port=port,
        threads=threads,
        ident="duecare",
        max_request_body_size=MAX_TRANSFER,
        channel_timeout=60,
        clear_untrusted_proxy_headers=True,
    )


def run(
    workspace: Workspace, *, host: str = HOST, port: int = PORT, announce: Callable[[str], None] = print
) -> None:
    """Serves until interrupted; `announce` is told the address once the server listens."""
    server = make_server(workspace, host=host, port=port)
    announce(f"duecare serves on {address(server)} (stop it with Ctrl+C)")
    if not is_loopback(host):
        announce("It is open to the network and knows no log-in: whoever reaches it may use it.")
    try:
        server.run()
    finally:
        server.close()


def address(server: Server) -> str:
    """The URL the server answers at."""
    listening = server.effective_listen[0] if isinstance(server, MultiSocketServer) else server.getsockname()
    host, port = listening[0], listening[1]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether `host` names this machine to itself only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
