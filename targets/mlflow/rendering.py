"""A posture as gates of registered models: the documents, and what each demand makes of them."""

from __future__ import annotations

import re

from engine.canonical import canonical_bytes
from engine.posture import ControlRequirement, Posture
from targets.bindings import verdict
from targets.interface import Document, Held, ProofLevel, Rendering, Unsupported
from targets.mlflow.bindings import MlflowBindings
from targets.mlflow.gate import OWNER, bound, tag

TARGET = "mlflow-gate"
PROOF = ProofLevel.REAL_ENGINE
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
"""What is taken for the name of a registered model; the registry takes more."""


def render_gates(posture: Posture, bindings: MlflowBindings) -> Rendering:
    """One gate for each model of the stack, where any bound of the posture can be measured before release."""
    wanted = [each for each in posture.requirements if each.control in bindings.controls]
    gates = {name: bound_ for each in wanted for name, bound_ in _bounds(each, bindings).items()}
    models = sorted(
        each.id for each in posture.stack if each.kind in bindings.kinds and NAME.fullmatch(each.id)
    )
    documents = tuple(_document(each, gates, posture, bindings) for each in models) if gates else ()
    accounts = [_account(each, documents, bindings) for each in wanted]
    return Rendering(
        target=TARGET,
        proof=PROOF,
        documents=documents,
        held=tuple(each for each in accounts if isinstance(each, Held)),
        unsupported=tuple(each for each in accounts if isinstance(each, Unsupported)),
        points=(bindings.point,),
        components=tuple(each.name for each in documents),
    )


def _bounds(requirement: ControlRequirement, bindings: MlflowBindings) -> dict[str, str]:
    """The bounds of `requirement` by the name of the measured value."""
    names = bindings.controls[requirement.control].metrics
    stated = {
        names[each.metric]: bound(each.bound, each.breach)
        for each in requirement.monitoring
        if each.metric in names
    }
    return {name: value for name, value in stated.items() if value}


def _account(
    requirement: ControlRequirement, documents: tuple[Document, ...], bindings: MlflowBindings
) -> Held | Unsupported:
    if not documents:
        reason = "The stack names no model that is kept in a registry, or no bound can be stated."
        return Unsupported(demand=requirement.control, reason=reason)
    binding, found = bindings.controls[requirement.control], _bounds(requirement, bindings)
    lost = [
        f"Not gated: {each.label}."
        for each in requirement.monitoring
        if binding.metrics.get(each.metric) not in found
    ]
    return verdict(requirement, binding, documents[0].name, carries=bool(found), shortfalls=lost)


def _document(model: str, gates: dict[str, str], posture: Posture, bindings: MlflowBindings) -> Document:
    ours = {"managed-by": OWNER, "posture": posture.id, "use-case": _plain(posture.use_case)}
    bounds = {f"gate.{name}": value for name, value in gates.items()}
    tags = {tag(bindings.prefix, name): value for name, value in (ours | bounds).items()}
    content = {"registered_model": model, "alias": bindings.alias, "tags": tags}
    return Document(
        target=TARGET,
        name=model,
        media_type="application/json",
        content=canonical_bytes(content).decode("utf-8"),
        posture=posture.id,
    )


def _plain(text: str) -> str:
    """`text` as a tag can hold it: printable, and never empty."""
    return "".join(each if each.isprintable() else "?" for each in text)[:200] or "-"
