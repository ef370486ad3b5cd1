"""Posture, why and open questions of one use case: asked, never recorded."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from pydantic import Field

from engine.chosen import carried_readings
from engine.errors import InputError
from engine.record import posture_record
from explain.difference import Answered
from explain.flips import flips as find_flips
from explain.flips_report import flips_record
from explain.questions_report import questions_record
from explain.report import as_json
from explain.what_if import what_if_record
from explain.why import why as explain_why
from explain.why_not import why_not as explain_why_not
from service.api.answers import FlipsAnswer, PostureAnswer, QuestionsAnswer, WhatIfAnswer, WhyAnswer
from service.api.bodies import options
from service.api.standing import standing
from service.api.supposition import Supposing
from service.dates import Choices
from service.problems import Problem, faults_as_errors
from service.state import asked, state

blueprint = APIBlueprint("explanations", __name__, tag="Posture and explanations")


class Asking(Choices):
    """What is to be explained, and for which days."""

    of: str = Field(
        min_length=1,
        max_length=200,
        description="A tier, obligation, concept, control, setting or tool: its identifier or its last part.",
    )


class AskingOf(Asking):
    """What is to be explained, of whom or what."""

    subject: str = Field(
        default="",
        max_length=200,
        description="The actor, function, component or tool asked about. Default: every one.",
    )


@blueprint.get("/use-cases/<use_case>/posture")
@blueprint.input(Choices, location="query", arg_name="dates")
@blueprint.output(PostureAnswer)
@blueprint.doc(operation_id="readPosture")
def posture(use_case: str, dates: Choices) -> Any:
    """Say which controls must be on, with which settings, and why."""
    answer = asked(use_case, dates).answer
    return {**posture_record(answer.posture), **standing(answer.determination)}


@blueprint.get("/use-cases/<use_case>/why")
@blueprint.input(Asking, location="query", arg_name="asking")
@blueprint.output(WhyAnswer)
@blueprint.doc(operation_id="explain")
def why(use_case: str, asking: Asking) -> Any:
    """Say why something holds: the derivation, every statement with its citations."""
    answer = asked(use_case, asking).answer
    derivation = explain_why(answer.determination, answer.posture, asking.of)
    return {**as_json(derivation), **standing(answer.determination)}


@blueprint.get("/use-cases/<use_case>/why-not")
@blueprint.input(AskingOf, location="query", arg_name="asking")
@blueprint.output(WhyAnswer)
@blueprint.doc(operation_id="explainAbsence")
def why_not(use_case: str, asking: AskingOf) -> Any:
    """Say why something does not hold: the nearest rules, and what exactly each lacks."""
    answer = asked(use_case, asking).answer
    derivation = explain_why_not(answer.determination, answer.posture, asking.of, asking.subject)
    return {**as_json(derivation), **standing(answer.determination)}


@blueprint.get("/use-cases/<use_case>/flips")
@blueprint.input(AskingOf, location="query", arg_name="asking")
@blueprint.output(FlipsAnswer)
@blueprint.doc(operation_id="listFlips")
def flips(use_case: str, asking: AskingOf) -> Any:
    """List the smallest sets of facts by which something would hold, or would no longer."""
    determination = asked(use_case, asking).answer.determination
    found = find_flips(determination, asking.of, asking.subject)
    return {**standing(determination), **flips_record(found)}


@blueprint.post("/use-cases/<use_case>/what-if")
@blueprint.output(WhatIfAnswer)
@blueprint.doc(operation_id="suppose")
def what_if(use_case: str) -> Any:
    """Say what would differ, and because of what, under other facts or on another day."""
    supposing = options(Supposing, Supposing())
    before = asked(use_case, Choices(reading=supposing.from_reading))
    known = state().register.use_case(before.revision)
    try:
        after, said = state().workspace.suppose(
            known,
            tuple(supposing.set.items()),
            supposing.unset,
            as_of=supposing.as_of,
            known_at=supposing.known_at,
            readings=carried_readings(
                state().workspace.knowledge_base,
                before.answer.determination.chosen,
                supposing.readings,
            ),
        )
    except InputError as error:
        raise Problem("invalid-profile", errors=faults_as_errors(error.faults, lines=False)) from error
    old = Answered(determination=before.answer.determination, posture=before.answer.posture)
    new = Answered(determination=after.determination, posture=after.posture)
    return {**what_if_record(old, new, said), **standing(after.determination)}


@blueprint.get("/use-cases/<use_case>/questions")
@blueprint.input(Choices, location="query", arg_name="dates")
@blueprint.output(QuestionsAnswer)
@blueprint.doc(operation_id="listQuestions")
def questions(use_case: str, dates: Choices) -> Any:
    """List the open questions, those first that settle most."""
    determination = asked(use_case, dates).answer.determination
    return {**questions_record(determination), **standing(determination)}
