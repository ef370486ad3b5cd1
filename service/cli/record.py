"""`verify`: whether the record still says what was written."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.exits import ExitCode
from service.workspace import Workspace


@click.command()
@click.argument(
    "ledger", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="[LEDGER]"
)
@click.option("--key", metavar="VERIFIER-KEY", help="The log's verifier key, had from elsewhere.")
@click.option(
    "--since",
    "--against",
    "since",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint of this log that was kept elsewhere.",
)
@click.option(
    "--checkpoint",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Sign the ledger if it is valid, and write the checkpoint to this file, to be kept elsewhere.",
)
@click.pass_obj
def verify(
    workspace: Workspace, ledger: Path | None, key: str | None, since: Path | None, checkpoint: Path | None
) -> int:
    """Re-hash every entry of the record and name the first that was changed, removed or moved.

    Exit code 0: valid; 1: tampered with; 4: cannot tell. Without --since it can only be self-verified.
    """
    from evidence import Verdict, verify_database, verify_url

    if ledger is None:
        require_ledger(workspace)
    if ledger is not None and checkpoint is not None:
        raise click.UsageError(
            "--checkpoint signs the ledger under the home, with the key kept there. Next: leave LEDGER out,"
            " or name its folder with `duecare --home`."
        )
    note = checkpoint_in(since) if since else None
    if ledger is None:
        report = verify_url(workspace.settings.ledger_url, key, note)
    else:
        report = verify_database(ledger, key, note)
    click.echo(str(report))
    if checkpoint is not None and report.verdict is Verdict.VALID:
        checkpoint.write_text(workspace.ledger.checkpoint().note, encoding="utf-8")
        click.echo(
            f"Checkpoint written to {checkpoint}; keep it where this ledger's keeper cannot reach.", err=True
        )
    return {
        Verdict.VALID: ExitCode.OK,
        Verdict.TAMPERED: ExitCode.FINDINGS,
        Verdict.CANNOT_TELL: ExitCode.UNAVAILABLE,
    }[report.verdict]


def require_ledger(workspace: Workspace) -> None:
    """Refuses to go on where no ledger was begun; none is begun by asking."""
    if not workspace.has_ledger():
        raise click.UsageError(
            f"There is no ledger {workspace.settings.ledger_name}. Next: `duecare determine FILE` begins one."
        )


def checkpoint_in(file: Path) -> str:
    """The text of the checkpoint in `file`."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise click.UsageError(
            f"{file} is no checkpoint. Expected: what `duecare verify --checkpoint` wrote."
        ) from None


COMMANDS = (verify,)
