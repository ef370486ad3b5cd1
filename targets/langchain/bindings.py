"""The shape of `kb/targets/langchain.json`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.identifiers import Iri
from targets.bindings import DIRECTORY, Table, load
from targets.tool_permissions import PermissionBinding


class Kind(Table):
    """What LangChain calls a kind of personal data, and the pattern where it has none of its own."""

    type: str
    detector: str | None = None


class LangChainBindings(Table):
    """Everything the renderer needs to know beyond the posture."""

    note: str
    points: tuple[Iri, ...] = Field(min_length=1)
    agent: str
    """The kind of component that middleware is made for."""
    condition: str
    """What has to be true for a tool permission to be held at all, in words."""
    controls: dict[str, PermissionBinding]
    tool_calls_per_run: frozenset[str]
    """Parameters that state the most tool calls of one run."""
    model_calls_per_run: frozenset[str]
    """Parameters that state the most calls of the model in one run."""
    personal_data: dict[str, Literal["redact", "block"]]
    """Parameters that list kinds of personal data, and what is done with those."""
    kinds: dict[str, Kind]


def shipped_bindings() -> LangChainBindings:
    """The table of the installed knowledge base."""
    return load(LangChainBindings, DIRECTORY / "langchain.json")
