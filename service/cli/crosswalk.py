"""`crosswalk`: from the entries of one pack to those of another, or to the controls."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import click

from engine.crosswalk import crosswalk as find_crosswalk
from engine.crosswalk_record import crosswalk_record
from explain.crosswalk import crosswalk_text
from service.cli.exits import ExitCode
from service.workspace import Workspace

COLUMNS = (
    *("kind", "subject", "subject_citation", "predicate", "object", "object_citation", "control", "label"),
    *("negated", "duty", "author", "authority", "source", "status", "comment"),
)


@click.command()
@click.option("--from", "source", required=True, metavar="PACK", help="Such as iso-42001 or nist-ai-rmf.")
@click.option("--to", "target", required=True, metavar="PACK", help="Another pack, or `controls`.")
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True
)
@click.pass_obj
def crosswalk(workspace: Workspace, source: str, target: str, form: str) -> int:
    """List what leads from one pack to another: stated by a source, or joined through a control."""
    known = workspace.knowledge_base
    found = find_crosswalk(known, source, target)
    if form == "text":
        click.echo(crosswalk_text(known, found), nl=False)
        return ExitCode.OK
    record = crosswalk_record(known, found)
    if form == "json":
        click.echo(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        click.echo(_table(record), nl=False)
    return ExitCode.OK


def _table(record: dict[str, Any]) -> str:
    """Every row of a crosswalk as comma-separated values under one header."""
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in (*record["stated"], *record["joined"], *record["mapped"]):
        writer.writerow(_flat(row))
    return written.getvalue()


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """One row of the table; a joined pair has the comments of both of its sides."""
    if row["kind"] != "joined":
        return {**row, "label": row.get("control_label", "")}
    sides = (row["from_subject"], row["from_object"])
    duties = " / ".join(side["duty"] for side in sides if side["duty"])
    return {**row, "duty": duties, "comment": " / ".join(side["comment"] for side in sides)}


COMMANDS = (crosswalk,)
