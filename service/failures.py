"""Turns whatever a request raised into a problem, and the problem into JSON or, for a person, a page."""

from __future__ import annotations

from typing import Final

from apiflask.exceptions import HTTPError
from flask import Flask, Response, current_app, json, make_response, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from engine.errors import DuecareError, EngineDisagreement, InputError, ReadingError, UnknownSubject
from evidence import LedgerDamaged, LedgerError, NothingToSign, UnknownEntry
from service.problems import MEDIA_TYPE, Problem, faults_as_errors
from service.register import RevisionConflict

_BY_STATUS: Final = {
    400: "malformed-request",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
    422: "invalid-parameters",
    500: "internal-error",
}
_UNTRUSTED: Final = "untrusted-host"
_BY_TYPE: Final[tuple[tuple[type[Exception], str], ...]] = (
    (UnknownSubject, "unknown-subject"),
    (EngineDisagreement, "executors-disagree"),
    (UnknownEntry, "unknown-entry"),
    (NothingToSign, "nothing-to-sign"),
    (LedgerDamaged, "ledger-damaged"),
    (LedgerError, "ledger-unavailable"),
)
"""The first that fits counts, so the narrower errors come first."""


def install(app: Flask) -> None:
    """Answers every error of `app` with a problem; no traceback and no HTML of the framework gets out."""
    app.register_error_handler(Problem, respond)
    app.register_error_handler(HTTPException, lambda error: respond(_of_http(error)))
    app.register_error_handler(HTTPError, lambda error: respond(_of_validation(error)))
    app.register_error_handler(Exception, lambda error: respond(problem_of(error)))


def problem_of(error: Exception) -> Problem:
    """The problem an error of ours is; one nobody foresaw is logged and told without its particulars."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RevisionConflict):
        now = f"revision {error.current.number}" if error.current else "no revision"
        etag = {"ETag": f'"{error.current.digest}"'} if error.current else {}
        return Problem("revision-conflict", f"It now stands at {now}.", headers=etag)
    if isinstance(error, ReadingError):
        told = [{"parameter": "reading", "detail": str(fault)} for fault in error.faults]
        return Problem("invalid-parameters", errors=told)
    if isinstance(error, InputError):
        return Problem("invalid-profile", _counted(error), errors=faults_as_errors(error.faults))
    for kind, name in _BY_TYPE:
        if isinstance(error, kind):
            return Problem(name, str(error))
    current_app.logger.error("A request failed", exc_info=error)
    known = isinstance(error, DuecareError)
    return Problem("internal-error", str(error) if known else "")


def respond(problem: Problem) -> Response:
    """The answer: a page where a person's browser asks outside the API, `application/problem+json` else."""
    if _wants_page(problem):
        answer = make_response(render_template("problem.html", problem=problem), problem.status)
    else:
        answer = Response(json.dumps(problem.body()), problem.status, mimetype=MEDIA_TYPE)
    answer.headers.update(problem.headers)
    return answer


def _wants_page(problem: Problem) -> bool:
    if problem.name == _UNTRUSTED or request.path.startswith(("/v1/", "/openapi.json")):
        return False  # under a name that is not ours no link of a page could be made
    accepted = request.accept_mimetypes
    return accepted.accept_html and accepted["text/html"] >= accepted["application/json"]


def _of_http(error: HTTPException) -> Problem:
    if isinstance(error, SecurityError):
        return Problem(_UNTRUSTED)
    status = error.code or 500
    name = _BY_STATUS.get(status, "refused" if status < 500 else "internal-error")
    allowed = getattr(error, "valid_methods", None)
    headers = {"Allow": ", ".join(sorted(allowed))} if allowed else {}
    return Problem(name, headers=headers, status=status)


def _of_validation(error: HTTPError) -> Problem:
    """A parameter that does not fit its declaration: APIFlask's `{location: {name: [messages]}}`."""
    errors = [
        {"parameter": name, "in": place, "detail": message}
        for place, fields in error.detail.items()
        for name, messages in fields.items()
        for message in messages
    ]
    return Problem(_BY_STATUS.get(error.status_code, "refused"), errors=errors, status=error.status_code)


def _counted(error: InputError) -> str:
    count = len(error.faults)
    return f"There {'is 1 fault' if count == 1 else f'are {count} faults'}. Nothing was recorded."
