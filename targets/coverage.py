"""Which demand of a posture is held by which document how far, and what is left for somebody to own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.posture import ControlRequirement, Posture
from targets.demands import NOBODY, hint_of, label_of, normal_owner_of, status_of
from targets.interface import Demand, Extent, Held, ProofLevel, Rendering, Target, demand_key, demands_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One demand at one target: how far its document holds it, or why it cannot."""

    demand: str
    label: str
    status: str
    """The status of the requirement for a control; the decision for a tool permission."""
    target: str
    proof: ProofLevel
    document: str
    """Empty where the target cannot hold it."""
    extent: Extent | None
    """None where the target cannot hold it."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """What no document holds, wholly or in part, and somebody must therefore own."""

    demand: str
    label: str
    is_partly_held: bool
    """True where a document holds some of it and the rest remains."""
    reason: str
    """Why no enforcement point rendered here holds it."""
    owner: str
    """`to be named`: duecare names no person."""
    normal_owner: str
    """The job that normally owns it."""
    hint: str
    """What would show that it is held all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Every demand of a posture, accounted for."""

    rows: tuple[Row, ...]
    residuals: tuple[Residual, ...]


def render_all(posture: Posture, targets: Iterable[Target]) -> tuple[Rendering, ...]:
    """What each target makes of `posture`, in order of the targets' names."""
    return tuple(target.render(posture) for target in sorted(targets, key=lambda each: each.name))


def coverage(posture: Posture, renderings: Sequence[Rendering]) -> Coverage:
    """Accounts for every demand by a row, a residual or both; without renderings all are residual."""
    demands = demands_of(posture)
    rows = tuple(row for demand in demands for row in _rows(demand, renderings))
    residuals = (
        _residual(demand, [row for row in rows if row.demand == demand_key(demand)]) for demand in demands
    )
    return Coverage(rows=rows, residuals=tuple(each for each in residuals if each is not None))


def _rows(demand: Demand, renderings: Sequence[Rendering]) -> Iterable[Row]:
    key = demand_key(demand)
    for rendering in renderings:
        for each in rendering.accounts:
            if each.demand == key:
                yield Row(
                    demand=key,
                    label=label_of(demand),
                    status=status_of(demand),
                    target=rendering.target,
                    proof=rendering.proof,
                    document=each.document if isinstance(each, Held) else "",
                    extent=each.extent if isinstance(each, Held) else None,
                    reason=each.reason,
                )


def _residual(demand: Demand, rows: Sequence[Row]) -> Residual | None:
    if any(row.extent is Extent.FULLY for row in rows):
        return None
    return Residual(
        demand=demand_key(demand),
        label=label_of(demand),
        is_partly_held=any(row.extent is Extent.PARTLY for row in rows),
        reason=" ".join(row.reason for row in rows) or _unreached(demand),
        owner=NOBODY,
        normal_owner=normal_owner_of(demand),
        hint=hint_of(demand),
    )


def _unreached(demand: Demand) -> str:
    if not isinstance(demand, ControlRequirement):
        return "No target rendered here decides tool calls."
    points = ", ".join(point.rpartition(".")[2].replace("-", " ") for point in demand.enforcement_points)
    return (
        f"It is held at: {points or 'no enforcement point that is known'}. No target rendered here sets that."
    )
