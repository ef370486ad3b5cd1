"""`determine`, `posture`, `why` and `questions`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import yaml

from engine.chosen import chosen_readings
from engine.reading_records import other_readings_record
from engine.readings import other_readings
from engine.record import determination_record, posture_record
from explain.answer import determination_text, posture_text, questions_text
from explain.derivation import Derivation
from explain.forms.explained import explained
from explain.forms.graph import Depth
from explain.forms.render import ONE_DOCUMENT, Form, render
from explain.forms.render import record as record_of
from explain.listings import questions_listing
from explain.questions_report import questions_record
from explain.why import why as explain_why
from service.cli.exits import ExitCode
from service.cli.listings import LISTED, listed, print_listings
from service.cli.options import (
    Asking,
    actor_option,
    asking,
    files_argument,
    formatted,
    in_forms,
    progress,
    read_all,
)
from service.workspace import Answer, Workspace

strict_option = click.option(
    "--strict",
    is_flag=True,
    help="Exit with 1 where an answer is incomplete or an obligation has no control.",
)


def answers_to(
    workspace: Workspace,
    files: Sequence[Path],
    asking: Asking,
    label: str,
) -> list[Answer]:
    """The answers about every use case in `files`; `label` says what takes the time."""
    chosen_readings(workspace.knowledge_base, asking.readings)  # refused before anything is read or asked
    use_cases = read_all(workspace, files)
    with progress(use_cases, label) as running:
        return [
            workspace.answer(use_case, asking.as_of, asking.known_at, asking.readings) for use_case in running
        ]


def print_answers(
    files: Sequence[Path], form: str, texts: list[str], records: list[dict[str, Any]], many: str
) -> None:
    """One file gives one document; several, or a folder, give a list under a format of its own."""
    if form == "text":
        click.echo("\n".join(texts), nl=False)
        return
    is_one = len(files) == 1 and not files[0].is_dir()
    document = records[0] if is_one else {"format": many, "answers": records}
    if form == "yaml":
        click.echo(yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110), nl=False)
    else:
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def print_derivations(
    files: Sequence[Path],
    answers: Sequence[Answer],
    derivations: Sequence[Derivation],
    form: Form,
    depth: Depth,
) -> None:
    """Prints derivations in any form; those of which several make no document take one use case."""
    said = [explained(a.determination, each) for a, each in zip(answers, derivations, strict=True)]
    if len(said) > 1 and form in ONE_DOCUMENT:
        raise click.UsageError(
            f"--format {form} writes one document, and {len(said)} use cases are asked about."
            " Expected: one profile, or text, markdown or json."
        )
    if form is Form.JSON:
        records = [record_of(each, depth) for each in said]
        print_answers(files, form, [], records, f"duecare.{derivations[0].asks}s/1")
    else:
        click.echo("\n".join(render(each, form, depth) for each in said), nl=False)


def _code(answers: Sequence[Answer], strict: bool) -> int:
    unsettled = any(not a.determination.is_complete or a.posture.gaps for a in answers)
    return ExitCode.FINDINGS if strict and unsettled else ExitCode.OK


@click.command()
@files_argument
@asking
@formatted
@strict_option
@click.option("--full", is_flag=True, help="Fold no list in the text. JSON is whole in any case.")
@actor_option("Who asks; recorded as self-declared.", required=False)
@click.option("--record/--no-record", default=True, show_default=True, help="Put the answer on the record.")
@click.pass_obj
def determine(
    workspace: Workspace,
    files: tuple[Path, ...],
    asking: Asking,
    form: str,
    strict: bool,
    actor: str,
    record: bool,
    full: bool,
) -> int:
    """Say what the law and policy require of each use case, since when, why, and with which settings."""
    answers = answers_to(workspace, files, asking, "determining")
    places = workspace.record(answers, actor) if record else []
    others = [other_readings(answer.determination) for answer in answers]
    texts = [
        determination_text(a.determination, a.posture, differences, full=full)
        for a, differences in zip(answers, others, strict=True)
    ]
    records = [
        {
            **determination_record(a.determination),
            "other_readings": other_readings_record(workspace.knowledge_base, differences),
            "posture": posture_record(a.posture),
        }
        for a, differences in zip(answers, others, strict=True)
    ]
    print_answers(files, form, texts, records, "duecare.determinations/1")
    if record:
        click.echo(f"Recorded in {workspace.settings.ledger_file} as entry {_span(places)}.", err=True)
    return _code(answers, strict)


def _span(places: Sequence[int]) -> str:
    return str(places[0]) if len(places) == 1 else f"{min(places)} to {max(places)}"


@click.command()
@files_argument
@asking
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "yaml", "turtle"]),
    default="text",
    show_default=True,
    help="yaml holds the same as json; turtle is RDF in the terms of PROV-O.",
)
@strict_option
@click.pass_obj
def posture(
    workspace: Workspace,
    files: tuple[Path, ...],
    asking: Asking,
    form: str,
    strict: bool,
) -> int:
    """Say which controls must be on for each use case, with which settings, and why."""
    answers = answers_to(workspace, files, asking, "deriving postures")
    if form == "turtle":
        from explain.posture_turtle import posture_turtle  # rdflib is slow to import

        click.echo("\n".join(posture_turtle(a.determination, a.posture) for a in answers), nl=False)
        return _code(answers, strict)
    texts = [posture_text(a.determination, a.posture) for a in answers]
    print_answers(files, form, texts, [posture_record(a.posture) for a in answers], "duecare.postures/1")
    return _code(answers, strict)


@click.command()
@files_argument
@click.argument("of", metavar="WHAT")
@asking
@in_forms
@click.pass_obj
def why(
    workspace: Workspace,
    files: tuple[Path, ...],
    of: str,
    asking: Asking,
    form: Form,
    depth: Depth,
) -> int:
    """Say why WHAT holds: a tier, obligation, concept, control, setting or tool."""
    answers = answers_to(workspace, files, asking, "explaining")
    derivations = [explain_why(a.determination, a.posture, of) for a in answers]
    print_derivations(files, answers, derivations, form, depth)
    return ExitCode.OK


@click.command()
@files_argument
@asking
@listed()
@strict_option
@click.pass_obj
def questions(
    workspace: Workspace,
    files: tuple[Path, ...],
    asking: Asking,
    form: str,
    strict: bool,
) -> int:
    """List the open questions of each use case, those first that settle most."""
    answers = answers_to(workspace, files, asking, "asking")
    if form in LISTED:
        print_listings(form, [questions_listing(a.determination) for a in answers])
        return _code(answers, strict)
    records = [questions_record(a.determination) for a in answers]
    print_answers(
        files, form, [questions_text(a.determination) for a in answers], records, "duecare.questions-list/1"
    )
    return _code(answers, strict)


COMMANDS = (determine, posture, why, questions)
