"""The knowledge base that ships loads, conforms to the shapes, and its gaps are known."""

from __future__ import annotations

from pathlib import Path

from engine.compiled import check_knowledge_base
from engine.gaps import gaps
from engine.loading.loader import load_knowledge_base


def test_the_knowledge_base_that_ships_has_no_fault(repository: Path) -> None:
    assert [str(fault) for fault in check_knowledge_base(repository / "kb")] == []


def test_the_knowledge_base_that_ships_has_no_gap(repository: Path) -> None:
    assert [str(gap) for gap in gaps(load_knowledge_base(repository / "kb"))] == []
