"""What the page of one use case says, taken from a determination and its posture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.citations import label, support_of_conclusion, support_of_rules
from engine.determination import Determination, Finding, OpenConclusion
from engine.knowledge import Iri, KnowledgeBase
from engine.questions import OpenQuestion, open_questions
from engine.semantics import Verdict
from engine.terms import CONTROL_DEMAND, OBLIGATION, PERMISSION, ROLE, TIER
from engine.timeline import Binding
from explain.derivation import NodeKind
from explain.proofs import Proofs


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A conclusion as one row, with everybody and everything it holds for."""

    conclusion: Iri
    label: str
    definition: str
    timing: str
    """When in the life of the system a duty falls due; empty where the law does not say."""
    family: str
    subjects: tuple[str, ...]
    citations: tuple[str, ...]
    binding: Binding | None
    contestable: bool
    """True while an exception could still take it away."""
    grounds: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For tiers: what was found first and led to it, each with its citations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defeat:
    """Exceptions that were shown, and the rules that therefore do not count for one subject."""

    rules: tuple[str, ...]
    by: tuple[str, ...]
    subject: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The rows of the page, by section."""

    tiers: tuple[Statement, ...]
    open_tiers: tuple[Statement, ...]
    roles: tuple[Statement, ...]
    concepts: tuple[Statement, ...]
    obligations: tuple[Statement, ...]
    open_obligations: tuple[Statement, ...]
    defeats: tuple[Defeat, ...]
    questions: tuple[OpenQuestion, ...]
    ahead: tuple[tuple[str, tuple[Statement, ...]], ...]
    """The days from which something will bind, earliest first."""


def overview(determination: Determination) -> Overview:
    """What `determination` found, grouped for reading."""
    rows = statements(determination, determination.findings)
    open_rows = statements(determination, determination.undetermined)
    tiers, obligations = _tiers(determination, rows), _of(rows, OBLIGATION)
    apart = {TIER, OBLIGATION, ROLE, CONTROL_DEMAND, PERMISSION}
    return Overview(
        tiers=tiers,
        open_tiers=_of(open_rows, TIER),
        roles=_of(rows, ROLE),
        concepts=tuple(row for row in rows if row.family not in apart),
        obligations=tuple(sorted(obligations, key=_by_date)),
        open_obligations=_of(open_rows, OBLIGATION),
        defeats=_defeats(determination),
        questions=open_questions(determination),
        ahead=_ahead((*tiers, *obligations)),
    )


def statements(
    determination: Determination, found: Iterable[Finding | OpenConclusion]
) -> tuple[Statement, ...]:
    """One statement for each conclusion and date among `found`, in the order of their first appearance."""
    grouped: dict[tuple[Iri, Binding | None, bool], list[Finding | OpenConclusion]] = {}
    for each in found:
        grouped.setdefault(_key(each), []).append(each)
    return tuple(
        _statement(determination.knowledge_base, group, binding, contestable)
        for (_, binding, contestable), group in grouped.items()
    )


def _key(each: Finding | OpenConclusion) -> tuple[Iri, Binding | None, bool]:
    if isinstance(each, Finding):
        return each.conclusion, each.binding, each.contestable
    return each.conclusion, None, False


def _statement(
    knowledge_base: KnowledgeBase,
    group: list[Finding | OpenConclusion],
    binding: Binding | None,
    contestable: bool,
) -> Statement:
    first = group[0]
    concept = knowledge_base.concepts.get(first.conclusion)
    return Statement(
        conclusion=first.conclusion,
        label=label(knowledge_base, first.conclusion),
        definition=concept.definition if concept else "",
        timing=concept.timing if concept else "",
        family=first.family,
        subjects=tuple(dict.fromkeys(each.subject for each in group)),
        citations=support_of_conclusion(knowledge_base, first.conclusion, first.rules),
        binding=binding,
        contestable=contestable,
    )


def _tiers(determination: Determination, rows: Iterable[Statement]) -> tuple[Statement, ...]:
    """The tiers with their grounds; a residual tier rests on no rule of its own and has none."""
    proofs = Proofs(determination)
    concluded = tuple(replace(row, grounds=_grounds(determination, proofs, row)) for row in _of(rows, TIER))
    shown = {row.conclusion for row in concluded}
    residual = tuple(tier for tier in determination.tiers if tier not in shown)
    return (*concluded, *(_residual(determination.knowledge_base, tier) for tier in residual))


def _grounds(
    determination: Determination, proofs: Proofs, row: Statement
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, tuple[str, ...]] = {}
    for finding in determination.findings_of(row.conclusion):
        for rule in proofs.nodes[proofs.finding(finding)].because:
            for premise in proofs.nodes[rule].because:
                node = proofs.nodes[premise]
                if node.kind is NodeKind.FINDING:
                    found[node.sentence] = node.citations
    return tuple(found.items())


def _residual(knowledge_base: KnowledgeBase, tier: Iri) -> Statement:
    concept = knowledge_base.concepts[tier]
    return Statement(
        conclusion=tier,
        label=concept.label,
        definition=concept.definition,
        timing="",
        family=TIER,
        subjects=(),
        citations=support_of_conclusion(knowledge_base, tier, ()),
        binding=None,
        contestable=False,
    )


def _of(rows: Iterable[Statement], family: Iri) -> tuple[Statement, ...]:
    return tuple(row for row in rows if row.family == family)


def _by_date(row: Statement) -> tuple[str, str]:
    return (row.binding.applies_from if row.binding else "", row.label)


def _ahead(rows: Iterable[Statement]) -> tuple[tuple[str, tuple[Statement, ...]], ...]:
    found: dict[str, list[Statement]] = {}
    for row in rows:
        if row.binding is not None and row.binding.state == "upcoming":
            found.setdefault(row.binding.applies_from, []).append(row)
    return tuple((day, tuple(found[day])) for day in sorted(found))


def _defeats(determination: Determination) -> tuple[Defeat, ...]:
    """Each set of exceptions that was shown, with the rules it took away."""
    rules = determination.rule_base.rules
    taken: dict[tuple[tuple[Iri, ...], str], list[str]] = {}
    for rule, level, subject, verdict in determination.outcomes():
        if verdict is Verdict.DEFEATED:
            by = tuple(
                other.id
                for other in rules.values()
                if rule in other.defeats and determination.verdict(other.id, subject) is Verdict.FIRED
            )
            holder = determination.subjects(level)[subject].id
            taken.setdefault((by, holder), []).append(rules[rule].label.rstrip("."))
    return tuple(
        Defeat(
            rules=tuple(labels),
            by=tuple(rules[other].label.rstrip(".") for other in by),
            subject=holder,
            citations=support_of_rules(determination.knowledge_base, by),
        )
        for (by, holder), labels in taken.items()
    )
