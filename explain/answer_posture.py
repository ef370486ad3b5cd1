"""The part of an answer that says what must be on: controls, permissions and gaps as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from engine.citations import label
from engine.knowledge import KnowledgeBase
from engine.posture import Contribution, ControlRequirement, Posture, Setting
from explain.units import valued

_STATUSES = ("binding", "upcoming", "recommended")


def cited(text: str, citations: tuple[str, ...]) -> str:
    """A sentence with its citations in brackets."""
    return f"{text} [{'; '.join(citations)}]"


def controls_lines(posture: Posture) -> Iterator[str]:
    """The controls, those the law demands today first."""
    yield "CONTROLS"
    for requirement in sorted(posture.requirements, key=lambda r: _STATUSES.index(r.status)):
        yield from _control(requirement)
    if not posture.requirements:
        yield "  None is required."


def _control(requirement: ControlRequirement) -> Iterator[str]:
    provisional = ", provisional" if requirement.provisional else ""
    citations = tuple(dict.fromkeys(c for reason in requirement.because for c in reason.citations))
    yield cited(f"  {requirement.label} ({requirement.status}{provisional})", citations)
    for setting in requirement.settings:
        yield from _setting(setting)
    if requirement.serves:
        yield f"      also serves {'; '.join(requirement.serves)}"
    statuses = sorted({reason.mapping_status for reason in requirement.because if reason.mapping_status})
    if statuses:
        yield f"      mapping: {', '.join(statuses)}; normally owned by: {requirement.owner}"


def _setting(setting: Setting) -> Iterator[str]:
    winner = setting.winners[0]
    yield cited(
        f"      {setting.label}: {valued(setting.value, setting.unit)} (basis: {_basis(winner)})",
        winner.citations or (winner.source,),
    )
    for lost in setting.overridden:
        words = f"        prevails over {valued(lost.value, setting.unit)} (basis: {_basis(lost)})"
        yield cited(words, lost.citations or (lost.source,))


def _basis(contribution: Contribution) -> str:
    return contribution.basis.value.replace("-", " ")


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
