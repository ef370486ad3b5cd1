"""A command line in a folder of its own: what was printed where, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.compiled import compiled
from service.cli import run


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one call of the command line said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON; it must be nothing else."""
        return json.loads(self.out)


_COMPILED = lru_cache(maxsize=2)(compiled)
"""Packs loaded by one call of the command line serve the next; processes started by tests load their own."""

Command = Callable[..., Said]
"""Runs `duecare` with arguments and, on request, something typed on standard input."""


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the compiled knowledge base is kept while tests run."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of ledger and policies; no test has made it yet."""
    return tmp_path / "home"


@pytest.fixture
def duecare(home: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """The command line, run in a folder of its own with a home of its own."""
    monkeypatch.setenv("DUECARE_HOME", str(home))
    monkeypatch.setenv("DUECARE_CACHE", str(cache))
    monkeypatch.delenv("DUECARE_KB", raising=False)
    monkeypatch.delenv("DUECARE_ORIGIN", raising=False)
    monkeypatch.delenv("DUECARE_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("service.workspace.compiled", _COMPILED)

    def call(*arguments: object, typed: str = "") -> Said:
        with CliRunner().isolation(input=typed) as (out, err, _):
            code = run([str(argument) for argument in arguments])
            return Said(code=int(code), out=out.getvalue().decode(), err=err.getvalue().decode())

    return call


@pytest.fixture
def example(repository: Path) -> Callable[[str], Path]:
    """The path of an example by its name."""
    return lambda name: repository / "examples" / f"{name}.yaml"
