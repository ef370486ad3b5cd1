"""`new`, `schema` and `kb check`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from engine.compiled import check_knowledge_base
from engine.gaps import gaps
from engine.reading_records import readings_record
from explain.answer_readings import contested_points_text
from service.cli.exits import ExitCode
from service.cli.options import formatted
from service.workspace import Workspace


@click.command()
@click.pass_obj
def schema(workspace: Workspace) -> int:
    """Print the JSON Schema of profiles, for editors."""
    from engine.schema import profile_schema

    click.echo(json.dumps(profile_schema(workspace.knowledge_base), indent=2, ensure_ascii=False))
    return ExitCode.OK


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--interactive/--template", default=None, help="Default: interactive on a terminal.")
@click.pass_obj
def new(workspace: Workspace, file: Path, interactive: bool | None) -> int:
    """Write a commented profile to FILE; on a terminal, ask only what still matters."""
    from service.authoring import commented_profile
    from service.interview import interview

    if file.exists():
        raise click.UsageError(f"{file} is there already. Next: name another file; nothing was written.")
    ask = sys.stdin.isatty() if interactive is None else interactive
    text = interview(workspace) if ask else commented_profile(workspace.knowledge_base, file.stem)
    file.write_text(text, encoding="utf-8")
    click.echo(f"Written to {file}. Next: duecare determine {file}", err=True)
    return ExitCode.OK


@click.group()
def kb() -> None:
    """Work on the knowledge base."""


@kb.command("check")
@click.argument(
    "directory",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="[DIR]",
)
@click.pass_obj
def check(workspace: Workspace, directory: Path | None) -> int:
    """Check every statement of the packs; name each fault with its file, line and reason."""
    faults = check_knowledge_base(directory or workspace.settings.knowledge_base, workspace.settings.overlay)
    for fault in faults:
        click.echo(str(fault))
    if faults:
        click.echo(f"{len(faults)} faults; the knowledge base does not load.", err=True)
        return ExitCode.WRONG_USE
    if directory is None:
        known = workspace.knowledge_base
        for gap in gaps(known):
            click.echo(f"Warning: {gap}")
        click.echo(
            f"{len(known.rules)} rules, {len(known.provisions)} provisions, {len(known.controls)} controls,"
            f" {len(known.mappings)} mappings: no fault."
            f" Version {known.version}, fingerprint {known.fingerprint}."
        )
    else:
        click.echo("No fault.")
    return ExitCode.OK


@kb.command("readings")
@formatted
@click.pass_obj
def readings(workspace: Workspace, form: str) -> int:
    """List what the law leaves open, how each point can be read, and which reading is the default."""
    if form == "json":
        record = readings_record(workspace.knowledge_base)
        click.echo(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        click.echo(contested_points_text(workspace.knowledge_base), nl=False)
    return ExitCode.OK


COMMANDS = (new, schema, kb)
