"""`inventory`: every model and use case of the profiles in some folders, with tiers and controls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from engine.errors import InputError
from engine.usecase import UseCase
from service.cli.exits import ExitCode
from service.cli.options import Asking, asking, files_argument, progress, read_each
from service.clock import today
from service.enforcement import emitting_targets
from service.inventory import Entry, entries_of, inventory_csv, inventory_record, inventory_text
from service.workspace import Workspace
from targets.accounts import account_for
from targets.coverage import render_all
from targets.stack import offered_by


@click.command()
@files_argument
@asking
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True
)
@click.option(
    "--keep-going",
    is_flag=True,
    help="List faulty profiles beside the others and exit with 1. Default: print faults and nothing else.",
)
@click.pass_obj
def inventory(
    workspace: Workspace, files: tuple[Path, ...], asking: Asking, form: str, keep_going: bool
) -> int:
    """List each model with its use cases, their tiers and controls, over many profiles and folders."""
    found, faults = read_each(workspace, files)
    if faults and not keep_going:
        raise InputError(faults)
    told = [str(fault) for fault in faults]
    entries = _entries(workspace, found, asking)
    if form == "json":
        record = inventory_record(entries, asking.as_of or today(workspace.clock), told)
        click.echo(json.dumps(record, indent=2, ensure_ascii=False))
    elif form == "csv":
        click.echo(inventory_csv(entries), nl=False)
        for fault in told:
            click.echo(fault, err=True)
    else:
        click.echo(inventory_text(entries, told), nl=False)
    return ExitCode.FINDINGS if faults else ExitCode.OK


def _entries(workspace: Workspace, use_cases: Sequence[UseCase], asking: Asking) -> list[Entry]:
    entries: list[Entry] = []
    with progress(use_cases, "determining") as running:
        for use_case in running:
            answer = workspace.answer(use_case, asking.as_of, asking.known_at, asking.readings)
            renderings = render_all(answer.posture, emitting_targets())
            accounts = account_for(answer.posture, renderings, offered_by(use_case), workspace.knowledge_base)
            entries.extend(entries_of(answer, accounts))
    return sorted(entries, key=lambda entry: (entry.use_case, entry.component))


COMMANDS = (inventory,)
