"""The tables under `kb/signals/`: valid and true to the catalogue; faulty ones are refused by name."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.knowledge import Iri
from evidence.reviews import Outcome
from evidence.signals import FORMATS, Event, UnknownFormat, mapping_for
from evidence.signals.mapping import DIRECTORY
from service.collecting import signals_of
from tests.support.shipped import knowledge_base

TABLES = sorted(each.table for each in FORMATS.values() if each.table)
ROW = {
    "names": ["made"],
    "subject": ["what"],
    "evidence": [{"where": {"kind": ["a", "b"]}, "signal": "term:signal.x", "outcome": "passed"}],
}
TABLE = {"note": "A table.", "posture": ["p1", "p2"], "use_case": ["u"], "events": [ROW]}


def table(folder: Path, **changed: object) -> Path:
    """A folder with one table called `made-up`."""
    (folder / "made-up.json").write_text(json.dumps({**TABLE, **changed}))
    return folder


def event(name: str = "made", **attributes: str | int | float | bool) -> Event:
    return Event(
        name=name, occurred_at=datetime(2026, 11, 22, tzinfo=UTC), key="k", attributes=attributes, value=1.5
    )


@pytest.mark.parametrize("name", TABLES)
def test_every_table_names_only_signals_that_some_control_asks_for(name: str) -> None:
    assert mapping_for(name, signals_of(knowledge_base())).table.events


def test_there_is_a_table_for_every_format_that_has_one_and_no_other() -> None:
    assert sorted(path.stem for path in DIRECTORY.glob("*.json")) == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_no_number_alone_passes_or_fails(name: str) -> None:
    rows = mapping_for(name, signals_of(knowledge_base())).table.events
    measured = {"term:signal.metric-reading", "term:signal.spend-reading", "term:signal.grounding-score"}
    said = [(row.names, each.outcome) for row in rows for each in row.evidence if each.signal in measured]
    alerts = [outcome for names, outcome in said if names == ("alert",)]
    assert {outcome for names, outcome in said if names != ("alert",)} <= {Outcome.CANNOT_TELL}
    assert Outcome.PASSED not in alerts


def test_what_fits_a_condition_is_evidence_and_what_does_not_is_none(tmp_path: Path) -> None:
    made = mapping_for("made-up", {Iri("term:signal.x")}, table(tmp_path))
    assert made.read(event(kind="b")).evidence == ((Iri("term:signal.x"), Outcome.PASSED),)
    nothing = ((Iri(""), Outcome.CANNOT_TELL),)
    assert made.read(event(kind="c")).evidence == nothing
    assert made.read(event()).evidence == nothing
    assert made.read(event("other", kind="b")).evidence == nothing


def test_truth_is_written_as_in_json(tmp_path: Path) -> None:
    row = {**ROW, "evidence": [{"where": {"on": ["true"]}, "signal": "term:signal.x", "outcome": "failed"}]}
    made = mapping_for("made-up", {Iri("term:signal.x")}, table(tmp_path, events=[row]))
    assert made.read(event(on=True)).evidence == ((Iri("term:signal.x"), Outcome.FAILED),)
    assert made.read(event(on=False)).evidence == ((Iri(""), Outcome.CANNOT_TELL),)


def test_the_first_attribute_that_is_there_carries_the_posture(tmp_path: Path) -> None:
    made = mapping_for("made-up", {Iri("term:signal.x")}, table(tmp_path))
    assert made.read(event(p2="second")).posture == "second"
    assert made.read(event(p1="first", p2="second")).posture == "first"
    assert made.read(event(p1="no name of a thing", p2="second")).posture == "second"
    assert made.read(event()).posture == ""


def test_only_what_the_table_names_is_taken_over(tmp_path: Path) -> None:
    made = mapping_for("made-up", {Iri("term:signal.x")}, table(tmp_path))
    read = made.read(event(kind="b", what="tool", prompt="secret"))
    assert (read.said, read.subject) == ("kind=b", "tool")
    assert "secret" not in repr(read)


def test_a_value_that_is_no_name_of_a_thing_is_said_to_be_another(tmp_path: Path) -> None:
    made = mapping_for("made-up", {Iri("term:signal.x")}, table(tmp_path))
    assert made.read(event(kind="Jane Doe")).said == "kind=other"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"events": [{**ROW, "extra": 1}]}, "extra"),
        ({"note": None}, "/note"),
        ({"events": [{**ROW, "evidence": [{"signal": "term:signal.x", "outcome": "fine"}]}]}, "outcome"),
        (
            {"events": [{**ROW, "evidence": [{"signal": "term:signal.y", "outcome": "passed"}]}]},
            "term:signal.y",
        ),
        ({"events": [ROW, ROW]}, "made stands in the table twice"),
    ],
)
def test_a_faulty_table_is_refused(tmp_path: Path, changed: dict[str, object], words: str) -> None:
    with pytest.raises(UnknownFormat, match=words):
        mapping_for("made-up", {Iri("term:signal.x")}, table(tmp_path, **changed))


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="No table belongs to 'nobody'"):
        mapping_for("nobody", set(), tmp_path)
