"""Signals: taking them in from providers, and what is held of them."""

from __future__ import annotations

from dataclasses import asdict
from io import BytesIO
from typing import Any, Final

from apiflask import APIBlueprint
from flask import request
from pydantic import BaseModel, ConfigDict, Field, field_validator

from evidence.signals import FORMATS, Batch
from service.api.answers import Answer
from service.api.bodies import JSON
from service.api.use_cases import actor
from service.collecting import batch_record, collect_into, store_of
from service.problems import Problem
from service.state import state

blueprint = APIBlueprint("signals", __name__, tag="Signals")
TAKEN: Final = (JSON, "application/x-ndjson", "text/csv")
NOTICE: Final = (
    "Machine signals show that something ran; whether it works as intended is for a person to judge. Senders"
    " are not authenticated."
)


class Collecting(BaseModel):
    """How the body is to be read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: str = Field(
        max_length=40, json_schema_extra={"enum": [*sorted(FORMATS)]}, description="The body's format."
    )

    @field_validator("format")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in FORMATS:
            raise ValueError(f"Expected: one of {', '.join(sorted(FORMATS))}.")
        return value


class Which(BaseModel):
    """Of which use case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    use_case: str = Field(default="", max_length=200, description="Only of this use case.")


class RejectedRecord(Answer):
    """A record that is no signal; it is kept by its digest and counts for nothing."""

    line: int
    disposition: str = Field(description="`unparsable` or `refused`.")
    reason: str
    digest: str


class OwnedSignals(Answer):
    """How many of the new signals are of a use case, and the digest of their ids that the ledger holds."""

    use_case: str
    accepted: int
    digest: str


class BatchRecord(Answer):
    """What became of everything that was sent."""

    source: str
    records: int
    accepted: int
    duplicates: int
    late: int
    unattributed: int
    unmapped: int
    unparsable: int
    refused: int
    rejected: list[RejectedRecord]
    by_use_case: list[OwnedSignals]
    notice: str


class SignalLine(Answer):
    """The events of one kind under one posture, as evidence of one signal of the catalogue."""

    use_case: str
    posture: str
    signal: str
    source: str
    kind: str
    events: int
    passed: int
    failed: int
    cannot_tell: int
    contradicted: int
    first: str
    last: str
    lowest: float | None
    median: float | None
    highest: float | None


class SignalSummary(Answer):
    """The signals held; no line means that none came."""

    signals: list[SignalLine]
    notice: str


@blueprint.post("/signals")
@blueprint.input(Collecting, location="query", arg_name="collecting")
@blueprint.output(BatchRecord)
@blueprint.doc(operation_id="collectSignals")
def take_in(collecting: Collecting) -> Any:
    """Take in signals; each counts once, however often and in whatever order it is sent.

    Prompts, answers and matches are not kept. `rejected` says which records are no signals, and why.
    """
    if request.mimetype not in TAKEN:
        expected = f"Expected: {', '.join(TAKEN)}."
        raise Problem("unsupported-media-type", expected, headers={"Accept-Post": ", ".join(TAKEN)})
    if request.content_encoding not in (None, "identity"):
        raise Problem("unsupported-media-type", "Expected: a body that is not compressed.")
    batch = collect_into(state().workspace, BytesIO(request.get_data()), collecting.format, actor())
    if not batch.accepted + batch.duplicates:
        raise _unusable(batch)
    return {**batch_record(batch), "notice": NOTICE}


@blueprint.get("/signals")
@blueprint.input(Which, location="query", arg_name="which")
@blueprint.output(SignalSummary)
@blueprint.doc(operation_id="sumUpSignals")
def summed_up(which: Which) -> Any:
    """Sum up the signals held, by use case, posture and signal."""
    lines = store_of(state().workspace).summary(which.use_case)
    return {"signals": [asdict(line) for line in lines], "notice": NOTICE}


def _unusable(batch: Batch) -> Problem:
    detail = (
        "The body holds no signal." if not batch.rejected else "Nothing in the body can be used as a signal."
    )
    errors = [
        {"line": each.line, "detail": f"{each.disposition.value}: {each.reason}"} for each in batch.rejected
    ]
    return Problem("unusable-signals", detail, errors=errors)
