"""One setting of a posture as the pieces of a guardrail it becomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.posture import Setting
from targets.bedrock.bindings import (
    BedrockBindings,
    ContentFilterField,
    DeniedTopicsField,
    GroundingField,
    PersonalDataField,
)
from targets.bindings import shortfall
from targets.strict import service_model, shape_faults

MAXIMUM_THRESHOLD = Decimal("0.99")
"""The provider's documented bound; its service model states none."""

_SECTIONS = {
    "content": "GuardrailContentFilterConfig",
    "personal-data": "GuardrailPiiEntityConfig",
    "topics": "GuardrailTopicConfig",
    "grounding": "GuardrailContextualGroundingFilterConfig",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """One entry of one section of a guardrail."""

    section: str
    """`content`, `personal-data`, `topics` or `grounding`."""
    entry: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What became of one setting: its pieces, and what of it could not be carried."""

    fragments: tuple[Fragment, ...] = ()
    shortfalls: tuple[str, ...] = ()


def carry(setting: Setting, bindings: BedrockBindings) -> Carried:
    """The pieces for `setting`; an entry the service model refuses becomes a shortfall instead."""
    match bindings.settings.get(setting.parameter):
        case ContentFilterField() as field:
            carried = _content_filter(setting, field, bindings.strengths)
        case GroundingField() as field:
            carried = _grounding(setting, field)
        case PersonalDataField() as field:
            entries = ({"type": kind, "action": field.action} for kind in _listed(setting))
            carried = Carried(
                fragments=tuple(Fragment(section="personal-data", entry=each) for each in entries)
            )
        case DeniedTopicsField():
            carried = _topics(setting)
        case None:
            carried = Carried(shortfalls=(shortfall(setting, "a guardrail has no field for it."),))
    return _without_refused(setting, carried)


def _content_filter(setting: Setting, field: ContentFilterField, strengths: tuple[str, ...]) -> Carried:
    known = {str(level): name for level, name in enumerate(strengths)}
    strength = known.get(setting.value)
    if strength is None:
        reason = f"no strength; the levels are {', '.join(known)}."
        return Carried(shortfalls=(shortfall(setting, reason),))
    if strength == strengths[0]:
        return Carried(
            shortfalls=(shortfall(setting, "a filter of no strength would be inert, so there is none."),)
        )
    entry: dict[str, Any] = {"type": field.type}
    for direction in ("input", "output"):
        entry[f"{direction}Strength"] = strength if direction in field.directions else strengths[0]
        if direction in field.directions:
            entry |= {f"{direction}Action": "BLOCK", f"{direction}Enabled": True}
    return Carried(fragments=(Fragment(section="content", entry=entry),))


def _grounding(setting: Setting, field: GroundingField) -> Carried:
    try:
        demanded = Decimal(setting.value)
    except InvalidOperation:
        demanded = Decimal("NaN")
    if not demanded.is_finite():
        return Carried(shortfalls=(shortfall(setting, "no number."),))
    if demanded <= 0:
        return Carried(shortfalls=(shortfall(setting, "a threshold of 0 would be inert, so there is none."),))
    threshold = min(demanded, MAXIMUM_THRESHOLD)
    entry = {"type": field.type, "threshold": float(threshold), "action": "BLOCK", "enabled": True}
    notes = (
        () if threshold == demanded else (shortfall(setting, f"the guardrail takes {threshold} at most."),)
    )
    return Carried(fragments=(Fragment(section="grounding", entry=entry),), shortfalls=notes)


def _topics(setting: Setting) -> Carried:
    entries = []
    for topic in _listed(setting):
        name, _, definition = topic.partition(":")
        entry = {"name": name.strip(), "definition": definition.strip(), "type": "DENY"}
        entries.append(
            entry
            | {"inputAction": "BLOCK", "outputAction": "BLOCK", "inputEnabled": True, "outputEnabled": True}
        )
    return Carried(fragments=tuple(Fragment(section="topics", entry=entry) for entry in entries))


def _listed(setting: Setting) -> Iterable[str]:
    return (line.strip() for line in setting.value.split("\n") if line.strip())


def _without_refused(setting: Setting, carried: Carried) -> Carried:
    kept, notes = [], list(carried.shortfalls)
    for fragment in carried.fragments:
        faults = list(
            shape_faults(service_model("bedrock").shape_for(_SECTIONS[fragment.section]), fragment.entry)
        )
        if faults:
            notes.append(shortfall(setting, f"refused by the provider's model: {faults[0]}"))
        else:
            kept.append(fragment)
    return Carried(fragments=tuple(kept), shortfalls=tuple(notes))
