"""`render` and `drift`: configuration as files, and whether what was applied still stands.

Rendering writes files and touches nothing else.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from engine.usecase import UseCase
from service.cli.exits import ExitCode
from service.cli.options import Asking, asking, file_argument, files_argument, formatted, read_all
from service.enforcement import (
    connected_targets,
    emitting_targets,
    receipts_of,
)
from service.workspace import Answer, Workspace
from targets.coverage import Coverage
from targets.drift import drift_text, find_drift
from targets.emit import render_to

live_option = click.option(
    "--live", is_flag=True, help="Observe and change the provider's account, with its ordinary credentials."
)


only_option = click.option(
    "--target",
    "only",
    multiple=True,
    type=click.Choice([each.name for each in emitting_targets()]),
    help="Look at this target only; repeatable. Default: all.",
)


@click.command()
@file_argument
@asking
@formatted
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Default: `rendered` under the home.",
)
@click.pass_obj
def render(workspace: Workspace, file: Path, asking: Asking, form: str, output: Path | None) -> int:
    """Write the posture of FILE as provider configuration, and say what no target holds."""
    answer = _answer(workspace, workspace.read(file), asking)
    folder = output or workspace.settings.home / "rendered" / answer.posture.use_case
    emitted = render_to(folder, answer.posture, emitting_targets())
    if form == "json":
        record = {
            "format": "duecare.rendering/1",
            "posture": answer.posture.id,
            "folder": str(folder),
            "paths": list(emitted.paths),
            "coverage": _coverage_record(emitted.coverage),
        }
        click.echo(json.dumps(record, indent=2, ensure_ascii=False))
        return ExitCode.OK
    click.echo("\n".join(f"{folder / path}" for path in emitted.paths))
    for line in _coverage_lines(emitted.coverage):
        click.echo(line)
    return ExitCode.OK


def _answer(workspace: Workspace, use_case: UseCase, asking: Asking) -> Answer:
    return workspace.answer(use_case, asking.as_of, asking.known_at, asking.readings)


def _coverage_record(found: Coverage) -> dict[str, Any]:
    return dict(json.loads(json.dumps(asdict(found))))


def _coverage_lines(found: Coverage) -> list[str]:
    lines = ["", "HELD BY"]
    for row in found.rows:
        if row.extent is not None:
            lines.append(f"  {row.label}: {row.target}, {row.extent} ({row.proof}). {row.reason}")
    lines += ["", "RESIDUAL: NO TARGET HOLDS IT, SOMEBODY MUST OWN IT"]
    for each in found.residuals:
        lines.append(f"  {each.label}: owner {each.owner} (normally {each.normal_owner}). {each.reason}")
    return lines


@click.command()
@files_argument
@asking
@formatted
@live_option
@only_option
@click.pass_obj
def drift(
    workspace: Workspace,
    files: tuple[Path, ...],
    asking: Asking,
    form: str,
    live: bool,
    only: tuple[str, ...],
) -> int:
    """Say whether what was applied for each FILE still stands; exit with 1 where it does not."""
    postures = [_answer(workspace, each, asking).posture for each in read_all(workspace, files)]
    targets = connected_targets(workspace.settings, live=live, only=only)
    found = find_drift(postures, targets, receipts_of(workspace))
    if form == "json":
        record = {
            "format": "duecare.drift/1",
            "posture": " ".join(each.id for each in postures),
            "drift": [asdict(d) for d in found],
        }
        click.echo(json.dumps(record, indent=2, ensure_ascii=False, default=str))
    else:
        click.echo(drift_text(found), nl=False)
    return ExitCode.FINDINGS if any(each.is_drift for each in found) else ExitCode.OK


COMMANDS = (render, drift)
