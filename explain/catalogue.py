"""The catalogue of controls for a terminal: the list by family, and everything about one control."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from engine.catalogue import ControlType
from engine.catalogue_record import control_record, controls_record
from engine.knowledge import KnowledgeBase
from explain.crosswalk import EXTENTS
from explain.names import short
from explain.units import valued

Record = dict[str, Any]


def controls_text(knowledge_base: KnowledgeBase, controls: Iterable[ControlType]) -> str:
    """The controls under their families, each with its scope and where it can be held."""
    records = controls_record(knowledge_base, controls)["controls"]
    lines = []
    for family, members in groupby(records, key=lambda each: each["family"]):
        lines.append(family["label"] if family else "Without a family")
        lines.extend(f"  {short(each['id'])}: {each['label']} ({_place(each)})" for each in members)
    return "\n".join((*lines, f"{len(records)} controls.")) + "\n"


def control_text(knowledge_base: KnowledgeBase, control: ControlType) -> str:
    """One control with settings, what is watched, its evidence, and what it serves and leaves open."""
    record = control_record(knowledge_base, control)
    sections = (
        ("SETTINGS", _parameters(record)),
        ("WATCHED", _watched(record)),
        ("SERVES", _served(record, negated=False)),
        ("DOES NOT SERVE", _served(record, negated=True)),
        ("DEMANDED WHERE NO OBLIGATION ASKS FOR IT", _demanded(record)),
    )
    told = [(title, tuple(lines)) for title, lines in sections]
    blocks = ["\n".join(_heading(record)), *("\n".join((title, *lines)) for title, lines in told if lines)]
    return "\n\n".join((*blocks, "Not legal advice.")) + "\n"


def _place(record: Record) -> str:
    points = ", ".join(point["label"] for point in record["enforcement_points"])
    return f"{record['scope']}; {points}"


def _heading(record: Record) -> Iterator[str]:
    yield f"{record['label']} ({record['id']})"
    yield f"  {record['definition']}"
    if record["family"]:
        yield f"  Family: {record['family']['label']}"
    yield f"  Scope and enforcement points: {_place(record)}"
    yield f"  Owner: {record['owner']}"
    yield f"  Evidence, at most {record['evidence_days']} days old: {record['evidence']}"


def _parameters(record: Record) -> Iterator[str]:
    for parameter in record["parameters"]:
        review = " (review interval)" if parameter["id"] == record["review_interval"] else ""
        review = review or (" (age of evidence)" if parameter["id"] == record["evidence_age"] else "")
        yield f"  {parameter['label']}{review}"
        for value in parameter["values"]:
            yield from _value(value, parameter["unit"])


def _value(value: Record, unit: str) -> Iterator[str]:
    until = f" to {value['applies_until']}" if value["applies_until"] else ""
    asked = ", ".join(each["label"] for each in value["required_by"])
    when = f"where this holds: {asked}" if asked else "by default"
    yield f"    {valued(value['value'], unit)} {when}, from {value['applies_from']}{until}"
    basis = value["basis"].replace("-", " ")
    yield f"      Basis: {basis}. {value['rationale']} [{'; '.join(value['citations'])}]"


def _watched(record: Record) -> Iterator[str]:
    yield f"  Signals: {', '.join(signal['label'] for signal in record['signals'])}"
    for metric in record["metrics"]:
        yield f"  Metric {metric['label']}: {metric['definition']}"
        yield f"    Breached when {metric['breach']}: {metric['threshold']['label']}"
    for escalation in record["escalations"]:
        yield f"  Escalation to {escalation['to']}: {escalation['label']}"
        yield f"    Within: {escalation['within']['label']}"


def _served(record: Record, *, negated: bool) -> Iterator[str]:
    for row in record["serves"]:
        if row["negated"] == negated:
            cited = f" [{'; '.join(row['citations'])}]" if row["citations"] else ""
            extent = "" if negated else f"{EXTENTS[row['predicate']].removesuffix(' by')}; "
            said = f"{extent}{row['status']} by {row['author']}"
            yield f"  {row['label'] or short(row['subject'])}{cited}: {said}"
            yield f"    {row['comment']}".rstrip()


def _demanded(record: Record) -> Iterator[str]:
    for demand in record["demanded_by"]:
        basis = demand["basis"].replace("-", " ")
        yield f"  {demand['label']} (basis: {basis}) [{'; '.join(demand['citations'])}]"
