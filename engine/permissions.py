"""What an agent may do with each of its tools: the strictest of what holds and of what might."""

from __future__ import annotations

from typing import Final

from engine.citations import cite_rules
from engine.determination import Determination
from engine.knowledge import Basis, Iri, KnowledgeBase
from engine.posture import Reason, ToolPermission
from engine.serving import serving
from engine.terms import PERMISSION

_RANKS: Final = {basis: rank for rank, basis in enumerate(Basis)}


def permissions_of(determination: Determination) -> tuple[ToolPermission, ...]:
    """One permission for every listed tool, in profile order; a tool without a firm finding is denied."""
    ranked = serving(determination.knowledge_base).permissions
    found: list[ToolPermission] = []
    for tool in determination.use_case.tools:
        subject = f"{tool.component}/{tool.name}"
        reasons = _reasons(determination, subject)
        holds = [permission for permission in ranked if permission in reasons]
        settled = any(not reason.provisional for reason in reasons.values())
        decision = holds[0] if settled else ranked[0]
        found.append(
            ToolPermission(
                component=tool.component,
                tool=tool.name,
                decision=decision.rsplit(".", 1)[-1],
                arguments=tool.arguments,
                because=tuple(reasons[permission] for permission in holds),
            )
        )
    return tuple(found)


def _reasons(determination: Determination, subject: str) -> dict[Iri, Reason]:
    """By permission, what holds for the tool, and (provisional) what might."""
    knowledge_base = determination.knowledge_base
    reasons: dict[Iri, Reason] = {}
    for open_conclusion in determination.undetermined:
        if open_conclusion.family == PERMISSION and open_conclusion.subject == subject:
            reasons[open_conclusion.conclusion] = _reason(
                knowledge_base, open_conclusion.conclusion, subject, open_conclusion.rules, provisional=True
            )
    for finding in determination.findings:
        if finding.family == PERMISSION and finding.subject == subject:
            reasons[finding.conclusion] = _reason(
                knowledge_base, finding.conclusion, subject, finding.rules, provisional=finding.contestable
            )
    return reasons


def _reason(
    knowledge_base: KnowledgeBase, conclusion: Iri, subject: str, rules: tuple[Iri, ...], *, provisional: bool
) -> Reason:
    bases = {knowledge_base.rules[rule].basis for rule in rules}
    return Reason(
        finding=conclusion,
        subject=subject,
        citations=cite_rules(knowledge_base, rules),
        basis=min(bases, key=_RANKS.__getitem__),
        provisional=provisional,
    )
