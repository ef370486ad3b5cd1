"""What would have to change so that reality matches a posture; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.canonical import digest
from engine.posture import Posture
from targets.coverage import Coverage, coverage, render_all
from targets.differences import differences
from targets.errors import InvalidDocument
from targets.interface import (
    Change,
    ChangeKind,
    Difference,
    Document,
    Observed,
    ProofLevel,
    Rendering,
    Target,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The changes for one posture, bound to what was observed when it was made."""

    posture: str
    use_case: str
    is_complete: bool
    """False while open questions could still raise a tier: such a plan is shown, never applied."""
    author: str
    changes: tuple[Change, ...]
    """Every document, those without a difference too, in order of target and name."""
    coverage: Coverage
    conflicts: tuple[str, ...] = ()
    """Demands of the posture that cannot all be met: while there is one, the plan is shown, never applied."""

    @property
    def id(self) -> str:
        """The hash of posture, author and changes, each change with the hash of what was observed."""
        changes = [(each.kind, each.document.id, each.observed.digest) for each in self.changes]
        return f"plan:{digest((self.posture, self.use_case, self.is_complete, self.author, changes))[:32]}"

    @property
    def to_do(self) -> tuple[Change, ...]:
        """The changes that would write something."""
        return tuple(each for each in self.changes if each.kind in (ChangeKind.CREATE, ChangeKind.UPDATE))

    @property
    def is_empty(self) -> bool:
        """Whether reality already matches: no document differs, and no name is taken by something foreign."""
        return all(each.kind is ChangeKind.NONE for each in self.changes)


def make_plan(posture: Posture, targets: Sequence[Target], *, author: str) -> Plan:
    """Renders, validates and observes; raises `InvalidDocument`, `NotConnected` or a `ProviderError`."""
    renderings = render_all(posture, targets)
    check(renderings, targets)
    by_name = {target.name: target for target in targets}
    changes = [
        compare(by_name[rendering.target], document)
        for rendering in renderings
        for document in sorted(rendering.documents, key=lambda each: each.name)
    ]
    return Plan(
        posture=posture.id,
        use_case=posture.use_case,
        is_complete=posture.is_complete,
        author=author,
        changes=tuple(changes),
        coverage=coverage(posture, renderings),
        conflicts=tuple(conflict.message for conflict in posture.conflicts),
    )


def check(renderings: Iterable[Rendering], targets: Iterable[Target]) -> None:
    """Raises `InvalidDocument` with every fault our own validators find in `renderings`."""
    by_name = {target.name: target for target in targets}
    faults = [fault for each in renderings for fault in by_name[each.target].validate(each.documents)]
    if faults:
        raise InvalidDocument(faults)


def compare(target: Target, document: Document) -> Change:
    """What has to be done for `document`, given what stands under its name right now."""
    observed = target.observe(document)
    found = differences(observed.state, target.normalise(document))
    return Change(kind=_kind(observed, found), document=document, observed=observed, differences=found)


def _kind(observed: Observed, found: Sequence[Difference]) -> ChangeKind:
    if not observed.exists:
        return ChangeKind.CREATE
    if not observed.is_ours:
        return ChangeKind.FOREIGN
    return ChangeKind.UPDATE if found else ChangeKind.NONE


def plan_text(plan: Plan, targets: Iterable[Target]) -> str:
    """The plan for a person to read before approving its id."""
    proofs = {target.name: target.proof for target in targets}
    lines = [f"{plan.id} for {plan.use_case}, following from {plan.posture}, made by {plan.author}"]
    for change in plan.changes:
        lines += ["", *_change_lines(change, proofs[change.document.target])]
    if not plan.changes:
        lines += ["", "The posture has no document for these targets."]
    elif plan.is_empty:
        lines += ["", "Nothing to do: what was observed matches the posture."]
    if not plan.is_complete:
        lines += ["", "Open questions could still raise a tier: this plan can be read, but not applied."]
    if plan.conflicts:
        lines += ["", "Demands that cannot all be met, so this plan can be read, but not applied:"]
        lines += [f"  {message}" for message in plan.conflicts]
    if plan.coverage.residuals:
        lines += ["", "Not held, or not wholly held, by any target, so somebody must own it:"]
        lines += [
            f"  {each.label} (normally: {each.normal_owner}; owner {each.owner})"
            for each in plan.coverage.residuals
        ]
    return "\n".join(lines) + "\n"


def _change_lines(change: Change, proof: ProofLevel) -> list[str]:
    where = f" {change.observed.provider_id}" if change.observed.provider_id else ""
    head = f"{change.kind:8}{change.document.target} {change.document.name}{where}  ({proof})"
    if change.kind is ChangeKind.FOREIGN:
        return [head, "  The name is taken by something duecare did not create; it is left alone."]
    return [head, *(f"  {difference}" for difference in change.differences)]


def plan_data(plan: Plan) -> Mapping[str, Any]:
    """The plan as JSON values, for machines and for the record."""
    return {
        "id": plan.id,
        "posture": plan.posture,
        "use_case": plan.use_case,
        "author": plan.author,
        "is_complete": plan.is_complete,
        "is_empty": plan.is_empty,
        "conflicts": list(plan.conflicts),
        "changes": [
            {
                "kind": each.kind.value,
                "target": each.document.target,
                "name": each.document.name,
                "document": each.document.id,
                "observed": each.observed.digest,
                "provider_id": each.observed.provider_id,
                "version": each.observed.version,
                "differences": [
                    {"path": found.path, "before": found.before, "after": found.after}
                    for found in each.differences
                ],
            }
            for each in plan.changes
        ],
    }
