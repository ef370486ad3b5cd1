"""What `tests/conftest.py` promises to every test: no network, and a browser that shows pages."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_connection_to_another_machine_is_refused_before_it_is_tried() -> None:
    with socket.socket() as reaching_out, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        reaching_out.connect(("192.0.2.1", 80))  # an address reserved for documentation


@pytest.mark.parametrize("host", ["host.invalid", b"host.invalid"])
def test_the_look_up_of_another_machine_is_refused(host: str | bytes) -> None:
    with pytest.raises(RuntimeError, match="loopback"):
        socket.getaddrinfo(host, 80)


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=10) as client,
    ):
        assert client.getpeername() == server.getsockname()


@pytest.mark.browser
def test_the_browser_shows_a_page(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<h1>Posture</h1>")
    assert page.get_by_role("heading").inner_text() == "Posture"
    page.close()
