"""Middleware for agents built with LangChain: permissions, approvals, limits and personal data.

Proof level: real agents of LangChain with a scripted model run under the rendered middleware in this
project's tests. The middleware is stated as data; a file that needs only LangChain builds it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from engine.errors import Fault
from engine.posture import Posture, ToolPermission
from targets.closed import read_closed
from targets.directions import permission_direction
from targets.file_target import FileTarget
from targets.interface import Demand, Difference, Direction, Document, ProofLevel, Rendering
from targets.langchain.bindings import LangChainBindings, shipped_bindings
from targets.langchain.rendering import MIDDLEWARE, PROOF, TARGET, loader_text, render_middleware
from targets.langchain.shapes import MiddlewareFile, key_of, open_ends


class LangChainMiddleware(FileTarget):
    """One folder per use case: the middleware as data, and the file that loads it."""

    def __init__(self, folder: Path | None = None, *, bindings: LangChainBindings | None = None) -> None:
        """Renders without `folder`; observing and applying need it."""
        super().__init__(folder)
        self._bindings = bindings or shipped_bindings()

    @property
    def name(self) -> str:
        """`langchain-middleware`."""
        return TARGET

    @property
    def proof(self) -> ProofLevel:
        """The real framework, with a scripted model."""
        return PROOF

    def handles(self, demand: Demand) -> bool:
        """Every tool permission, and the controls of the binding table."""
        return isinstance(demand, ToolPermission) or demand.control in self._bindings.controls

    def render(self, posture: Posture) -> Rendering:
        """The middleware of every agent, where there is one."""
        return render_middleware(posture, self._bindings)

    def validate(self, documents: Sequence[Document]) -> tuple[Fault, ...]:
        """Faults of shape, of what LangChain would leave open, and of a loader that is not ours."""
        return tuple(fault for each in documents for fault in _faults(each))

    def compared(self, name: str, content: str) -> Any:
        """The middleware by class and subject; the loader as its text."""
        if not name.endswith(MIDDLEWARE):
            return {"loader": content}
        stated, faults = read_closed(MiddlewareFile, content, name)
        if stated is None or faults:
            return {"unreadable": content}
        plain = json.loads(content)
        for agent, read in stated.agents.items():
            entries = plain["agents"][agent]["middleware"]
            keyed = {key_of(each): entry for each, entry in zip(read.middleware, entries, strict=True)}
            if len(keyed) < len(entries):
                return {"unreadable": content}
            plain["agents"][agent]["middleware"] = keyed
        return plain

    def direction(self, difference: Difference) -> Direction:
        """A middleware too few is weaker; decisions, limits and lists are judged; all else is different."""
        path, before, after = difference.path, difference.before, difference.after
        if path.endswith(".class") and None in (before, after):
            return Direction.WEAKER if after is None else Direction.STRICTER
        return permission_direction(difference)


def _faults(document: Document) -> Iterator[Fault]:
    if not document.name.endswith(MIDDLEWARE):
        if document.content != loader_text():
            yield Fault(message="The loader is not the one that ships.", source=document.name)
        return
    stated, faults = read_closed(MiddlewareFile, document.content, document.name)
    yield from faults
    for name, agent in stated.agents.items() if stated else ():
        for message, expected in open_ends(agent):
            yield Fault(message=message, source=document.name, path=f"/agents/{name}", expected=expected)
