"""Everything in which two answers differ, each difference with its causes."""

from __future__ import annotations

from collections.abc import Iterator

from engine.citations import cite_all, label, support_of_conclusion
from engine.determination import Determination, Finding
from engine.knowledge import Iri, Level
from engine.terms import CONTROL_DEMAND, OBLIGATION, PERMISSION, TIER
from explain import wording
from explain.causes import Cause, CauseKind, Causes, Comparison, day_cause
from explain.dates import binding_words
from explain.difference import Answered, Difference, in_order
from explain.posture_differences import PostureDifferences

_Key = tuple[Iri, Level, str]
_KINDS = {TIER: "tier", OBLIGATION: "obligation"}
_ELSEWHERE = (CONTROL_DEMAND, PERMISSION)
"""Families of conclusions that are told as controls and permissions."""


def differences(before: Answered, after: Answered) -> tuple[Difference, ...]:
    """What differs: tiers, obligations, concepts, dates, then what must be on; empty where nothing does."""
    return _Differences(before, after).found()


class _Differences:
    def __init__(self, before: Answered, after: Answered) -> None:
        self.sides = (before, after)
        self.comparison = Comparison(before.determination, after.determination)
        self.findings = [
            {(f.conclusion, f.level, f.subject): f for f in side.determination.findings}
            for side in self.sides
        ]
        self.families: dict[_Key, Iri] = {}
        for side in self.sides:
            for key, (family, _) in _concluded(side.determination).items():
                self.families[key] = family
        self.standings = tuple(_standings(side.determination) for side in self.sides)

    def found(self) -> tuple[Difference, ...]:
        """All of them, in a fixed order."""
        return (
            *self._standing_differences(),
            *self._residuals(),
            *self._dates(),
            *PostureDifferences(*self.sides, self.comparison, self._timed_of).found(),
            *self._completeness(),
        )

    def _standing_differences(self) -> Iterator[Difference]:
        """The conclusions that hold, may hold or do not hold where they did not so before."""
        old, new = self.standings
        for key in sorted(old.keys() | new.keys(), key=lambda key: (_rank(self.families[key]), key)):
            conclusion, level, subject = key
            words = (old.get(key, "absent"), new.get(key, "absent"))
            if words[0] == words[1] or self.families[key] in _ELSEWHERE:
                continue
            yield Difference(
                kind=_KINDS.get(self.families[key], "concept"),
                id=conclusion,
                label=self._label(conclusion),
                subject=subject,
                before=wording.STANDINGS[words[0]],
                after=wording.STANDINGS[words[1]],
                citations=self._cited(key),
                causes=in_order(self.comparison.conclusion(conclusion, level, subject)),
            )

    def _label(self, conclusion: Iri) -> str:
        names = [label(side.determination.knowledge_base, conclusion).rstrip(".") for side in self.sides]
        return names[1] if names[1] != conclusion else names[0]

    def _cited(self, key: _Key) -> tuple[str, ...]:
        """Where the conclusion is stated, as the side on which it holds or may hold says."""
        for side in reversed(self.sides):
            _, rules = _concluded(side.determination).get(key, (Iri(""), None))
            if rules is not None:
                return support_of_conclusion(side.determination.knowledge_base, key[0], rules)
        return (key[0],)

    def _residuals(self) -> Iterator[Difference]:
        """The tiers no rule concludes: what made another tier come or go made these go or come."""
        held = [frozenset(side.determination.tiers) for side in self.sides]
        for tier in sorted(held[0] ^ held[1]):
            if any(tier in found.rule_base.concluding for found in self._determinations()):
                continue
            words = [wording.STANDINGS["holds" if tier in tiers else "absent"] for tiers in held]
            side = self.sides[1 if tier in held[1] else 0].determination
            yield Difference(
                kind="tier",
                id=tier,
                label=self._label(tier),
                subject="",
                before=words[0],
                after=words[1],
                citations=support_of_conclusion(side.knowledge_base, tier, ()) or (tier,),
                causes=in_order(self._of_tiers()),
            )

    def _determinations(self) -> tuple[Determination, Determination]:
        return self.sides[0].determination, self.sides[1].determination

    def _of_tiers(self) -> Causes:
        """What made any tier read differently of anything."""
        return frozenset().union(
            *(self.comparison.conclusion(*key) for key in sorted(self.families) if self.families[key] == TIER)
        )

    def _completeness(self) -> Iterator[Difference]:
        complete = [side.determination.is_complete for side in self.sides]
        if complete[0] is complete[1]:
            return
        open_tiers = tuple(
            citation
            for side in self._determinations()
            for each in side.undetermined
            if each.family == TIER
            for citation in support_of_conclusion(side.knowledge_base, each.conclusion, each.rules)
        )
        yield Difference(
            kind="question",
            id="is_complete",
            label=wording.COMPLETENESS,
            subject="",
            before=wording.COMPLETE[complete[0]],
            after=wording.COMPLETE[complete[1]],
            citations=tuple(dict.fromkeys(open_tiers)),
            causes=in_order(self._of_tiers()),
        )

    def _dates(self) -> Iterator[Difference]:
        """What holds in both and binds at another time, or already, or no longer."""
        old, new = self.findings
        for key in sorted(old.keys() & new.keys()):
            bindings = (old[key].binding, new[key].binding)
            words = [binding_words(binding) if binding else wording.NO_DATE for binding in bindings]
            if words[0] != words[1]:
                yield Difference(
                    kind="date",
                    id=key[0],
                    label=self._label(key[0]),
                    subject=key[2],
                    before=words[0],
                    after=words[1],
                    citations=self._window_cited(new[key]) or self._cited(key),
                    causes=in_order(self._timed(old[key], new[key])),
                )

    def _timed_of(self, conclusion: Iri, subject: str) -> Iterator[Cause]:
        """What makes a conclusion that holds in both bind at another time of one subject."""
        for key in self.findings[0].keys() & self.findings[1].keys():
            old, new = self.findings[0][key], self.findings[1][key]
            if (key[0], key[2]) == (conclusion, subject) and old.binding != new.binding:
                yield from self._timed(old, new)

    def _window_cited(self, finding: Finding) -> tuple[str, ...]:
        known = self.sides[1].determination.knowledge_base
        window = known.windows.get(finding.binding.window) if finding.binding else None
        return cite_all(known, window.stated_in) if window else ()

    def _timed(self, old: Finding, new: Finding) -> Iterator[Cause]:
        """The statements the windows turn on; else the windows themselves; else the day asked about."""
        facts = frozenset(self._window_facts(new))
        if facts:
            yield from facts
            return
        before, after = (each.binding.window if each.binding else Iri("") for each in (old, new))
        window = self.sides[1].determination.knowledge_base.windows.get(after)
        if before != after and window is not None:
            yield Cause(
                kind=CauseKind.WINDOW,
                id=window.id,
                sentence=wording.WINDOW_CHANGED.format(label=window.label.rstrip(".")),
                citations=self._window_cited(new) or (window.id,),
            )
        days = [side.as_of for side in self._determinations()]
        if days[0] != days[1]:
            yield day_cause(*days)

    def _window_facts(self, finding: Finding) -> Iterator[Cause]:
        at = self.comparison.places(finding.level, finding.subject)
        for window in self.sides[1].determination.knowledge_base.windows.values():
            if at is not None and finding.conclusion in window.window_for:
                for condition in window.conditions:
                    yield from self.comparison.condition(condition, finding.level, at)


def _standings(determination: Determination) -> dict[_Key, str]:
    found = {(o.conclusion, o.level, o.subject): "open" for o in determination.undetermined}
    for finding in determination.findings:
        standing = "presumed" if finding.contestable else "holds"
        found[finding.conclusion, finding.level, finding.subject] = standing
    return found


def _concluded(determination: Determination) -> dict[_Key, tuple[Iri, tuple[Iri, ...] | None]]:
    """Everything that holds or may hold, with its family and the rules for it."""
    found: dict[_Key, tuple[Iri, tuple[Iri, ...] | None]] = {}
    for each in determination.undetermined:
        found[each.conclusion, each.level, each.subject] = (each.family, each.rules)
    for finding in determination.findings:
        found[finding.conclusion, finding.level, finding.subject] = (finding.family, finding.rules)
    return found


def _rank(family: Iri) -> int:
    return {TIER: 0, OBLIGATION: 1}.get(family, 2)
