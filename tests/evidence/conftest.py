"""A ledger to tamper with, and empty databases of both kinds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.evidence.samples import SIGNED, SIZE, write_ledger
from tests.support.postgresql import Server, serving


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A ledger of `SIZE` entries signed at 3 and at `SIGNED`, and the checkpoint that was kept outside."""
    path = tmp_path_factory.mktemp("original") / "ledger.sqlite"
    notes = write_ledger(path, SIZE, frozenset({3, SIGNED}))
    return path, notes[SIGNED]


@pytest.fixture
def signed_ledger(original: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copy(original[0], tmp_path / "ledger.sqlite"))


@pytest.fixture
def outside(original: tuple[Path, str]) -> str:
    return original[1]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server that lives as long as the tests run."""
    with serving() as started:
        yield started


_schemas = count()


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database of each kind that holds no ledger yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    started: Server = request.getfixturevalue("server")
    return started.url(f"ledger_{next(_schemas)}")


@pytest.fixture
def postgresql(server: Server) -> str:
    """The URL of a PostgreSQL schema that holds no ledger yet."""
    return server.url(f"ledger_{next(_schemas)}")
