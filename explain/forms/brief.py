"""Three sentences for who owns the business: the answer, the rule behind it, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from explain.derivation import Derivation, Node, NodeKind
from explain.forms import words
from explain.forms.shortest import Shortest
from explain.forms.stated import plain

_NAMED: Final = 3
"""How many facts or premises one sentence names."""
_THROUGH: Final = {NodeKind.CONTROL, NodeKind.PERMISSION, NodeKind.MAPPING}

_ENDS: Final = {NodeKind.RULE, NodeKind.EXCEPTION, NodeKind.LACKING}
_GAPS: Final = {NodeKind.ABSENT, NodeKind.OPEN, NodeKind.RULE}
_IN_PLACE: Final = {
    NodeKind.FINDING: words.INSTEAD,
    NodeKind.OPEN: words.INSTEAD,
    NodeKind.DEMAND: words.DEMAND,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence with its citations; never without."""

    text: str
    citations: tuple[str, ...]


def brief(derivation: Derivation) -> tuple[Sentence, ...]:
    """At most three sentences: what holds or does not, by which rule or duty, and on which statements."""
    roots = [derivation.nodes[key] for key in derivation.roots if derivation.nodes[key].citations]
    if not roots:
        return ()
    return (_sentence("{text}", "text", roots), *_Teller(derivation).reasons(roots[0]))


class _Teller:
    def __init__(self, derivation: Derivation) -> None:
        self._nodes = derivation.nodes
        self._shortest = Shortest(derivation)

    def reasons(self, root: Node) -> Iterator[Sentence]:
        """The second and the third sentence, as far as there is something to say."""
        below = self._below(root)
        if not below:
            return
        if root.kind is NodeKind.SETTING:
            yield from self._setting(below)
        elif root.kind is NodeKind.FINDING and not root.because:
            text = words.TRIED.replace("{count}", str(len(root.considered)))
            yield _sentence(text, "sentence", below[:1])
        elif root.kind in (NodeKind.ABSENT, NodeKind.OPEN, NodeKind.LACKING):
            yield from self._lacking(root, below[0])
        elif root.kind in _THROUGH:
            yield _sentence(words.DUTY, "sentence", [self._duty(below[0])])
            yield from self._facts(root)
        else:
            yield self._rule(below[0])
            yield from self._facts(root)

    def _setting(self, below: Sequence[Node]) -> Iterator[Sentence]:
        for kind, template in ((NodeKind.DEMAND, words.DEMAND), (NodeKind.CONTROL, words.CONTROL)):
            found = [node for node in below if node.kind is kind][:1]
            if found:
                yield _sentence(template, "sentence", found)

    def _lacking(self, root: Node, first: Node) -> Iterator[Sentence]:
        if first.kind in _IN_PLACE and not first.because:
            yield _sentence(_IN_PLACE[first.kind], "sentence", [first])
            rest = [node for node in self._stated(root) if node.kind is NodeKind.ABSENT]
            yield from (_sentence(words.LOST, "sentence", [node]) for node in rest[:1])
            return
        asking = self._asking(first)
        nearest = self._deepest(asking or first)
        if asking is not None:
            yield _sentence(words.WOULD_ASK, "sentence", [asking])
        else:
            yield _sentence(words.NEAREST, "sentence", [nearest])
        below = self._stated(nearest)
        against = [node for node in below if node.kind in (NodeKind.RULE, NodeKind.EXCEPTION)]
        missing = [node for node in below if node not in against]
        if nearest.kind is NodeKind.RULE and against:
            yield _sentence(words.TAKEN, "sentence", against[:1])
        elif missing:
            yield self._missing(missing, nearest if asking is not None else None)

    def _missing(self, missing: Sequence[Node], rule: Node | None) -> Sentence:
        """What is missing; with `rule`, which lacks it, where that was not told before."""
        if rule is None:
            return _sentence(words.LACKING, "lacking", missing)
        text = words.BEHIND.format(rule=plain(rule), lacking=_joined(missing))
        return Sentence(text=_ended(text), citations=_cited([rule, *missing[:_NAMED]]))

    def _asking(self, node: Node) -> Node | None:
        """The first conclusion that would lead to what is asked about; None where rules stand next to it."""
        if node.kind not in (NodeKind.ABSENT, NodeKind.OPEN):
            return None
        below = self._stated(node)
        return node if node.plainly or not below else self._asking(below[0])

    def _deepest(self, node: Node) -> Node:
        """The nearest rule that lacks a statement, or against which an exception stands."""
        below = self._stated(node)
        if node.kind is NodeKind.RULE and any(each.kind in _ENDS for each in below):
            return node
        deeper = [each for each in below if each.kind in _GAPS]
        return self._deepest(deeper[0]) if deeper else node

    def _stated(self, node: Node) -> list[Node]:
        return [self._nodes[key] for key in node.because if self._nodes[key].citations]

    def _duty(self, node: Node) -> Node:
        """What stands behind a mapping."""
        below = self._below(node)
        return self._duty(below[0]) if node.kind in _THROUGH and below else node

    def _rule(self, rule: Node) -> Sentence:
        """The rule that concludes it, with what that rests on where it is more than facts."""
        premises = [node for node in self._below(rule) if node.kind is not NodeKind.FACT]
        named = words.PREMISES.format(premises=_joined(premises)) if premises else ""
        text = words.RULE_OF.format(rule=plain(rule), premises=named)
        return Sentence(text=_ended(text), citations=_cited([rule, *premises[:_NAMED]]))

    def _facts(self, root: Node) -> Iterator[Sentence]:
        found: dict[str, Node] = {}
        waiting = [root]
        while waiting:
            node = waiting.pop(0)
            if node.kind is NodeKind.FACT:
                found.setdefault(node.id, node)
            waiting.extend(self._below(node))
        if found:
            yield _sentence(words.FACTS, "facts", list(found.values()))

    def _below(self, node: Node) -> list[Node]:
        return [self._nodes[key] for key in self._shortest.support(node)]


def _sentence(template: str, name: str, nodes: Sequence[Node]) -> Sentence:
    return Sentence(text=_ended(template.format(**{name: _joined(nodes)})), citations=_cited(nodes[:_NAMED]))


def _joined(nodes: Sequence[Node]) -> str:
    text = "; ".join(map(plain, nodes[:_NAMED]))
    return words.MORE.format(text=text, count=len(nodes) - _NAMED) if len(nodes) > _NAMED else text


def _cited(nodes: Iterable[Node]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation for node in nodes for citation in node.citations))


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
