"""How one knowledge base leads from what is found to controls with settings: worked out once, then looked up.

Nothing here depends on a use case but through what holds, so every use case asks for the same few things.
"""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from engine import knowledge
from engine.citations import cite_all, cite_conclusion, cite_rules, label
from engine.knowledge import ControlType, Iri, KnowledgeBase
from engine.parameters import settings_of
from engine.posture import EscalationCriterion, Setting, Watch
from engine.terms import PERMISSION, SERVED_BY
from engine.watching import escalations_of, evidence_days_of, review_days_of, watches_of

_REMEMBERED: Final = 8192
"""How many answers of a kind are kept: days are asked about without end, so not all of them."""


class Configured(NamedTuple):
    """What one control is set to on one day, while certain conclusions hold."""

    settings: tuple[Setting, ...]
    monitoring: tuple[Watch, ...]
    escalations: tuple[EscalationCriterion, ...]
    review_days: int
    evidence_days: int


class Serving:
    """What of one knowledge base leads from findings to controls; of use for as long as that is there."""

    def __init__(self, knowledge_base: KnowledgeBase) -> None:
        rows = [r for r in knowledge_base.mappings if r.predicate in SERVED_BY and r.status != "disputed"]
        self.mapped: Mapping[Iri, tuple[knowledge.Mapping, ...]] = _by_subject(rows)
        """The rows that lead to a control and are not disputed, by subject."""
        self.serves: Mapping[Iri, tuple[str, ...]] = _serves(knowledge_base, rows)
        """For each control, the citations of the standards' entries that are mapped to it."""
        self.labels = {control: label(knowledge_base, control) for control in knowledge_base.controls}
        self.permissions = _permissions(knowledge_base)
        """What a tool may be permitted, strictest first."""
        self._deciding = {
            control.id: _deciding(knowledge_base, control) for control in knowledge_base.controls.values()
        }
        self._knowledge_base: KnowledgeBase = weakref.proxy(
            knowledge_base
        )  # which keeps this, not the reverse
        self.cite_conclusion = lru_cache(maxsize=_REMEMBERED)(self._cite_conclusion)
        """The citations of a conclusion found by certain rules."""
        self.cite_rules = lru_cache(maxsize=_REMEMBERED)(self._cite_rules)
        """The citations of certain rules."""
        self._configured = lru_cache(maxsize=_REMEMBERED)(self._configure)

    def configured(self, control: Iri, holding: frozenset[Iri], as_of: str) -> Configured:
        """What `control` is set to on `as_of` while the conclusions in `holding` hold."""
        return self._configured(control, self._deciding[control] & holding, as_of)

    def _configure(self, control: Iri, holding: frozenset[Iri], as_of: str) -> Configured:
        known = self._knowledge_base.controls[control]
        settings = settings_of(self._knowledge_base, known.parameters, holding, as_of)
        by_parameter = {setting.parameter: setting for setting in settings}
        return Configured(
            settings,
            watches_of(known, by_parameter),
            escalations_of(known, by_parameter),
            review_days_of(known, by_parameter),
            evidence_days_of(known, by_parameter),
        )

    def _cite_conclusion(self, conclusion: Iri, rules: tuple[Iri, ...]) -> tuple[str, ...]:
        return cite_conclusion(self._knowledge_base, conclusion, rules)

    def _cite_rules(self, rules: tuple[Iri, ...]) -> tuple[str, ...]:
        return cite_rules(self._knowledge_base, rules)


_SERVING: WeakKeyDictionary[KnowledgeBase, Serving] = WeakKeyDictionary()


def serving(knowledge_base: KnowledgeBase) -> Serving:
    """What of `knowledge_base` leads from findings to controls."""
    known = _SERVING.get(knowledge_base)
    if known is None:
        known = _SERVING[knowledge_base] = Serving(knowledge_base)
    return known


def _by_subject(rows: Iterable[knowledge.Mapping]) -> dict[Iri, tuple[knowledge.Mapping, ...]]:
    found: dict[Iri, list[knowledge.Mapping]] = {}
    for row in rows:
        found.setdefault(row.subject, []).append(row)
    return {subject: tuple(listed) for subject, listed in found.items()}


def _serves(knowledge_base: KnowledgeBase, rows: Iterable[knowledge.Mapping]) -> dict[Iri, tuple[str, ...]]:
    entries: dict[Iri, set[Iri]] = {control: set() for control in knowledge_base.controls}
    for row in rows:
        if row.subject in knowledge_base.provisions and not row.negated and row.object in entries:
            entries[row.object].add(row.subject)
    return {control: cite_all(knowledge_base, sorted(found)) for control, found in entries.items()}


def _permissions(knowledge_base: KnowledgeBase) -> tuple[Iri, ...]:
    """The permissions, strictest first; none where the knowledge base knows of no such thing."""
    fact = knowledge_base.facts.get(PERMISSION)
    members = [c for c in knowledge_base.concepts.values() if fact is not None and c.scheme == fact.scheme]
    return tuple(c.id for c in sorted(members, key=lambda c: (-len(c.prevails_over), c.id)))


def _deciding(knowledge_base: KnowledgeBase, control: ControlType) -> frozenset[Iri]:
    """The conclusions that decide what `control` is set to."""
    required: list[Collection[Iri]] = [
        value.required_by
        for parameter in control.parameters
        for value in knowledge_base.parameters[parameter].values
    ]
    return frozenset[Iri]().union(*required)
