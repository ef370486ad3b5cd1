"""`who`: which use cases of a folder a control, a provision or a model concerns."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import click

from explain.listings import who_listing
from explain.portfolio import By, Portfolio
from explain.portfolio import who as find_who
from explain.portfolio_report import who_record, who_text
from service.cli.answers import answers_to
from service.cli.exits import ExitCode
from service.cli.listings import LISTED, listed, print_listings
from service.cli.options import Asking, asking, files_argument
from service.workspace import Workspace

COLUMNS = ("use_case", "title", "subject", "what", "citations")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.command()
@files_argument
@click.option("--requires", metavar="CONTROL", help="Who must have this control.")
@click.option("--because", metavar="PROVISION", help="Who is concerned by this provision, or a part of it.")
@click.option("--model", metavar="MODEL", help="Who uses this model.")
@asking
@listed("csv")
@click.pass_obj
def who(
    workspace: Workspace,
    /,
    *,
    files: tuple[Path, ...],
    requires: str | None,
    because: str | None,
    model: str | None,
    asking: Asking,
    form: str,
) -> int:
    """Say which of many use cases a control, a provision or a model concerns, and why."""
    asked = {By.CONTROL: requires, By.PROVISION: because, By.MODEL: model}
    given = [(by, name) for by, name in asked.items() if name is not None]
    if len(given) != 1:
        raise click.UsageError("Expected: exactly one of --requires, --because and --model.")
    answers = answers_to(workspace, files, asking, "asking")
    pairs = [(each.determination, each.posture) for each in answers]
    found = find_who(workspace.knowledge_base, pairs, *given[0])
    if form in LISTED:
        print_listings(form, [who_listing(found)])
    elif form == "json":
        click.echo(json.dumps(who_record(found), indent=2, ensure_ascii=False))
    else:
        click.echo(_table(found) if form == "csv" else who_text(found), nl=False)
    return ExitCode.OK


def _table(portfolio: Portfolio) -> str:
    """The rows as comma-separated values; no cell can be taken for a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in portfolio.rows:
        cells = (row.use_case, row.title, row.subject, row.what, "; ".join(row.citations))
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return written.getvalue()


COMMANDS = (who,)
