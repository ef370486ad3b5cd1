"""A derivation as a tree to be read from the top: what was shown once is referred to, not repeated."""

from __future__ import annotations

from dataclasses import dataclass

from explain.derivation import Derivation, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A statement with what it follows from; `below` is empty where the statement was shown before."""

    node: Node
    number: int
    """Counted in reading order; the same for every place where the statement stands."""
    again: bool
    considered: bool
    """True for what was considered and took nothing away."""
    below: tuple[Branch, ...]


def branches(derivation: Derivation) -> tuple[Branch, ...]:
    """The tree under the roots of `derivation`. A statement without a citation is not shown."""
    return _Tree(derivation).under(derivation.roots)


class _Tree:
    def __init__(self, derivation: Derivation) -> None:
        self._nodes = derivation.nodes
        self._numbers: dict[str, int] = {}

    def under(self, keys: tuple[str, ...], *, considered: bool = False) -> tuple[Branch, ...]:
        """The branches of the nodes called `keys`."""
        return tuple(self._branch(self._nodes[key], considered) for key in keys if self._nodes[key].citations)

    def _branch(self, node: Node, considered: bool) -> Branch:
        again = node.id in self._numbers
        number = self._numbers.setdefault(node.id, len(self._numbers) + 1)
        below = () if again else (*self.under(node.because), *self.under(node.considered, considered=True))
        return Branch(node=node, number=number, again=again, considered=considered, below=below)
