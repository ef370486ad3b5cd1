"""From a determination to a posture: obligations and control rules to controls with settings.

Every requirement carries why it is there. What no control serves is a gap, never dropped. A tool about which
too little is known is denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Final

from engine.canonical import digest
from engine.citations import cite_all, cite_conclusion, cite_rules, label
from engine.determination import Determination, Finding
from engine.knowledge import Basis, ControlType, Iri, KnowledgeBase, Mapping
from engine.parameters import settings_of
from engine.permissions import permissions_of
from engine.posture import Acceptance, Conflict, ControlRequirement, Gap, Posture, Reason
from engine.record import determination_id
from engine.terms import CONTROL_DEMAND, IN_USE, NOT_YET_IN_USE, OBLIGATION, SERVED_BY
from engine.watching import escalations_of, review_days_of, watches_of

_STAGES = ((IN_USE, True), (NOT_YET_IN_USE, False))


def posture_of(determination: Determination, *, require_reviewed: bool = False) -> Posture:
    """
    The posture that follows from `determination`; the same determination gives the same bytes.

    With `require_reviewed`, mappings that nobody has reviewed lead to nothing: what only they serve is a gap.
    """
    knowledge_base = determination.knowledge_base
    reasons, gaps = _reasons(determination, require_reviewed)
    holding = frozenset(f.conclusion for f in determination.findings if not _has_ended(f))
    requirements = tuple(
        _requirement(
            knowledge_base, knowledge_base.controls[control], reasons[control], holding, determination
        )
        for control in sorted(reasons)
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
    demanded = asdict(posture)
    content = {
        key: demanded[key]
        for key in ("use_case", "is_complete", "requirements", "permissions", "gaps", "stack", "conflicts")
    }
    return f"posture:{digest(content)[:32]}"


def _reasons(
    determination: Determination, require_reviewed: bool
) -> tuple[dict[Iri, tuple[Reason, ...]], tuple[Gap, ...]]:
    """Why each control is required, and which obligations no control serves; what ended asks for nothing."""
    knowledge_base = determination.knowledge_base
    mapped = _mappings_by_subject(knowledge_base)
    accepted = ("reviewed",) if require_reviewed else ("reviewed", "proposed")
    reasons: dict[Iri, list[Reason]] = {}
    gaps: list[Gap] = []
    for finding in determination.findings:
        if _has_ended(finding):
            continue
        if finding.family == CONTROL_DEMAND:
            reasons.setdefault(finding.conclusion, []).append(_demanded(knowledge_base, finding))
        else:
            positive = [row for row in mapped.get(finding.conclusion, []) if not row.negated]
            rows = [row for row in positive if row.status in accepted]
            for row in rows:
                reasons.setdefault(row.object, []).append(_mapped(knowledge_base, finding, row))
            if not rows and finding.family == OBLIGATION:
                gaps.append(_gap(knowledge_base, finding, mapped.get(finding.conclusion, []), positive))
    return {control: tuple(found) for control, found in reasons.items()}, tuple(gaps)


def _has_ended(finding: Finding) -> bool:
    return finding.binding is not None and finding.binding.state == "ended"


def _mappings_by_subject(knowledge_base: KnowledgeBase) -> dict[Iri, list[Mapping]]:
    """The rows that lead to a control and are not disputed, by subject."""
    found: dict[Iri, list[Mapping]] = {}
    for row in knowledge_base.mappings:
        if row.predicate in SERVED_BY and row.status != "disputed":
            found.setdefault(row.subject, []).append(row)
    return found


def _mapped(knowledge_base: KnowledgeBase, finding: Finding, row: Mapping) -> Reason:
    return Reason(
        finding=finding.conclusion,
        subject=finding.subject,
        citations=cite_conclusion(knowledge_base, finding.conclusion, finding.rules),
        basis=Basis.LAW,
        mapping=row.id,
        mapping_status=row.status,
        binds_from=finding.binding.applies_from if finding.binding else "",
        provisional=finding.contestable,
        timing=knowledge_base.concepts[finding.conclusion].timing,
    )


def _demanded(knowledge_base: KnowledgeBase, finding: Finding) -> Reason:
    bases = {knowledge_base.rules[rule].basis for rule in finding.rules}
    return Reason(
        finding=finding.conclusion,
        subject=finding.subject,
        citations=cite_rules(knowledge_base, finding.rules),
        basis=min(bases, key=list(Basis).index),
        provisional=finding.contestable,
    )


def _gap(
    knowledge_base: KnowledgeBase, finding: Finding, rows: Iterable[Mapping], unreviewed: Sequence[Mapping]
) -> Gap:
    reason = " ".join(row.comment for row in rows if row.comment and row.negated)
    if unreviewed:
        named = ", ".join(sorted(row.id for row in unreviewed))
        reason = f"Only mappings that nobody has reviewed lead to a control: {named}."
    return Gap(
        finding=finding.conclusion,
        subject=finding.subject,
        citations=cite_conclusion(knowledge_base, finding.conclusion, finding.rules),
        reason=reason or "No control in the catalogue is mapped to this obligation.",
    )


def _requirement(
    knowledge_base: KnowledgeBase,
    control: ControlType,
    because: tuple[Reason, ...],
    holding: frozenset[Iri],
    determination: Determination,
) -> ControlRequirement:
    settings = settings_of(knowledge_base, control.parameters, holding, determination.as_of)
    by_parameter = {setting.parameter: setting for setting in settings}
    return ControlRequirement(
        control=control.id,
        label=label(knowledge_base, control.id),
        settings=settings,
        because=because,
        status=_status(because, determination),
        provisional=all(reason.provisional for reason in because),
        enforcement_points=control.enforcement_points,
        owner=control.owner,
        scope=control.scope,
        evidence=control.evidence,
        evidence_days=control.evidence_days,
        serves=_serves(knowledge_base, control.id),
        family=control.family,
        signals=control.signals,
        monitoring=watches_of(control, by_parameter),
        escalations=escalations_of(control, by_parameter),
        review_days=review_days_of(control, by_parameter),
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


def _status(because: Iterable[Reason], determination: Determination) -> str:
    """What asks for it most firmly: law that binds on the day or will, else policy, a standard, or nobody."""
    states = {
        finding.binding.state
        for reason in because
        if reason.mapping
        for finding in determination.findings_of(reason.finding)
        if finding.binding and finding.subject == reason.subject
    }
    bases = {reason.basis for reason in because}
    if not states.isdisjoint(_BY_LAW):
        return next(state for state in _BY_LAW if state in states)
    return next((status for basis, status in _BY_BASIS.items() if basis in bases), "recommended")


_BY_LAW: Final = ("binding", "upcoming")
_BY_BASIS: Final = {Basis.ORGANISATIONAL_POLICY: "policy", Basis.STANDARD: "standard"}


def _serves(knowledge_base: KnowledgeBase, control: Iri) -> tuple[str, ...]:
    """The standards' entries mapped to `control`."""
    entries = {
        row.subject
        for row in knowledge_base.mappings
        if row.object == control and row.predicate in SERVED_BY and row.status != "disputed"
        if row.subject in knowledge_base.provisions and not row.negated
    }
    return cite_all(knowledge_base, sorted(entries))
