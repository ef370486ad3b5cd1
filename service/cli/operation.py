"""`serve` and `doctor`."""

from __future__ import annotations

import platform

import click

from service.cli.exits import ExitCode
from service.doctor import examine
from service.workspace import Workspace


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8321, show_default=True)
@click.pass_obj
def serve(workspace: Workspace, host: str, port: int) -> int:
    """Serve the API and the pages from this machine."""
    from service.server import run

    run(workspace, host=host, port=port)
    return ExitCode.OK


@click.command()
@click.pass_obj
def doctor(workspace: Workspace) -> int:
    """Say what this installation can do, and what to mend."""
    findings = examine(workspace)
    click.echo(f"Python {platform.python_version()} on {platform.system()}")
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'MEND'}  {finding.text}")
        if not finding.ok:
            click.echo(f"      Next: {finding.remedy}")
    return ExitCode.OK if all(finding.ok for finding in findings) else ExitCode.FINDINGS


COMMANDS = (serve, doctor)
