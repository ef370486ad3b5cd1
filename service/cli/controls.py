"""`controls list` and `controls show`: the catalogue of controls."""

from __future__ import annotations

import json

import click

from engine.catalogue_record import control_named, control_record, controls_of, controls_record
from explain.catalogue import control_text, controls_text
from service.cli.exits import ExitCode
from service.cli.options import formatted
from service.workspace import Workspace


@click.group()
def controls() -> None:
    """Look the controls of the catalogue up."""


@controls.command("list")
@click.option("--family", default="", metavar="NAME", help="Only this family, such as human-oversight.")
@click.option("--scope", default="", metavar="NAME", help="Only organisation, platform or use-case.")
@formatted
@click.pass_obj
def list_controls(workspace: Workspace, family: str, scope: str, form: str) -> int:
    """List the controls by family, with their scope and where each can be held."""
    known = workspace.knowledge_base
    found = controls_of(known, family=family, scope=scope)
    if form == "json":
        click.echo(json.dumps(controls_record(known, found), indent=2, ensure_ascii=False))
    else:
        click.echo(controls_text(known, found), nl=False)
    return ExitCode.OK


@controls.command("show")
@click.argument("name", metavar="NAME")
@formatted
@click.pass_obj
def show_control(workspace: Workspace, name: str, form: str) -> int:
    """Say what a control is, with which settings, what it serves and what that leaves open."""
    known = workspace.knowledge_base
    control = control_named(known, name)
    if form == "json":
        click.echo(json.dumps(control_record(known, control), indent=2, ensure_ascii=False))
    else:
        click.echo(control_text(known, control), nl=False)
    return ExitCode.OK


COMMANDS = (controls,)
