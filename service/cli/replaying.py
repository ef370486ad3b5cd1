"""`replay`: whether a saved determination is what its packs say, and whether its proof holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

from explain.replay.report import replay_record, replay_text
from explain.replay.saved import read_saved
from service.cli.exits import ExitCode
from service.cli.options import formatted
from service.workspace import Workspace

_MOST_READ: Final = 1 << 26
"""Far more than a record holds; an endless file is refused as no JSON."""


@click.command()
@click.argument("record", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="RECORD")
@click.option(
    "--kb",
    "packs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Replay under the packs in this folder. Default: those at hand.",
)
@formatted
@click.pass_obj
def replay(workspace: Workspace, record: Path, packs: Path | None, form: str) -> int:
    """Determine a saved determination anew, compare byte for byte, and check each step of its proof.

    RECORD is what `determine --format json` printed, or a ledger entry. Exit code 0: the same; 1: not.
    """
    with record.open("rb") as file:
        saved = read_saved(file.read(_MOST_READ), str(record))
    found = (workspace.under(packs) if packs else workspace).replay(saved)
    if form == "json":
        click.echo(json.dumps(replay_record(found), indent=2, ensure_ascii=False))
    else:
        click.echo(replay_text(found), nl=False)
    return ExitCode.OK if found.holds else ExitCode.FINDINGS


COMMANDS = (replay,)
