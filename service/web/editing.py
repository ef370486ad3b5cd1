"""The form in which a profile is pasted, uploaded and changed. What was typed is never lost."""

from __future__ import annotations

from typing import Any, Final

import yaml
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import Fault, InputError
from service.problems import Problem
from service.register import Revision, RevisionConflict
from service.state import revision_of, state
from service.web.shared import blueprint

SOURCE: Final = "profile"
_FIRST: Final = ("id", "title", "description", "lifecycle", "market", "actors", "functions", "stack")
EXAMPLE: Final = """\
id: cv-screening
title: CV screening for engineering roles
actors:
  acme:
    activities: [uses-under-own-authority]
    established_in: [de]
functions:
  - id: ranking
    purposes: [job-application-filtering]
    subjects: [job-applicants]
    processing: {personal_data: true}
"""


@blueprint.get("/use-cases/new")
def new() -> str:
    """The empty form."""
    return _form(text="", revision=None, faults=())


@blueprint.get("/use-cases/<use_case>/edit")
def edit(use_case: str) -> str:
    """The form with the latest revision in it."""
    revision = revision_of(use_case)
    return _form(text=as_yaml(revision.profile), revision=revision, faults=())


@blueprint.post("/use-cases/new")
def record() -> Response | str | tuple[str, int]:
    """Records a new use case, or shows what is wrong with it."""
    return _record(None)


@blueprint.post("/use-cases/<use_case>/edit")
def change(use_case: str) -> Response | str | tuple[str, int]:
    """Records a new revision, or shows what is wrong with it."""
    return _record(revision_of(use_case))


def as_yaml(profile: dict[str, Any]) -> str:
    """The profile as people write it: the keys that say what it is come first."""
    ordered: dict[str, Any] = {key: profile[key] for key in _FIRST if key in profile}
    text: str = yaml.safe_dump(ordered | profile, sort_keys=False, allow_unicode=True, width=100)
    return text


def _record(revision: Revision | None) -> Response | str | tuple[str, int]:
    text = _submitted()
    expected = request.form.get("expected", "") if revision else ""
    try:
        found = state().workspace.read_bytes(text.encode("utf-8", "surrogateescape"), SOURCE)
        if revision is not None and found.id != revision.id:
            message = "The id names another use case."
            raise InputError(
                [Fault(message=message, path="/id", expected=f"{revision.id}, or a new use case.")]
            )
        actor = request.form.get("actor", "").strip()[:200] or "not named"
        saved, _ = state().register.put(found, actor, expected)
    except InputError as error:
        return _form(text=text, revision=revision, faults=error.faults), 422
    except RevisionConflict as conflict:
        return _form(text=text, revision=revision, faults=(), conflict=conflict.current), 412
    return redirect(url_for("web.use_case", use_case=saved.id), 303)


def _submitted() -> str:
    """The uploaded file, or what stands in the text field where no file was chosen."""
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    if data:
        return data.decode("utf-8", "surrogateescape")
    text = request.form.get("profile", "")
    if not text.strip():
        detail = "Nothing was sent: paste a profile into the field, or choose a file."
        raise Problem("invalid-profile", detail)
    return text.replace("\r\n", "\n")


def _form(
    *,
    text: str,
    revision: Revision | None,
    faults: tuple[Fault, ...],
    conflict: Revision | None = None,
) -> str:
    shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return render_template(
        "edit.html", text=shown, revision=revision, faults=faults, conflict=conflict, example=EXAMPLE
    )
