"""Use cases: recording a profile, and reading what is recorded."""

from __future__ import annotations

import json
from typing import Any

from apiflask import APIBlueprint
from flask import request, url_for

from engine.errors import InputError
from service.api.answers import UseCaseList, UseCaseRecord, UseCaseSummary
from service.api.bodies import JSON, YAML, media_type, read_json
from service.api.standing import general
from service.dates import Dates
from service.problems import Problem, faults_as_errors
from service.register import Revision
from service.state import asked, revision_of, state

blueprint = APIBlueprint("use-cases", __name__, tag="Use cases")
SOURCE = "request body"
UNNAMED = "not named"


@blueprint.post("/use-cases")
@blueprint.output(UseCaseRecord, 201, description="Recorded as a new revision.")
@blueprint.doc(
    operation_id="recordUseCase",
    responses={200: "The same profile was recorded already.", 412: "The profile was changed in between."},
)
def record() -> Any:
    """Record a profile, as JSON or YAML.

    The same id again is a new revision; the same profile again is none. With `If-Match` (the ETag that was
    read) or `If-None-Match: *` (there must be none yet) a change made in between is refused.
    """
    use_case = _use_case(request.get_data())
    revision, recorded = state().register.put(use_case, actor(), _expected())
    place = url_for("use-cases.read", use_case=revision.id)
    return _record(revision), 201 if recorded else 200, {"Location": place, "ETag": _etag(revision)}


@blueprint.get("/use-cases")
@blueprint.output(UseCaseList)
@blueprint.doc(operation_id="listUseCases")
def every() -> Any:
    """List the use cases with the tiers that hold today."""
    return {"use_cases": [_summary(revision) for revision in state().register.current()], **general()}


@blueprint.get("/use-cases/<use_case>")
@blueprint.output(UseCaseRecord)
@blueprint.doc(operation_id="readUseCase")
def read(use_case: str) -> Any:
    """Read the latest revision of a profile."""
    revision = revision_of(use_case)
    return _record(revision), 200, {"ETag": _etag(revision)}


def actor() -> str:
    """Who acts, as the header `Duecare-Actor` says; nothing vouches for it, and the record says so."""
    return request.headers.get("Duecare-Actor", "").strip()[:200] or UNNAMED


def _use_case(data: bytes) -> Any:
    kind = media_type(JSON, YAML)
    if kind == JSON:
        # Written anew, because not every JSON text is YAML: tabs between tokens, for one.
        data = json.dumps(read_json(data), ensure_ascii=False).encode("utf-8")
    try:
        return state().workspace.read_bytes(data, SOURCE)
    except InputError as error:
        errors = faults_as_errors(error.faults, lines=kind == YAML)
        detail = "There is 1 fault." if len(errors) == 1 else f"There are {len(errors)} faults."
        raise Problem("invalid-profile", detail, errors=errors) from error


def _expected() -> str | None:
    """The digest the current revision must have; empty: there must be none; None: any."""
    tags = sorted(request.if_match.as_set())
    if request.if_match.star_tag or len(tags) > 1:
        raise Problem("invalid-parameters", errors=[{"header": "If-Match", "detail": "Expected: one ETag."}])
    if tags:
        return tags[0]
    return "" if request.if_none_match.star_tag else None


def _etag(revision: Revision) -> str:
    return f'"{revision.digest}"'


def _record(revision: Revision) -> dict[str, Any]:
    return {
        "id": revision.id,
        "title": revision.title,
        "revision": revision.number,
        "recorded_at": revision.at,
        "recorded_by": revision.actor,
        "ledger_entry": revision.seq,
        "profile": revision.profile,
        **general(),
    }


def _summary(revision: Revision) -> UseCaseSummary:
    summary = UseCaseSummary(
        id=revision.id,
        title=revision.title,
        revision=revision.number,
        recorded_at=revision.at,
        ledger_entry=revision.seq,
        readable=False,
        tiers=[],
        is_complete=None,
    )
    try:
        determination = asked(revision.id, Dates()).answer.determination
    except Problem:
        return summary
    labels = [determination.knowledge_base.concepts[tier].label for tier in determination.tiers]
    told = {"readable": True, "tiers": labels, "is_complete": determination.is_complete}
    return summary.model_copy(update=told)
