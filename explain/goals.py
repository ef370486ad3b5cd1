"""What a question about change is after: something that holds and should not, or the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from engine.conditions import Reading
from engine.determination import Determination
from engine.knowledge import Iri, KnowledgeBase, Level, Mapping
from engine.parameters import setting_of
from engine.terms import SERVED_BY
from explain.abduction import Abduction, Sets
from explain.names import Named, NameKind
from explain.readings import Readings

_SOURCES: WeakKeyDictionary[KnowledgeBase, dict[Iri, tuple[Iri, ...]]] = WeakKeyDictionary()


def sources_of(knowledge_base: KnowledgeBase, control: Iri) -> tuple[Iri, ...]:
    """What would require `control`: what is mapped to it, and the control itself, which rules can demand."""
    found = _SOURCES.get(knowledge_base)
    if found is None:
        found = _SOURCES[knowledge_base] = {}
        for row in knowledge_base.mappings:
            if leads(row, row.object):
                found[row.object] = (*found.get(row.object, ()), row.subject)
    return tuple(dict.fromkeys((*found.get(control, ()), control)))


def leads(row: Mapping, control: Iri) -> bool:
    """Whether a mapping row makes what it is about require `control`."""
    return (
        row.object == control and row.predicate in SERVED_BY and not row.negated and row.status != "disputed"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One thing that holds or not, of one subject or, where that is empty, of any."""

    named: Named
    subject: str = ""

    def standing(self, determination: Determination) -> int:
        """The reading of it: whether it holds, may hold, or does not."""
        known = determination.knowledge_base
        match self.named.kind:
            case NameKind.CONTROL:
                return self._best(determination, sources_of(known, self.named.id), in_force=True)
            case NameKind.SETTING:
                return self._setting(determination)
        if (
            not determination.rule_base.concluding.get(self.named.id)
            and known.concepts[self.named.id].residual
        ):
            return Reading.TRUE if self.named.id in determination.tiers else Reading.FALSE
        return self._best(determination, determination.rule_base.taxonomy.within(self.named.id))

    def _best(self, determination: Determination, wanted: Iterable[Iri], *, in_force: bool = False) -> int:
        conclusions = frozenset(wanted)
        best: int = Reading.FALSE
        for finding in determination.findings:
            ended = in_force and finding.binding is not None and finding.binding.state == "ended"
            if finding.conclusion in conclusions and self.subject in ("", finding.subject) and not ended:
                best = max(best, Reading.CONTESTABLE if finding.contestable else Reading.TRUE)
        for waiting in determination.undetermined:
            if waiting.conclusion in conclusions and self.subject in ("", waiting.subject):
                best = max(best, Reading.UNKNOWN)
        return best

    def _setting(self, determination: Determination) -> int:
        known = determination.knowledge_base
        parameter = known.parameters[self.named.id]
        required = self._best(determination, sources_of(known, parameter.control), in_force=True)
        if required < Reading.CONTESTABLE or not self.named.value:
            return required
        holding = frozenset(
            f.conclusion for f in determination.findings if not (f.binding and f.binding.state == "ended")
        )
        setting = setting_of(known, parameter, holding, determination.as_of)
        return Reading.TRUE if setting is not None and setting.value == self.named.value else Reading.FALSE

    def ways(self, readings: Readings, abduction: Abduction, *, holds: bool) -> Iterator[Sets]:
        """The sets of changes that rules suggest to make it hold, or not hold; each way apart."""
        known = readings.determination.knowledge_base
        wanted: Iterable[Iri] = readings.determination.rule_base.taxonomy.within(self.named.id)
        if self.named.kind is NameKind.CONTROL:
            wanted = sources_of(known, self.named.id)
        elif self.named.kind is NameKind.SETTING:
            yield from self._setting_ways(readings, abduction, holds=holds)
            wanted = sources_of(known, known.parameters[self.named.id].control)
        elif known.concepts[self.named.id].residual:
            scheme = known.concepts[self.named.id].scheme
            wanted = [c.id for c in known.concepts.values() if c.scheme == scheme and c.id != self.named.id]
            holds = not holds
        yield from self._conclusions(readings, abduction, wanted, holds=holds)

    def _conclusions(
        self, readings: Readings, abduction: Abduction, wanted: Iterable[Iri], *, holds: bool
    ) -> Iterator[Sets]:
        found = (
            abduction.conclusion(conclusion, place, holds=holds)
            for conclusion in sorted(wanted)
            for place in self._places(readings, conclusion)
        )
        if holds:
            yield from found
        else:
            yield abduction.all(found)

    def _places(self, readings: Readings, conclusion: Iri) -> Iterator[int]:
        level: Level | None = readings.determination.rule_base.levels.get(conclusion)
        for place, holder in enumerate(readings.subjects(level) if level else ()):
            if self.subject in ("", holder.id):
                yield place

    def _setting_ways(self, readings: Readings, abduction: Abduction, *, holds: bool) -> Iterator[Sets]:
        """Demands for the value come or go, or those for other values do."""
        parameter = readings.determination.knowledge_base.parameters[self.named.id]
        for value in parameter.values:
            same = value.value == self.named.value
            yield from self._conclusions(readings, abduction, value.required_by, holds=same is holds)
