"""What every request works with: one workspace and the register of its use cases."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from engine.errors import InputError
from engine.nearest import nearest
from service.dates import Choices, Dates
from service.problems import Problem, faults_as_errors
from service.register import Register, Revision
from service.workspace import Answer, Workspace

EXTENSION = "duecare"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The one state of an app; everything that lasts is in the workspace's ledger."""

    workspace: Workspace
    register: Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request about one use case is about: the revision that counts, and what follows from it."""

    revision: Revision
    answer: Answer


def state() -> State:
    """The state of the app that serves the current request."""
    found: State = current_app.extensions[EXTENSION]
    return found


def revision_of(use_case: str) -> Revision:
    """The latest revision of `use_case`; a problem with the nearest ids where there is none."""
    register = state().register
    revision = register.find(use_case)
    if revision is None:
        hint = nearest(use_case, [each.id for each in register.current()])
        raise Problem("unknown-use-case", f"The ledger holds no profile under this id.{hint}")
    return revision


def asked(use_case: str, dates: Dates) -> Asked:
    """Determines the latest revision of `use_case` for `dates`; nothing is recorded by asking."""
    revision = revision_of(use_case)
    try:
        known = state().register.use_case(revision)
    except InputError as error:
        detail = f"Revision {revision.number} was recorded under another knowledge base."
        raise Problem(
            "outdated-profile", detail, errors=faults_as_errors(error.faults, lines=False)
        ) from error
    readings = dates.readings if isinstance(dates, Choices) else ()
    answer = state().workspace.answer(known, dates.as_of, dates.known_at, readings)
    return Asked(revision=revision, answer=answer)
