"""Alerting rules for Prometheus, and routes and receivers for Alertmanager.

Proof level: the rendered rules are checked and run by the real promtool and server, the routes by the real
amtool, in this project's tests. The target's state is a folder of files, from which both programs load them;
where a server is named, what it has loaded belongs to the state too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.errors import Fault
from engine.posture import ControlRequirement, Posture
from targets.file_target import FileTarget
from targets.interface import (
    Applied,
    Change,
    Demand,
    Difference,
    Direction,
    Document,
    Observed,
    ProofLevel,
    Rendering,
)
from targets.prometheus.bindings import PrometheusBindings, shipped_bindings
from targets.prometheus.checks import route_faults, rule_faults
from targets.prometheus.comparing import compared_routes, compared_rules, direction
from targets.prometheus.rendering import PROOF, ROUTES, RULES, TARGET, is_watched, render_monitoring
from targets.prometheus.server import Server
from targets.prometheus.texts import with_receivers_of
from targets.steps import Steps


class PrometheusRules(FileTarget):
    """What is watched for a use case, and who is told: one file of rules and one of routes."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        server: Server | None = None,
        bindings: PrometheusBindings | None = None,
    ) -> None:
        """Renders without `folder`. With `server`, which loads the folder, rules are loaded and read back."""
        super().__init__(folder)
        self._server = server
        self._bindings = bindings or shipped_bindings()

    @property
    def name(self) -> str:
        """`prometheus-rules`."""
        return TARGET

    @property
    def proof(self) -> ProofLevel:
        """The real engine."""
        return PROOF

    def handles(self, demand: Demand) -> bool:
        """Every control of which something is measured or escalated."""
        return isinstance(demand, ControlRequirement) and is_watched(demand)

    def render(self, posture: Posture) -> Rendering:
        """Rules and routes, where there is anything to watch."""
        return render_monitoring(posture, self._bindings)

    def validate(self, documents: Sequence[Document]) -> tuple[Fault, ...]:
        """Faults of each file, and alerts that no route would take to anybody."""
        rules = {each.name: each.content for each in documents if each.name.endswith(f".{RULES}")}
        found = [fault for name, content in rules.items() for fault in rule_faults(content, name)]
        for each in documents:
            if each.name.endswith(f".{ROUTES}"):
                beside = rules.get(f"{each.name.removesuffix(ROUTES)}{RULES}", "")
                if not beside:
                    found.append(Fault(message="Its rules are not there.", source=each.name))
                found += route_faults(each.content, each.name, beside)
        return tuple(found)

    def compared(self, name: str, content: str) -> Any:
        """Rules by name, or the tree of routes, without layout and comments."""
        return compared_routes(content) if name.endswith(f".{ROUTES}") else compared_rules(content)

    def normalise(self, document: Document) -> Any:
        """What the file says and, with a server, what it should have loaded."""
        state = super().normalise(document)
        if self._server is None or document.name.endswith(f".{ROUTES}"):
            return state
        return {**state, "loaded": self._server.loadable(document.content)}

    def observe(self, document: Document) -> Observed:
        """The file of that name and, with a server, what it has loaded of it."""
        found = super().observe(document)
        if self._server is None or document.name.endswith(f".{ROUTES}") or not found.exists:
            return found
        return replace(found, state={**found.state, "loaded": self._server.loaded(document.content)})

    def apply(self, change: Change, token: str) -> Applied:
        """Replaces the file, keeping what the organisation added to receivers, and has rules loaded."""
        name, content = change.document.name, change.document.content
        folder = self._connected()
        is_routes = name.endswith(f".{ROUTES}")
        steps = Steps(name, *(("the server's rules",) if self._server and not is_routes else ()))
        with steps.next():
            standing = folder.read(name)
            if is_routes and standing is not None:
                content = with_receivers_of(content, standing.decode("utf-8", errors="replace"))
            version = folder.write(name, content)
        if self._server and not is_routes:
            with steps.next():
                self._server.reload()
        return Applied(provider_id=name, version=version)

    def direction(self, difference: Difference) -> Direction:
        """A bound that moved away, an alert or route that went, a silence that came: weaker."""
        return direction(difference)
