"""The real programs: promtool, amtool, and a Prometheus server that listens on this machine only."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest


def program(name: str) -> str:
    """Where the program is; fails the test, and says how to get it, where it is not."""
    found = shutil.which(name)
    if found is None:
        package = "prometheus-alertmanager" if name in ("amtool", "alertmanager") else "prometheus"
        pytest.fail(f"{name} is not on this machine. Debian, Ubuntu: sudo apt-get install {package}")
    return found


def said_by(name: str, *arguments: str, folder: Path) -> tuple[int, str]:
    """Exit code and output of one call of a program, which may take a minute at most."""
    done = subprocess.run(
        [program(name), *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


@contextmanager
def running(rules: Path, storage: Path) -> Iterator[str]:
    """The address of a server that loads every rule file in `rules`; it is ended on leaving."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    configuration = storage / "prometheus.yml"
    storage.mkdir(parents=True)
    configuration.write_text(f"rule_files: ['{rules}/*.rules.yml']\n", "utf-8")
    started = subprocess.Popen(
        [
            program("prometheus"),
            f"--config.file={configuration}",
            f"--storage.tsdb.path={storage / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--web.enable-lifecycle",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"{address}/-/ready", started)
        yield address
    finally:
        started.terminate()
        try:
            started.wait(timeout=10)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def _wait_for(url: str, started: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if started.poll() is not None:
            pytest.fail(f"The server ended by itself with {started.returncode}.")
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail("The server was not ready in time.")
