"""Why not: the nearest rules that would have concluded something, and what exactly each lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.citations import label, support_of_conclusion
from engine.determination import Determination
from engine.errors import UnknownSubject
from engine.knowledge import Iri, Level
from engine.posture import Posture
from explain import wording
from explain.absences import Absences
from explain.absent_settings import AbsentSettings
from explain.derivation import Derivation, Node, NodeKind
from explain.goals import leads
from explain.names import Named, NameKind, resolve
from explain.proofs import Proofs

_NEAREST_SOURCES: Final = 3
"""How many of the obligations that lead to a control are followed."""


def why_not(determination: Determination, posture: Posture, question: str, subject: str = "") -> Derivation:
    """
    Why what `question` names does not hold: of `subject`, or of every subject where it is empty.

    Where it does hold, the answer says so and no more; `explain.why` answers then. What holds for one subject
    is asked about for another by naming that other. Raises `UnknownSubject` with the nearest names where the
    knowledge base calls nothing so, and with the known subjects where the profile has none called `subject`.
    """
    named = resolve(determination.knowledge_base, question)
    builder = _Builder(determination, posture, subject)
    roots = [root for each in named for root in builder.roots(each)]
    return Derivation(
        question=question, roots=tuple(dict.fromkeys(roots)), nodes=builder.proofs.nodes, asks="why-not"
    )


class _Builder:
    def __init__(self, determination: Determination, posture: Posture, subject: str) -> None:
        self.determination = determination
        self.posture = posture
        self.subject = subject
        self.knowledge_base = determination.knowledge_base
        self.proofs = Proofs(determination)
        self.absences = Absences(self.proofs)
        self._findings = {(f.conclusion, f.level, f.subject): f for f in determination.findings}

    def roots(self, named: Named) -> list[str]:
        """The nodes that answer for one thing."""
        if named.kind is NameKind.CONTROL:
            return [self._control(named.id)]
        if named.kind is NameKind.SETTING:
            settings = AbsentSettings(self.absences, self.posture)
            return [settings.node(named.id, named.value, self._control, self._of_any)]
        return self._conclusion(named.id)

    def _conclusion(self, conclusion: Iri) -> list[str]:
        level = self.determination.rule_base.levels[conclusion]
        holders = self.determination.subjects(level)
        asked = [place for place, holder in enumerate(holders) if self.subject in ("", holder.id)]
        if self.subject and not asked:
            raise UnknownSubject(
                wording.UNKNOWN_HOLDER.format(
                    label=label(self.knowledge_base, conclusion).rstrip("."),
                    level=wording.LEVELS[level.value],
                    asked=self.subject,
                    known=", ".join(holder.id for holder in holders) or wording.NONE_LISTED,
                )
            )
        if conclusion in self.determination.tiers or self.knowledge_base.concepts[conclusion].residual:
            left = self._residual(conclusion)
            if left:
                return left
        within = sorted(self.determination.rule_base.taxonomy.within(conclusion))
        holding = [
            (c, holders[p].id) for p in asked for c in within if (c, level, holders[p].id) in self._findings
        ]
        if holding:
            return [self._holds(each, level, holder) for each, holder in holding]
        return [self.absences.absent([conclusion], level, [p]) for p in asked] or [
            self.absences.absent([conclusion], level, [])
        ]

    def _residual(self, tier: Iri) -> list[str]:
        """A tier no rule concludes: it holds, or others do in its place."""
        if self.determination.rule_base.concluding.get(tier):
            return []
        citations = support_of_conclusion(self.knowledge_base, tier, ())
        name = label(self.knowledge_base, tier)
        if tier in self.determination.tiers:
            sentence = wording.RESIDUAL.format(label=name) + wording.HOLDS_ALREADY
            return [self._put(f"finding {tier}", NodeKind.FINDING, sentence, citations, ())]
        scheme = self.knowledge_base.concepts[tier].scheme
        concepts = self.knowledge_base.concepts
        instead = [
            *(
                self.proofs.finding(f)
                for f in self.determination.findings
                if concepts[f.conclusion].scheme == scheme
            ),
            *(
                self.proofs.open(o)
                for o in self.determination.undetermined
                if concepts[o.conclusion].scheme == scheme
            ),
        ]
        sentence = wording.RESIDUAL_ABSENT.format(label=name)
        return [self._put(f"absent {tier}", NodeKind.ABSENT, sentence, citations, instead)]

    def _holds(self, conclusion: Iri, level: Level, subject: str) -> str:
        finding = self._findings[conclusion, level, subject]
        sentence = wording.FINDING.format(
            label=label(self.knowledge_base, conclusion).rstrip("."),
            level=wording.LEVELS[level.value],
            subject=subject,
            binding="",
            doubt=wording.DOUBT if finding.contestable else "",
        )
        return self._put(
            f"finding {conclusion} {level} {subject}",
            NodeKind.FINDING,
            sentence + wording.HOLDS_ALREADY,
            support_of_conclusion(self.knowledge_base, conclusion, finding.rules),
            (),
        )

    def _control(self, control: Iri) -> str:
        """Why a control is not required: of what leads to it, the nearest that do not hold."""
        required = next((r for r in self.posture.requirements if r.control == control), None)
        name = label(self.knowledge_base, control)
        if required is not None:
            citations = tuple(dict.fromkeys(c for reason in required.because for c in reason.citations))
            sentence = wording.CONTROL.format(label=name, status=wording.STATUS[required.status])
            return self._put(
                f"control {control}", NodeKind.CONTROL, sentence + wording.HOLDS_ALREADY, citations, ()
            )
        rows = {row.subject: row for row in self.knowledge_base.mappings if leads(row, control)}
        sources = [each for each in (*rows, control) if self.determination.rule_base.concluding.get(each)]
        nearest = self._nearest(sources)
        because = [self._of_any(each) for each in nearest]
        template = wording.CONTROL_ABSENT if sources else wording.CONTROL_UNMAPPED
        is_open = any(self.proofs.nodes[key].kind is NodeKind.OPEN for key in because)
        sentence = (wording.CONTROL_OPEN if is_open else template).format(label=name, count=len(sources))
        citations = tuple(rows[each].id for each in nearest if each in rows) or (control,)
        return self._put(f"absent {control}", NodeKind.ABSENT, sentence, citations, because)

    def _nearest(self, sources: Sequence[Iri]) -> list[Iri]:
        attempts, readings = self.absences.attempts, self.absences.readings
        levels = self.determination.rule_base.levels
        ordered = []
        for source in sources:
            places = range(len(readings.subjects(levels[source])))
            distances = [attempts.conclusion(source, place) for place in places]
            if distances:
                ordered.append((min(distances), source))
        return [source for _, source in sorted(ordered)[:_NEAREST_SOURCES]]

    def _of_any(self, conclusion: Iri) -> str:
        """The node of a conclusion that holds for nobody, told of the subject that comes nearest."""
        level = self.determination.rule_base.levels[conclusion]
        places = range(len(self.determination.subjects(level)))
        nearest = sorted(places, key=lambda place: self.absences.attempts.conclusion(conclusion, place))
        return self.absences.absent([conclusion], level, nearest[:1])

    def _put(
        self, key: str, kind: NodeKind, sentence: str, citations: tuple[str, ...], because: Sequence[str]
    ) -> str:
        node = Node(
            id=key, kind=kind, sentence=sentence, citations=citations, because=tuple(dict.fromkeys(because))
        )
        self.proofs.nodes[key] = node
        return key
