"""Writes a profile by asking: after each answer it is determined anew, and only what still matters is asked.

The prompts go to standard error, so that standard output stays free for results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from engine.citations import label
from engine.determination import Determination
from engine.errors import InputError
from engine.knowledge import FactDefinition, FactKind, Iri, ValueType
from engine.profile.form import form_of
from engine.profile.reader import SLUG, SLUG_EXPECTED
from engine.questions import OpenQuestion, open_questions
from engine.terms import TIER
from service.authoring import slug
from service.clock import today
from service.profile_edits import NoAnswer, answered, as_yaml, value_of
from service.workspace import Workspace

_SHOWN = 60
"""Longer vocabularies than this are shown only when asked for."""
_LISTS = (FactKind.STRUCTURAL, FactKind.COUNTED)
_SKIP = ("unknown", "?", "")
_STOP = "stop"
_HEAD = "# Written by `duecare new`. What is left out is unknown; [] and false say that there is none.\n\n"


def interview(workspace: Workspace) -> str:
    """
    The YAML profile that comes of asking a person, valid and with what is left open as a comment.

    Names are asked first; then, while a question is open that could settle a tier, the one that settles most.
    `unknown` skips a question; `stop` ends the interview, and before there are names it aborts it.
    """
    _say("Answer with a term or its number, with yes or no; `unknown` skips a question, `stop` ends.")
    try:
        profile = _names()
    except _Stopped:
        raise click.Abort from None
    skipped: set[str] = set()
    while question := next_question(_determined(workspace, profile), skipped):
        try:
            profile = _ask(workspace, profile, question, skipped)
        except _Stopped:
            break
    left = open_questions(_determined(workspace, profile))
    _say(f"{len(left)} questions are left open." if left else "No question is left open.")
    comments = "".join(f"# {question.pointer}: {question.question}\n" for question in left)
    return _HEAD + as_yaml(profile) + (f"\n# Left open:\n{comments}" if left else "")


class _Stopped(Exception):
    """The person asked to end the interview."""


def next_question(determination: Determination, skipped: set[str]) -> OpenQuestion | None:
    """
    The open question to ask next; None when none that could settle a tier is left.

    `skipped` holds the places of those a person could not answer. What is a list of things, such as the
    stack, is left to the file.
    """
    facts, concepts = determination.knowledge_base.facts, determination.knowledge_base.concepts
    tiers = facts[TIER].scheme
    for question in open_questions(determination):
        asked = question.pointer not in skipped and facts[question.fact].kind not in _LISTS
        if asked and any(concepts[conclusion].scheme == tiers for conclusion, _ in question.decides):
            return question
    return None


def _determined(workspace: Workspace, profile: Mapping[str, Any]) -> Determination:
    return workspace.answer(workspace.read_bytes(as_yaml(profile).encode(), "answers")).determination


def _names() -> dict[str, Any]:
    """Who and what there is: the part of a profile nothing can be asked without."""
    title = _prompt("What is the use case called?")
    name = _named("Its short name", slug(title))
    actors = _several("Who takes part? One organisation or person a line", "our-organisation")
    functions = _several("What does it do? One function a line", "main")
    return {
        "id": name,
        "title": title,
        "actors": {actor: {} for actor in actors},
        "functions": [{"id": function} for function in functions],
    }


def _several(question: str, first: str) -> list[str]:
    _say(f"{question}; an empty line ends the list.")
    found = [_named("  name", first)]
    while name := _named("  name", ""):
        found.append(name)
    return list(dict.fromkeys(found))


def _named(question: str, default: str) -> str:
    while True:
        name = _prompt(question, default)
        if not name or SLUG.fullmatch(name):
            return name
        _say(f"Expected: {SLUG_EXPECTED}")


def _ask(
    workspace: Workspace, profile: Mapping[str, Any], question: OpenQuestion, skipped: set[str]
) -> dict[str, Any]:
    """The profile with an answer to `question`, or unchanged where it is skipped; asks until it is read."""
    knowledge_base = workspace.knowledge_base
    fact = knowledge_base.facts[question.fact]
    terms = form_of(knowledge_base).terms.get(fact.scheme or Iri(""), {})
    names = sorted(terms)
    _say(f"\n{question.question}")
    _say(f"  It bears on {label(knowledge_base, question.decides[0][0])} ({question.pointer}).")
    _offer(fact, names, lambda term: label(knowledge_base, terms[term]))
    while True:
        typed = _prompt("  answer", "unknown").strip()
        if typed.lower() == "list":
            _list(names, lambda term: label(knowledge_base, terms[term]))
            continue
        if typed.lower() in _SKIP:
            skipped.add(question.pointer)
            return dict(profile)
        try:
            found = answered(profile, question.pointer, _value(workspace, fact, names, typed))
            workspace.read_bytes(as_yaml(found).encode(), "answers")
            return found
        except NoAnswer as error:
            _say(f"  {error}")
        except InputError as error:
            for fault in error.faults:
                _say(f"  {fault.message} Expected: {fault.expected}")


def _offer(fact: FactDefinition, names: list[str], name_of: Callable[[str], str]) -> None:
    if len(names) > _SHOWN:
        _say(f"  {len(names)} terms; `list` shows them.")
    else:
        _list(names, name_of)
    if fact.many:
        _say("  One or several, parted by commas; `none` where there is none.")
    if fact.value_type is not ValueType.BOOLEAN:
        _say(f"  For instance: {fact.example}")


def _list(names: list[str], name_of: Callable[[str], str]) -> None:
    for number, name in enumerate(names, 1):
        _say(f"  {number:>3} {name}: {name_of(name)}")


def _value(workspace: Workspace, fact: FactDefinition, names: list[str], typed: str) -> Any:
    value = value_of(fact, names, typed)
    if fact.kind is not FactKind.JUDGEMENT:
        return value
    return {
        "answer": value,
        "by": _prompt("  in whose judgement"),
        "on": _prompt("  on which day", today(workspace.clock)),
        "because": _prompt("  because"),
    }


def _prompt(question: str, default: str | None = None) -> str:
    shown = bool(default)
    typed = str(click.prompt(question, default=default, show_default=shown, err=True))
    if typed.strip().lower() == _STOP:
        raise _Stopped
    return typed


def _say(text: str) -> None:
    click.echo(text, err=True)
