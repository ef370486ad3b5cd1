"""A stand-in for Amazon CloudWatch on 127.0.0.1 (moto), for commands that make their own client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

from moto.server import ThreadedMotoServer


@contextmanager
def running() -> Iterator[str]:
    """The address of a server without alarms; it stops with the block."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    try:
        urlopen(Request(f"{address}/moto-api/reset", method="POST"), timeout=10).close()
        yield address
    finally:
        server.stop()
