"""A running Prometheus on this machine: what is applied is loaded, and a hand edit shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from engine.errors import InputError
from targets.drift import DriftKind, find_drift
from targets.errors import NotReady, PartlyApplied, Unreachable
from targets.prometheus import PrometheusRules
from targets.prometheus.server import Server
from tests.support.prometheus import running
from tests.targets.applying import plan_of, run
from tests.targets.monitoring import WATCHED
from tests.targets.receipts import KeptReceipts


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder of rules, and the address of the one server that loads it."""
    place = tmp_path_factory.mktemp("prometheus")
    with running(place / "rules", place / "server") as address:
        yield place / "rules", address


@pytest.fixture
def target(served: tuple[Path, str]) -> PrometheusRules:
    """The target over the folder, emptied, and the server that has loaded that."""
    folder, address = served
    for file in folder.glob("*") if folder.exists() else ():
        file.unlink()
    Server(address).reload()
    return PrometheusRules(folder, server=Server(address))


def rules_file(served: tuple[Path, str]) -> Path:
    (found,) = served[0].glob("*.rules.yml")
    return found


def loaded(address: str) -> list[dict[str, Any]]:
    with urlopen(f"{address}/api/v1/rules", timeout=10) as answer:
        groups = json.load(answer)["data"]["groups"]
    return [rule for group in groups for rule in group["rules"]]


def kinds(target: PrometheusRules, receipts: KeptReceipts) -> dict[str, DriftKind]:
    return {each.name.partition(".")[2]: each.kind for each in find_drift(WATCHED, (target,), receipts)}


def test_what_is_applied_is_loaded_the_next_plan_is_empty_and_a_second_apply_changes_nothing(
    target: PrometheusRules, served: tuple[Path, str]
) -> None:
    receipts = KeptReceipts()
    plan = plan_of(WATCHED, (target,))
    made = run(plan, (target,), receipts)
    assert [each.outcome for each in made] == ["applied", "applied"]
    assert {each["labels"]["posture"] for each in loaded(served[1])} == {WATCHED.id}
    assert plan_of(WATCHED, (target,)).is_empty
    before = rules_file(served).stat().st_mtime_ns
    assert run(plan, (target,), receipts) == ()
    assert rules_file(served).stat().st_mtime_ns == before
    assert set(kinds(target, receipts).values()) == {DriftKind.IN_PLACE}


def test_a_hand_edit_that_was_loaded_is_found_even_where_the_file_was_put_back(
    target: PrometheusRules, served: tuple[Path, str]
) -> None:
    receipts = KeptReceipts()
    run(plan_of(WATCHED, (target,)), (target,), receipts)
    file = rules_file(served)
    ours = file.read_text("utf-8")
    file.write_text(ours.replace("< 0.5", "< 0.1"), "utf-8")
    Server(served[1]).reload()
    assert kinds(target, receipts)["rules.yml"] is DriftKind.WEAKER
    file.write_text(ours, "utf-8")
    (found,) = (each for each in find_drift(WATCHED, (target,), receipts) if each.is_drift)
    (moved,) = found.moved
    assert moved.difference.path == "loaded.HumanReviewReviewedShareBreached.bound.below"
    assert (moved.difference.before, moved.difference.after) == (0.5, 0.1)
    run(plan_of(WATCHED, (target,)), (target,), receipts)
    assert plan_of(WATCHED, (target,)).is_empty


def test_a_reload_the_server_refuses_is_told_and_leaves_the_earlier_rules_in_force(
    target: PrometheusRules, served: tuple[Path, str]
) -> None:
    run(plan_of(WATCHED, (target,)), (target,), KeptReceipts())
    before = loaded(served[1])
    (served[0] / "foreign.rules.yml").write_text(
        "groups: [{name: broken, rules: [{alert: A, expr: '(('}]}]", "utf-8"
    )
    with pytest.raises(NotReady, match="stay in force"):
        Server(served[1]).reload()
    after = loaded(served[1])
    assert [(each["name"], each["query"]) for each in after] == [
        (each["name"], each["query"]) for each in before
    ]


def test_an_apply_whose_rules_are_not_loaded_says_what_was_written_and_the_next_plan_finishes(
    target: PrometheusRules, served: tuple[Path, str]
) -> None:
    broken = served[0] / "foreign.rules.yml"
    served[0].mkdir(exist_ok=True)
    broken.write_text("groups: [", "utf-8")
    receipts = KeptReceipts()
    with pytest.raises(PartlyApplied, match="Not written: the server's rules"):
        run(plan_of(WATCHED, (target,)), (target,), receipts)
    assert not plan_of(WATCHED, (target,)).is_empty
    broken.unlink()
    run(plan_of(WATCHED, (target,)), (target,), receipts)
    assert plan_of(WATCHED, (target,)).is_empty


def test_a_server_that_does_not_answer_is_an_error_and_never_in_place(tmp_path: Path) -> None:
    run(plan_of(WATCHED, (PrometheusRules(tmp_path),)), (PrometheusRules(tmp_path),), KeptReceipts())
    with pytest.raises(Unreachable, match="does not answer"):
        plan_of(WATCHED, (PrometheusRules(tmp_path, server=Server("http://127.0.0.1:1")),))


@pytest.mark.parametrize("address", ["", "127.0.0.1:9090", "file:///etc/passwd", "ftp://a", "http://"])
def test_only_an_address_of_a_web_server_is_taken(address: str) -> None:
    with pytest.raises(InputError):
        Server(address)
