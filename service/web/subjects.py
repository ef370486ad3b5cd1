"""What can be asked "why?" of an answer, by its name for people and its identifier."""

from __future__ import annotations

from engine.citations import label
from engine.determination import Determination
from engine.posture import Posture
from engine.terms import CONTROL_DEMAND, PERMISSION

Choices = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Groups with a title, each of identifiers with their labels."""


def choices(determination: Determination, posture: Posture) -> Choices:
    """Every tier, obligation, concept, control, setting and tool of the answer, in groups."""
    facts = determination.knowledge_base.facts
    groups: dict[str, dict[str, str]] = {}
    for finding in determination.findings:
        if finding.family not in (CONTROL_DEMAND, PERMISSION):
            name = label(determination.knowledge_base, finding.conclusion)
            groups.setdefault(facts[finding.family].label, {})[finding.conclusion] = name
    for requirement in posture.requirements:
        groups.setdefault("Controls", {})[requirement.control] = requirement.label
        for each in requirement.settings:
            name = f"{requirement.label}: {each.label}"
            groups.setdefault("Settings", {})[each.parameter] = name
    for permission in posture.permissions:
        tool = f"{permission.component}/{permission.tool}"
        groups.setdefault("Tools", {})[tool] = tool
    return tuple((title, tuple(names.items())) for title, names in groups.items())


def heading(determination: Determination, posture: Posture, of: str) -> str:
    """The label of what was asked about, for a heading; the question itself where it has none."""
    known = {name: text for _, group in choices(determination, posture) for name, text in group}
    for name, text in known.items():
        local = name.split(":", 1)[-1]
        if of in (name, local, local.partition(".")[2]):
            return text
    return of
