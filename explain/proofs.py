"""Builds the part of a derivation that rules made: findings, firings and the facts they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.citations import label, support_of_conclusion, support_of_rules
from engine.conditions import ConclusionTest, StatedTest
from engine.determination import Determination, Finding, OpenConclusion
from engine.knowledge import Condition, Iri, Level, Rule
from engine.terms import OBLIGATION
from engine.usecase import Stated, Subject
from explain import plainly, wording
from explain.considered import Considered
from explain.contested import cited_by, under_words
from explain.dates import binding_words, human_date
from explain.derivation import Node, NodeKind
from explain.lookups import lookups_of


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
        self._lookups = lookups_of(determination.rule_base)
        self.defeaters = self._lookups.defeaters
        """For each rule, the rules that could defeat it."""
        self._places = {
            level: {holder.id: place for place, holder in enumerate(determination.subjects(level))}
            for level in Level
        }
        self._considered = Considered(self)

    def finding(self, finding: Finding) -> str:
        """The node of a finding with its whole proof; returns its identifier."""
        key = f"finding {finding.conclusion} {finding.level} {finding.subject}"
        if key in self.nodes:
            return key
        index = self.index(finding.level, finding.subject)
        binding = binding_words(finding.binding) if finding.binding else ""
        under = self.knowledge_base.windows[finding.binding.window].under if finding.binding else ()
        node = Node(
            id=key,
            kind=NodeKind.FINDING,
            sentence=self._words(wording.FINDING, finding, f", {binding}" if binding else "")
            + under_words(self.determination, under),
            plainly=self._words(
                plainly.DUTY if finding.family == OBLIGATION else plainly.FINDING,
                finding,
                plainly.BINDING.format(binding=binding) if binding else "",
            ),
            citations=_each_once(
                support_of_conclusion(self.knowledge_base, finding.conclusion, finding.rules),
                cited_by(self.determination, under),
            ),
        )
        return self.add(node, lambda: tuple(self.rule(rule, index) for rule in finding.rules))

    def _words(self, template: str, finding: Finding, binding: str) -> str:
        return template.format(
            label=label(self.knowledge_base, finding.conclusion).rstrip("."),
            level=wording.LEVELS[finding.level.value],
            subject=finding.subject,
            binding=binding,
            doubt=wording.DOUBT if finding.contestable else "",
        )

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
                notes=_notes(known) + under_words(self.determination, known.under),
            ),
            citations=_each_once(
                support_of_rules(self.knowledge_base, [rule]), cited_by(self.determination, known.under)
            ),
        )
        return self.add(
            node,
            lambda: tuple(
                id for condition in known.conditions for id in self._premises(condition, known.level, subject)
            ),
            lambda: tuple(self._considered.node(other, subject) for other in self.defeaters.get(rule, [])),
        )

    def add(
        self,
        node: Node,
        because: Callable[[], tuple[str, ...]] = tuple,
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
        test = self.test(condition)
        if isinstance(test, StatedTest):
            yield self.fact(test.fact, self.holder(test, level, subject))
            return
        for finding in self.concluded(test, level, subject):
            yield self.finding(finding)

    def test(self, condition: Condition) -> StatedTest | ConclusionTest:
        """What decides `condition`."""
        return self._lookups.test(condition, self.knowledge_base, self.determination.rule_base)

    def holder(self, test: StatedTest, level: Level, subject: int) -> Subject:
        """The subject whose facts `test` reads where a rule of `level` reads them for a subject."""
        if test.level is Level.USE_CASE:
            return self.determination.subjects(Level.USE_CASE)[0]
        return self.determination.subjects(level)[subject]

    def concluded(self, test: ConclusionTest, level: Level, subject: int) -> Iterator[Finding]:
        """The findings that make `test` true: of the same subject, or of any where its level is another."""
        for conclusion in test.conclusions:
            for finding in self._findings.get(conclusion, []):
                if test.level is not level or self.index(level, finding.subject) == subject:
                    yield finding

    def index(self, level: Level, subject: str) -> int:
        """The place of the subject called `subject` among those of its level."""
        return self._places[level][subject]

    def residual(self, tier: Iri) -> str:
        """The node of a tier that holds because nothing else of its family does, with every rule tried."""
        key = f"finding {tier}"
        node = Node(
            id=key,
            kind=NodeKind.FINDING,
            sentence=wording.RESIDUAL.format(label=label(self.knowledge_base, tier)),
            plainly=plainly.PLAINLY[wording.RESIDUAL].format(label=label(self.knowledge_base, tier)),
            citations=support_of_conclusion(self.knowledge_base, tier, ()),
        )
        return self.add(node, considered=lambda: self._tried(self.knowledge_base.concepts[tier].scheme))

    def open(self, conclusion: OpenConclusion) -> str:
        """The node of a conclusion that may hold, with the rules that are in doubt and what they wait for."""
        index = self.index(conclusion.level, conclusion.subject)
        said = {
            "label": label(self.knowledge_base, conclusion.conclusion).rstrip("."),
            "level": wording.LEVELS[conclusion.level.value],
            "subject": conclusion.subject,
        }
        node = Node(
            id=f"open {conclusion.conclusion} {conclusion.level} {conclusion.subject}",
            kind=NodeKind.OPEN,
            sentence=wording.OPEN.format(**said),
            plainly=plainly.PLAINLY[wording.OPEN].format(**said),
            citations=support_of_conclusion(self.knowledge_base, conclusion.conclusion, conclusion.rules),
        )
        return self.add(
            node, considered=lambda: tuple(self._considered.node(r, index) for r in conclusion.rules)
        )

    def _tried(self, scheme: Iri) -> tuple[str, ...]:
        """Every rule that could have concluded something of a vocabulary, for every subject."""
        concepts = self.knowledge_base.concepts
        return tuple(
            self._considered.node(rule.id, subject)
            for rule in self.rules.values()
            if any(concepts[conclusion].scheme == scheme for conclusion in rule.concludes)
            for subject in range(len(self.determination.subjects(rule.level)))
        )

    def fact(self, fact: Iri, holder: Subject) -> str:
        """The node of a fact as `holder` states it."""
        key = f"fact {fact} {holder.id}"
        if key not in self.nodes:
            stated = holder.facts[fact]
            places = tuple(dict.fromkeys(f"profile {pointer}" for pointer in stated.pointers))
            self.nodes[key] = Node(
                id=key, kind=NodeKind.FACT, sentence=self._sentence(fact, stated), citations=places
            )
        return key

    def _sentence(self, fact: Iri, stated: Stated) -> str:
        definition = self.knowledge_base.facts[fact]
        name = definition.label
        if not stated.values:
            none = wording.NOT_RECORDED if definition.is_recorded else wording.NONE_STATED
            return wording.FACT.format(label=name, values=none)
        values = ", ".join(self.value(value) for value in dict.fromkeys(stated.values))
        if stated.by:
            return wording.JUDGEMENT.format(
                label=name,
                values=values,
                by=stated.by,
                on=human_date(stated.on),
                because=stated.because.rstrip("."),
            )
        return wording.FACT.format(label=name, values=values)

    def value(self, value: str) -> str:
        """A value of a fact in words."""
        return {"true": "yes", "false": "no"}.get(value) or label(self.knowledge_base, Iri(value))


def _each_once(*citations: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation for cited in citations for citation in cited))


def _notes(rule: Rule) -> str:
    reading = wording.READING.format(reading=rule.reading) if rule.reading else ""
    return reading + (wording.EXPLANATION.format(explanation=rule.explanation) if rule.explanation else "")
