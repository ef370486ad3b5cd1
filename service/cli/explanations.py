"""`why-not`, `what-if`, `flips` and `questions`: what does not hold, and what would change the answer."""

from __future__ import annotations

import json
from pathlib import Path

import click

from engine.chosen import carried_readings
from explain.difference import Answered
from explain.flips import flips as find_flips
from explain.flips_report import flips_record, flips_text
from explain.forms.graph import Depth
from explain.forms.render import Form
from explain.listings import flips_listing, what_if_listing
from explain.what_if import what_if_record, what_if_text
from explain.why_not import why_not as explain_why_not
from service.cli.answers import answers_to, print_answers, print_derivations
from service.cli.exits import ExitCode
from service.cli.listings import LISTED, listed, print_listings
from service.cli.options import Asking, asking, comparing, file_argument, files_argument, in_forms
from service.supposing import read_setting
from service.workspace import Workspace

what_argument = click.argument("of", metavar="WHAT")
subject_option = click.option(
    "--for",
    "subject",
    default="",
    metavar="SUBJECT",
    help="The actor, function, component or tool asked about, by its name in the profile.",
)


@click.command("why-not")
@files_argument
@what_argument
@subject_option
@asking
@in_forms
@click.pass_obj
def why_not(
    workspace: Workspace,
    /,
    *,
    files: tuple[Path, ...],
    of: str,
    subject: str,
    asking: Asking,
    form: Form,
    depth: Depth,
) -> int:
    """Say why WHAT does not hold: the nearest rules, and what exactly each lacks."""
    answers = answers_to(workspace, files, asking, "explaining")
    derivations = [explain_why_not(a.determination, a.posture, of, subject) for a in answers]
    print_derivations(files, answers, derivations, form, depth)
    return ExitCode.OK


@click.command("what-if")
@file_argument
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Suppose this fact; repeatable.")
@click.option(
    "--unset", multiple=True, metavar="PATH", help="Suppose that nothing is stated there; repeatable."
)
@click.option(
    "--kb",
    "packs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Suppose the packs in this folder.",
)
@comparing
@asking
@listed()
@click.pass_obj
def what_if(
    workspace: Workspace,
    /,
    *,
    file: Path,
    settings: tuple[str, ...],
    unset: tuple[str, ...],
    packs: Path | None,
    base: Asking,
    asking: Asking,
    form: str,
) -> int:
    """Say what would differ, and because of what, under other facts, on another day or under other packs."""
    if not (settings or unset or packs or asking.as_of or asking.known_at or asking.readings):
        raise click.UsageError(
            "Nothing is supposed. Expected: --set, --unset, --as-of, --known-at, --reading or --kb."
        )
    use_case = workspace.read(file)
    changes = [read_setting(text) for text in settings]
    before = workspace.answer(use_case, base.as_of, readings=base.readings)
    after, said = workspace.suppose(
        use_case,
        changes,
        unset,
        as_of=asking.as_of or base.as_of,
        known_at=asking.known_at,
        readings=carried_readings(workspace.knowledge_base, base.readings, asking.readings),
        packs=packs,
    )
    old = Answered(determination=before.determination, posture=before.posture)
    new = Answered(determination=after.determination, posture=after.posture)
    if form in LISTED:
        print_listings(form, [what_if_listing(old, new, said)])
    elif form == "json":
        click.echo(json.dumps(what_if_record(old, new, said), indent=2, ensure_ascii=False))
    else:
        click.echo(what_if_text(old, new, said), nl=False)
    return ExitCode.OK


@click.command()
@files_argument
@what_argument
@subject_option
@asking
@listed()
@click.pass_obj
def flips(
    workspace: Workspace,
    files: tuple[Path, ...],
    of: str,
    subject: str,
    asking: Asking,
    form: str,
) -> int:
    """Say what would have to be true so that WHAT holds, or no longer does: the smallest sets of facts."""
    answers = answers_to(workspace, files, asking, "searching")
    found = [find_flips(a.determination, of, subject) for a in answers]
    if form in LISTED:
        print_listings(form, [flips_listing(each) for each in found])
        return ExitCode.OK
    texts = [flips_text(each) for each in found]
    print_answers(files, form, texts, [flips_record(each) for each in found], "duecare.flips-list/1")
    return ExitCode.OK


COMMANDS = (why_not, what_if, flips)
