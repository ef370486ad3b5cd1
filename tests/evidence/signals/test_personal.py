"""Prompts, answers, matches, addresses and names of people are in the records, and not in what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.signals import SignalStore
from evidence.signals.signal import identifier
from tests.evidence.signals.samples import FIXTURES, RECORDS, collected, fixture, rows

PERSONAL = ("Jane", "jane.doe", "STAFF-4711", "good hire", "insult", "@")


def test_the_records_hold_personal_data() -> None:
    together = "".join(file.read_text() for file in FIXTURES.iterdir())
    assert all(word in together for word in PERSONAL)


@pytest.mark.parametrize(("source", "name"), RECORDS)
def test_nothing_personal_is_kept(store: SignalStore, source: str, name: str) -> None:
    batch = collected(store, fixture(name), source)
    assert batch.accepted
    kept = f"{rows(store)} {batch} {store.summary()}"
    assert [word for word in PERSONAL if word in kept] == []


@pytest.mark.parametrize(("source", "name"), RECORDS)
def test_no_file_of_the_store_holds_anything_personal(store: SignalStore, source: str, name: str) -> None:
    collected(store, fixture(name), source)
    files = [path for path in Path(store.folder).rglob("*") if path.is_file()]
    assert files
    assert [word for word in PERSONAL[:5] for file in files if word.encode() in file.read_bytes()] == []


@pytest.mark.parametrize("value", ["gr-1:3", "a/b", "model.v2", "posture:0001", 7])
def test_names_of_things_are_kept(value: object) -> None:
    assert identifier(value) == str(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Jane Doe",
        "jane@example.org",
        "a\nb",
        "ｆ",
        "x" * 257,
        "-x",
        None,
        True,
        1.5,
        ["a"],
        {},
        "a\u202eb",
    ],
)
def test_what_may_be_more_than_a_name_of_a_thing_is_dropped(value: object) -> None:
    assert identifier(value) == ""
