"""What was law on the day a record was made for, read off the packs apart from the engine."""

from __future__ import annotations

from typing import Any

from engine.knowledge import Iri, KnowledgeBase, Rule, Window


class LawOfRecord:
    """The rules and windows of the packs that were published and stood under the readings of a record."""

    def __init__(self, record: dict[str, Any], knowledge_base: KnowledgeBase) -> None:
        self.as_of: str = record["as_of"]
        self._packs = knowledge_base
        known = {i.id for i in knowledge_base.instruments.values() if i.published <= record["known_at"]}
        self._known = known
        asked = {
            knowledge_base.readings[r].point: r for r in record["readings"] if r in knowledge_base.readings
        }
        self._readings = {asked.get(p.id, p.default) for p in knowledge_base.points.values()}
        introduced = [
            w for w in knowledge_base.windows.values() if w.introduced_by in known and self._stands(w.under)
        ]
        replaced = {old for window in introduced for old in window.replaces}
        self._windows = {window.id: window for window in introduced if window.id not in replaced}
        self._exceptions: dict[Iri, list[Rule]] = {}
        for rule in knowledge_base.rules.values():
            for defeated in rule.defeats if self.is_law(rule) else ():
                self._exceptions.setdefault(defeated, []).append(rule)

    def _stands(self, under: tuple[Iri, ...]) -> bool:
        return not under or any(reading in self._readings for reading in under)

    def is_law(self, rule: Rule) -> bool:
        """Whether `rule` was law as known."""
        introduced = rule.introduced_by is None or rule.introduced_by in self._known
        return introduced and rule.repealed_by not in self._known and self._stands(rule.under)

    def rule(self, name: str) -> Rule | None:
        """The rule called `name` where it was law."""
        rule = self._packs.rules.get(Iri(name))
        return rule if rule is not None and self.is_law(rule) else None

    def exceptions(self, rule: Rule) -> list[Rule]:
        """The rules that could take `rule` away."""
        return self._exceptions.get(rule.id, [])

    def windows(self, conclusion: str) -> list[Window]:
        """The windows of `conclusion` that were law."""
        return [window for window in self._windows.values() if conclusion in window.window_for]

    def state(self, window: Window) -> str:
        """Whether `window` is `binding`, `upcoming` or `ended` on the day of the record."""
        if self.as_of < window.applies_from:
            return "upcoming"
        return "ended" if window.applies_until and self.as_of > window.applies_until else "binding"
