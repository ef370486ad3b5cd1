"""The part of an answer that says what the law says: classification, roles, exceptions, obligations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from engine.citations import label, support_of_conclusion, support_of_rules
from engine.determination import Determination, Finding, OpenConclusion
from engine.knowledge import Concept, Iri, Level
from engine.legal_status import standing
from engine.semantics import Verdict
from engine.terms import OBLIGATION, ROLE, TIER
from explain import wording
from explain.answer_posture import cited
from explain.dates import binding_words, conditional_words, prospective
from explain.decided import decided_lines
from explain.derivation import NodeKind
from explain.fold import folded, others
from explain.proofs import Proofs

_UNDETERMINED = "Undetermined: no tier is settled; the open questions below decide."
_UNLISTED = "None: no law in these packs knew tiers on that day."


def classification_lines(determination: Determination) -> Iterator[str]:
    """The tiers, each with the function it holds for, its dates and what it rests on."""
    yield "CLASSIFICATION"
    knowledge_base = determination.knowledge_base
    for tier in determination.tiers:
        findings = determination.findings_of(tier)
        if not findings:
            yield cited(
                f"  {label(knowledge_base, tier)}: every rule for another tier is settled and none holds",
                support_of_conclusion(knowledge_base, tier, ()),
            )
        for finding in findings:
            where = f"for function “{finding.subject}”, {_binding(determination, finding)}{_doubt(finding)}"
            citations = (*_entries(determination, finding), *support_of_rules(knowledge_base, finding.rules))
            yield cited(f"  {label(knowledge_base, tier)}, {where}", tuple(dict.fromkeys(citations)))
    yield from _without_tier(determination)
    yield from (f"  {line}" for line in decided_lines(determination))
    if not determination.tiers:
        yield f"  {_UNLISTED if determination.is_complete else _UNDETERMINED}"
    if not determination.is_complete:
        yield "  Incomplete: an open question could still add or raise a tier; to be planned, not applied."


def _without_tier(determination: Determination) -> Iterator[str]:
    """The functions for which every rule is settled and none holds, where another function has a tier."""
    knowledge_base = determination.knowledge_base
    touched = {finding.subject for finding in determination.findings if finding.family == TIER}
    touched |= {waiting.subject for waiting in determination.undetermined if waiting.family == TIER}
    residual = [c for c in knowledge_base.concepts.values() if c.residual and c.id not in determination.tiers]
    for function in determination.subjects(Level.FUNCTION) if determination.tiers else ():
        for tier in residual:
            if function.id not in touched:
                yield cited(
                    f"  No tier for function “{function.id}”: every rule for one is settled and none holds",
                    support_of_conclusion(knowledge_base, tier.id, ()),
                )


def _entries(determination: Determination, finding: Finding) -> tuple[str, ...]:
    """What is cited by the conclusions a finding rests on directly."""
    proofs = Proofs(determination)
    root = proofs.nodes[proofs.finding(finding)]
    rules = [proofs.nodes[rule] for rule in root.because]
    premises = [proofs.nodes[key] for rule in rules for key in rule.because]
    return tuple(
        dict.fromkeys(c for node in premises if node.kind is NodeKind.FINDING for c in node.citations)
    )


def _binding(determination: Determination, finding: Finding) -> str:
    """When it binds, and what it has behind it."""
    words = binding_words(finding.binding) if finding.binding else "no date of its own"
    return f"{words}{_status(determination, finding)}"


def _status(determination: Determination, held: Finding | OpenConclusion) -> str:
    """The legal status: whether it applies yet, and whose words it rests on."""
    found = standing(determination, held)
    return "".join(
        f"; {words}"
        for words in (wording.APPLICATION[found.application], wording.GROUND[found.ground])
        if words
    )


def _doubt(finding: Finding) -> str:
    return "; presumed, an exception is still in doubt" if finding.contestable else ""


def roles_lines(determination: Determination) -> Iterator[str]:
    """Roles under the law, and what else holds of each actor."""
    yield "ROLES AND POSITION OF THE ACTORS"
    findings = [f for f in determination.findings if f.level is Level.ACTOR and f.family != OBLIGATION]
    roles_first = sorted(findings, key=lambda f: (f.subject, f.family != ROLE))
    for finding in roles_first:
        name = label(determination.knowledge_base, finding.conclusion)
        yield cited(
            f"  {finding.subject}: {name}{_status(determination, finding)}{_doubt(finding)}",
            support_of_conclusion(determination.knowledge_base, finding.conclusion, finding.rules),
        )
    if not findings:
        yield "  No role is settled for any actor."


def defeated_lines(determination: Determination) -> Iterator[str]:
    """Each exception that fired, with everything it took away."""
    rules = determination.rule_base.rules
    taken: dict[tuple[str, Iri], list[str]] = {}
    for rule, level, subject, verdict in determination.outcomes():
        if verdict is Verdict.DEFEATED:
            for other in rules.values():
                if rule in other.defeats and determination.verdict(other.id, subject) is Verdict.FIRED:
                    holder = determination.subjects(level)[subject].id
                    taken.setdefault((holder, other.id), []).append(f"“{rules[rule].label.rstrip('.')}”")
    if taken:
        yield "WHAT DEFEATED WHAT"
    for (holder, exception), names in taken.items():
        words = f"  {holder}: “{rules[exception].label.rstrip('.')}” takes away {', '.join(names)}"
        yield cited(words, support_of_rules(determination.knowledge_base, [exception]))


def obligations_lines(determination: Determination, *, full: bool = True) -> Iterator[str]:
    """What each actor owes now or later, the earliest first; unless `full`, others' later duties fold."""
    yield "OBLIGATIONS"
    owed = [f for f in determination.findings if f.family == OBLIGATION and not _ended(f)]
    ordered = sorted(
        owed, key=lambda f: (f.subject, f.binding.applies_from if f.binding else "", f.conclusion)
    )
    folding = frozenset() if full else others(determination)
    for actor, findings in groupby(ordered, key=lambda finding: finding.subject):
        yield f"  {actor}"
        held = list(findings)
        later = [f for f in held if actor in folding and f.binding and f.binding.state == "upcoming"]
        for finding in held:
            if finding not in later:
                yield f"    {_obligation(determination, finding)}"
        lines = (f"    {_obligation(determination, finding)}" for finding in later)
        yield from folded(lines, actor, wording.FOLDED_LATER)
    if not owed:
        yield "  None holds."


