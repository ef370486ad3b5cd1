"""Why a rule or an exception that was considered did not fire: what is stated against it, or not stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.citations import support_of_rules
from engine.conditions import ConclusionTest, Reading, StatedTest
from engine.kinds import RuleKind
from engine.knowledge import Condition, Iri, Level, Rule
from engine.semantics import Verdict
from explain import plainly, wording
from explain.derivation import Node, NodeKind

if TYPE_CHECKING:
    from explain.proofs import Proofs

_Told = tuple[str, dict[str, str], list[str]]
"""A template, what it is filled with, and the nodes below."""


class Considered:
    """Adds to the nodes of some proofs those of rules that did not fire."""

    def __init__(self, proofs: Proofs) -> None:
        self._proofs = proofs
        self._open = {(o.conclusion, o.level, o.subject) for o in proofs.determination.undetermined}

    def node(self, rule: Iri, subject: int) -> str:
        """The node of a rule that did not fire for the subject at this index of its level."""
        known = self._proofs.rules[rule]
        holder = self._proofs.determination.subjects(known.level)[subject]
        kind = NodeKind.EXCEPTION if known.kind is RuleKind.EXCEPTION else NodeKind.RULE
        key = f"{kind} {rule} {holder.id} not fired"
        if key not in self._proofs.nodes:
            verdict = self._proofs.determination.verdict(rule, subject)
            template, said, because = self._said(known, subject, verdict)
            what = wording.CONSIDERED[kind.value]
            self._proofs.nodes[key] = Node(
                id=key,
                kind=kind,
                sentence=f"{what} {template.format(**said)}",
                plainly=plainly.PLAINLY[template].format(**said),
                citations=support_of_rules(self._proofs.knowledge_base, [rule]),
                because=tuple(dict.fromkeys(because)),
            )
        return key

    def _said(self, rule: Rule, subject: int, verdict: Verdict) -> _Told:
        name = rule.label.rstrip(".")
        if verdict is Verdict.DEFEATED:
            return self._barred(rule, subject, name)
        readings = [(c, self._reading(c, rule.level, subject)) for c in rule.conditions]
        if verdict is Verdict.DOES_NOT_HOLD:
            return self._failed(rule, subject, name, [c for c, r in readings if r == Reading.FALSE])
        doubts = [c for c, reading in readings if reading in (Reading.UNKNOWN, Reading.CONTESTABLE)]
        missing = ", ".join(dict.fromkeys(self._wanted(c) for c in doubts)) or wording.BAR_UNKNOWN
        return wording.IN_DOUBT, {"label": name, "missing": missing}, []

    def _barred(self, rule: Rule, subject: int, name: str) -> _Told:
        bars = [
            other
            for other in self._proofs.defeaters.get(rule.id, ())
            if self._proofs.determination.verdict(other, subject) is Verdict.FIRED
        ]
        by = "; ".join(self._proofs.rules[bar].label.rstrip(".") for bar in bars)
        return (
            wording.BARRED,
            {"label": name, "by": by},
            [self._proofs.rule(bar, subject) for bar in bars],
        )

    def _failed(self, rule: Rule, subject: int, name: str, failed: list[Condition]) -> _Told:
        """Stated facts against it become nodes below; conclusions that do not hold are named."""
        facts: list[str] = []
        absent: list[str] = []
        for condition in failed:
            test = self._proofs.test(condition)
            if isinstance(test, StatedTest):
                facts.append(self._proofs.fact(test.fact, self._proofs.holder(test, rule.level, subject)))
            else:
                absent.append(self._wanted(condition))
        lacking = wording.LACKING.format(wanted="; ".join(dict.fromkeys(absent))) if absent else ""
        return wording.FAILED, {"label": name, "lacking": lacking}, facts

    def _wanted(self, condition: Condition) -> str:
        """What a condition asks for: the fact, or the conclusions that would do."""
        if isinstance(self._proofs.test(condition), StatedTest):
            return self._proofs.knowledge_base.facts[condition.fact].label
        return " or ".join(f"“{self._proofs.value(value)}”" for value in condition.values)

    def _reading(self, condition: Condition, level: Level, subject: int) -> int:
        test = self._proofs.test(condition)
        if isinstance(test, StatedTest):
            return test.read(self._proofs.holder(test, level, subject).facts)
        found = list(self._proofs.concluded(test, level, subject))
        if found:
            return Reading.CONTESTABLE if all(finding.contestable for finding in found) else Reading.TRUE
        return Reading.UNKNOWN if self._may_hold(test, level, subject) else Reading.FALSE

    def _may_hold(self, test: ConclusionTest, level: Level, subject: int) -> bool:
        subjects = self._proofs.determination.subjects(test.level)
        own = [subjects[subject]] if test.level is level else subjects
        if test.level is not level and test.level in self._proofs.determination.use_case.unlisted:
            return True
        return any((c, test.level, holder.id) in self._open for c in test.conclusions for holder in own)
