"""From a determination to a posture: obligations and control rules to controls with settings.

Every requirement carries why it is there. What no control serves is a gap, never dropped. A tool about which
too little is known is denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Collected
from dataclasses import fields, replace
from operator import attrgetter
from typing import Final

from engine.canonical import digest_of_fields, remembered_digest
from engine.determination import Determination, Finding
from engine.knowledge import Basis, ControlType, Iri, KnowledgeBase, Mapping
from engine.permissions import permissions_of
from engine.posture import Acceptance, Conflict, ControlRequirement, Gap, Posture, Reason
from engine.record import determination_id
from engine.serving import Serving, serving
from engine.terms import CONTROL_DEMAND, IN_USE, NOT_YET_IN_USE, OBLIGATION

_FIELDS: Final = tuple(field.name for field in fields(ControlRequirement))
_SHARED: Final = tuple(map(_FIELDS.index, ("settings", "monitoring", "escalations")))
_values: Final = attrgetter(*_FIELDS)

_RANKS: Final = {basis: rank for rank, basis in enumerate(Basis)}
_STAGES = ((IN_USE, True), (NOT_YET_IN_USE, False))


def posture_of(determination: Determination, *, require_reviewed: bool = False) -> Posture:
    """
    The posture that follows from `determination`; the same determination gives the same bytes.

    With `require_reviewed`, mappings that nobody has reviewed lead to nothing: what only they serve is a gap.
    """
    knowledge_base = determination.knowledge_base
    known = serving(knowledge_base)
    reasons, gaps = _reasons(determination, require_reviewed)
    findings = [finding for finding in determination.findings if not _has_ended(finding)]
    holding = frozenset([finding.conclusion for finding in findings])
    states = {(f.conclusion, f.subject): f.binding.state for f in findings if f.binding}
    requirements = tuple(
        _requirement(determination, known, knowledge_base.controls[control], because, holding, states)
        for control, because in sorted(reasons.items())
    )
    posture = Posture(
        id="",
        use_case=determination.use_case.id,
        title=determination.use_case.title,
        determination=determination_id(determination),
        as_of=determination.as_of,
        known_at=determination.known_at,
        knowledge_base=f"{knowledge_base.version} {knowledge_base.fingerprint}",
        is_complete=determination.is_complete,
        requirements=requirements,
        permissions=permissions_of(determination),
        gaps=gaps,
        stack=determination.use_case.stack,
        conflicts=tuple(_conflicts(requirements)),
        in_use=next((stage for name, stage in _STAGES if name in holding), None),
    )
    return replace(posture, id=posture_id(posture))


def posture_id(posture: Posture) -> str:
    """
    The address of what must be on: requirements, permissions, gaps and stack.

    The day asked about, the determination and the release of the packs do not enter. Configuration carries
    this identifier, and must not look changed on a day on which nothing it enforces has changed.
    """
    demanded = (
        posture.use_case,
        posture.is_complete,
        [_addressed(requirement) for requirement in posture.requirements],
        posture.permissions,
        posture.gaps,
        posture.stack,
        posture.conflicts,
    )
    return f"posture:{digest_of_fields(demanded)[:32]}"


def _addressed(requirement: ControlRequirement) -> list[object]:
    """All that a requirement says, with what many postures share as its digest."""
    said = list(_values(requirement))
    for place in _SHARED:
        said[place] = remembered_digest(said[place])
    return said


def _reasons(
    determination: Determination, require_reviewed: bool
) -> tuple[dict[Iri, list[Reason]], tuple[Gap, ...]]:
    """Why each control is required, and which obligations no control serves; what ended asks for nothing."""
    knowledge_base = determination.knowledge_base
    known = serving(knowledge_base)
    mapped = known.mapped
    accepted = ("reviewed",) if require_reviewed else ("reviewed", "proposed")
    reasons: dict[Iri, list[Reason]] = {}
    gaps: list[Gap] = []
    for finding in determination.findings:
        if _has_ended(finding):
            continue
        if finding.family == CONTROL_DEMAND:
            reasons.setdefault(finding.conclusion, []).append(_demanded(knowledge_base, known, finding))
        else:
            positive = [row for row in mapped.get(finding.conclusion, ()) if not row.negated]
            rows = [row for row in positive if row.status in accepted]
            for row in rows:
                reasons.setdefault(row.object, []).append(_mapped(knowledge_base, known, finding, row))
            if not rows and finding.family == OBLIGATION:
                gaps.append(_gap(known, finding, mapped.get(finding.conclusion, ()), positive))
    return reasons, tuple(gaps)


def _has_ended(finding: Finding) -> bool:
    return finding.binding is not None and finding.binding.state == "ended"


def _mapped(knowledge_base: KnowledgeBase, known: Serving, finding: Finding, row: Mapping) -> Reason:
    return Reason(
        finding=finding.conclusion,
        subject=finding.subject,
        citations=known.cite_conclusion(finding.conclusion, finding.rules),
        basis=Basis.LAW,
        mapping=row.id,
        mapping_status=row.status,
        binds_from=finding.binding.applies_from if finding.binding else "",
        provisional=finding.contestable,
        timing=knowledge_base.concepts[finding.conclusion].timing,
    )


def _demanded(knowledge_base: KnowledgeBase, known: Serving, finding: Finding) -> Reason:
    bases = {knowledge_base.rules[rule].basis for rule in finding.rules}
    return Reason(
        finding=finding.conclusion,
        subject=finding.subject,
        citations=known.cite_rules(finding.rules),
        basis=min(bases, key=_RANKS.__getitem__),
        provisional=finding.contestable,
    )


def _gap(known: Serving, finding: Finding, rows: Iterable[Mapping], unreviewed: Sequence[Mapping]) -> Gap:
    reason = " ".join(row.comment for row in rows if row.comment and row.negated)
    if unreviewed:
        named = ", ".join(sorted(row.id for row in unreviewed))
        reason = f"Only mappings that nobody has reviewed lead to a control: {named}."
    return Gap(
        finding=finding.conclusion,
        subject=finding.subject,
        citations=known.cite_conclusion(finding.conclusion, finding.rules),
        reason=reason or "No control in the catalogue is mapped to this obligation.",
    )


def _requirement(
    determination: Determination,
    known: Serving,
    control: ControlType,
    because: Sequence[Reason],
    holding: frozenset[Iri],
    states: Collected[tuple[Iri, str], str],
) -> ControlRequirement:
    configured = known.configured(control.id, holding, determination.as_of)
    return ControlRequirement(
        control=control.id,
        label=known.labels[control.id],
        settings=configured.settings,
        because=tuple(because),
        status=_status(because, states),
        provisional=all([reason.provisional for reason in because]),
        enforcement_points=control.enforcement_points,
        owner=control.owner,
        scope=control.scope,
        evidence=control.evidence,
        evidence_days=configured.evidence_days,
        serves=known.serves[control.id],
        family=control.family,
        signals=control.signals,
        monitoring=configured.monitoring,
        escalations=configured.escalations,
        review_days=configured.review_days,
        acceptance=_acceptance(determination, control.id),
    )


def _acceptance(determination: Determination, control: Iri) -> Acceptance | None:
    """The acceptance that is in force on the day, if there is one."""
    for acceptance in determination.use_case.acceptances:
        if acceptance.control == control and acceptance.on <= determination.as_of <= acceptance.until:
            return acceptance
    return None


def _conflicts(requirements: Iterable[ControlRequirement]) -> Iterator[Conflict]:
    for requirement in requirements:
        for setting in requirement.settings:
            if setting.conflict:
                demands = (*setting.winners, *setting.overridden)
                yield Conflict(
                    control=requirement.control,
                    parameter=setting.parameter,
                    message=f"{setting.label}: {setting.conflict}",
                    citations=tuple(dict.fromkeys(c for demand in demands for c in demand.citations)),
                )


def _status(because: Iterable[Reason], states: Collected[tuple[Iri, str], str]) -> str:
    """
    What asks for it most firmly: law that binds on the day or will, else policy, a standard, or nobody.

    `states` of what is found, by conclusion and subject, where it binds from some day.
    """
    found = {states.get((reason.finding, reason.subject)) for reason in because if reason.mapping}
    bases = {reason.basis for reason in because}
    if not found.isdisjoint(_BY_LAW):
        return next(state for state in _BY_LAW if state in found)
    return next((status for basis, status in _BY_BASIS.items() if basis in bases), "recommended")


_BY_LAW: Final = ("binding", "upcoming")
_BY_BASIS: Final = {Basis.ORGANISATIONAL_POLICY: "policy", Basis.STANDARD: "standard"}
