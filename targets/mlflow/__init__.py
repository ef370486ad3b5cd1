"""A gate at a registry of models: which version may carry the alias under which it is used.

Proof level: exercised against the real registry of MLflow, on SQLite, in this project's tests
(`make extras-mlflow`). The registry keeps nobody from moving the alias; that it was moved is found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.errors import Fault
from engine.posture import ControlRequirement, Posture
from targets.errors import Conflict, NotConnected
from targets.interface import (
    Applied,
    Change,
    ChangeKind,
    Demand,
    Difference,
    Direction,
    Document,
    Observed,
    ProofLevel,
    Rendering,
)
from targets.mlflow.bindings import MlflowBindings, shipped_bindings
from targets.mlflow.checks import direction, gate_faults
from targets.mlflow.gate import OWNER, tag, unmet
from targets.mlflow.registry import Missing, Registry, telling
from targets.mlflow.rendering import PROOF, TARGET, render_gates
from targets.steps import Steps


class MlflowGate:
    """Tags of registered models, and the version that carries the alias."""

    def __init__(
        self, connect: Callable[[], Registry] | None = None, *, bindings: MlflowBindings | None = None
    ) -> None:
        """Renders without `connect`; observing, applying and promoting need it."""
        self._connect = connect
        self._client: Registry | None = None
        self._bindings = bindings or shipped_bindings()

    @property
    def name(self) -> str:
        """`mlflow-gate`."""
        return TARGET

    @property
    def proof(self) -> ProofLevel:
        """The real engine."""
        return PROOF

    def handles(self, demand: Demand) -> bool:
        """The controls of the binding table."""
        return isinstance(demand, ControlRequirement) and demand.control in self._bindings.controls

    def render(self, posture: Posture) -> Rendering:
        """One gate for each model of the stack."""
        return render_gates(posture, self._bindings)

    def validate(self, documents: Sequence[Document]) -> tuple[Fault, ...]:
        """Faults by our own rules: the registry takes any text for a tag."""
        return tuple(
            fault for each in documents for fault in gate_faults(each.content, each.name, self._bindings)
        )

    def normalise(self, document: Document) -> Any:
        """The tags, and that no version carries the alias without meeting them."""
        return {"tags": json.loads(document.content)["tags"], "unmet": []}

    def observe(self, document: Document) -> Observed:
        """The tags of the model, and what the version with the alias does not meet."""
        try:
            with telling(f"read the registered model {document.name}"):
                model = self._registry().get_registered_model(document.name)
        except Missing:
            return Observed(exists=False)
        ours = {key: value for key, value in model.tags.items() if key.startswith(self._bindings.prefix)}
        version = str(model.aliases.get(self._bindings.alias, ""))
        return Observed(
            exists=True,
            is_ours=ours.get(tag(self._bindings.prefix, "managed-by")) == OWNER,
            state={"tags": ours, "unmet": self._unmet(document, version) if version else []},
            provider_id=document.name,
            version=version,
        )

    def apply(self, change: Change, token: str) -> Applied:
        """Sets tags, which needs no `token`; an alias somebody moved is left where it is and told."""
        document = change.document
        client, tags = self._registry(), json.loads(document.content)["tags"]
        steps = Steps(f"the tags of {document.name}", f"a version that may carry {self._bindings.alias}")
        with steps.next(), telling(f"set the tags of {document.name}"):
            if change.kind is ChangeKind.CREATE:
                client.create_registered_model(document.name, tags)
            for key, value in sorted(tags.items()):
                client.set_registered_model_tag(document.name, key, value)
        with steps.next():
            found = self.observe(document)
            if found.state["unmet"]:
                raise Conflict(
                    f"{' '.join(found.state['unmet'])} The alias is left where it is:"
                    " promote a version that meets the gate."
                )
        return Applied(provider_id=document.name, version=found.version)

    def promote(self, document: Document, version: str) -> None:
        """Moves the alias to `version` if it meets the gate; else raises `Conflict` and moves nothing."""
        reasons = self._unmet(document, version)
        if reasons:
            raise Conflict(f"Not promoted: {' '.join(reasons)}")
        with telling(f"move the alias of {document.name}"):
            self._registry().set_registered_model_alias(document.name, self._bindings.alias, version)

    def direction(self, difference: Difference) -> Direction:
        """A bound that went or moved away, and a version that does not meet the gate: weaker."""
        return direction(difference)

    def _unmet(self, document: Document, version: str) -> list[str]:
        gate: Mapping[str, str] = json.loads(document.content)["tags"]
        with telling(f"read version {version} of {document.name}"):
            tags = self._registry().get_model_version(document.name, version).tags
        reasons = unmet(gate, tags, self._bindings.prefix)
        return [f"Version {version}: {each}." for each in reasons]

    def _registry(self) -> Registry:
        if self._connect is None:
            raise NotConnected(
                f"{self.name} was given no registry, so it can be rendered but not looked at or changed."
            )
        self._client = self._client or self._connect()
        return self._client
