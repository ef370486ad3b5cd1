"""A ledger to tamper with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.evidence.samples import SIGNED, SIZE, write_ledger


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
