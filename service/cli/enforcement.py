"""`render`, `plan`, `approve`, `apply` and `drift`.

Rendering writes files and touches nothing else. Planning and applying work on the folder of policy files; the
account of a provider is observed or changed only under `--live`, with the credentials of its ordinary chain.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from engine.errors import IncompleteDetermination
from explain.answer_readings import chosen_lines
from service.cli.exits import ExitCode
from service.cli.options import Asking, actor_option, asking, file_argument, formatted
from service.clock import instant
from service.enforcement import (
    approval_of,
    connected_targets,
    emitting_targets,
    keep,
    receipts_of,
    recorded_approval,
    recorded_plan,
)
from service.workspace import Answer, Workspace
from targets.apply import apply_plan
from targets.coverage import Coverage, coverage, render_all
from targets.drift import drift_text, find_drift
from targets.emit import render_to
from targets.errors import PartlyApplied
from targets.interface import Receipt
from targets.plan import make_plan, plan_data, plan_text

live_option = click.option(
    "--live", is_flag=True, help="Observe and change the provider's account, with its ordinary credentials."
)
plan_option = click.option(
    "--plan", "plan_id", required=True, metavar="ID", help="The id `duecare plan` printed."
)


def _answer(workspace: Workspace, file: Path, asking: Asking) -> Answer:
    return workspace.answer(workspace.read(file), asking.as_of, asking.known_at, asking.readings)


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
    answer = _answer(workspace, file, asking)
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
@file_argument
@asking
@formatted
@live_option
@actor_option("Who makes the plan; somebody else must approve it.")
@click.pass_obj
def plan(workspace: Workspace, file: Path, asking: Asking, form: str, live: bool, actor: str) -> int:
    """Compare what FILE must have with what is there, and record the changes as a plan."""
    answer = _answer(workspace, file, asking)
    targets = connected_targets(workspace.settings, live=live)
    made = make_plan(answer.posture, targets, author=actor)
    everywhere = coverage(answer.posture, render_all(answer.posture, emitting_targets()))
    made = replace(made, coverage=everywhere)
    payload = {
        **plan_data(made),
        "as_of": answer.posture.as_of,
        "known_at": answer.posture.known_at,
        "readings": list(answer.determination.chosen),
        "live": live,
    }
    keep(workspace, "plan", made.use_case, payload, actor)
    if form == "json":
        click.echo(json.dumps({"format": "duecare.plan/1", **payload}, indent=2, ensure_ascii=False))
    else:
        click.echo(plan_text(made, targets), nl=False)
        for line in chosen_lines(answer.determination):
            click.echo(line)
        if not live:
            click.echo("Only policy files were compared; --live also compares the provider's account.")
    return ExitCode.OK if made.is_empty else ExitCode.FINDINGS


@click.command()
@file_argument
@plan_option
@actor_option("Who approves; not the plan's author.")
@click.pass_obj
def approve(workspace: Workspace, file: Path, plan_id: str, actor: str) -> int:
    """Approve exactly the plan with this id; recorded as self-declared."""
    use_case = workspace.read(file)
    recorded = recorded_plan(workspace, use_case.id, plan_id)
    payload = approval_of(recorded, actor)
    keep(workspace, "approval", use_case.id, payload, actor)
    click.echo(f"{actor} (self-declared) approved {plan_id}.")
    return ExitCode.OK


@click.command()
@file_argument
@plan_option
@formatted
@actor_option("Who applies.", required=False)
@click.option("--require-authenticated", is_flag=True, help="Refuse an approval that is only self-declared.")
@click.pass_obj
def apply(
    workspace: Workspace, file: Path, plan_id: str, form: str, actor: str, require_authenticated: bool
) -> int:
    """Make the changes of an approved plan, if nothing moved since; one receipt a change."""
    use_case = workspace.read(file)
    recorded = recorded_plan(workspace, use_case.id, plan_id)
    answer = workspace.answer(use_case, recorded["as_of"], recorded["known_at"], recorded.get("readings", ()))
    if not answer.posture.is_complete:
        raise IncompleteDetermination(
            f"{use_case.id}: open questions could still raise a tier, so nothing is applied."
            " Next: `duecare questions` lists them."
        )
    targets = connected_targets(workspace.settings, live=bool(recorded["live"]))
    made = make_plan(answer.posture, targets, author=recorded["author"])
    approval = recorded_approval(workspace, use_case.id, plan_id, made.id)
    try:
        receipts = apply_plan(
            made,
            approval,
            targets,
            receipts_of(workspace),
            at=instant(workspace.clock),
            require_authenticated=require_authenticated,
        )
    except PartlyApplied as error:
        _print_receipts(error.receipts, form)
        raise
    finally:
        workspace.ledger.checkpoint()
    _print_receipts(receipts, form)
    return ExitCode.OK


def _print_receipts(receipts: Sequence[Receipt], form: str) -> None:
    if form == "json":
        record: Mapping[str, Any] = {
            "format": "duecare.receipts/1",
            "receipts": [asdict(r) for r in receipts],
        }
        click.echo(json.dumps(record, indent=2, ensure_ascii=False, default=str))
        return
    for receipt in receipts:
        click.echo(f"{receipt.outcome}: {receipt.target} {receipt.name}, version {receipt.version}")
    if not receipts:
        click.echo("Nothing was left to do.")


@click.command()
@file_argument
@asking
@formatted
@live_option
@click.pass_obj
def drift(workspace: Workspace, file: Path, asking: Asking, form: str, live: bool) -> int:
    """Say whether what was applied for FILE still stands; exit with 1 where it does not."""
    answer = _answer(workspace, file, asking)
    targets = connected_targets(workspace.settings, live=live)
    found = find_drift(answer.posture, targets, receipts_of(workspace))
    if form == "json":
        record = {
            "format": "duecare.drift/1",
            "posture": answer.posture.id,
            "drift": [asdict(d) for d in found],
        }
        click.echo(json.dumps(record, indent=2, ensure_ascii=False, default=str))
    else:
        click.echo(drift_text(found), nl=False)
    return ExitCode.FINDINGS if any(each.is_drift for each in found) else ExitCode.OK


COMMANDS = (render, plan, approve, apply, drift)
