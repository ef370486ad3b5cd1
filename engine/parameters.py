"""The value a setting takes among several demands: the strictest, with winners and losers kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from engine.citations import cite_all
from engine.knowledge import Basis, Iri, KnowledgeBase, Parameter, ParameterValue, Strictness
from engine.posture import Contribution, Setting

_DEFAULTS: Final = frozenset({Basis.GUIDANCE, Basis.ENGINEERING_JUDGEMENT})
"""What an organisation's own policy replaces, stricter or not: these numbers bind nobody."""


def setting_of(
    knowledge_base: KnowledgeBase, parameter: Parameter, holding: frozenset[Iri], as_of: str
) -> Setting | None:
    """
    The setting of `parameter` when the conclusions in `holding` hold on `as_of`.

    Every default in force counts, and every value demanded by something that holds; where the organisation
    states a policy, values that rest on guidance or judgement give way to it, and those of law and adopted
    standards do not. None where nothing in the knowledge base gives a value: a number is never invented.
    """
    demands = [
        _contribution(knowledge_base, value)
        for value in parameter.values
        if value.applies_from <= as_of and not (value.applies_until and value.applies_until < as_of)
        if not value.required_by or not holding.isdisjoint(value.required_by)
    ]
    if not demands:
        return None
    has_policy = any(demand.basis is Basis.ORGANISATIONAL_POLICY for demand in demands)
    replaced = tuple(demand for demand in demands if has_policy and demand.basis in _DEFAULTS)
    contributions = [demand for demand in demands if demand not in replaced]
    value, winners, conflict = strictest(parameter, contributions)
    return Setting(
        parameter=parameter.id,
        label=parameter.label,
        value=value,
        unit=parameter.unit,
        winners=winners,
        overridden=tuple(c for c in contributions if c not in winners),
        replaced=replaced,
        conflict=conflict,
    )


def strictest(
    parameter: Parameter, contributions: Sequence[Contribution]
) -> tuple[str, tuple[Contribution, ...], str]:
    """
    The strictest value among `contributions`, who asks for it, and what is in conflict, if anything.

    Lists to stop unite and lists to allow intersect, so there all contributions win. An empty intersection of
    non-empty lists is a conflict: nothing is allowed until somebody has settled it.
    """
    match parameter.stricter:
        case Strictness.UNION:
            return "\n".join(sorted(set().union(*map(_items, contributions)))), tuple(contributions), ""
        case Strictness.INTERSECTION:
            common = set.intersection(*map(_items, contributions))
            apart = not common and all(map(_items, contributions))
            conflict = "The lists of allowed values have nothing in common." if apart else ""
            return "\n".join(sorted(common)), tuple(contributions), conflict
        case Strictness.HIGHER:
            best = max(contributions, key=_rank)
        case Strictness.LOWER:
            best = min(contributions, key=_rank)
    return best.value, tuple(c for c in contributions if _rank(c) == _rank(best)), ""


def _items(contribution: Contribution) -> set[str]:
    return {item for item in contribution.value.split("\n") if item}


def _rank(contribution: Contribution) -> Decimal:
    """Numbers by their size, days by their order; of the two truth values, true is the higher."""
    value = _TRUTH.get(contribution.value, contribution.value)
    return Decimal(value.replace("-", "") if _DAY.fullmatch(value) else value)


_TRUTH: Final = {"false": "0", "true": "1"}
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


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
    """
    The settings of several parameters, those without any value left out.

    Where one may not lie above another and does, both say so: no value fits between them.
    """
    found = (
        setting_of(knowledge_base, knowledge_base.parameters[p], holding, as_of) for p in sorted(parameters)
    )
    settings = {setting.parameter: setting for setting in found if setting is not None}
    for name, setting in sorted(settings.items()):
        bound = knowledge_base.parameters[name].not_above
        if bound in settings and _rank(setting.winners[0]) > _rank(settings[bound].winners[0]):
            for one, other, word in (
                (setting, settings[bound], "above"),
                (settings[bound], setting, "below"),
            ):
                message = f"It is {word} {other.label} ({other.value} {other.unit}): no value fits both."
                settings[one.parameter] = replace(one, conflict=message)
    return tuple(settings.values())
