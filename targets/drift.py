"""Whether reality still matches what was applied, and if not, in which direction it moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.posture import Posture
from targets.coverage import render_all
from targets.interface import Change, ChangeKind, Difference, Direction, Document, Receipts, Target
from targets.plan import check, compared, staged
from targets.records import RECEIPT, Payload, document_of, last_standing
from targets.shared import Gathered, gather


class DriftKind(StrEnum):
    """What became of one document."""

    IN_PLACE = "in place"
    NEVER_APPLIED = "never applied"
    """Nothing stands there and no receipt says that it ever did."""
    MISSING = "missing"
    """It was applied and is gone."""
    FOREIGN = "foreign"
    """The name is taken by something duecare did not create."""
    OUTDATED = "outdated"
    """What was applied last stands unchanged, but the posture asks for something else: a plan is due."""
    WEAKER = "weaker"
    """At least one difference weakens the protection."""
    STRICTER = "stricter"
    """Every difference strengthens it."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One difference between a document (`before`) and reality (`after`)."""

    difference: Difference
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One document of a posture against reality."""

    target: str
    name: str
    kind: DriftKind
    moved: tuple[Moved, ...]

    @property
    def is_drift(self) -> bool:
        """Whether somebody has to look; only `in place` needs nobody."""
        return self.kind is not DriftKind.IN_PLACE


def find_drift(
    posture: Posture | Sequence[Posture], targets: Sequence[Target], receipts: Receipts
) -> tuple[Drift, ...]:
    """
    One entry per document of one posture or several that are asked about together.

    Reality is compared with what was applied last, as its receipt keeps it, at the stage it was rolled out
    to. A target that cannot be asked raises: silence is never `in place`.
    """
    postures = [posture] if isinstance(posture, Posture) else posture
    renderings = {each.use_case: render_all(each, targets) for each in postures}
    check((each for rendered in renderings.values() for each in rendered), targets)
    by_name = {target.name: target for target in targets}
    standing = last_standing(
        payload for each in postures for payload in receipts.recorded(RECEIPT, each.use_case)
    )
    return tuple(
        _drift(each, by_name[each.document.target], standing.get((each.document.target, each.document.name)))
        for each in gather(renderings, by_name).documents
    )


def _drift(wanted: Gathered, target: Target, last: Payload | None) -> Drift:
    applied = document_of(last) if last else None
    observed = target.observe(wanted.document)
    change = compared(target, applied or wanted.document, observed)
    kind = _kind(change, last, target)
    if kind is DriftKind.IN_PLACE and applied and last and _is_outdated(wanted, target, applied, last):
        kind, change = DriftKind.OUTDATED, compared(target, _at(wanted, target, applied), observed)
    moved = () if change.kind is ChangeKind.NONE else _moved(change, target)
    return Drift(target=target.name, name=wanted.document.name, kind=kind, moved=moved)


def _moved(change: Change, target: Target) -> tuple[Moved, ...]:
    turned = (Difference(path=each.path, before=each.after, after=each.before) for each in change.differences)
    return tuple(Moved(difference=each, direction=target.direction(each)) for each in turned)


def _at(wanted: Gathered, target: Target, applied: Document) -> Document:
    return staged(target, wanted.document, applied.stage)


def _is_outdated(wanted: Gathered, target: Target, applied: Document, last: Payload) -> bool:
    """Whether a new plan is due; nobody can tell where others, not asked about, are served too."""
    serves_others = bool({*last["use_cases"]} - {*wanted.use_cases})
    return not serves_others and _at(wanted, target, applied).id != applied.id


def _kind(change: Change, last: Payload | None, target: Target) -> DriftKind:
    match change.kind:
        case ChangeKind.NONE:
            return DriftKind.IN_PLACE
        case ChangeKind.FOREIGN:
            return DriftKind.FOREIGN
        case ChangeKind.CREATE:
            return DriftKind.MISSING if last else DriftKind.NEVER_APPLIED
    return _overall([each.direction for each in _moved(change, target)])


def _overall(directions: Sequence[Direction]) -> DriftKind:
    if Direction.WEAKER in directions:
        return DriftKind.WEAKER
    if set(directions) == {Direction.STRICTER}:
        return DriftKind.STRICTER
    return DriftKind.DIFFERENT


def drift_text(found: Sequence[Drift]) -> str:
    """The drift for a person to read."""
    lines: list[str] = []
    for each in found:
        lines.append(f"{each.kind:15}{each.target} {each.name}")
        lines += [f"  {moved.direction}: {moved.difference}" for moved in each.moved if each.is_drift]
    return (
        "\n".join(lines or ["The posture has no document for these targets, so nothing was compared."]) + "\n"
    )
