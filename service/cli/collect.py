"""`collect` and `signals`: what came back from running systems."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO, Final, cast

import click

from evidence.signals import FORMATS, Batch, SummaryLine
from service.cli.exits import ExitCode
from service.cli.options import actor_option, formatted
from service.collecting import batch_record, collect_into, store_of
from service.workspace import Workspace

NOTICE: Final = (
    "Machine signals show that something ran; whether it works as intended is for a person to judge."
)


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE...",
)
@click.option(
    "--format", "source", required=True, type=click.Choice(sorted(FORMATS)), help="What the files hold."
)
@click.option(
    "--report", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to say it."
)
@actor_option("Who collects.", required=False)
@click.pass_obj
def collect(workspace: Workspace, files: tuple[Path, ...], source: str, report: str, actor: str) -> int:
    """Take in signals of running systems from FILEs, or from standard input as `-`.

    Each counts once, however often and in whatever order it comes. Prompts, answers and matches are not kept.
    Exit code 0: all of it was taken in; 1: some of it was no signal, or there was nothing.
    """
    batches = {}
    for file in files:
        with click.open_file(str(file), "rb") as stream:
            batches[str(file)] = collect_into(workspace, cast("BinaryIO", stream), source, actor)
    if report == "json":
        said = [{"file": name, **batch_record(batch)} for name, batch in batches.items()]
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(line for name, batch in batches.items() for line in _lines(name, batch)))
    sound = all(batch.is_sound for batch in batches.values())
    return ExitCode.OK if sound else ExitCode.FINDINGS


def _lines(name: str, batch: Batch) -> Iterator[str]:
    if not batch.records:
        yield f"{name}: nothing in it. A signal that was expected and never came is a finding."
        return
    yield (
        f"{name}: {batch.records} records; {batch.accepted} new signals, {batch.duplicates} held already,"
        f" {batch.unparsable} unparsable, {batch.refused} refused"
    )
    for count, what in (
        (batch.late, "came more than a day after they happened: earlier days change."),
        (batch.unattributed, "belong to no use case on record: nothing in them says whose they are."),
        (batch.unmapped, "are events that no table ties to a signal of the catalogue."),
    ):
        if count:
            yield f"  {count} {what}"
    for owner, count, digest in batch.by_use_case:
        yield f"  {owner}: {count} ({digest})"
    yield from (f"  {each}" for each in batch.rejected)
    if (more := batch.unparsable + batch.refused - len(batch.rejected)) > 0:
        yield f"  and {more} more like these; all are kept by their digests."


@click.command()
@click.argument("use_case", required=False, default="", metavar="[USE-CASE]")
@formatted
@click.pass_obj
def signals(workspace: Workspace, use_case: str, form: str) -> None:
    """Sum up the signals held, of one use case or of all."""
    lines = store_of(workspace).summary(use_case)
    if form == "json":
        click.echo(json.dumps([asdict(line) for line in lines], indent=2, ensure_ascii=False))
        return
    if not lines:
        click.echo("No signal is held. Next: `duecare collect FILE --format FORMAT`.")
    for line in lines:
        click.echo(_sentence(line))
    click.echo(NOTICE)


def _sentence(line: SummaryLine) -> str:
    whose = f"{line.use_case or 'of no use case'} ({line.posture or 'no posture'})"
    numbers = (
        f"; {line.lowest:g} to {line.highest:g}, median {line.median:g}" if line.median is not None else ""
    )
    return (
        f"{whose}: {line.signal or 'no signal of the catalogue'} by {line.source} {line.kind}:"
        f" {line.events} events,"
        f" {line.passed} passed, {line.failed} failed, {line.cannot_tell} cannot tell,"
        f" {line.contradicted} contradicted; {line.first} to {line.last}{numbers}"
    )


COMMANDS = (collect, signals)
