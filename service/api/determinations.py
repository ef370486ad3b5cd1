"""Determinations: what follows for one use case, recorded unless it is a dry run."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from pydantic import Field

from engine.reading_records import other_readings_record
from engine.readings import other_readings
from engine.record import determination_record
from service.api.answers import DeterminationAnswer
from service.api.bodies import options
from service.api.standing import standing
from service.api.use_cases import actor
from service.dates import Choices
from service.state import asked, state

blueprint = APIBlueprint("determinations", __name__, tag="Determinations")


class DeterminationOptions(Choices):
    """For which days and under which readings to determine, and whether to record."""

    dry_run: bool = Field(default=False, description="Determine, but record nothing.")


@blueprint.post("/use-cases/<use_case>/determinations")
@blueprint.input(DeterminationOptions, location="query", arg_name="stated")
@blueprint.output(DeterminationAnswer, 201, description="Determined and recorded.")
@blueprint.doc(
    operation_id="determineUseCase", responses={200: "Determined; a dry run, so nothing was recorded."}
)
def determine(use_case: str, stated: DeterminationOptions) -> Any:
    """Determine a use case, and record the answer.

    The options stand in the query or in a JSON object in the body. `dry_run` answers the same and records
    nothing.
    """
    chosen = options(DeterminationOptions, stated)
    answer = asked(use_case, chosen).answer
    places = [] if chosen.dry_run else state().workspace.record([answer], actor())
    body = {
        **determination_record(answer.determination),
        **standing(answer.determination),
        "other_readings": other_readings_record(
            answer.determination.knowledge_base, other_readings(answer.determination)
        ),
        "recorded": bool(places),
        "ledger_entry": places[0] if places else None,
    }
    return body, 201 if places else 200
