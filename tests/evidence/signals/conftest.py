"""A store of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.signals import SignalStore


@pytest.fixture
def store(tmp_path: Path) -> SignalStore:
    return SignalStore(tmp_path / "signals")
