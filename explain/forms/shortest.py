"""The shortest proof of each answer of a derivation.

A rule, a mapping and a setting need all that stands under them; a finding, a control and whatever does not
hold need one of several. A control is told by the mapping that stands first, since the duties behind it
stand in the order in which they bind.
"""

from __future__ import annotations

from typing import Final

from explain.derivation import Derivation, Node, NodeKind

_ONE_OF: Final = {
    NodeKind.FINDING,
    NodeKind.CONTROL,
    NodeKind.PERMISSION,
    NodeKind.ABSENT,
    NodeKind.OPEN,
}
_FIRST: Final = {NodeKind.CONTROL, NodeKind.ABSENT, NodeKind.OPEN}
"""Kinds of which the first way is the one to tell, not the shortest."""


class Shortest:
    """Chooses, for every statement of a derivation, what it is best told by."""

    def __init__(self, derivation: Derivation) -> None:
        self._derivation = derivation
        self._sizes: dict[str, int] = {}

    def support(self, node: Node) -> tuple[str, ...]:
        """The statements that `node` is told by: all it needs, or the best of several ways."""
        below = [key for key in node.because or node.considered if self._derivation.nodes[key].citations]
        if not below or node.kind not in _ONE_OF or not (node.because or node.kind in _FIRST):
            return tuple(below)
        if node.kind in _FIRST:
            mapped = [k for k in below if self._derivation.nodes[k].kind is NodeKind.MAPPING]
            return ((mapped or below)[0],)
        return (min(below, key=self._size),)

    def proof(self) -> dict[str, tuple[str, ...]]:
        """The statements of the shortest proof of every answer, each with those it is told by."""
        found: dict[str, tuple[str, ...]] = {}
        waiting = [key for key in self._derivation.roots if self._derivation.nodes[key].citations]
        while waiting:
            key = waiting.pop()
            if key not in found:
                found[key] = self.support(self._derivation.nodes[key])
                waiting.extend(found[key])
        return found

    def _size(self, key: str) -> int:
        """How many statements stand under `key`, shared ones counted each time."""
        if key not in self._sizes:
            self._sizes[key] = 1 + sum(map(self._size, self.support(self._derivation.nodes[key])))
        return self._sizes[key]
