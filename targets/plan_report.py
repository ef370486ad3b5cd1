"""A plan as text for whoever approves it, and as JSON for machines and the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from targets.capabilities import ByHand, Shared, Staged
from targets.interface import Change, ChangeKind, Difference, Direction, Target
from targets.plan import Plan
from targets.stages import Stage


def plan_text(plan: Plan, targets: Iterable[Target]) -> str:
    """The plan for a person to read before approving its id."""
    by_name = {target.name: target for target in targets}
    lines = [f"{plan.id} for {plan.use_case}, following from {plan.posture}, made by {plan.author}"]
    if plan.restores:
        lines.append(f"It goes back to {plan.restores}.")
    for change in plan.changes:
        lines += ["", *_change_lines(change, by_name[change.document.target])]
    if not plan.changes:
        lines += ["", "The posture has no document for these targets."]
    elif plan.is_empty:
        lines += ["", "Nothing to do: what was observed matches the posture."]
    lines += _section("Asked for differently by use cases that share a setting; the strictest:", plan.decided)
    if not plan.is_complete:
        lines += ["", "Open questions could still raise a tier: this plan can be read, but not applied."]
    lines += _section(
        "Demands that cannot all be met, so this plan can be read, but not applied:", plan.conflicts
    )
    lines += _section(
        "Not held, or not wholly held, by any target, so somebody must own it:", _residuals(plan)
    )
    return "\n".join(lines) + "\n"


def _section(heading: str, said: Iterable[str]) -> list[str]:
    lines = [f"  {each}" for each in said]
    return ["", heading, *lines] if lines else []


def _residuals(plan: Plan) -> Iterator[str]:
    for use_case, covered in zip(plan.use_cases, plan.coverages, strict=False):
        of = f"{use_case}: " if len(plan.use_cases) > 1 else ""
        for each in covered.residuals:
            yield f"{of}{each.label} (normally: {each.normal_owner}; owner {each.owner})"


def _change_lines(change: Change, target: Target) -> list[str]:
    where = f" {change.observed.provider_id}" if change.observed.provider_id else ""
    head = f"{change.kind:8}{change.document.target} {change.document.name}{where}  ({target.proof})"
    if change.kind is ChangeKind.FOREIGN:
        return [head, "  The name is taken by something duecare did not create; it is left alone."]
    lines = [head, *_rollout(change, target)]
    if isinstance(target, Shared) or len(change.use_cases) > 1:
        lines.append(f"  serves: {', '.join(change.use_cases)}")
    lines += [f"  {_weaker(each, target)}{each}" for each in change.differences]
    if change.kind is ChangeKind.BY_HAND and isinstance(target, ByHand):
        lines += [f"  {line}" for line in target.instructions(change).splitlines()]
    return lines


def _rollout(change: Change, target: Target) -> Iterator[str]:
    if change.kind is ChangeKind.NONE and change.stage is Stage.ENFORCE:
        return
    held = "" if isinstance(target, Staged) else "; this target cannot hold it at observe-only"
    yield f"  {change.stage} → {change.document.stage}{held}"


def _weaker(difference: Difference, target: Target) -> str:
    """Marks what would protect less than what stands there now."""
    return "WEAKER " if target.direction(difference) is Direction.WEAKER else ""


def plan_data(plan: Plan) -> Mapping[str, Any]:
    """The plan as JSON values, for machines and for the record."""
    return {
        "id": plan.id,
        "posture": plan.posture,
        "use_case": plan.use_case,
        "use_cases": list(plan.use_cases),
        "author": plan.author,
        "is_complete": plan.is_complete,
        "is_empty": plan.is_empty,
        "conflicts": list(plan.conflicts),
        "decided": list(plan.decided),
        "restores": plan.restores,
        "changes": [_change_data(each) for each in plan.changes],
    }


def _change_data(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "target": change.document.target,
        "name": change.document.name,
        "document": change.document.id,
        "use_cases": list(change.use_cases),
        "from": change.stage.value,
        "to": change.document.stage.value,
        "observed": change.observed.digest,
        "provider_id": change.observed.provider_id,
        "version": change.observed.version,
        "differences": _differences_data(change.differences),
    }


def _differences_data(differences: Sequence[Difference]) -> list[dict[str, Any]]:
    return [{"path": each.path, "before": each.before, "after": each.after} for each in differences]