def ended_obligations_lines(determination: Determination) -> Iterator[str]:
    """What bound until a day that is over; nothing where there is none."""
    ended = [f for f in determination.findings if f.family == OBLIGATION and _ended(f)]
    if ended:
        yield "NO LONGER BINDING"
    for finding in ended:
        yield f"  {finding.subject}: {_obligation(determination, finding)}"


def _ended(finding: Finding) -> bool:
    return finding.binding is not None and finding.binding.state == "ended"


def _obligation(determination: Determination, finding: Finding) -> str:
    concept: Concept = determination.knowledge_base.concepts[finding.conclusion]
    timing = f", {concept.timing}" if concept.timing else ""
    return cited(
        f"{concept.label.rstrip('.')}{timing}: {_binding(determination, finding)}{_doubt(finding)}",
        support_of_conclusion(determination.knowledge_base, finding.conclusion, finding.rules),
    )


def open_obligations_lines(determination: Determination, *, full: bool = True) -> Iterator[str]:
    """Tiers and obligations that open questions decide, tiers first; nothing where there are none."""
    waiting = [o for o in determination.undetermined if o.family in (OBLIGATION, TIER)]
    folding = frozenset() if full else others(determination)
    if waiting:
        yield "MAY ALSO APPLY, DEPENDING ON OPEN QUESTIONS"
    for conclusion in sorted(waiting, key=lambda o: (o.family != TIER, o.subject)):
        if conclusion.family == TIER or conclusion.subject not in folding:
            yield _open(determination, conclusion)
    for bearer in sorted(folding):
        owed = (o for o in waiting if o.family == OBLIGATION and o.subject == bearer)
        yield from folded((_open(determination, o) for o in owed), bearer, wording.FOLDED_OPEN)


def _open(determination: Determination, conclusion: OpenConclusion) -> str:
    name = label(determination.knowledge_base, conclusion.conclusion).rstrip(".")
    binding = prospective(determination, conclusion.conclusion)
    return cited(
        f"  {conclusion.subject}: {name}{f', {conditional_words(binding)}' if binding else ''}"
        f"{_status(determination, conclusion)}",
        support_of_conclusion(determination.knowledge_base, conclusion.conclusion, conclusion.rules),
    )
