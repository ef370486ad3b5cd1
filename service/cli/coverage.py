"""`coverage`: every demand on one use case against every enforcement point of its stack."""

from __future__ import annotations

import json
from pathlib import Path

import click

from service.cli.exits import ExitCode
from service.cli.options import Asking, asking, file_argument, formatted
from service.enforcement import emitting_targets
from service.workspace import Workspace
from targets.accounts import account_for
from targets.accounts_report import coverage_record, coverage_text
from targets.coverage import render_all
from targets.places import Verdict
from targets.points import Points
from targets.stack import offered_by


@click.command()
@file_argument
@asking
@formatted
@click.option("--strict", is_flag=True, help="Exit with 1 where something is residual or unknown.")
@click.pass_obj
def coverage(workspace: Workspace, file: Path, asking: Asking, form: str, strict: bool) -> int:
    """Say where in its stack each demand on FILE is held, how far and how sure, and what nothing holds."""
    use_case = workspace.read(file)
    posture = workspace.answer(use_case, asking.as_of, asking.known_at, asking.readings).posture
    known = workspace.knowledge_base
    found = account_for(posture, render_all(posture, emitting_targets()), offered_by(use_case), known)
    if form == "json":
        click.echo(json.dumps(coverage_record(posture, found), indent=2, ensure_ascii=False))
    else:
        click.echo(coverage_text(posture, found, Points(known)), nl=False)
    unsettled = any(found.with_verdict(each) for each in (Verdict.NONE, Verdict.UNKNOWN))
    return ExitCode.FINDINGS if strict and unsettled else ExitCode.OK


COMMANDS = (coverage,)
