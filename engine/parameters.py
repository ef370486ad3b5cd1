"""The value a setting takes among several demands: the strictest, with winners and losers kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from engine.citations import cite_all
from engine.errors import DuecareError
from engine.knowledge import Iri, KnowledgeBase, Parameter, ParameterValue, Strictness
from engine.posture import Contribution, Setting


class SettingConflict(DuecareError):
    """Demands on one setting cannot all be met."""


def setting_of(
    knowledge_base: KnowledgeBase, parameter: Parameter, holding: frozenset[Iri], as_of: str
) -> Setting | None:
    """
    The setting of `parameter` when the conclusions in `holding` hold on `as_of`.

    Every default in force counts, and every value demanded by something that holds. None where nothing in the
    knowledge base gives a value: a number is never invented.
    """
    contributions = [
        _contribution(knowledge_base, value)
        for value in parameter.values
        if value.applies_from <= as_of and not (value.applies_until and value.applies_until < as_of)
        if not value.required_by or not holding.isdisjoint(value.required_by)
    ]
    if not contributions:
        return None
    value, winners = strictest(parameter, contributions)
    return Setting(
        parameter=parameter.id,
        label=parameter.label,
        value=value,
        unit=parameter.unit,
        winners=winners,
        overridden=tuple(c for c in contributions if c not in winners),
    )


def strictest(
    parameter: Parameter, contributions: Sequence[Contribution]
) -> tuple[str, tuple[Contribution, ...]]:
    """
    The strictest value among `contributions`, and who asks for it.

    Lists to stop unite and lists to allow intersect, so there all contributions win. An empty intersection of
    non-empty lists is a conflict: nothing could be allowed at all.
    """
    match parameter.stricter:
        case Strictness.UNION:
            return "\n".join(sorted(set().union(*map(_items, contributions)))), tuple(contributions)
        case Strictness.INTERSECTION:
            common = set.intersection(*map(_items, contributions))
            if not common and all(map(_items, contributions)):
                raise SettingConflict(f"{parameter.id}: the lists of allowed values have nothing in common")
            return "\n".join(sorted(common)), tuple(contributions)
        case Strictness.HIGHER:
            best = max(contributions, key=_rank)
        case Strictness.LOWER:
            best = min(contributions, key=_rank)
    return best.value, tuple(c for c in contributions if _rank(c) == _rank(best))


def _items(contribution: Contribution) -> set[str]:
    return {item for item in contribution.value.split("\n") if item}


def _rank(contribution: Contribution) -> Decimal:
    """Numbers by their size; of the two truth values, true is the higher."""
    return Decimal(_TRUTH.get(contribution.value, contribution.value))


_TRUTH: Final = {"false": "0", "true": "1"}


def _contribution(knowledge_base: KnowledgeBase, value: ParameterValue) -> Contribution:
    return Contribution(
        value=value.value,
        basis=value.basis,
        rationale=value.rationale,
        citations=cite_all(knowledge_base, value.cites),
        source=value.id,
        applies_from=value.applies_from,
    )


def settings_of(
    knowledge_base: KnowledgeBase, parameters: Iterable[Iri], holding: frozenset[Iri], as_of: str
) -> tuple[Setting, ...]:
    """The settings of several parameters, those without any value left out."""
    found = (
        setting_of(knowledge_base, knowledge_base.parameters[p], holding, as_of) for p in sorted(parameters)
    )
    return tuple(setting for setting in found if setting is not None)
