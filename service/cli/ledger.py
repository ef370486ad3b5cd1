"""`ledger`: prove, show, erase, export, copy and anchor what the record holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

import click

from service.cli.exits import ExitCode
from service.cli.options import actor_option
from service.cli.record import checkpoint_in, require_ledger, verify
from service.clock import instant
from service.workspace import Workspace

checkpoint_argument = click.argument(
    "checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="CHECKPOINT"
)
_output = click.argument("output", type=click.File("w", encoding="utf-8"), default="-", metavar="[OUTPUT]")


@click.group()
@click.pass_obj
def ledger(workspace: Workspace) -> None:
    """The record: proofs, free text, copies, and checkpoints kept elsewhere."""


@ledger.command()
@click.argument("seq", type=int)
@click.pass_obj
def show(workspace: Workspace, seq: int) -> int:
    """Print the entry SEQ as JSON, with its free texts in their places."""
    require_ledger(workspace)
    recorded = workspace.ledger.entry(seq)
    said = json.loads(recorded.leaf) | {"payload": workspace.ledger.payload(recorded)}
    click.echo(json.dumps(said | {"leaf_hash": recorded.leaf_hash.hex()}, indent=2, ensure_ascii=False))
    return ExitCode.OK


@ledger.command()
@click.argument("seq", type=int)
@_output
@click.pass_obj
def prove(workspace: Workspace, seq: int, output: IO[str]) -> int:
    """Write the entry SEQ with the proof that it is under the newest checkpoint (C2SP tlog-proof)."""
    require_ledger(workspace)
    output.write(workspace.ledger.inclusion_text(seq))
    return ExitCode.OK


@ledger.command()
@checkpoint_argument
@_output
@click.pass_obj
def consistency(workspace: Workspace, checkpoint: Path, output: IO[str]) -> int:
    """Write the proof that the newest checkpoint extends CHECKPOINT, which was kept elsewhere."""
    require_ledger(workspace)
    output.write(workspace.ledger.consistency_text(checkpoint_in(checkpoint)))
    return ExitCode.OK


@ledger.command()
@click.argument("seq", type=int)
@click.option("--ground", required=True, help="A reference, such as a request's number; no personal data.")
@actor_option("Who erases; recorded as self-declared.")
@click.pass_obj
def erase(workspace: Workspace, seq: int, ground: str, actor: str) -> int:
    """Delete the free texts of the entry SEQ for good, and record that. Every proof stays valid."""
    from evidence import Actor

    require_ledger(workspace)
    done = workspace.ledger.erase(seq, actor=Actor(name=actor), at=instant(workspace.clock), ground=ground)
    click.echo(f"Erased, as entry {done.seq} says. Copies and backups were not reached: erase there too.")
    return ExitCode.OK


@ledger.command()
@click.option("--after", type=int, default=-1, help="Only the entries after this place.")
@click.argument("output", type=click.File("wb"), default="-", metavar="[OUTPUT]")
@click.pass_obj
def export(workspace: Workspace, after: int, output: IO[bytes]) -> int:
    """Write every entry as a line of JSON with its leaf hash, for a log collector (SIEM)."""
    require_ledger(workspace)
    for line in workspace.ledger.json_lines(after):
        output.write(line)
    return ExitCode.OK


@ledger.command()
@click.argument("target")
@click.pass_obj
def copy(workspace: Workspace, target: str) -> int:
    """Copy the whole record to TARGET, a new file or an empty database's URL, and verify the copy.

    A file copy of a database in use may lack its newest entries; this copy is of one moment.
    """
    require_ledger(workspace)
    report = workspace.ledger.copy_into(target if "://" in target else f"sqlite:///{target}")
    click.echo(str(report))
    return ExitCode.OK if not report.discrepancies else ExitCode.FINDINGS


@ledger.group()
def anchor() -> None:
    """Checkpoints kept where this ledger's keeper cannot reach."""


@anchor.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def export_anchor(context: click.Context, file: Path) -> int:
    """Sign the record if it is valid, and write the checkpoint to FILE, to be kept elsewhere.

    Later, `duecare ledger verify --against FILE` finds whether anything before it was rewritten or cut off.
    """
    return int(context.invoke(verify, ledger=None, key=None, since=None, checkpoint=file))


ledger.add_command(verify)
COMMANDS = (ledger,)
