"""A derivation as plain text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from engine.citations import ELEMENT
from explain.derivation import Derivation, Node

VERSION: Final = 1


def as_text(derivation: Derivation) -> str:
    """
    The derivation as an indented outline, each line a sentence with its citations in brackets.

    What was shown before is referred to, not repeated. A node without a citation is not printed.
    """
    return "\n".join(_lines(derivation)) + "\n"


def as_json(derivation: Derivation) -> dict[str, Any]:
    """The derivation as JSON values: roots, and nodes that refer to one another by identifier."""
    return {
        "format": f"duecare.{derivation.asks}/{VERSION}",
        "question": derivation.question,
        "roots": list(derivation.roots),
        "nodes": [_record(derivation.nodes[key]) for key in reachable(derivation)],
        "notice": "Not legal advice.",
    }


def _lines(derivation: Derivation) -> Iterator[str]:
    shown: set[str] = set()

    def walk(key: str, depth: int) -> Iterator[str]:
        node = derivation.nodes[key]
        if not node.citations:
            return
        indent = "  " * depth
        if key in shown:
            yield f"{indent}{node.sentence} (see above)"
            return
        shown.add(key)
        yield f"{indent}{node.sentence} [{'; '.join(node.citations)}]"
        for child in (*node.because, *node.considered):
            yield from walk(child, depth + 1)

    for root in derivation.roots:
        yield from walk(root, 0)


def reachable(derivation: Derivation) -> list[str]:
    """The identifiers a reader meets from the roots, in reading order, each once."""
    found: dict[str, None] = {}
    stack = list(reversed(derivation.roots))
    while stack:
        key = stack.pop()
        if key not in found:
            found[key] = None
            node = derivation.nodes[key]
            stack.extend(reversed((*node.because, *node.considered)))
    return list(found)


def _record(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": node.kind.value,
        "sentence": node.sentence,
        "citations": [each for each in node.citations if not each.startswith(ELEMENT)],
        "elements": [each.removeprefix(ELEMENT) for each in node.citations if each.startswith(ELEMENT)],
        "because": list(node.because),
        "considered": list(node.considered),
    }
