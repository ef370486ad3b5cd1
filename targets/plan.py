"""What would have to change so that reality matches a posture; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engine.canonical import digest
from engine.posture import Posture
from targets.capabilities import ByHand, Staged
from targets.coverage import Coverage, coverage, render_all
from targets.differences import differences
from targets.errors import InvalidDocument
from targets.interface import (
    Change,
    ChangeKind,
    Difference,
    Document,
    Observed,
    Rendering,
    Target,
)
from targets.shared import Gathered, gather
from targets.stages import Stage, next_stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The changes for one posture or several, bound to what was observed when it was made."""

    posture: str
    """The id of the posture; of several, joined by a blank."""
    use_cases: tuple[str, ...]
    is_complete: bool
    """False while open questions could still raise a tier: such a plan is shown, never applied."""
    author: str
    changes: tuple[Change, ...]
    """Every document, those without a difference too, in order of target and name."""
    coverages: tuple[Coverage, ...] = ()
    """What became of the demands of each use case, in their order; none for a rollback."""
    conflicts: tuple[str, ...] = ()
    """Demands that cannot all be met: while there is one, the plan is shown, never applied."""
    decided: tuple[str, ...] = ()
    """Where use cases that share a setting asked for different things: which demand prevailed."""
    restores: str = ""
    """The id of the receipt a rollback goes back to; empty for every other plan."""

    @property
    def use_case(self) -> str:
        """The use cases, as one text."""
        return ", ".join(self.use_cases)

    @property
    def id(self) -> str:
        """The hash of posture, author and changes, each change with the hash of what was observed."""
        changes = [(each.kind, each.document.id, each.observed.digest) for each in self.changes]
        said = (self.posture, self.use_cases, self.is_complete, self.author, self.restores, changes)
        return f"plan:{digest(said)[:32]}"

    @property
    def to_do(self) -> tuple[Change, ...]:
        """The changes that would write something."""
        return tuple(each for each in self.changes if each.kind in (ChangeKind.CREATE, ChangeKind.UPDATE))

    @property
    def is_empty(self) -> bool:
        """Whether reality already matches: no document differs, and no name is taken by something foreign."""
        return all(each.kind is ChangeKind.NONE for each in self.changes)


def make_plan(
    posture: Posture, targets: Sequence[Target], *, author: str, to: Stage | None = Stage.ENFORCE
) -> Plan:
    """
    Renders, validates and observes; raises `InvalidDocument`, `NotConnected` or a `ProviderError`.

    With `to` None each document goes one stage further than it stands, otherwise as far as `to` at least.
    """
    return make_joint_plan([posture], targets, author=author, to=to)


def make_joint_plan(
    postures: Sequence[Posture], targets: Sequence[Target], *, author: str, to: Stage | None = Stage.ENFORCE
) -> Plan:
    """As `make_plan`, for several use cases, whose demands on a shared setting are merged or refused."""
    renderings = {each.use_case: render_all(each, targets) for each in postures}
    check((each for rendered in renderings.values() for each in rendered), targets)
    by_name = {target.name: target for target in targets}
    gathering = gather(renderings, by_name)
    changes = [_change(by_name[each.document.target], each, to) for each in gathering.documents]
    torn = [conflict.message for posture in postures for conflict in posture.conflicts]
    return Plan(
        posture=" ".join(each.id for each in postures),
        use_cases=tuple(each.use_case for each in postures),
        is_complete=all(each.is_complete for each in postures),
        author=author,
        changes=tuple(changes),
        coverages=tuple(coverage(each, renderings[each.use_case]) for each in postures),
        conflicts=(*torn, *gathering.conflicts),
        decided=tuple(said for each in gathering.documents for said in each.decided),
    )


def check(renderings: Iterable[Rendering], targets: Iterable[Target]) -> None:
    """Raises `InvalidDocument` with every fault our own validators find in `renderings`."""
    by_name = {target.name: target for target in targets}
    faults = [fault for each in renderings for fault in by_name[each.target].validate(each.documents)]
    if faults:
        raise InvalidDocument(faults)


def _change(target: Target, gathered: Gathered, to: Stage | None) -> Change:
    observed = target.observe(gathered.document)
    document = staged(target, gathered.document, next_stage(stage_now(target, observed), to))
    change = replace(compared(target, document, observed), use_cases=gathered.use_cases)
    is_to_do = change.kind in (ChangeKind.CREATE, ChangeKind.UPDATE)
    return replace(change, kind=ChangeKind.BY_HAND) if is_to_do and isinstance(target, ByHand) else change


def staged(target: Target, document: Document, stage: Stage) -> Document:
    """`document` as it stands at `stage`, where `target` can hold it there; else as it is."""
    return target.at_stage(document, stage) if isinstance(target, Staged) else document


def stage_now(target: Target, observed: Observed) -> Stage:
    """How far what was observed is rolled out; what nobody can hold back enforces once it is there."""
    if not observed.exists:
        return Stage.DRAFT
    return target.stage_of(observed) if isinstance(target, Staged) else Stage.ENFORCE


def compare(target: Target, document: Document) -> Change:
    """What has to be done for `document`, given what stands under its name right now."""
    return compared(target, document, target.observe(document))


def compared(target: Target, document: Document, observed: Observed) -> Change:
    """What has to be done for `document`, given that `observed` stands under its name."""
    found = differences(observed.state, target.normalise(document))
    return Change(
        kind=_kind(observed, found),
        document=document,
        observed=observed,
        differences=found,
        stage=stage_now(target, observed),
    )


def _kind(observed: Observed, found: Sequence[Difference]) -> ChangeKind:
    if not observed.exists:
        return ChangeKind.CREATE
    if not observed.is_ours:
        return ChangeKind.FOREIGN
    return ChangeKind.UPDATE if found else ChangeKind.NONE
