"""What two answers want switched on differently: controls, settings, permissions and gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from engine.citations import label
from engine.determination import Determination
from engine.knowledge import Iri, Level
from engine.posture import Contribution, ControlRequirement, Reason, Setting, ToolPermission
from engine.terms import PERMISSION
from explain import wording
from explain.causes import Cause, CauseKind, Causes, Comparison, day_cause
from explain.difference import Answered, Difference, in_order
from explain.units import valued

TimedCauses = Callable[[Iri, str], Iterable[Cause]]
"""What makes a conclusion bind at another time of one subject; nothing where it does not."""


class PostureDifferences:
    """Compares two postures; the causes are those of the conclusions behind what differs."""

    def __init__(self, before: Answered, after: Answered, comparison: Comparison, timed: TimedCauses) -> None:
        self._sides = (before, after)
        self._comparison = comparison
        self._timed = timed

    def found(self) -> tuple[Difference, ...]:
        """All of them, in a fixed order."""
        return (*self._controls(), *self._settings(), *self._permissions(), *self._gaps())

    def _requirements(self) -> tuple[dict[Iri, ControlRequirement], dict[Iri, ControlRequirement]]:
        found = [{r.control: r for r in side.posture.requirements} for side in self._sides]
        return found[0], found[1]

    def _controls(self) -> Iterator[Difference]:
        old, new = self._requirements()
        for control in sorted(old.keys() | new.keys()):
            words = [_required(side.get(control)) for side in (old, new)]
            if control in old and control in new:
                words = [wording.STATUS[side[control].status] for side in (old, new)]
            if words[0] == words[1]:
                continue
            known = new.get(control) or old[control]
            reasons = [side[control].because if control in side else () for side in (old, new)]
            yield Difference(
                kind="control",
                id=control,
                label=known.label,
                subject="",
                before=words[0],
                after=words[1],
                citations=tuple(dict.fromkeys(c for reason in known.because for c in reason.citations)),
                causes=in_order(self._reasons(*reasons)),
            )

    def _reasons(self, old: Iterable[Reason], new: Iterable[Reason]) -> Iterator[Cause]:
        """What brought or took each reason for a control; the day where only what binds has changed."""
        sides = [{(r.finding, r.subject): r for r in reasons} for reasons in (old, new)]
        days = [side.determination.as_of for side in self._sides]
        for key in sorted(sides[0].keys() | sides[1].keys()):
            causes = self._finding(*key)
            reason = sides[1].get(key) or sides[0][key]
            if not causes and (key in sides[0]) is not (key in sides[1]):
                causes = self._mapping(reason, present=key in sides[1])
            elif not causes and sides[0][key] != sides[1][key]:
                level = _level(self._sides, key[0])
                causes = self._comparison.support(key[0], level, key[1]) if level else frozenset()
                yield from self._timed(*key)
            yield from causes
        if days[0] != days[1]:
            yield day_cause(*days)

    def _finding(self, conclusion: Iri, subject: str) -> Causes:
        level = _level(self._sides, conclusion)
        return self._comparison.conclusion(conclusion, level, subject) if level else frozenset()

    def _mapping(self, reason: Reason, *, present: bool) -> Causes:
        known = self._sides[1 if present else 0].determination.knowledge_base
        row = next((row for row in known.mappings if row.id == reason.mapping), None)
        if row is None:
            return frozenset()
        template = wording.MAPPING_ADDED if present else wording.MAPPING_REMOVED
        sentence = template.format(comment=row.comment or row.id)
        return frozenset([Cause(kind=CauseKind.MAPPING, id=row.id, sentence=sentence, citations=(row.id,))])

    def _settings(self) -> Iterator[Difference]:
        """The settings of controls that both require."""
        old, new = self._requirements()
        for control in sorted(old.keys() & new.keys()):
            sides = [{s.parameter: s for s in side[control].settings} for side in (old, new)]
            for parameter in sorted(sides[0].keys() | sides[1].keys()):
                settings = (sides[0].get(parameter), sides[1].get(parameter))
                known = settings[1] or settings[0]
                words = [_set(setting) for setting in settings]
                if known is not None and words[0] != words[1]:
                    yield self._setting(known, settings, words)

    def _setting(
        self, known: Setting, settings: tuple[Setting | None, Setting | None], words: list[str]
    ) -> Difference:
        winners = tuple(dict.fromkeys(winner.source for winner in known.winners))
        return Difference(
            kind="setting",
            id=known.parameter,
            label=known.label,
            subject="",
            before=words[0],
            after=words[1],
            citations=winners,
            causes=in_order(self._demands(settings, known.unit)),
        )

    def _demands(self, settings: tuple[Setting | None, Setting | None], unit: str) -> Iterator[Cause]:
        """What brought or took the demands that count in one of the two only; else the demand itself."""
        sides = [{c.source: c for c in _contributions(setting)} for setting in settings]
        for source in sorted(sides[0].keys() ^ sides[1].keys()):
            present = source in sides[1]
            causes = [cause for each in self._required_by(source) for cause in self._of_any(each)]
            yield from causes or [_demand(sides[int(present)][source], unit, present=present)]

    def _required_by(self, source: Iri) -> set[Iri]:
        return {
            conclusion
            for side in self._sides
            for parameter in side.determination.knowledge_base.parameters.values()
            for value in parameter.values
            if value.id == source
            for conclusion in value.required_by
        }

    def _of_any(self, conclusion: Iri) -> Causes:
        """What made a conclusion read differently of any of its subjects."""
        level = _level(self._sides, conclusion)
        names = {s.id for side in self._sides for s in side.determination.subjects(level)} if level else set()
        return frozenset().union(*(self._finding(conclusion, name) for name in sorted(names)))

    def _permissions(self) -> Iterator[Difference]:
        sides = [{f"{p.component}/{p.tool}": p for p in side.posture.permissions} for side in self._sides]
        for tool in sorted(sides[0].keys() | sides[1].keys()):
            words = [_permitted(side.get(tool)) for side in sides]
            if words[0] != words[1]:
                known = sides[1].get(tool) or sides[0][tool]
                citations = tuple(dict.fromkeys(c for reason in known.because for c in reason.citations))
                causes = [c for each in self._permission_family() for c in self._finding(each, tool)]
                yield Difference(
                    kind="permission",
                    id=tool,
                    label=tool,
                    subject="",
                    before=words[0],
                    after=words[1],
                    citations=citations or (tool,),
                    causes=in_order(causes),
                )

    def _permission_family(self) -> list[Iri]:
        known = self._sides[1].determination.knowledge_base
        scheme = known.facts[PERMISSION].scheme
        return [concept.id for concept in known.concepts.values() if concept.scheme == scheme]

    def _gaps(self) -> Iterator[Difference]:
        sides = [{(g.finding, g.subject): g for g in side.posture.gaps} for side in self._sides]
        for key in sorted(sides[0].keys() ^ sides[1].keys()):
            gap = sides[1].get(key) or sides[0][key]
            words = [gap.reason if key in side else wording.NO_GAP for side in sides]
            yield Difference(
                kind="gap",
                id=gap.finding,
                label=label(self._sides[1].determination.knowledge_base, gap.finding).rstrip("."),
                subject=gap.subject,
                before=words[0],
                after=words[1],
                citations=gap.citations,
                causes=in_order(self._finding(*key)),
            )


def _level(sides: tuple[Answered, Answered], conclusion: Iri) -> Level | None:
    for side in sides:
        found: Determination = side.determination
        if conclusion in found.rule_base.levels:
            return found.rule_base.levels[conclusion]
    return None


def _required(requirement: ControlRequirement | None) -> str:
    if requirement is None:
        return wording.NOT_REQUIRED
    settings = ", ".join(f"{s.label.lower()}: {valued(s.value, s.unit)}" for s in requirement.settings)
    return wording.REQUIRED.format(
        status=wording.STATUS[requirement.status], settings=f" ({settings})" if settings else ""
    )


def _set(setting: Setting | None) -> str:
    return valued(setting.value, setting.unit) if setting else wording.NOT_SET


def _permitted(permission: ToolPermission | None) -> str:
    return permission.decision if permission else wording.NO_TOOL


def _contributions(setting: Setting | None) -> tuple[Contribution, ...]:
    return (*setting.winners, *setting.overridden) if setting else ()


def _demand(demand: Contribution, unit: str, *, present: bool) -> Cause:
    template = wording.DEMAND_ADDED if present else wording.DEMAND_REMOVED
    sentence = template.format(
        value=valued(demand.value, unit),
        basis=demand.basis.value.replace("-", " "),
        rationale=demand.rationale,
    )
    citations = (*demand.citations, demand.source)
    return Cause(kind=CauseKind.DEMAND, id=demand.source, sentence=sentence, citations=citations)
