"""Options and helpers that several commands share."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from engine.errors import Fault, InputError
from engine.usecase import UseCase
from explain.forms.graph import Depth
from explain.forms.render import Form
from service.workspace import Workspace

PROFILE_SUFFIXES = (".yaml", ".yml", ".json")
_F = TypeVar("_F", bound=Callable[..., Any])


def day(context: click.Context, param: click.Parameter, value: str | None) -> str:
    """`value` if it is a calendar date as `YYYY-MM-DD`; empty where none was given."""
    if value is None:
        return ""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is no date. Expected: a real calendar date such as 2026-11-22.", context, param
        ) from None
    return value


def dated(command: _F) -> _F:
    """Adds `--as-of` and `--known-at`."""
    command = click.option(
        "--known-at",
        callback=day,
        metavar="DATE",
        help="As the law was known on this day, by publication. Default: the earlier of --as-of and the day"
        " until which the packs were checked.",
    )(command)
    return click.option(
        "--as-of", callback=day, metavar="DATE", help="What binds on this day. Default: today."
    )(command)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """For which days something is asked, and under which readings of contested points."""

    as_of: str
    known_at: str
    readings: tuple[str, ...]


def asking(command: _F) -> _F:
    """Adds `--as-of`, `--known-at` and `--reading`, which reach `command` together as `asking`."""

    @wraps(command)
    def collected(*args: Any, as_of: str, known_at: str, readings: tuple[str, ...], **others: Any) -> Any:
        return command(*args, asking=Asking(as_of=as_of, known_at=known_at, readings=readings), **others)

    option = click.option(
        "--reading",
        "readings",
        multiple=True,
        metavar="NAME",
        help="Read a contested point so, not by its default; repeatable. `duecare kb readings` lists all.",
    )
    return dated(option(cast("_F", collected)))


def comparing(command: _F) -> _F:
    """Adds `--from` and `--from-reading`, which reach `command` together as `base`."""

    @wraps(command)
    def collected(*args: Any, base_day: str, base_readings: tuple[str, ...], **others: Any) -> Any:
        return command(*args, base=Asking(as_of=base_day, known_at="", readings=base_readings), **others)

    reading = click.option(
        "--from-reading",
        "base_readings",
        multiple=True,
        metavar="NAME",
        help="Read a contested point so in both answers, unless --reading supposes another; repeatable.",
    )
    since = click.option(
        "--from",
        "base_day",
        callback=day,
        metavar="DATE",
        help="The day of the answer to compare with. Default: today.",
    )
    return since(reading(cast("_F", collected)))


def formatted(command: _F) -> _F:
    """Adds `--format text|json`."""
    return click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
    )(command)


def in_forms(command: _F) -> _F:
    """Adds `--format` with every form a derivation has, and `--depth`; they arrive as `form` and `depth`."""

    @wraps(command)
    def collected(*args: Any, form: str, depth: str, **others: Any) -> Any:
        return command(*args, form=Form(form), depth=Depth(depth), **others)

    depth = click.option(
        "--depth",
        type=click.Choice([each.value for each in Depth]),
        default=Depth.FULL.value,
        show_default=True,
        help="brief: three sentences; as a diagram, the shortest proof.",
    )
    forms = click.option(
        "--format",
        "form",
        type=click.Choice([each.value for each in Form]),
        default=Form.TEXT.value,
        show_default=True,
    )
    return forms(depth(cast("_F", collected)))


files_argument = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE..."
)
file_argument = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE"
)


def actor_option(help_text: str, *, required: bool = True) -> Callable[[_F], _F]:
    """Adds `--as NAME`; the name is recorded as self-declared."""
    if required:  # without any default: click takes one of None for an answer
        return click.option("--as", "actor", required=True, metavar="NAME", help=help_text)
    return click.option("--as", "actor", default="not named", metavar="NAME", help=help_text)


def profiles(paths: Sequence[Path]) -> list[Path]:
    """The profile files among `paths`: files as they are, folders by their profile files, sorted."""
    found: list[Path] = []
    for path in paths:
        inside = (
            sorted(p for p in path.rglob("*") if p.suffix in PROFILE_SUFFIXES) if path.is_dir() else [path]
        )
        if not inside:
            raise click.UsageError(
                f"{path} holds no profile. Expected: files ending in {', '.join(PROFILE_SUFFIXES)};"
                " `duecare new` writes one."
            )
        found.extend(inside)
    return list(dict.fromkeys(found))


def read_each(workspace: Workspace, paths: Sequence[Path]) -> tuple[list[UseCase], list[Fault]]:
    """Every use case in `paths` that can be read, and all faults of all other files."""
    use_cases: list[UseCase] = []
    faults: list[Fault] = []
    origin: dict[str, Path] = {}
    for path in profiles(paths):
        try:
            use_case = workspace.read(path)
        except InputError as error:
            faults.extend(error.faults)
            continue
        first = origin.setdefault(use_case.id, path)
        if first == path:
            use_cases.append(use_case)
            continue
        faults.append(
            Fault(
                source=str(path),
                path="/id",
                message=f"The use case {use_case.id!r} is described in {first} too.",
                expected="one file a use case; give one of them another id.",
            )
        )
    return use_cases, faults


def read_all(workspace: Workspace, paths: Sequence[Path]) -> list[UseCase]:
    """Every use case in `paths`; if any is faulty, all faults of all files are raised together."""
    use_cases, faults = read_each(workspace, paths)
    if faults:
        raise InputError(faults)
    return use_cases


@contextmanager
def progress(items: Sequence[Any], label: str) -> Iterator[Iterator[Any]]:
    """Iterates over `items`, with a bar on standard error if that is a terminal and there are several."""
    if len(items) < 2 or not sys.stderr.isatty():
        yield iter(items)
        return
    with click.progressbar(items, label=label, file=sys.stderr) as bar:
        yield iter(bar)
