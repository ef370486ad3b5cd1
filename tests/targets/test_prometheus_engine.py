"""The real programs read what is rendered: alerts are silent on the good side of a bound, and fire beyond."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.posture import Posture
from engine.requirements import posture_of
from targets.prometheus import PrometheusRules
from targets.prometheus.comparing import expression_state
from tests.support.prometheus import said_by
from tests.support.shipped import determined, example_files
from tests.targets.monitoring import REVIEW, WAIT, WATCHED, escalation
from tests.targets.postures import posture

TARGET = PrometheusRules()
WILD = (
    '"quoted"',
    "back\\slash",
    "{{ .Labels.job }}",
    "Ünïcode ☂ \U0001f600",
    "two\nlines",
    "\x7f\x00",
    "a,b=c",
)

SHORTEST = "filings-summariser"
EXAMPLES = [
    pytest.param(path.stem, marks=() if path.stem == SHORTEST else pytest.mark.long)
    for path in example_files()
]
"""Every alert is evaluated once a minute for 90 minutes, so all but the shortest example are long runs."""


@cache
def shipped(name: str) -> Posture:
    return posture_of(determined(name))


def written(given_posture: Posture, folder: Path) -> tuple[Path, Path]:
    """The files of a posture in `folder`: routes, rules."""
    folder.mkdir(exist_ok=True)
    paths = []
    for document in TARGET.render(given_posture).documents:
        paths.append(folder / document.name)
        paths[-1].write_text(document.content, "utf-8")
    routes, rules = paths
    return routes, rules


def rules_in(path: Path) -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(path.read_text("utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def run_tests(rules: Path, tests: list[dict[str, Any]]) -> tuple[int, str]:
    body = {"rule_files": [rules.name], "evaluation_interval": "1m", "tests": tests}
    (rules.parent / "tests.yml").write_text(yaml.safe_dump(body), "utf-8")
    return said_by("promtool", "test", "rules", "tests.yml", folder=rules.parent)


def case(series: dict[str, str], rule: dict[str, Any], *, fires: bool, at: str = "90m") -> dict[str, Any]:
    expected = {"exp_labels": rule["labels"], "exp_annotations": rule["annotations"]}
    asked = {"eval_time": at, "alertname": rule["alert"], "exp_alerts": [expected] if fires else []}
    inputs = [{"series": name, "values": values} for name, values in series.items()]
    return {"interval": "1m", "input_series": inputs, "alert_rule_test": [asked]}


def readings(rule: dict[str, Any]) -> str:
    """The series a rule looks at."""
    expression = rule["expr"]
    return str(expression[expression.index("ai_") : expression.index("}") + 1])


class Look:
    """One rule, and the readings that put it on the good and on the bad side."""

    def __init__(self, rule: dict[str, Any]) -> None:
        self.rule = rule
        self.series = readings(rule)
        self.is_age = rule["expr"].startswith("time()")
        bounds = expression_state(rule["expr"]).get("bound", {})
        self.is_unread = not bounds
        for side, bound in bounds.items():  # the tests' clock starts at zero, and looks after 90 minutes
            self.at = 5400 - bound if self.is_age else bound
            step = -7200 if self.is_age else 0.001 if side == "above" else -0.001
            self.good, self.bad = self.at - step, self.at + step


def one(looks: list[Look], side: str, *, of: str = 'use_case="') -> dict[str, str]:
    """Every series of `looks` on one side."""
    values = {look.series: getattr(look, side) for look in looks if not look.is_unread}
    return {series.replace('use_case="', of): f"{value:f}x100" for series, value in values.items()}


def without(look: Look) -> bool:
    """Whether the rule fires where there is no reading."""
    return look.is_unread or look.is_age


def worlds(looks: list[Look]) -> dict[str, tuple[dict[str, str], Callable[[Look], bool]]]:
    """Readings of all series together, and which rules fire on them."""
    worst = {
        f'{series[:-1]},pod="{pod}"}}': value
        for pod, side in (("a", "good"), ("b", "bad"))
        for series, value in one(looks, side).items()
    }
    return {
        "at the bound": (one(looks, "at"), lambda look: False),
        "on the good side": (one(looks, "good"), lambda look: False),
        "on the bad side": (one(looks, "bad"), lambda look: not look.is_unread),
        "one of two on the bad side": (worst, lambda look: not look.is_unread and not look.is_age),
        "no reading": ({}, without),
        "no number": ({look.series: " ".join(["NaN"] * 101) for look in looks}, without),
        "of another use case": (one(looks, "bad", of='use_case="another-'), without),
    }


def world(series: dict[str, str], looks: list[Look], fires: Callable[[Look], bool]) -> dict[str, Any]:
    """One test of promtool about every rule in the same readings."""
    asked = [case({}, look.rule, fires=fires(look))["alert_rule_test"][0] for look in looks]
    inputs = [{"series": name, "values": values} for name, values in series.items()]
    return {"interval": "1m", "input_series": inputs, "alert_rule_test": asked}


@pytest.mark.parametrize("name", [path.stem for path in example_files()])
def test_promtool_and_amtool_accept_the_files_of_every_example(name: str, tmp_path: Path) -> None:
    routes, rules = written(shipped(name), tmp_path)
    code, said = said_by(
        "promtool", "check", "rules", "--lint=all", "--lint-fatal", rules.name, folder=tmp_path
    )
    assert code == 0, said
    assert f"SUCCESS: {len(rules_in(rules))} rules found" in said
    code, said = said_by("amtool", "check-config", routes.name, folder=tmp_path)
    assert code == 0, said


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_alert_is_silent_up_to_its_bound_and_fires_beyond_it_with_exactly_its_labels(
    name: str, tmp_path: Path
) -> None:
    _, rules = written(shipped(name), tmp_path)
    looks = [Look(rule) for rule in rules_in(rules)]
    assert len(looks) > 30
    code, said = run_tests(rules, [world(series, looks, fires) for series, fires in worlds(looks).values()])
    assert code == 0, said


def test_a_breach_that_does_not_last_is_no_alert(tmp_path: Path) -> None:
    _, rules = written(WATCHED, tmp_path)
    rule = next(each for each in rules_in(rules) if each["alert"] == "HumanReviewTooLate")
    series = {readings(rule): "0x9 20000x4 0x100"}
    soon, late = case(series, rule, fires=False, at="13m"), case(series, rule, fires=False, at="40m")
    code, said = run_tests(rules, [soon, late])
    assert code == 0, said


def test_the_harness_tells_a_silent_alert_from_one_that_fires(tmp_path: Path) -> None:
    _, rules = written(WATCHED, tmp_path)
    looks = [Look(rule) for rule in rules_in(rules)]
    for series, fires in worlds(looks).values():
        turned = world(series, looks[:1], lambda look, fires=fires: not fires(look))  # type: ignore[misc]
        assert run_tests(rules, [turned])[0] != 0


@pytest.mark.parametrize("words", WILD)
def test_any_words_reach_the_alert_and_its_route_as_they_are(words: str, tmp_path: Path) -> None:
    required = replace(
        REVIEW,
        owner=words,
        label=words,
        monitoring=tuple(replace(each, label=words) for each in REVIEW.monitoring),
        escalations=(replace(escalation(WAIT, to=words), condition=words),),
    )
    routes, rules = written(posture((required,)), tmp_path)
    assert said_by("promtool", "check", "rules", rules.name, folder=tmp_path)[0] == 0
    code, said = said_by("amtool", "check-config", routes.name, folder=tmp_path)
    assert code == 0, said
    rule = next(each for each in rules_in(rules) if each["alert"] == "HumanReviewTooLate")
    plain = {**rule, "labels": _unescaped(rule["labels"]), "annotations": _unescaped(rule["annotations"])}
    code, said = run_tests(rules, [case({readings(rule): "20000x100"}, plain, fires=True)])
    assert code == 0, said


def _unescaped(texts: dict[str, str]) -> dict[str, str]:
    return {key: value.replace('{{ "{{" }}', "{{") for key, value in texts.items()}


def route_of(routes: Path, labels: dict[str, str]) -> str:
    pairs = [f"{key}={value}" for key, value in labels.items()]
    code, said = said_by(
        "amtool", "config", "routes", "test", f"--config.file={routes}", *pairs, folder=routes.parent
    )
    assert code == 0, said
    return said.partition("Warning:")[0].strip()


def test_each_alert_reaches_the_job_it_names_and_what_is_not_ours_does_not(tmp_path: Path) -> None:
    routes, rules = written(WATCHED, tmp_path)
    for rule in rules_in(rules):
        assert route_of(routes, rule["labels"]) == rule["labels"]["role"]
    foreign = {"use_case": "another", "role": "Head of review", "within_hours": "24"}
    assert route_of(routes, foreign) == "everything else"
    unknown = {"use_case": "cv-screening", "role": "Nobody", "within_hours": "24"}
    assert route_of(routes, unknown) == "everything else"


def test_promtool_refuses_what_our_validator_refuses_first(tmp_path: Path) -> None:
    _, rules = written(WATCHED, tmp_path)
    content = rules.read_text("utf-8")
    for old, new in (
        ("interval: 1m", "interval: 1m\n  labels: {a: b}"),
        ("max by", "maxx by"),
        ("10m", "ten"),
    ):
        rules.write_text(content.replace(old, new, 1), "utf-8")
        assert said_by("promtool", "check", "rules", rules.name, folder=tmp_path)[0] != 0
