"""The knowledge base and the examples as they are shipped, loaded once a process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from engine.compiled import compiled
from engine.determination import Determination
from engine.determine import determine
from engine.knowledge import KnowledgeBase
from engine.profile.profile import read_profile
from engine.usecase import UseCase
from service.settings import SHIPPED_KB

EXAMPLES = SHIPPED_KB.parent / "examples"


@lru_cache(maxsize=1)
def knowledge_base() -> KnowledgeBase:
    """The packs in `kb/`."""
    return compiled(SHIPPED_KB, None)


def example_files() -> tuple[Path, ...]:
    """The profiles in `examples/`, sorted."""
    found = tuple(sorted(EXAMPLES.glob("*.yaml")))
    assert found, "there are no examples"
    return found


@lru_cache(maxsize=32)
def use_case(name: str) -> UseCase:
    """The example called `name`."""
    file = EXAMPLES / f"{name}.yaml"
    return read_profile(file.read_bytes(), file.name, knowledge_base())


def determined(name: str, as_of: str = "2026-11-22", known_at: str = "") -> Determination:
    """The example called `name`, determined by the definition."""
    return determine(use_case(name), knowledge_base(), as_of, known_at)
