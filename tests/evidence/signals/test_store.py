"""Each signal counts once: in whatever order, however often, by however many, and across interruptions."""

from __future__ import annotations

import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.signals import SignalStore, SignalsUnavailable, UnknownFormat
from evidence.signals import store as storing
from evidence.signals.warehouse import ask, settle, warehouse
from tests.evidence.signals.samples import RECORDS, collected, fixture, generic, rows

LINES = [
    generic(
        id=f"r-{number}",
        occurred_at=f"2026-11-{20 + number % 3}T0{number % 7}:00:00Z",
        outcome=("passed", "failed", "cantTell")[number % 3],
        value=(None, 0.1 * number)[number % 2],
        posture=(None, "posture:0001", "posture:0002")[number % 3],
    )
    for number in range(12)
] + [generic(id="r-1", outcome="passed"), b"garbage\n", generic(occurred_at="2999-01-01T00:00:00Z")]


def summed(batches: list[list[bytes]]) -> object:
    """What is held and what was rejected once all `batches` came in."""
    with TemporaryDirectory() as folder:
        store = SignalStore(Path(folder))
        for batch in batches:
            collected(store, b"".join(batch), "jsonl")
        return store.summary(), store.rejected(), rows(store, "id", "use_case")


ONCE = summed([LINES])


@settings(max_examples=6, deadline=None)
@given(st.permutations(LINES), st.lists(st.integers(0, len(LINES)), max_size=2), st.booleans())
def test_any_order_in_any_batches_any_number_of_times_comes_to_the_same(
    lines: list[bytes], cuts: list[int], twice: bool
) -> None:
    bounds = [0, *sorted(cuts), len(lines)]
    batches = [lines[begin:end] for begin, end in pairwise(bounds)]
    assert summed(batches * (2 if twice else 1)) == ONCE


@pytest.mark.parametrize(("source", "name"), RECORDS)
def test_every_record_that_is_sent_twice_counts_once(store: SignalStore, source: str, name: str) -> None:
    first = collected(store, fixture(name), source)
    before = store.summary()
    again = collected(store, fixture(name), source)
    assert (again.accepted, again.duplicates) == (0, first.accepted)
    assert store.summary() == before
    assert again.by_use_case == ()


def test_a_batch_counts_what_it_holds_twice(store: SignalStore) -> None:
    batch = collected(store, generic() * 3, "jsonl")
    assert (batch.records, batch.accepted, batch.duplicates) == (3, 1, 2)


def test_nothing_handed_in_is_told_and_is_not_sound(store: SignalStore) -> None:
    batch = collected(store, b"", "jsonl")
    assert (batch.records, batch.accepted) == (0, 0)
    assert not batch.is_sound
    assert store.summary() == ()


def test_a_store_nobody_wrote_to_holds_nothing(store: SignalStore) -> None:
    assert store.summary() == ()
    assert store.rejected() == ()


def test_what_is_rejected_is_kept_once_by_its_digest(store: SignalStore) -> None:
    for _ in range(2):
        (named,) = collected(store, b"garbage\n", "jsonl").rejected
    assert store.rejected() == ((named.digest, "unparsable", named.reason, "jsonl"),)


def test_all_rejections_are_counted_where_only_the_first_are_named(store: SignalStore) -> None:
    batch = collected(store, b"".join(b"garbage %d\n" % number for number in range(150)), "jsonl")
    assert (batch.unparsable, len(batch.rejected)) == (150, 100)
    assert len(store.rejected()) == 150


def test_the_digest_of_a_use_case_depends_on_its_signals_alone(store: SignalStore, tmp_path: Path) -> None:
    lines = [generic(id=f"r-{number}") for number in range(5)]
    one = collected(store, b"".join(lines), "jsonl").by_use_case
    other = collected(SignalStore(tmp_path / "other"), b"".join(reversed(lines)), "jsonl").by_use_case
    assert one == other
    less = collected(SignalStore(tmp_path / "third"), b"".join(lines[1:]), "jsonl").by_use_case
    assert less != one


def test_a_day_of_many_small_batches_is_merged_and_holds_the_same(
    store: SignalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "MOST_PARTS", 3)
    for number in range(6):
        collected(store, generic(id=f"r-{number}"), "jsonl")
    assert len(list(store.folder.glob("day=*/*.parquet"))) <= 3
    assert [line.events for line in store.summary()] == [6]
    assert collected(store, generic(id="r-0"), "jsonl").duplicates == 1


def test_a_merge_that_was_interrupted_counts_nothing_twice(store: SignalStore, tmp_path: Path) -> None:
    collected(store, generic(id="r-0"), "jsonl")
    (part,) = store.folder.glob("day=*/*.parquet")
    shutil.copy(part, part.with_name("left-behind.parquet"))
    assert [line.events for line in store.summary()] == [1]
    assert collected(store, generic(id="r-0"), "jsonl").duplicates == 1


def test_an_interrupted_batch_is_completed_by_the_same_batch(
    store: SignalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Path] = []

    def interrupted(written: Path, final: Path) -> None:
        if done:
            raise OSError(28, "No space left on device")
        done.append(final)
        settle(written, final)

    data = b"".join(generic(id=str(day), occurred_at=f"2026-11-{day}T00:00:00Z") for day in (18, 19, 20))
    with monkeypatch.context() as patched:
        patched.setattr(storing, "settle", interrupted)
        with pytest.raises(SignalsUnavailable, match="No space left"):
            collected(store, data, "jsonl")
    assert [line.events for line in store.summary()] == [1]
    assert collected(store, data, "jsonl").accepted == 2
    assert [line.events for line in store.summary()] == [3]
    assert list(store.folder.glob(".incoming-*")) == []


def test_many_at_once_count_each_signal_once(store: SignalStore) -> None:
    lines = [generic(id=f"r-{number}") for number in range(20)]

    def send(seed: int) -> int:
        mixed = lines * 2
        random.Random(seed).shuffle(mixed)
        return collected(store, b"".join(mixed[:25]), "jsonl").accepted

    with ThreadPoolExecutor(4) as pool:
        accepted = sum(pool.map(send, range(4)))
    assert accepted == sum(line.events for line in store.summary()) == len(rows(store, "id"))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SignalsUnavailable, match="cannot be used"):
        collected(SignalStore(tmp_path / "file"), generic(), "jsonl")


def test_a_damaged_file_is_told_and_not_passed_over(store: SignalStore) -> None:
    collected(store, generic(), "jsonl")
    (part,) = store.folder.glob("day=*/*.parquet")
    part.write_bytes(b"PAR1 damaged PAR1")
    with pytest.raises(SignalsUnavailable):
        store.summary()
    with pytest.raises(SignalsUnavailable):
        collected(store, generic(id="r-2"), "jsonl")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '../out.parquet'",
        "INSTALL httpfs",
        "ATTACH '../other.db'",
        "SET enable_external_access = true",
    ],
)
def test_the_engine_reaches_nothing_outside_its_folder(tmp_path: Path, query: str) -> None:
    with pytest.raises(SignalsUnavailable), warehouse(tmp_path / "signals") as db:
        ask(db, query)


def test_without_the_lock_the_engine_would_reach_the_machine() -> None:
    assert duckdb.connect(":memory:").execute("SELECT count(*) FROM read_text('/etc/hostname')").fetchall()


def test_a_format_nobody_knows_is_named_with_the_nearest(store: SignalStore) -> None:
    with pytest.raises(UnknownFormat, match=r"'cloudwach' is no format.*Nearest: cloudwatch"):
        collected(store, b"", "cloudwach")
