"""Rules and routes as files: applied once, read back, and each hand edit told by what it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from targets.drift import Drift, DriftKind, find_drift
from targets.prometheus import PrometheusRules
from tests.targets.applying import plan_of, run
from tests.targets.monitoring import WATCHED
from tests.targets.receipts import KeptReceipts


@pytest.fixture
def target(tmp_path: Path) -> PrometheusRules:
    """The target over an empty folder."""
    return PrometheusRules(tmp_path / "rules")


@pytest.fixture
def applied(target: PrometheusRules, receipts: KeptReceipts) -> PrometheusRules:
    """The target after one apply."""
    run(plan_of(WATCHED, (target,)), (target,), receipts)
    return target


def edit(folder: Path, ending: str, old: str, new: str) -> None:
    (path,) = (folder / "rules").glob(f"*{ending}")
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), "utf-8")


def drifted(target: PrometheusRules, receipts: KeptReceipts) -> list[Drift]:
    return [each for each in find_drift(WATCHED, (target,), receipts) if each.is_drift]


def test_after_apply_the_plan_is_empty_and_a_second_apply_changes_nothing(
    target: PrometheusRules, receipts: KeptReceipts, tmp_path: Path
) -> None:
    plan = plan_of(WATCHED, (target,))
    assert len(run(plan, (target,), receipts)) == 2
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "rules").iterdir()}
    assert plan_of(WATCHED, (target,)).is_empty
    assert run(plan, (target,), receipts) == ()
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "rules").iterdir()} == before


EDITS = {
    "bound raised": ("rules.yml", "> 4 * 3600", "> 40 * 3600", DriftKind.WEAKER),
    "bound lowered": ("rules.yml", "> 4 * 3600", "> 2 * 3600", DriftKind.STRICTER),
    "lower bound lowered": ("rules.yml", "< 0.5", "< 0.05", DriftKind.WEAKER),
    "lower bound raised": ("rules.yml", "< 0.5", "< 0.9", DriftKind.STRICTER),
    "review put off": ("rules.yml", "> 90 * 86400", "> 900 * 86400", DriftKind.WEAKER),
    "side turned": ("rules.yml", "> 4 * 3600", "< 4 * 3600", DriftKind.WEAKER),
    "longer until an alert": ("rules.yml", "for: 10m", "for: 10h", DriftKind.WEAKER),
    "sooner an alert": ("rules.yml", "for: 10m", "for: 1m", DriftKind.STRICTER),
    "alert renamed": ("rules.yml", "alert: HumanReviewTooLate", "alert: Other", DriftKind.WEAKER),
    "another job": ("rules.yml", "role: Head of review", "role: Trainee", DriftKind.DIFFERENT),
    "text changed": ("rules.yml", "Longest wait", "Wait", DriftKind.DIFFERENT),
    "no longer readable": ("rules.yml", "groups:", "groups: [", DriftKind.WEAKER),
    "repeated later": ("alertmanager.yml", "repeat_interval: 24h", "repeat_interval: 30d", DriftKind.WEAKER),
    "repeated sooner": (
        "alertmanager.yml",
        "repeat_interval: 24h",
        "repeat_interval: 1h",
        DriftKind.STRICTER,
    ),
    "told to nobody": (
        "alertmanager.yml",
        "receiver: Head of review",
        "receiver: everything else",
        DriftKind.DIFFERENT,
    ),
    "inhibited": ("alertmanager.yml", "receivers:", "inhibit_rules: [{}]\nreceivers:", DriftKind.WEAKER),
    "receiver gone": ("alertmanager.yml", "- name: Product owner\n", "", DriftKind.WEAKER),
    "route gone": ("alertmanager.yml", 'role="Head of review"', 'role="X"', DriftKind.WEAKER),
}


@pytest.mark.parametrize(("ending", "old", "new", "kind"), EDITS.values(), ids=EDITS.keys())
def test_a_hand_edit_is_found_and_told_by_what_it_does(
    ending: str,
    old: str,
    new: str,
    kind: DriftKind,
    applied: PrometheusRules,
    receipts: KeptReceipts,
    tmp_path: Path,
) -> None:
    edit(tmp_path, ending, old, new)
    (found,) = drifted(applied, receipts)
    assert found.kind is kind and found.moved
    run(plan_of(WATCHED, (applied,)), (applied,), receipts)
    assert drifted(applied, receipts) == []


def test_layout_comments_and_how_a_receiver_is_reached_are_no_drift(
    applied: PrometheusRules, receipts: KeptReceipts, tmp_path: Path
) -> None:
    edit(tmp_path, "rules.yml", "groups:", "# by hand\n\ngroups:")
    edit(tmp_path, "rules.yml", "for: 10m", "for: 600s")
    added = "- name: Product owner\n  webhook_configs: [{url: 'http://127.0.0.1:9/'}]\n"
    edit(tmp_path, "alertmanager.yml", "- name: Product owner\n", added)
    edit(tmp_path, "alertmanager.yml", "route:", "global: {resolve_timeout: 5m}\nroute:")
    assert drifted(applied, receipts) == []


def test_what_was_added_to_receivers_outlives_the_next_apply_and_is_in_no_plan(
    applied: PrometheusRules, receipts: KeptReceipts, tmp_path: Path
) -> None:
    added = "- name: Product owner\n  webhook_configs: [{url: 'http://127.0.0.1:9/secret'}]\n"
    edit(tmp_path, "alertmanager.yml", "- name: Product owner\n", added)
    edit(tmp_path, "alertmanager.yml", "repeat_interval: 24h", "repeat_interval: 30d")
    plan = plan_of(WATCHED, (applied,))
    assert "secret" not in repr(plan)
    run(plan, (applied,), receipts)
    (path,) = (tmp_path / "rules").glob("*alertmanager.yml")
    assert "secret" in path.read_text("utf-8") and "repeat_interval: 24h" in path.read_text("utf-8")
    assert path.read_text("utf-8").startswith("# Routes and receivers")
    assert plan_of(WATCHED, (applied,)).is_empty


def test_files_somebody_else_put_there_are_left_alone(target: PrometheusRules, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    names = [each.name for each in target.render(WATCHED).documents]
    for name in names:
        (tmp_path / "rules" / name).write_text("groups: []\n", "utf-8")
    assert {each.kind.value for each in plan_of(WATCHED, (target,)).changes} == {"foreign"}
