"""A determination and its posture as plain text for a terminal or a file.

Every line that states something ends in its citations. What is not known, not served and not encoded has
sections of its own; an empty section is left out, unless its emptiness is itself an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from engine.citations import cite_conclusion, cite_rules, label
from engine.determination import Determination, Finding
from engine.knowledge import Concept, Iri, Level
from engine.posture import Posture
from engine.questions import open_questions
from engine.semantics import Verdict
from engine.terms import OBLIGATION, ROLE, TIER
from explain.answer_posture import cited, controls_lines, gaps_lines, permissions_lines
from explain.dates import binding_words, human_date
from explain.derivation import NodeKind
from explain.proofs import Proofs


def determination_text(determination: Determination, posture: Posture) -> str:
    """The whole answer about one use case."""
    sections = map(
        tuple,
        (
            _heading(determination),
            _classification(determination),
            _roles(determination),
            _defeated(determination),
            _obligations(determination),
            _ended_obligations(determination),
            _open_obligations(determination),
            controls_lines(posture),
            permissions_lines(posture),
            gaps_lines(determination.knowledge_base, posture),
            questions_lines(determination),
            _limits(determination),
        ),
    )
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def posture_text(determination: Determination, posture: Posture) -> str:
    """What must be on, without the law behind it: controls, permissions and gaps."""
    sections = map(
        tuple,
        (
            _heading(determination),
            controls_lines(posture),
            permissions_lines(posture),
            gaps_lines(determination.knowledge_base, posture),
            (f"Posture {posture.id}",),
            _limits(determination),
        ),
    )
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def questions_text(determination: Determination) -> str:
    """The open questions of one use case, those first that settle most."""
    lines = tuple(questions_lines(determination)) or (
        "No open question: everything the rules ask is answered.",
    )
    return "\n".join((*_heading(determination), "", *lines)) + "\n"


def _heading(determination: Determination) -> Iterator[str]:
    use_case, knowledge_base = determination.use_case, determination.knowledge_base
    yield f"{use_case.title} ({use_case.id})"
    yield (
        f"As of {human_date(determination.as_of)},"
        f" under the law as known on {human_date(determination.known_at)};"
        f" packs {knowledge_base.version}, checked until {human_date(knowledge_base.checked_until)},"
        f" fingerprint {knowledge_base.fingerprint[:16]}."
    )
    checked = "checked against the definition" if determination.cross_checked else "not cross-checked"
    yield f"Decided by {determination.executor}, {checked}. Not legal advice."


def _classification(determination: Determination) -> Iterator[str]:
    yield "CLASSIFICATION"
    knowledge_base = determination.knowledge_base
    for tier in determination.tiers:
        findings = determination.findings_of(tier)
        if not findings:
            yield cited(
                f"  {label(knowledge_base, tier)}: every rule for another tier is settled and none holds",
                cite_conclusion(knowledge_base, tier, ()),
            )
        for finding in findings:
            where = f"for function “{finding.subject}”, {_binding(finding)}{_doubt(finding)}"
            citations = (*_entries(determination, finding), *cite_rules(knowledge_base, finding.rules))
            yield cited(f"  {label(knowledge_base, tier)}, {where}", tuple(dict.fromkeys(citations)))
    if not determination.tiers:
        yield "  Undetermined: no tier is settled; the open questions below decide."
    if not determination.is_complete:
        yield "  Incomplete: an open question could still add or raise a tier; to be planned, not applied."


def _entries(determination: Determination, finding: Finding) -> tuple[str, ...]:
    """What is cited by the conclusions a finding rests on directly."""
    proofs = Proofs(determination)
    root = proofs.nodes[proofs.finding(finding)]
    rules = [proofs.nodes[rule] for rule in root.because]
    premises = [proofs.nodes[key] for rule in rules for key in rule.because]
    return tuple(
        dict.fromkeys(c for node in premises if node.kind is NodeKind.FINDING for c in node.citations)
    )


def _binding(finding: Finding) -> str:
    return binding_words(finding.binding) if finding.binding else "no date of its own"


def _doubt(finding: Finding) -> str:
    return "; presumed, an exception is still in doubt" if finding.contestable else ""


def _roles(determination: Determination) -> Iterator[str]:
    yield "ROLES AND POSITION OF THE ACTORS"
    findings = [f for f in determination.findings if f.level is Level.ACTOR and f.family != OBLIGATION]
    roles_first = sorted(findings, key=lambda f: (f.subject, f.family != ROLE))
    for finding in roles_first:
        name = label(determination.knowledge_base, finding.conclusion)
        yield cited(
            f"  {finding.subject}: {name}{_doubt(finding)}",
            cite_conclusion(determination.knowledge_base, finding.conclusion, finding.rules),
        )
    if not findings:
        yield "  No role is settled for any actor."


def _defeated(determination: Determination) -> Iterator[str]:
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
        yield cited(words, cite_rules(determination.knowledge_base, [exception]))


def _obligations(determination: Determination) -> Iterator[str]:
    yield "OBLIGATIONS"
    owed = [f for f in determination.findings if f.family == OBLIGATION and not _ended(f)]
    ordered = sorted(
        owed, key=lambda f: (f.subject, f.binding.applies_from if f.binding else "", f.conclusion)
    )
    for actor, findings in groupby(ordered, key=lambda finding: finding.subject):
        yield f"  {actor}"
        for finding in findings:
            yield f"    {_obligation(determination, finding)}"
    if not owed:
        yield "  None holds."


def _ended_obligations(determination: Determination) -> Iterator[str]:
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
        f"{concept.label.rstrip('.')}{timing}: {_binding(finding)}{_doubt(finding)}",
        cite_conclusion(determination.knowledge_base, finding.conclusion, finding.rules),
    )


def _open_obligations(determination: Determination) -> Iterator[str]:
    waiting = [o for o in determination.undetermined if o.family in (OBLIGATION, TIER)]
    if waiting:
        yield "MAY ALSO APPLY, DEPENDING ON OPEN QUESTIONS"
    for conclusion in waiting:
        name = label(determination.knowledge_base, conclusion.conclusion).rstrip(".")
        yield cited(
            f"  {conclusion.subject}: {name}",
            cite_conclusion(determination.knowledge_base, conclusion.conclusion, conclusion.rules),
        )


def questions_lines(determination: Determination) -> Iterator[str]:
    """The section of open questions; nothing where none is open."""
    questions = open_questions(determination)
    if questions:
        yield "OPEN QUESTIONS, MOST DECISIVE FIRST"
    for number, question in enumerate(questions, 1):
        yield f"  {number}. {question.question}"
        yield f"     answer at {question.pointer}, for instance: {question.example}"
        names = dict.fromkeys(
            f"{label(determination.knowledge_base, conclusion).rstrip('.')} ({subject})"
            for conclusion, subject in question.decides
        )
        shown = list(names)[:3]
        more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
        yield f"     bears on: {'; '.join(shown)}{more}"


def _limits(determination: Determination) -> Iterator[str]:
    if determination.knowledge_base.not_covered:
        yield "NOT COVERED BY THESE PACKS"
    for sentence in determination.knowledge_base.not_covered:
        yield f"  {sentence}"
