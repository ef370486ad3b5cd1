"""Whether reality still matches what was applied, and if not, in which direction it moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.posture import Posture
from targets.apply import FAILED, RECEIPT
from targets.coverage import render_all
from targets.interface import Change, ChangeKind, Difference, Direction, Receipts, Target
from targets.plan import check, compare


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
    """What was applied last is an earlier document, so a new plan is due; later hand edits show in it."""
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


def find_drift(posture: Posture, targets: Sequence[Target], receipts: Receipts) -> tuple[Drift, ...]:
    """One entry per document. A target that cannot be asked raises: silence is never `in place`."""
    renderings = render_all(posture, targets)
    check(renderings, targets)
    by_name = {target.name: target for target in targets}
    applied = {
        (str(each.get("target")), str(each.get("name"))): str(each.get("document"))
        for each in receipts.recorded(RECEIPT, posture.use_case)
        if each.get("outcome") != FAILED
    }
    return tuple(
        _drift(compare(by_name[rendering.target], document), by_name[rendering.target], applied)
        for rendering in renderings
        for document in rendering.documents
    )


def _drift(change: Change, target: Target, applied: dict[tuple[str, str], str]) -> Drift:
    turned = (Difference(path=each.path, before=each.after, after=each.before) for each in change.differences)
    moved = tuple(Moved(difference=each, direction=target.direction(each)) for each in turned)
    last = applied.get((change.document.target, change.document.name), "")
    kind = _kind(change, last, moved)
    return Drift(target=change.document.target, name=change.document.name, kind=kind, moved=moved)


def _kind(change: Change, last: str, moved: tuple[Moved, ...]) -> DriftKind:
    match change.kind:
        case ChangeKind.NONE:
            return DriftKind.IN_PLACE
        case ChangeKind.FOREIGN:
            return DriftKind.FOREIGN
        case ChangeKind.CREATE:
            return DriftKind.MISSING if last else DriftKind.NEVER_APPLIED
        case ChangeKind.UPDATE if last and last != change.document.id:
            return DriftKind.OUTDATED
        case ChangeKind.UPDATE:
            return _overall([each.direction for each in moved])


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
