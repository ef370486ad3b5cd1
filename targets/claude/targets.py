"""The two targets as plan, apply and drift know them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from engine.errors import Fault
from engine.posture import ControlRequirement, Posture, ToolPermission
from targets.claude import messages, settings
from targets.claude.bindings import ClaudeBindings, shipped_bindings
from targets.claude.shapes import ManagedSettings, Requests, contradictions, schema_gaps
from targets.closed import read_closed
from targets.directions import decision_direction, list_direction
from targets.file_target import FileTarget
from targets.interface import Demand, Difference, Direction, Document, ProofLevel, Rendering
from targets.tool_permissions import DECISIONS

_LISTS = ("allowedMcpServers", "availableModels", "enum")


class ClaudeSettings(FileTarget):
    """Managed settings, one file per use case: whoever runs the machines puts it where the agents run."""

    def __init__(self, folder: Path | None = None, *, bindings: ClaudeBindings | None = None) -> None:
        """Renders without `folder`; observing and applying need it."""
        super().__init__(folder)
        self._bindings = (bindings or shipped_bindings()).settings

    @property
    def name(self) -> str:
        """`claude-settings`."""
        return settings.TARGET

    @property
    def proof(self) -> ProofLevel:
        """The real command line, by a command of its own."""
        return settings.PROOF

    def handles(self, demand: Demand) -> bool:
        """Every tool permission, and the controls of the binding table."""
        return isinstance(demand, ToolPermission) or demand.control in self._bindings.controls

    def render(self, posture: Posture) -> Rendering:
        """The settings, where there is something to set."""
        return settings.render_settings(posture, self._bindings)

    def validate(self, documents: Sequence[Document]) -> tuple[Fault, ...]:
        """Faults of shape, then keys that contradict one another or leave something open."""
        return tuple(fault for each in documents for fault in self._faults(each))

    def _faults(self, document: Document) -> Iterator[Fault]:
        read, faults = read_closed(ManagedSettings, document.content, document.name)
        yield from faults
        for each in contradictions(read, self._bindings.built_in, self._bindings.shells) if read else ():
            yield Fault(message=each, source=document.name)

    def compared(self, name: str, content: str) -> Any:
        """Rules by what they name; everything else as it stands."""
        state = _read(content)
        rules = state.get("permissions")
        if not isinstance(rules, dict) or not all(isinstance(rules.get(each), list) for each in DECISIONS):
            return state
        named = {str(rule): {"decision": each} for each in DECISIONS for rule in rules[each]}
        others = {key: value for key, value in rules.items() if key not in DECISIONS}
        return state | {"permissions": others, "rules": named}

    def direction(self, difference: Difference) -> Direction:
        """Rules, locks and lists are judged; what no rule names is asked about."""
        path, before, after = difference.path, difference.before, difference.after
        if path.startswith("rules."):
            return decision_direction(before or "ask", after or "ask")
        if before is True or after is True:
            return Direction.WEAKER if before is True else Direction.STRICTER
        return list_direction(before, after) if path in _LISTS else Direction.DIFFERENT


class ClaudeMessages(FileTarget):
    """What requests have to carry, one file per use case for the applications that send them."""

    def __init__(self, folder: Path | None = None, *, bindings: ClaudeBindings | None = None) -> None:
        """Renders without `folder`; observing and applying need it."""
        super().__init__(folder)
        self._bindings = (bindings or shipped_bindings()).messages

    @property
    def name(self) -> str:
        """`claude-messages`."""
        return messages.TARGET

    @property
    def proof(self) -> ProofLevel:
        """Schema only."""
        return messages.PROOF

    def handles(self, demand: Demand) -> bool:
        """The controls of the binding table; no tool permissions."""
        return isinstance(demand, ControlRequirement) and demand.control in self._bindings.controls

    def render(self, posture: Posture) -> Rendering:
        """The fragments, where a component calls a model and something is asked of its requests."""
        return messages.render_messages(posture, self._bindings)

    def validate(self, documents: Sequence[Document]) -> tuple[Fault, ...]:
        """Faults of shape, then schemas that leave an argument open."""
        found: list[Fault] = []
        for document in documents:
            read, faults = read_closed(Requests, document.content, document.name)
            found += faults
            found += [
                Fault(message=each, source=document.name) for each in (schema_gaps(read) if read else ())
            ]
        return tuple(found)

    def compared(self, name: str, content: str) -> Any:
        """The fragments as they stand."""
        return _read(content)

    def direction(self, difference: Difference) -> Direction:
        """Switches are judged; all else is only different."""
        if difference.path.endswith(("enabled", "strict")):
            return Direction.WEAKER if difference.before is True else Direction.STRICTER
        return Direction.DIFFERENT


def _read(content: str) -> dict[str, Any]:
    try:
        state = json.loads(content)
    except ValueError:
        return {"unreadable": content}
    return state if isinstance(state, dict) else {"unreadable": content}
