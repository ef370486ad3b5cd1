"""`diff`: what is different between two answers about one use case, and because of what."""

from __future__ import annotations

import json
from pathlib import Path

import click

from explain.difference import Answered
from explain.difference_report import diff_record, diff_text
from service.cli.exits import ExitCode
from service.cli.options import day, file_argument, formatted
from service.comparison import Side, Sides
from service.workspace import Workspace

_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@file_argument
@click.argument("old")
@click.argument("new")
@click.option("--as-of", callback=day, metavar="DATE", help="The day of profiles. Default: today.")
@click.option("--old-kb", type=_folder, help="The packs OLD is determined under. Default: those in use.")
@click.option("--new-kb", type=_folder, help="The packs NEW is determined under. Default: those in use.")
@formatted
@click.pass_obj
def diff(
    workspace: Workspace,
    /,
    *,
    file: Path,
    old: str,
    new: str,
    as_of: str,
    old_kb: Path | None,
    new_kb: Path | None,
    form: str,
) -> int:
    """
    Say what differs between OLD and NEW, and because of what; exit with 1 where anything does.

    Each is a date (FILE as of that day), `now` (FILE as it stands), the id of a recorded determination of
    the use case or the number of its entry, or another profile file.
    """
    sides = Sides(workspace, workspace.read(file), file, as_of)
    found = sides.side(old, old_kb), sides.side(new, new_kb)
    before, after = (_answered(side) for side in found)
    said = found[0].said, found[1].said
    record = diff_record(before, after, said)
    if form == "json":
        click.echo(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        click.echo(diff_text(before, after, said), nl=False)
    return ExitCode.FINDINGS if record["differences"] else ExitCode.OK


def _answered(side: Side) -> Answered:
    return Answered(determination=side.answer.determination, posture=side.answer.posture)


COMMANDS = (diff,)
