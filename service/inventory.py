"""Models, use cases, tiers and controls of many profiles: one row for each use case and each model in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.citations import label
from engine.determination import Determination
from engine.knowledge import Iri
from engine.overrides import overrides_of
from engine.posture import Posture, StackComponent
from engine.taxonomy import Taxonomy
from engine.terms import MODEL_KIND
from explain.decided import tier_names
from service.workspace import Answer
from targets.accounts import Accounts
from targets.places import Verdict

FORMAT: Final = "duecare.inventory/1"
NO_MODEL: Final = "no model stated"
COLUMNS: Final = (
    "use_case",
    "title",
    "component",
    "model",
    "tiers",
    "by_rules_alone",
    "complete",
    "binding_from",
    "controls",
    "residuals",
    "unknown",
    "gaps",
)
_OTHERWISE: Final = ("tiers", "complete", "binding_from", "controls")
"""Columns that JSON holds in a form of its own."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One model in one use case, or a use case whose profile names no model."""

    use_case: str
    title: str
    component: str
    """The component of the stack that is or has the model; empty where the profile names none."""
    model: str
    tiers: tuple[tuple[str, str], ...]
    """The tiers that hold for some function, each with the day from which it binds, or empty."""
    by_rules_alone: str
    """Where somebody decided otherwise than the rules: for each function, the tiers these alone come to."""
    is_complete: bool
    controls: tuple[tuple[str, str], ...]
    """Each control that is demanded, with its status."""
    residuals: int
    """How many demands nothing in the stack can hold."""
    unknown: int
    """How many the profile says too little about to tell."""
    gaps: int


def entries_of(answer: Answer, accounts: Accounts) -> tuple[Entry, ...]:
    """The rows of one use case: one for each component with a model, or a single one without."""
    determination, posture = answer.determination, answer.posture
    kinds = Taxonomy(determination.knowledge_base.concepts).within(MODEL_KIND)
    stack = determination.use_case.stack
    found = [_named(each) for each in stack if each.model or each.kind in kinds] or [("", "")]
    return tuple(_entry(determination, posture, accounts, component, model) for component, model in found)


def _named(component: StackComponent) -> tuple[str, str]:
    """A component with its model's name; a model without a name goes by the component's."""
    return component.id, component.model or component.id


def _entry(
    determination: Determination, posture: Posture, accounts: Accounts, component: str, model: str
) -> Entry:
    return Entry(
        use_case=determination.use_case.id,
        title=determination.use_case.title,
        component=component,
        model=model,
        tiers=tuple(_tier(determination, tier) for tier in determination.tiers),
        by_rules_alone=_by_rules_alone(determination),
        is_complete=determination.is_complete,
        controls=tuple((each.control, each.status) for each in posture.requirements),
        residuals=len(accounts.with_verdict(Verdict.NONE)),
        unknown=len(accounts.with_verdict(Verdict.UNKNOWN)),
        gaps=len(posture.gaps),
    )


def _by_rules_alone(determination: Determination) -> str:
    known = determination.knowledge_base
    return "; ".join(
        f"{each.function}: {tier_names(known, each.computed)}"
        for each in overrides_of(determination)
        if each.computed != each.decided
    )


def _tier(determination: Determination, tier: Iri) -> tuple[str, str]:
    """A tier's name with the earliest day from which it binds for some function."""
    days = [f.binding.applies_from for f in determination.findings_of(tier) if f.binding]
    return label(determination.knowledge_base, tier), min(days, default="")


def inventory_record(entries: Sequence[Entry], day: str, faults: Sequence[str]) -> dict[str, Any]:
    """The rows as JSON values, with each control's status, and what could not be read."""
    return {
        "format": FORMAT,
        "as_of": day,
        "entries": [
            {
                **{name: value for name, value in _cells(entry).items() if name not in _OTHERWISE},
                "tiers": [{"label": name, "binding_from": day or None} for name, day in entry.tiers],
                "is_complete": entry.is_complete,
                "controls": [{"control": control, "status": status} for control, status in entry.controls],
            }
            for entry in entries
        ],
        "faults": list(faults),
        "notice": "Not legal advice.",
    }


def inventory_csv(entries: Sequence[Entry]) -> str:
    """
    The rows as RFC 4180: lines end in CR LF, and each control any of them has is a column with its status.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    controls = sorted({control for entry in entries for control, _ in entry.controls})
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *controls])
    for entry in entries:
        statuses = dict(entry.controls)
        cells = [*_cells(entry).values(), *(statuses.get(control, "") for control in controls)]
        writer.writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def inventory_text(entries: Sequence[Entry], faults: Sequence[str]) -> str:
    """The rows as a table, then each model with its use cases, then what could not be read."""
    lines = list(_table(entries)) if entries else ["No use case could be read."]
    lines += ["", "BY MODEL", *_by_model(entries)] if entries else []
    lines += ["", "NOT READ", *(f"  {fault}" for fault in faults)] if faults else []
    return "\n".join(lines) + "\n"


def _cells(entry: Entry) -> dict[str, Any]:
    return {
        "use_case": entry.use_case,
        "title": entry.title,
        "component": entry.component,
        "model": entry.model,
        "tiers": "; ".join(name for name, _ in entry.tiers),
        "by_rules_alone": entry.by_rules_alone,
        "complete": "yes" if entry.is_complete else "no",
        "binding_from": "; ".join(day or "no date" for _, day in entry.tiers),
        "controls": len(entry.controls),
        "residuals": entry.residuals,
        "unknown": entry.unknown,
        "gaps": entry.gaps,
    }


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _table(entries: Iterable[Entry]) -> Iterator[str]:
    """The rows in columns as wide as their widest cell."""
    head = (
        "MODEL",
        "USE CASE",
        "TIERS",
        "COMPLETE",
        "BINDS FROM",
        "CONTROLS",
        "RESIDUALS",
        "UNKNOWN",
        "GAPS",
    )
    rows: list[tuple[str, ...]] = [head]
    for entry in entries:
        rows.append(
            (
                entry.model or NO_MODEL,
                entry.use_case,
                _tiers(entry),
                "yes" if entry.is_complete else "no",
                ", ".join(day or "no date" for _, day in entry.tiers) or "no date",
                *map(str, (len(entry.controls), entry.residuals, entry.unknown, entry.gaps)),
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _by_model(entries: Iterable[Entry]) -> Iterator[str]:
    served: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        served.setdefault(entry.model or NO_MODEL, {})[entry.use_case] = entry
    for model, cases in sorted(served.items()):
        yield f"  {model}: {len(cases)} use case{'s' if len(cases) != 1 else ''}"
        for name, entry in cases.items():
            yield f"    {name} ({_tiers(entry)})"


def _tiers(entry: Entry) -> str:
    found = ", ".join(name for name, _ in entry.tiers) or "none settled"
    return f"{found} (decided; by the rules alone, {entry.by_rules_alone})" if entry.by_rules_alone else found
