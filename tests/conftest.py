"""What all tests share: hypothesis profiles, no network, the repository's root, a browser."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Without a deadline, because a slow machine is no fault of the code. The default draws the same examples
# on every run; the long runs explore.
settings.register_profile("default", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("quick", settings.get_profile("default"), max_examples=10)
settings.register_profile("long", deadline=None, max_examples=20_000, print_blob=True)
settings.load_profile("default")

_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


def _refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: no test reaches, or looks up, a host other than this machine's loopback addresses."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if isinstance(name, str) and name and not name.startswith(_LOOPBACK):
        raise RuntimeError(f"a test tried to reach {name}: tests use loopback addresses only")


sys.addaudithook(_refuse_the_network)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--write-golden`."""
    parser.addoption(
        "--write-golden",
        action="store_true",
        help="write the golden files anew instead of comparing with them; then read the difference",
    )


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout the tests run in."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, driven through Playwright; mark the tests that use it `browser`."""
    from playwright.sync_api import sync_playwright  # imported here: only page tests pay for it

    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next((found for name in names if (found := shutil.which(name))), None)
    if executable is None:
        pytest.fail("page tests need Chromium, and none is on the PATH: `make browser` says how to get it")
    quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync", "--disable-gpu"]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")  # Chromium's sandbox refuses to start for root
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=quiet)
        yield started
        started.close()
