"""Text, sets and names as Cedar writes them, so that no name can become part of a policy's logic."""

from __future__ import annotations

from collections.abc import Iterable

NAMESPACE = "Agents"
"""Our own. Amazon's gateway has one too (`AgentCore`), but it needs the gateway's address, which a posture
does not know, and its context has no place for an approver."""
SEPARATOR = "___"
"""Between agent and tool in the name of an action, as in Amazon's gateway."""
LARGEST, SMALLEST = 2**63 - 1, -(2**63)
"""The bounds of Cedar's `Long`."""


def text(value: str) -> str:
    """A string literal. Everything but plain printable ASCII is escaped."""
    return '"' + "".join(_escaped(character) for character in value) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if " " <= character <= "~" else f"\\u{{{ord(character):x}}}"


def strings(values: Iterable[str]) -> str:
    """A set of string literals, in order."""
    return f"[{', '.join(text(value) for value in sorted(values))}]"


def action(component: str, tool: str) -> str:
    """The name of the action of calling `tool` as `component`."""
    return f"{component}{SEPARATOR}{tool}"
