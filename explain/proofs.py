"""Builds the part of a derivation that rules made: findings, firings, facts and exceptions considered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.citations import cite_conclusion, cite_rules, label
from engine.conditions import ConclusionTest, Reading, StatedTest, compile_condition
from engine.determination import Determination, Finding
from engine.knowledge import Condition, Iri, Level
from engine.semantics import Verdict
from engine.usecase import Stated, Subject
from explain import wording
from explain.dates import binding_words
from explain.derivation import Node, NodeKind


class Proofs:
    """Collects nodes, each once."""

    def __init__(self, determination: Determination) -> None:
        self.determination = determination
        self.knowledge_base = determination.knowledge_base
        self.rules = determination.rule_base.rules
        self.nodes: dict[str, Node] = {}
        self._findings: dict[Iri, list[Finding]] = {}
        for finding in determination.findings:
            self._findings.setdefault(finding.conclusion, []).append(finding)
        self._defeaters: dict[Iri, list[Iri]] = {}
        for rule in self.rules.values():
            for defeated in rule.defeats:
                self._defeaters.setdefault(defeated, []).append(rule.id)

    def finding(self, finding: Finding) -> str:
        """The node of a finding with its whole proof; returns its identifier."""
        key = f"finding {finding.conclusion} {finding.level} {finding.subject}"
        if key in self.nodes:
            return key
        index = self._index(finding.level, finding.subject)
        binding = f", {binding_words(finding.binding)}" if finding.binding else ""
        node = Node(
            id=key,
            kind=NodeKind.FINDING,
            sentence=wording.FINDING.format(
                label=label(self.knowledge_base, finding.conclusion),
                level=finding.level.value,
                subject=finding.subject,
                binding=binding,
                doubt=wording.DOUBT if finding.contestable else "",
            ),
            citations=cite_conclusion(self.knowledge_base, finding.conclusion, finding.rules),
        )
        return self._add(node, lambda: tuple(self.rule(rule, index) for rule in finding.rules))

    def rule(self, rule: Iri, subject: int) -> str:
        """The node of a rule that fired for the subject at this index of its level."""
        known = self.rules[rule]
        holder = self.determination.subjects(known.level)[subject]
        key = f"rule {rule} {holder.id}"
        if key in self.nodes:
            return key
        node = Node(
            id=key,
            kind=NodeKind.RULE,
            sentence=wording.RULE.format(
                label=known.label.rstrip("."),
                reading=wording.READING.format(reading=known.note) if known.note else "",
            ),
            citations=cite_rules(self.knowledge_base, [rule]),
        )
        return self._add(
            node,
            lambda: tuple(
                id for condition in known.conditions for id in self._premises(condition, known.level, subject)
            ),
            lambda: tuple(self._exception(other, subject) for other in self._defeaters.get(rule, [])),
        )

    def _add(
        self,
        node: Node,
        because: Callable[[], tuple[str, ...]],
        considered: Callable[[], tuple[str, ...]] = tuple,
    ) -> str:
        """Puts `node` before what it follows from, so that nodes stand in reading order."""
        self.nodes[node.id] = node
        self.nodes[node.id] = replace(
            node,
            because=tuple(dict.fromkeys(because())),
            considered=tuple(dict.fromkeys(considered())),
        )
        return node.id

    def _premises(self, condition: Condition, level: Level, subject: int) -> Iterator[str]:
        test = self._test(condition)
        if isinstance(test, StatedTest):
            yield self._fact(test.fact, self._holder(test, level, subject))
            return
        for conclusion in test.conclusions:
            for finding in self._findings.get(conclusion, []):
                if test.level is not level or self._index(level, finding.subject) == subject:
                    yield self.finding(finding)

    def _test(self, condition: Condition) -> StatedTest | ConclusionTest:
        fact = self.knowledge_base.facts[condition.fact]
        return compile_condition(condition, fact, self.determination.rule_base.taxonomy)

    def _holder(self, test: StatedTest, level: Level, subject: int) -> Subject:
        if test.level is Level.USE_CASE:
            return self.determination.subjects(Level.USE_CASE)[0]
        return self.determination.subjects(level)[subject]

    def _fact(self, fact: Iri, holder: Subject) -> str:
        key = f"fact {fact} {holder.id}"
        if key not in self.nodes:
            stated = holder.facts[fact]
            sentence = self._sentence(fact, stated)
            places = tuple(f"profile {pointer}" for pointer in stated.pointers)
            self.nodes[key] = Node(id=key, kind=NodeKind.FACT, sentence=sentence, citations=places)
        return key

    def _sentence(self, fact: Iri, stated: Stated) -> str:
        name = self.knowledge_base.facts[fact].label
        if not stated.values:
            return wording.FACT_NONE.format(label=name)
        values = ", ".join(self._value(value) for value in stated.values)
        if stated.by:
            return wording.JUDGEMENT.format(
                label=name, values=values, by=stated.by, on=stated.on, because=stated.because
            )
        return wording.FACT.format(label=name, values=values)

    def _value(self, value: str) -> str:
        return {"true": "yes", "false": "no"}.get(value) or label(self.knowledge_base, Iri(value))

    def _exception(self, rule: Iri, subject: int) -> str:
        """The node of an exception that was considered for this subject and did not fire."""
        known = self.rules[rule]
        key = f"exception {rule} {self.determination.subjects(known.level)[subject].id}"
        if key in self.nodes:
            return key
        verdict = self.determination.verdict(rule, subject)
        name = known.label.rstrip(".")
        because: tuple[str, ...] = ()
        if verdict is Verdict.DEFEATED:
            bars = [
                o for o in self._defeaters[rule] if self.determination.verdict(o, subject) is Verdict.FIRED
            ]
            because = tuple(self.rule(bar, subject) for bar in bars)
            by = "; ".join(self.rules[bar].label.rstrip(".") for bar in bars)
            sentence = wording.EXCEPTION_DEFEATED.format(label=name, by=by)
        else:
            readings = [(c, self._reading(c, known.level, subject)) for c in known.conditions]
            if verdict is Verdict.DOES_NOT_HOLD:
                failed = [self._failed(c) for c, reading in readings if reading == Reading.FALSE]
                sentence = wording.EXCEPTION_FAILED.format(label=name, failed="; ".join(failed))
            else:
                doubts = [c for c, reading in readings if reading in (Reading.UNKNOWN, Reading.CONTESTABLE)]
                missing = ", ".join(self.knowledge_base.facts[c.fact].label for c in doubts)
                sentence = wording.EXCEPTION_OPEN.format(
                    label=name, missing=missing or "whether it is itself barred"
                )
        self.nodes[key] = Node(
            id=key,
            kind=NodeKind.EXCEPTION,
            sentence=sentence,
            citations=cite_rules(self.knowledge_base, [rule]),
            because=because,
        )
        return key

    def _failed(self, condition: Condition) -> str:
        wanted = " or ".join(self._value(value) for value in condition.values)
        return wording.CONDITION_FAILED.format(
            fact=self.knowledge_base.facts[condition.fact].label, wanted=wanted
        )

    def _reading(self, condition: Condition, level: Level, subject: int) -> int:
        test = self._test(condition)
        if isinstance(test, StatedTest):
            return test.read(self._holder(test, level, subject).facts)
        found = [
            finding
            for conclusion in test.conclusions
            for finding in self._findings.get(conclusion, [])
            if test.level is not level or self._index(level, finding.subject) == subject
        ]
        if found:
            return Reading.CONTESTABLE if all(finding.contestable for finding in found) else Reading.TRUE
        waiting = {(o.conclusion, o.level) for o in self.determination.undetermined}
        return Reading.UNKNOWN if any((c, test.level) in waiting for c in test.conclusions) else Reading.FALSE

    def _index(self, level: Level, subject: str) -> int:
        return [holder.id for holder in self.determination.subjects(level)].index(subject)
