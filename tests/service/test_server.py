"""The real server: it listens on loopback, answers several at once, refuses foreign names, and stops."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from service.server import Server, is_loopback, run
from service.workspace import Workspace
from tests.service.samples import CV, EXAMPLE_NAMES, small

TIMEOUT = 30
ROOT = Path(__file__).resolve().parents[2]


def send(base: str, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, bytes]:
    """One request over a real connection: status, media type and body of the answer."""
    place = urlsplit(base)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=TIMEOUT)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): v for name, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers.get_content_type(), answer.read()
    finally:
        connection.close()


def test_a_use_case_goes_from_profile_to_proof_over_a_real_connection(address_of_service: str) -> None:
    def ask(method: str, path: str, body: bytes = b"") -> dict[str, object]:
        status, kind, said = send(address_of_service, method, path, body, Content_Type="application/json")
        assert (status in (200, 201), kind) == (True, "application/json"), said
        found: dict[str, object] = json.loads(said)
        return found

    ask("POST", "/v1/use-cases", small(id="end-to-end"))
    determined = ask("POST", "/v1/use-cases/end-to-end/determinations", b'{"as_of": "2027-12-02"}')
    entry = ask("GET", f"/v1/ledger/entries/{determined['ledger_entry']}")
    assert entry["subject"] == "end-to-end"
    assert ask("POST", "/v1/ledger/checkpoint")["size"] == ask("GET", "/v1/health")["ledger_entries"]
    assert ask("GET", "/v1/ledger/verification")["verdict"] == "VALID"


def test_pages_are_served(address_of_service: str) -> None:
    status, kind, body = send(address_of_service, "GET", "/", Accept="text/html")
    assert (status, kind) == (200, "text/html")
    assert all(f"/use-cases/{name}".encode() in body for name in EXAMPLE_NAMES)


@pytest.mark.parametrize(
    "path", [f"/v1/use-cases/{CV}/posture", f"/use-cases/{CV}", f"/use-cases/{CV}/why?of=high-risk"]
)
def test_many_at_once_get_the_same_answer(address_of_service: str, path: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(address_of_service, "GET", path), range(24)))
    assert {status for status, _, _ in answers} == {200}
    assert len({body for _, _, body in answers}) == 1


def test_writes_at_once_are_all_recorded_once(address_of_service: str) -> None:
    before = json.loads(send(address_of_service, "GET", "/v1/health")[2])["ledger_entries"]

    def write(number: int) -> int:
        body = small(id=f"at-once-{number}")
        return send(address_of_service, "POST", "/v1/use-cases", body, Content_Type="application/json")[0]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(write, range(12))) == {201}
    after = json.loads(send(address_of_service, "GET", "/v1/health")[2])["ledger_entries"]
    assert after == before + 12


def test_a_name_that_is_not_this_machines_is_refused(address_of_service: str) -> None:
    status, kind, body = send(address_of_service, "GET", "/v1/health", Host="attacker.example")
    assert (status, kind) == (400, "application/problem+json")
    assert b"attacker" not in body


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_names_of_this_machine_are_taken(address_of_service: str, name: str) -> None:
    port = urlsplit(address_of_service).port
    assert send(address_of_service, "GET", "/v1/health", Host=f"{name}:{port}")[0] == 200


def test_too_large_a_body_is_a_problem(address_of_service: str) -> None:
    status, kind, _ = send(
        address_of_service, "POST", "/v1/use-cases", b" " * (2 << 20), Content_Type="application/json"
    )
    assert (status, kind) == (413, "application/problem+json")


@pytest.mark.parametrize(
    "path", ["/static/../../../pyproject.toml", "/static/%2e%2e/__init__.py", "//x", "/%"]
)
def test_nothing_outside_the_static_folder_is_served(address_of_service: str, path: str) -> None:
    status, kind, _ = send(address_of_service, "GET", path)
    assert (status, kind) == (404, "application/problem+json")


def test_the_address_is_announced_once_the_server_listens(workspace: Workspace) -> None:
    said: list[str] = []

    def announce(text: str) -> None:
        said.append(text)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(workspace, port=0, announce=announce)
    assert said[0].startswith("duecare serves on http://127.0.0.1:")


def test_the_command_serves_until_it_is_interrupted(tmp_path: Path, cache: Path) -> None:
    environment = {"DUECARE_HOME": str(tmp_path / "home"), "DUECARE_CACHE": str(cache), "PATH": ""}
    command = [sys.executable, "-c", "from service.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as served:
        stopping = threading.Timer(4 * TIMEOUT, served.kill)  # so that the test ends whatever happens
        stopping.start()
        assert served.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:[0-9]+", served.stdout.readline())
        assert found, served.communicate()
        assert send(found[0], "GET", "/v1/health")[0] == 200
        served.send_signal(signal.SIGINT)
        _, complaints = served.communicate(timeout=TIMEOUT)
        stopping.cancel()
    assert (served.returncode, "Traceback" in complaints) == (0, False)


def test_a_taken_port_is_an_error_of_the_system(workspace: Workspace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match=r"[Aa]ddress"):
        Server(workspace, port=taken.getsockname()[1])


def test_a_server_that_is_stopped_lets_its_address_go(workspace: Workspace) -> None:
    server = Server(workspace, port=0)
    base = server.address
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    assert send(base, "GET", "/v1/health")[0] == 200
    server.stop()
    thread.join(timeout=TIMEOUT)
    assert not thread.is_alive()
    with pytest.raises(ConnectionRefusedError):
        send(base, "GET", "/v1/health")


@pytest.mark.parametrize(
    ("host", "inner"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.7", False),
        ("localhost.example", False),
    ],
)
def test_loopback_is_told_from_the_network(host: str, inner: bool) -> None:
    assert is_loopback(host) is inner
