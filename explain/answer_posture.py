"""The part of an answer that says what must be on: controls, permissions and gaps as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from engine.citations import label
from engine.knowledge import KnowledgeBase
from engine.posture import Contribution, ControlRequirement, Posture, Setting
from explain.dates import human_date
from explain.due import due_words
from explain.units import valued

_STATUSES = ("binding", "upcoming", "policy", "standard", "recommended")
_WORDS = {"policy": "required by policy", "standard": "asked by an adopted standard"}
_TIMED = {"binding": "binding since", "upcoming": "binds from"}


def cited(text: str, citations: tuple[str, ...]) -> str:
    """A sentence with its citations in brackets."""
    return f"{text} [{'; '.join(citations)}]"


def controls_lines(knowledge_base: KnowledgeBase, posture: Posture) -> Iterator[str]:
    """The controls, those the law demands today first."""
    yield "CONTROLS"
    for requirement in sorted(posture.requirements, key=lambda r: _STATUSES.index(r.status)):
        yield from _control(knowledge_base, requirement, posture)
    if not posture.requirements:
        yield "  None is required."


def _control(
    knowledge_base: KnowledgeBase, requirement: ControlRequirement, posture: Posture
) -> Iterator[str]:
    citations = tuple(dict.fromkeys(c for reason in requirement.because for c in reason.citations))
    words = f"{_status(requirement)}{due_words(knowledge_base, requirement, posture.in_use)}"
    yield cited(f"  {requirement.label} ({words})", citations)
    if requirement.acceptance:
        accepted = requirement.acceptance
        yield (
            f"      NOT MET: accepted by {accepted.by} until {human_date(accepted.until)}, because"
            f" “{accepted.because}”; it counts as failed and cannot be signed off [{accepted.pointer}]"
        )
    for setting in requirement.settings:
        yield from _setting(setting)
    yield from _watching(requirement)
    yield from _proof(requirement, posture.as_of)
    if requirement.serves:
        yield f"      also serves {'; '.join(requirement.serves)}"
    yield f"      {_ownership(requirement)}"


def _status(requirement: ControlRequirement) -> str:
    """Whether it is required, since or from when, and whether an open question could take that away."""
    since = min((reason.binds_from for reason in requirement.because if reason.binds_from), default="")
    words = _WORDS.get(requirement.status, requirement.status)
    if since and requirement.status in _TIMED:
        words = f"{_TIMED[requirement.status]} {human_date(since)}"
    return f"{words}, provisional" if requirement.provisional else words


def _ownership(requirement: ControlRequirement) -> str:
    """Whose duty it serves and by which mapping, and who normally owns it."""
    mapped = [reason for reason in requirement.because if reason.mapping]
    parts = []
    if mapped:
        parts.append(f"for {', '.join(sorted({reason.subject for reason in mapped}))}")
        parts.append(f"mapping: {', '.join(sorted({reason.mapping_status for reason in mapped}))}")
    return "; ".join((*parts, f"normally owned by: {requirement.owner}"))


def _setting(setting: Setting) -> Iterator[str]:
    winner = setting.winners[0]
    yield cited(
        f"      {setting.label}: {valued(setting.value, setting.unit)} (basis: {_basis(winner)})",
        winner.citations or (winner.source,),
    )
    beaten = [("prevails over", lost) for lost in setting.overridden]
    beaten += [("replaces", lost) for lost in setting.replaced]
    for word, lost in beaten:
        words = f"        {word} {valued(lost.value, setting.unit)} (basis: {_basis(lost)})"
        yield cited(words, lost.citations or (lost.source,))


_BREACHES = {"above": "may not rise above", "below": "may not fall below", "absent": "may not be absent for"}


def _watching(requirement: ControlRequirement) -> Iterator[str]:
    """What is watched, who is told and how often somebody looks, each by the setting that says so."""
    grounds = {setting.parameter: setting for setting in requirement.settings}
    for watch in requirement.monitoring:
        words = f"      watched: {watch.label} {_BREACHES[watch.breach]} {valued(watch.bound, watch.unit)}"
        yield cited(words, _grounds(grounds[watch.parameter]))
    for criterion in requirement.escalations:
        words = f"      escalates: {criterion.condition} {criterion.to} within {valued(criterion.hours, 'h')}"
        yield cited(words, _grounds(grounds[criterion.parameter]))


def _proof(requirement: ControlRequirement, as_of: str) -> Iterator[str]:
    """What proves the control, how fresh that must be, and by when somebody looks again."""
    oldest = valued(str(requirement.evidence_days), "d")
    source = (f"control {requirement.control.partition(':')[2]}",)
    yield cited(f"      evidence: {requirement.evidence} Not older than {oldest}.", source)
    if requirement.review_days:
        due = (date.fromisoformat(as_of) + timedelta(days=requirement.review_days)).isoformat()
        every = valued(str(requirement.review_days), "d")
        words = f"      review: every {every}; without an earlier one the next is due by {human_date(due)}"
        yield cited(words, source)


def _grounds(setting: Setting) -> tuple[str, ...]:
    winner = setting.winners[0]
    return winner.citations or (winner.source,)


def _basis(contribution: Contribution) -> str:
    return contribution.basis.value.replace("-", " ")


def conflicts_lines(posture: Posture) -> Iterator[str]:
    """The demands that cannot all be met; nothing where there are none."""
    if posture.conflicts:
        yield "CONFLICTS: DEMANDS THAT CANNOT ALL BE MET"
    for conflict in posture.conflicts:
        yield cited(f"  {conflict.message}", conflict.citations or (conflict.parameter,))


def permissions_lines(posture: Posture) -> Iterator[str]:
    """What agents may do with their tools; nothing where there are none."""
    if posture.permissions:
        yield "TOOL PERMISSIONS"
    for permission in posture.permissions:
        limits = "".join(
            f", {a.name} at most {a.maximum}" if a.maximum is not None else "" for a in permission.arguments
        )
        citations = tuple(dict.fromkeys(c for reason in permission.because for c in reason.citations))
        place = (f"{permission.component}/{permission.tool} is not described enough to decide",)
        yield cited(
            f"  {permission.component}/{permission.tool}: {permission.decision}{limits}", citations or place
        )


def gaps_lines(knowledge_base: KnowledgeBase, posture: Posture) -> Iterator[str]:
    """The obligations that no control serves; nothing where there are none."""
    if posture.gaps:
        yield "GAPS: OBLIGATIONS NO CONTROL SERVES"
    for gap in posture.gaps:
        yield cited(
            f"  {gap.subject}: {label(knowledge_base, gap.finding)}: {gap.reason}",
            gap.citations,
        )
