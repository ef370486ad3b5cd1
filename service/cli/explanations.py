"""`why-not`, `what-if`, `flips` and `questions`: what does not hold, and what would change the answer."""

from __future__ import annotations

from pathlib import Path

import click

from explain.report import as_json, as_text
from explain.why_not import why_not as explain_why_not
from service.cli.answers import answers_to, print_answers
from service.cli.exits import ExitCode
from service.cli.options import dated, files_argument, formatted
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
@dated
@formatted
@click.pass_obj
def why_not(
    workspace: Workspace,
    files: tuple[Path, ...],
    of: str,
    subject: str,
    as_of: str,
    known_at: str,
    form: str,
) -> int:
    """Say why WHAT does not hold: the nearest rules, and what exactly each lacks."""
    answers = answers_to(workspace, files, as_of, known_at, "explaining")
    derivations = [explain_why_not(a.determination, a.posture, of, subject) for a in answers]
    texts = [f"{a.posture.title}\n{as_text(d)}" for a, d in zip(answers, derivations, strict=True)]
    print_answers(files, form, texts, [as_json(d) for d in derivations], "duecare.why-nots/1")
    return ExitCode.OK


COMMANDS = (why_not,)
