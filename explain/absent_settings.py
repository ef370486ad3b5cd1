"""Why a setting has not the value somebody expected: who would demand it, and who demands more."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.citations import cite_all, label
from engine.knowledge import Iri, Parameter, ParameterValue
from engine.posture import Contribution, Posture, Setting
from explain import wording
from explain.absences import Absences
from explain.dates import human_date
from explain.derivation import Node, NodeKind
from explain.units import valued


class AbsentSettings:
    """Adds the node that answers for one setting."""

    def __init__(self, absences: Absences, posture: Posture) -> None:
        self._proofs = absences.proofs
        self._knowledge_base = absences.knowledge_base
        self._as_of = absences.proofs.determination.as_of
        self._holding = frozenset(f.conclusion for f in absences.proofs.determination.findings)
        self._settings = {s.parameter: s for r in posture.requirements for s in r.settings}

    def node(
        self, parameter: Iri, value: str, control: Callable[[Iri], str], absent: Callable[[Iri], str]
    ) -> str:
        """
        Why `parameter` has not `value`, or is not set at all where that is empty.

        `control` and `absent` build the nodes of a control that is not required and of a conclusion that does
        not hold.
        """
        known = self._knowledge_base.parameters[parameter]
        setting = self._settings.get(parameter)
        if setting is None:
            sentence = wording.SETTING_ABSENT.format(label=known.label)
            return self._put(f"absent {parameter}", sentence, (known.control,), (control(known.control),))
        citations = tuple(dict.fromkeys(winner.source for winner in setting.winners))
        if not value or value == setting.value:
            said = wording.SETTING_HOLDS.format(label=known.label, value=_words(setting.value, known))
            key = f"setting {parameter}"
            return self._put(key, said + wording.HOLDS_ALREADY, citations, (), NodeKind.SETTING)
        sentence = wording.SETTING_OTHER.format(
            label=known.label, value=_words(value, known), actual=_words(setting.value, known)
        )
        because = (*self._winners(setting, known), *self._demands(known, value, absent))
        return self._put(f"absent {parameter}={value}", sentence, citations, because)

    def _winners(self, setting: Setting, known: Parameter) -> Iterator[str]:
        for winner in setting.winners:
            yield self._demand(winner, wording.DEMAND, known)

    def _demand(self, demand: Contribution, template: str, known: Parameter) -> str:
        sentence = template.format(
            value=_words(demand.value, known),
            basis=demand.basis.value.replace("-", " "),
            rationale=demand.rationale,
        )
        key = f"demand {demand.source}"
        return self._put(key, sentence, (*demand.citations, demand.source), (), NodeKind.DEMAND)

    def _demands(self, known: Parameter, value: str, absent: Callable[[Iri], str]) -> Iterator[str]:
        """Every demand for `value`: overridden, of another time, or made by something that does not hold."""
        demands = [each for each in known.values if each.value == value]
        if not demands:
            values = ", ".join(sorted({_words(each.value, known) for each in known.values}))
            sentence = wording.DEMAND_UNKNOWN.format(value=_words(value, known), values=values)
            yield self._put(f"demand {known.id} {value}", sentence, (known.id,), ())
        for demand in demands:
            yield self._lost(known, demand, absent)

    def _lost(self, known: Parameter, demand: ParameterValue, absent: Callable[[Iri], str]) -> str:
        citations = (*cite_all(self._knowledge_base, demand.cites), demand.id)
        words = _words(demand.value, known)
        if demand.applies_from > self._as_of or (demand.applies_until and demand.applies_until < self._as_of):
            end = wording.UNTIL.format(end=human_date(demand.applies_until)) if demand.applies_until else ""
            sentence = wording.DEMAND_NOT_IN_FORCE.format(
                value=words, start=human_date(demand.applies_from), end=end, rationale=demand.rationale
            )
            return self._put(f"demand {demand.id}", sentence, citations, ())
        basis = demand.basis.value.replace("-", " ")
        if demand.required_by and self._holding.isdisjoint(demand.required_by):
            names = wording.OR.join(label(self._knowledge_base, each) for each in demand.required_by)
            sentence = wording.DEMAND_ABSENT.format(value=words, basis=basis, label=names)
            because = tuple(absent(each) for each in demand.required_by[:2])
            return self._put(f"demand {demand.id}", sentence, citations, because)
        sentence = wording.DEMAND_OVERRIDDEN.format(value=words, basis=basis, rationale=demand.rationale)
        return self._put(f"demand {demand.id}", sentence, citations, ())

    def _put(
        self,
        key: str,
        sentence: str,
        citations: tuple[str, ...],
        because: tuple[str, ...],
        kind: NodeKind = NodeKind.ABSENT,
    ) -> str:
        self._proofs.nodes[key] = Node(
            id=key, kind=kind, sentence=sentence, citations=citations, because=because
        )
        return key


def _words(value: str, known: Parameter) -> str:
    return valued(value, known.unit)
