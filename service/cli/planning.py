"""`plan`, `rollback`, `approve` and `apply`: changes made only as a second person approved them.

Planning and applying work on the folders of files under the home; the account of a provider is observed or
changed only under `--live`, with the credentials of its ordinary chain.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from engine.errors import IncompleteDetermination
from service.cli.enforcement import live_option, only_option
from service.cli.exits import ExitCode
from service.cli.options import (
    Asking,
    actor_option,
    asking,
    file_argument,
    files_argument,
    formatted,
    read_all,
)
from service.clock import instant
from service.enforcement import (
    Terms,
    approval_of,
    connected_targets,
    emitting_targets,
    keep,
    keep_plan,
    made_anew,
    receipts_of,
    recorded_approval,
    recorded_plan,
    settled,
    without_taking_away,
)
from service.locking import applying
from service.workspace import Workspace
from targets.apply import apply_plan
from targets.coverage import coverage, render_all
from targets.errors import PartlyApplied
from targets.interface import Receipt, Target
from targets.plan import Plan, make_joint_plan
from targets.plan_report import plan_text
from targets.rollback import rollback_plan
from targets.stages import Stage

plan_option = click.option(
    "--plan", "plan_id", required=True, metavar="ID", help="The id `duecare plan` printed."
)


@click.command()
@files_argument
@asking
@formatted
@live_option
@only_option
@click.option(
    "--to",
    type=click.Choice([Stage.OBSERVE.value, Stage.ENFORCE.value]),
    default=None,
    help="Go to this stage at once. Default: one step, where a target can hold one.",
)
@click.option(
    "--release",
    "released",
    multiple=True,
    metavar="USECASE",
    help="A use case that a shared setting need not serve any longer; repeatable.",
)
@actor_option("Who makes the plan; somebody else must approve it.")
@click.pass_obj
def plan(
    workspace: Workspace, /, files: tuple[Path, ...], asking: Asking, form: str, actor: str, **asked: Any
) -> int:
    """Compare what each FILE must have with what is there, and record the changes as one plan."""
    terms = Terms(**asdict(asking), **asked)
    answers = [
        workspace.answer(each, terms.as_of, terms.known_at, terms.readings)
        for each in read_all(workspace, files)
    ]
    postures = [each.posture for each in answers]
    targets = connected_targets(workspace.settings, live=terms.live, only=terms.only)
    _tell_settled(settled(workspace, [each.use_case for each in postures], targets))
    stage = Stage(terms.to) if terms.to else None
    made = make_joint_plan(postures, targets, author=actor, to=stage)
    everywhere = [coverage(each, render_all(each, emitting_targets())) for each in postures]
    made = without_taking_away(workspace, replace(made, coverages=tuple(everywhere)), terms.released)
    terms = replace(
        terms,
        as_of=postures[0].as_of,
        known_at=postures[0].known_at,
        readings=answers[0].determination.chosen,
    )
    return _show(workspace, made, targets, terms, form)


@click.command()
@click.argument("use_case", metavar="USECASE")
@click.option("--to", "receipt", required=True, metavar="RECEIPT", help="The receipt to go back to.")
@formatted
@live_option
@actor_option("Who makes the plan; somebody else must approve it.")
@click.pass_obj
def rollback(workspace: Workspace, use_case: str, receipt: str, form: str, live: bool, actor: str) -> int:
    """Plan to restore what an earlier RECEIPT put in place; `approve` and `apply` it like any plan.

    USECASE is the id of a use case or the path of its profile.
    """
    name = workspace.read(Path(use_case)).id if Path(use_case).is_file() else use_case
    targets = connected_targets(workspace.settings, live=live)
    made = rollback_plan(name, receipt, targets, receipts_of(workspace), author=actor)
    return _show(workspace, made, targets, Terms(live=live), form)


def _show(workspace: Workspace, made: Plan, targets: Sequence[Target], terms: Terms, form: str) -> int:
    payload = keep_plan(workspace, made, terms)
    if form == "json":
        click.echo(json.dumps({"format": "duecare.plan/1", **payload}, indent=2, ensure_ascii=False))
    else:
        click.echo(plan_text(made, targets), nl=False)
        if not terms.live:
            click.echo("Only policy files were compared; --live also compares the provider's account.")
    return ExitCode.OK if made.is_empty else ExitCode.FINDINGS


@click.command()
@file_argument
@plan_option
@actor_option("Who approves; not the plan's author.")
@click.pass_obj
def approve(workspace: Workspace, file: Path, plan_id: str, actor: str) -> int:
    """Approve exactly the plan with this id, for every use case it is about; recorded as self-declared."""
    recorded = recorded_plan(workspace, workspace.read(file).id, plan_id)
    payload = approval_of(recorded, actor)
    keep(workspace, "approval", recorded["use_cases"], payload, actor)
    click.echo(f"{actor} (self-declared) approved {plan_id}.")
    return ExitCode.OK


@click.command()
@files_argument
@plan_option
@formatted
@actor_option("Who applies.", required=False)
@click.option("--require-authenticated", is_flag=True, help="Refuse an approval that is only self-declared.")
@click.pass_obj
def apply(
    workspace: Workspace,
    files: tuple[Path, ...],
    plan_id: str,
    form: str,
    actor: str,
    require_authenticated: bool,
) -> int:
    """Make the changes of an approved plan, if nothing moved since; one receipt a change.

    Needs the profile of each use case the plan was made for.
    """
    given = read_all(workspace, files)
    with applying(workspace.settings.home, actor):
        recorded = recorded_plan(workspace, given[0].id, plan_id)
        targets = connected_targets(workspace.settings, live=bool(recorded["live"]), only=recorded["only"])
        made = made_anew(workspace, recorded, given, targets)
        _refuse_open(made)
        approval = recorded_approval(workspace, given[0].id, plan_id, made.id)
        try:
            receipts = apply_plan(
                made,
                approval,
                targets,
                receipts_of(workspace),
                at=instant(workspace.clock),
                require_authenticated=require_authenticated or workspace.settings.require_authenticated,
            )
        except PartlyApplied as error:
            _print_receipts(error.receipts, form)
            raise
        finally:
            workspace.ledger.checkpoint()
    _print_receipts(receipts, form)
    return ExitCode.OK


def _refuse_open(made: Plan) -> None:
    if not made.is_complete:
        raise IncompleteDetermination(
            f"{made.use_case}: open questions could still raise a tier, so nothing is applied."
            " Next: `duecare questions` lists them."
        )


def _tell_settled(receipts: Sequence[Receipt]) -> None:
    for each in receipts:
        click.echo(
            f"An interrupted run had begun {each.target} {each.name}: {each.outcome} ({each.id}).", err=True
        )


def _print_receipts(receipts: Sequence[Receipt], form: str) -> None:
    if form == "json":
        record: Mapping[str, Any] = {
            "format": "duecare.receipts/1",
            "receipts": [{"id": each.id, **asdict(each)} for each in receipts],
        }
        click.echo(json.dumps(record, indent=2, ensure_ascii=False, default=str))
        return
    for receipt in receipts:
        said = f"{receipt.outcome}: {receipt.target} {receipt.name}, version {receipt.version}"
        click.echo(f"{said} ({receipt.id})")
    if not receipts:
        click.echo("Nothing was left to do.")


COMMANDS = (plan, rollback, approve, apply)
