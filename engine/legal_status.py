"""What a finding has behind it, and whether it applies yet: binding law, adopted law, guidance, a reading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from engine.determination import Determination, Finding, OpenConclusion
from engine.kinds import Basis, LegalStatus
from engine.knowledge import Iri, Rule
from engine.timeline import Binding

_FROM_THE_STRONGEST: Final = (*map(str, LegalStatus), *(b.value for b in Basis if b is not Basis.LAW))
_APPLICATION: Final = {
    "binding": "binding",
    "upcoming": "adopted-not-yet-applicable",
    "ended": "no-longer-binding",
}


class Standing(NamedTuple):
    """The legal status of one finding."""

    application: str
    """`binding`, `adopted-not-yet-applicable` or `no-longer-binding`; empty for what has no date."""
    ground: str
    """
    The strongest that any rule for it has: `text`, `recital`, `guidance-final`, `guidance-draft` or
    `project-reading`; where no law stands behind it, its basis, such as `organisational-policy`. Where its
    date rests on a reading that is weaker, that of the date.
    """


def standing(determination: Determination, held: Finding | OpenConclusion) -> Standing:
    """The legal status of a finding, or of what may hold."""
    binding = held.binding if isinstance(held, Finding) else None
    rules = (determination.rule_base.rules[rule] for rule in held.rules)
    stated = _strongest(_ground(determination, rule) for rule in rules)
    return Standing(
        application=_APPLICATION[binding.state] if binding else "",
        ground=_weakest((stated, _dated(determination, binding))),
    )


def resting_on(determination: Determination, held: Finding | OpenConclusion) -> tuple[Iri, ...]:
    """The readings that the rules for a finding, and the window that dates it, stand under; sorted."""
    under = {name for rule in held.rules for name in determination.rule_base.rules[rule].under}
    if isinstance(held, Finding) and held.binding:
        under |= set(determination.knowledge_base.windows[held.binding.window].under)
    return tuple(sorted(under & set(determination.readings)))


def _ground(determination: Determination, rule: Rule) -> str:
    if rule.legal_status is not None:
        return rule.legal_status.value
    if rule.under:
        return _of_readings(determination, rule.under)
    if rule.basis is not Basis.LAW:
        return rule.basis.value
    return LegalStatus.PROJECT_READING.value if rule.reading else LegalStatus.TEXT.value


def _dated(determination: Determination, binding: Binding | None) -> str:
    under = determination.knowledge_base.windows[binding.window].under if binding else ()
    return _of_readings(determination, under) if under else LegalStatus.TEXT.value


def _of_readings(determination: Determination, under: Iterable[Iri]) -> str:
    readings = determination.knowledge_base.readings
    return _strongest(readings[name].status.value for name in under if name in determination.readings)


def _strongest(grounds: Iterable[str]) -> str:
    """The strongest of several; the project's word where there is none, for nothing stronger is known."""
    return min(grounds, key=_FROM_THE_STRONGEST.index, default=LegalStatus.PROJECT_READING.value)


def _weakest(grounds: tuple[str, str]) -> str:
    return max(grounds, key=_FROM_THE_STRONGEST.index)
