"""A service on a ledger of its own and with a fixed clock; everything below it is real."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from service.app import create_app
from service.server import Server
from service.settings import settings_from
from service.workspace import Workspace
from tests.service.samples import CV, EXAMPLE_NAMES, FixedClock, example


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the compiled knowledge base is kept while tests run."""
    return tmp_path_factory.mktemp("cache")


def workspace_in(home: Path, cache: Path, clock: FixedClock | None = None) -> Workspace:
    """A workspace whose ledger is in `home`."""
    environment = {"DUECARE_CACHE": str(cache)}
    return Workspace(settings_from(environment, home=home), clock=clock or FixedClock())


@pytest.fixture
def workspace(tmp_path: Path, cache: Path) -> Iterator[Workspace]:
    """A workspace with an empty ledger."""
    made = workspace_in(tmp_path / "home", cache)
    yield made
    made.ledger.close()


@pytest.fixture
def app(workspace: Workspace) -> APIFlask:
    """The application on that workspace."""
    return create_app(workspace)


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """Sends requests to it without a network."""
    return app.test_client()


@pytest.fixture
def recorded(client: FlaskClient) -> FlaskClient:
    """The client of a service in which one use case is recorded."""
    answer = client.post("/v1/use-cases", data=example(CV), content_type="application/yaml")
    assert answer.status_code == 201, answer.text
    return client


@pytest.fixture(scope="module")
def address_of_service(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[str]:
    """A real server on a free loopback port, with every example on record; stops by itself."""
    made = workspace_in(tmp_path_factory.mktemp("served"), cache)
    filled = create_app(made).test_client()
    for name in EXAMPLE_NAMES:
        filled.post("/v1/use-cases", data=example(name), content_type="application/yaml")
    filled.post(f"/v1/use-cases/{CV}/determinations")
    server = Server(made, port=0, threads=4)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield server.address
    server.stop()
    thread.join(timeout=10)
    made.ledger.close()
