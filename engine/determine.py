"""From a use case to a determination: the one entrance to the rules.

Tiers, obligations and every other family of conclusions are data; this module knows only how findings are
read off verdicts, and how the two clocks choose what was law.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from engine.chosen import chosen_readings
from engine.determination import Determination
from engine.errors import EngineDisagreement
from engine.findings import classify, read_findings
from engine.knowledge import KnowledgeBase
from engine.law import law_as_known
from engine.rulebase import RuleBase
from engine.semantics import Verdict, define
from engine.state import Snapshot, Verdicts, snapshot
from engine.usecase import UseCase


class Executor(Protocol):
    """Runs a rule base; every implementation must agree with `engine.semantics.define`."""

    name: str

    def run(self, rule_base: RuleBase, facts: Snapshot) -> Verdicts:
        """The verdict of every rule for every subject."""


class Definition:
    """The definition as an executor: it decides alone, with nothing to compare it to."""

    name = "definition"

    def run(self, rule_base: RuleBase, facts: Snapshot) -> Verdicts:
        """The verdicts as defined."""
        return define(rule_base, facts)


def determine(
    use_case: UseCase,
    knowledge_base: KnowledgeBase,
    as_of: str,
    known_at: str = "",
    *,
    readings: Iterable[str] = (),
    executor: Executor | None = None,
    cross_check: bool = True,
) -> Determination:
    """
    What the law and policy in `knowledge_base` say of `use_case` on the ISO date `as_of`.

    `known_at` is the day whose state of the law counts; empty means the earlier of `as_of` and the day until
    which the packs were checked. `readings` are chosen for contested points (see `engine.chosen`), and all
    others are read by their defaults. Without an `executor` the definition decides alone. With `cross_check`
    the definition is run beside it, and on any difference `EngineDisagreement` is raised.
    """
    known_at = known_at or min(as_of, knowledge_base.checked_until or as_of)
    law = law_as_known(knowledge_base, known_at, chosen_readings(knowledge_base, readings))
    runner, facts = executor or Definition(), snapshot(law.rule_base, use_case)
    compared = cross_check and not isinstance(runner, Definition)
    verdicts = _decided(runner, law.rule_base, facts, compared=compared)
    findings, undetermined = read_findings(law, use_case, verdicts, as_of)
    tiers, is_complete = classify(law, findings, undetermined)
    return Determination(
        use_case=use_case,
        knowledge_base=knowledge_base,
        rule_base=law.rule_base,
        snapshot=facts,
        as_of=as_of,
        known_at=known_at,
        readings=tuple(sorted(law.readings)),
        executor=runner.name,
        cross_checked=compared,
        verdicts=verdicts,
        findings=findings,
        undetermined=undetermined,
        tiers=tiers,
        is_complete=is_complete,
    )


def _decided(runner: Executor, rule_base: RuleBase, facts: Snapshot, *, compared: bool) -> Verdicts:
    """The verdicts of `runner`, compared with the definition's where asked."""
    verdicts = runner.run(rule_base, facts)
    if compared:
        _compare(runner.name, rule_base, verdicts, define(rule_base, facts))
    return verdicts


def _compare(name: str, rule_base: RuleBase, found: Verdicts, defined: Verdicts) -> None:
    if found == defined:
        return
    differences = [
        f"{rule} for {level} {subject}: {name} says {Verdict(one).name}, the definition {Verdict(other).name}"
        for level, ids in rule_base.rules_of.items()
        for subject, (ours, theirs) in enumerate(zip(found[level], defined[level], strict=True))
        for rule, one, other in zip(ids, ours, theirs, strict=True)
        if one != other
    ]
    raise EngineDisagreement("no determination is issued: " + "; ".join(differences))
