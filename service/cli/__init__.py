"""The command line: `duecare`."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path

import click

from engine.errors import (
    DuecareError,
    EngineDisagreement,
    IncompleteDetermination,
    InputError,
    RuleBaseRejected,
    UnknownSubject,
)
from service.cli.commands import Commands
from service.cli.exits import ExitCode
from service.settings import settings_from
from service.workspace import Workspace

__all__ = ["ExitCode", "duecare", "main"]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of ledger, key and emitted files.",
)
@click.option(
    "--overlay",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of your organisation's own policies, values, controls, mappings and reviews.",
)
@click.version_option(package_name="duecare")
@click.pass_context
def duecare(context: click.Context, home: Path | None, overlay: Path | None) -> None:
    """Decision service for AI governance: determine, configure, collect, prove. Not legal advice."""
    context.obj = Workspace(settings_from(home=home, overlay=overlay))
    context.call_on_close(context.obj.close)


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and ends the process with one of `ExitCode`; errors go to standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # answers quote and cite, whatever the terminal's locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Runs the command line; returns the exit code instead of ending the process."""
    try:
        outcome = duecare.main(arguments, prog_name="duecare", standalone_mode=False)
        sys.stdout.flush()  # a reader that has gone is noticed here, and not while the process ends
        return outcome if isinstance(outcome, int) else ExitCode.OK
    except click.exceptions.Abort:
        return _say("Interrupted; nothing more was written.", ExitCode.WRONG_USE)
    except click.ClickException as error:
        error.show(sys.stderr)
        return ExitCode.WRONG_USE
    except DuecareError as error:
        return _say(str(error), _code_of(error))
    except (BrokenPipeError, SystemExit):  # click ends the process itself only where a reader has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except OSError as error:
        where = f" {error.filename}:" if error.filename else ""
        return _say(f"The file system refused:{where} {error.strerror or error}", ExitCode.UNAVAILABLE)


def _say(message: str, code: ExitCode) -> int:
    click.echo(message, err=True)
    return code


def _code_of(error: DuecareError) -> ExitCode:
    """The exit code of an error; errors of the rooms below carry theirs as `exit_code`."""
    if isinstance(error, InputError | UnknownSubject):
        return ExitCode.WRONG_USE
    if isinstance(error, EngineDisagreement | IncompleteDetermination | RuleBaseRejected):
        return ExitCode.REFUSED
    from evidence import EntryRefused, LedgerError, LedgerUnavailable
    from targets.errors import PlanRefused

    if isinstance(error, EntryRefused):
        return ExitCode.WRONG_USE
    if isinstance(error, PlanRefused | LedgerError) and not isinstance(error, LedgerUnavailable):
        return ExitCode.REFUSED
    return ExitCode.UNAVAILABLE
