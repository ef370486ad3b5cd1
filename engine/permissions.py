"""What an agent may do with each of its tools: the strictest of what holds and of what might."""

from __future__ import annotations

from engine.citations import cite_rules
from engine.determination import Determination
from engine.knowledge import Basis, Concept, Iri, KnowledgeBase
from engine.posture import Reason, ToolPermission
from engine.terms import PERMISSION


def permissions_of(determination: Determination) -> tuple[ToolPermission, ...]:
    """One permission for every listed tool, in profile order; a tool without a firm finding is denied."""
    knowledge_base = determination.knowledge_base
    ranked = _ranked(knowledge_base)
    found: list[ToolPermission] = []
    for tool in determination.use_case.tools:
        subject = f"{tool.component}/{tool.name}"
        reasons = _reasons(determination, subject)
        holds = [concept for concept in ranked if concept.id in reasons]
        settled = any(not reason.provisional for reason in reasons.values())
        decision = holds[0] if settled else ranked[0]
        found.append(
            ToolPermission(
                component=tool.component,
                tool=tool.name,
                decision=decision.id.rsplit(".", 1)[-1],
                arguments=tool.arguments,
                because=tuple(reasons[concept.id] for concept in holds),
            )
        )
    return tuple(found)


def _ranked(knowledge_base: KnowledgeBase) -> list[Concept]:
    """The permissions, strictest first."""
    scheme = knowledge_base.facts[PERMISSION].scheme
    members = [concept for concept in knowledge_base.concepts.values() if concept.scheme == scheme]
    return sorted(members, key=lambda concept: (-len(concept.prevails_over), concept.id))


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
        basis=min(bases, key=list(Basis).index),
        provisional=provisional,
    )
