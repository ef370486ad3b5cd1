"""What follows for one use case: the types of a determination.

A determination is compact: the verdict of every rule for every subject, and the findings read off them.
Proofs and sentences are rebuilt from it on demand; nothing else is remembered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from engine.knowledge import Iri, KnowledgeBase, Level
from engine.rulebase import RuleBase
from engine.semantics import Verdict
from engine.state import Snapshot, Verdicts
from engine.timeline import Binding
from engine.usecase import Subject, UseCase


class Finding(NamedTuple):
    """A conclusion that holds for one subject; a tuple, since every determination makes dozens."""

    conclusion: Iri
    family: Iri
    """The concluded fact it belongs to: tier, obligation, role, …"""
    level: Level
    subject: str
    contestable: bool
    """True while an exception could still take it away."""
    rules: tuple[Iri, ...]
    """The rules that fired for it."""
    binding: Binding | None
    """When it binds; None for concepts, which have no date of their own."""


class OpenConclusion(NamedTuple):
    """A conclusion that may hold: no rule for it fired, and at least one is undetermined."""

    conclusion: Iri
    family: Iri
    level: Level
    subject: str
    rules: tuple[Iri, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Determination:
    """Everything rules concluded about one use case, on one day, under the law as known on one day."""

    use_case: UseCase
    knowledge_base: KnowledgeBase
    rule_base: RuleBase
    snapshot: Snapshot
    as_of: str
    known_at: str
    readings: tuple[Iri, ...]
    """The readings it rests on, one for each contested point, sorted."""
    executor: str
    """Who decided, e.g. `durable-rules`; `definition` where the definition decided alone."""
    cross_checked: bool
    """Whether a second evaluation came to the same verdicts."""
    verdicts: Verdicts
    findings: tuple[Finding, ...]
    undetermined: tuple[OpenConclusion, ...]
    tiers: tuple[Iri, ...]
    """The tiers that hold for some function, the residual one included where it was concluded."""
    is_complete: bool
    """False while an open question could still raise the tier."""

    @property
    def chosen(self) -> tuple[Iri, ...]:
        """Those of its readings that are not the default of their point."""
        points = self.knowledge_base.points.values()
        return tuple(sorted(set(self.readings) - {point.default for point in points}))

    def subjects(self, level: Level) -> tuple[Subject, ...]:
        """The subjects of one level, in the order of their verdicts."""
        return self.use_case.of(level)

    def verdict(self, rule: Iri, subject: int) -> Verdict:
        """What became of `rule` for the subject at index `subject` of the rule's level."""
        level = self.rule_base.rules[rule].level
        return Verdict(self.verdicts[level][subject][self.rule_base.rules_of[level].index(rule)])

    def outcomes(self) -> Iterator[tuple[Iri, Level, int, Verdict]]:
        """Every rule and subject with its verdict, in a fixed order."""
        for level, ids in self.rule_base.rules_of.items():
            for subject, decided in enumerate(self.verdicts[level]):
                for rule, verdict in zip(ids, decided, strict=True):
                    yield rule, level, subject, Verdict(verdict)

    def findings_of(self, conclusion: Iri) -> tuple[Finding, ...]:
        """The findings of `conclusion`, one a subject."""
        return tuple(finding for finding in self.findings if finding.conclusion == conclusion)
