"""Every answer that explains is as `docs/explain.schema.json` says, and has no field that it leaves out."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jsonschema
import pytest

from engine.record import determination_record, posture_record
from engine.requirements import posture_of
from explain.difference import Answered
from explain.difference_report import diff_record
from explain.flips import flips
from explain.flips_report import flips_record
from explain.forms.graph import Depth
from explain.forms.render import record
from explain.portfolio import By, who
from explain.portfolio_report import who_record
from explain.questions_report import questions_record
from explain.replay.checker import check
from explain.replay.report import replay, replay_record
from explain.replay.saved import saved_of
from explain.what_if import what_if_record
from service.settings import SHIPPED_KB
from tests.explain.forms import said
from tests.support.shipped import determined, knowledge_base, use_case

Record = dict[str, Any]
DOCS = SHIPPED_KB.parent / "docs"


@lru_cache(maxsize=1)
def schema() -> Record:
    """The schema as documented."""
    found: Record = json.loads((DOCS / "explain.schema.json").read_text(encoding="utf-8"))
    return found


def closed(node: Any) -> Any:
    """The same schema, under which a field that is not described is a fault."""
    if isinstance(node, list):
        return [closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    found = {key: closed(value) for key, value in node.items()}
    return found | {"unevaluatedProperties": False} if found.get("type") == "object" else found


def sides(name: str) -> tuple[Answered, Answered]:
    days = determined(name), determined(name, "2028-08-02")
    one, other = (Answered(determination=each, posture=posture_of(each)) for each in days)
    return one, other


def replayed() -> Record:
    determination = determined("faq-bot")
    saved = saved_of(
        json.loads(
            json.dumps(
                {**determination_record(determination), "posture": posture_record(posture_of(determination))}
            )
        )
    )
    known = knowledge_base()
    return replay_record(replay(saved, saved, known, check(saved, use_case("faq-bot"), known)))


def portfolio() -> Record:
    names = ("cv-screening", "faq-bot")
    pairs = [(determined(name), posture_of(determined(name))) for name in names]
    return who_record(who(knowledge_base(), pairs, By.CONTROL, "human-review"))


def many(name: str, *answers: Record) -> Record:
    return {"format": f"duecare.{name}/1", "answers": list(answers)}


def asked(asks: str, depth: Depth) -> Record:
    question = {"why": "transparency", "why-not": "high-risk"}[asks]
    return record(said("faq-bot", asks, question), depth)


def flipped() -> Record:
    return flips_record(flips(determined("faq-bot"), "transparency"))


def questions() -> Record:
    return questions_record(determined("meeting-assistant"))


ANSWERS: dict[str, Callable[[], Record]] = {
    "why": lambda: record(said("cv-screening", "why", "human-review"), Depth.FULL),
    "why-not": lambda: asked("why-not", Depth.FULL),
    "whys": lambda: many("whys", asked("why", Depth.FULL), asked("why", Depth.BRIEF)),
    "why-nots": lambda: many("why-nots", asked("why-not", Depth.FULL), asked("why-not", Depth.BRIEF)),
    "why-brief": lambda: asked("why", Depth.BRIEF),
    "why-not-brief": lambda: asked("why-not", Depth.BRIEF),
    "what-if": lambda: what_if_record(*sides("cv-screening"), ("the day asked about is 2 Aug 2028",)),
    "diff": lambda: diff_record(*sides("cv-screening"), ("22 Nov 2026", "2 Aug 2028")),
    "flips": flipped,
    "flips-list": lambda: many("flips-list", flipped()),
    "questions": questions,
    "questions-list": lambda: many("questions-list", questions()),
    "who": portfolio,
    "replay": replayed,
}


def faults(answer: Record, described: Record) -> list[str]:
    """What the schema finds wrong with an answer, by the definition its format names."""
    name = answer["format"].removeprefix("duecare.").removesuffix("/1")
    only = {**described, "oneOf": [{"$ref": f"#/$defs/{name}"}]}
    return [each.message[:200] for each in jsonschema.Draft202012Validator(only).iter_errors(answer)]


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_as_the_schema_says_and_has_no_field_that_it_leaves_out(name: str) -> None:
    answer = json.loads(json.dumps(ANSWERS[name]()))
    assert answer["format"] == f"duecare.{name}/1"
    assert faults(answer, schema()) == []
    assert faults(answer, closed(schema())) == []


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_lacks_a_field_is_refused(name: str) -> None:
    answer = json.loads(json.dumps(ANSWERS[name]()))
    for field in schema()["$defs"][name]["required"]:
        if field != "format":
            lacking = copy.deepcopy(answer)
            del lacking[field]
            assert faults(lacking, schema()) != []


def test_a_field_that_is_not_described_is_noticed() -> None:
    answer = {**asked("why", Depth.BRIEF), "more": 1}
    assert faults(answer, schema()) == []  # within a version, fields may be added
    assert faults(answer, closed(schema())) != []


def test_the_schema_is_a_schema_and_every_form_it_describes_is_documented_and_asked_for() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    described = {each["$ref"].removeprefix("#/$defs/") for each in schema()["oneOf"]}
    assert described == set(ANSWERS)
    documented = (DOCS / "json.md").read_text(encoding="utf-8")
    assert [name for name in described if f"`duecare.{name}/1`" not in documented] == []
    assert "(explain.schema.json)" in documented
