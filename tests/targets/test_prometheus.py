"""What is watched and who is told, as documents: nothing lost, nothing open, nothing misread."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given

from engine.identifiers import Iri
from engine.kinds import Breach, Strictness
from engine.posture import Posture
from targets.interface import Document, Extent, demand_key
from targets.prometheus import PrometheusRules
from targets.prometheus.texts import with_receivers_of
from tests.support.shipped import knowledge_base
from tests.targets.monitoring import (
    REVIEW,
    SHARE,
    TABLE,
    WAIT,
    WATCHED,
    escalation,
    watch,
    watched_postures,
)
from tests.targets.postures import EXAMPLE, LITERACY, posture

TARGET = PrometheusRules()


def documents(given_posture: Posture = WATCHED) -> tuple[Document, Document]:
    routes, rules = TARGET.render(given_posture).documents
    assert routes.name.endswith(".alertmanager.yml") and rules.name.endswith(".rules.yml")
    return routes, rules


def rules_of(given_posture: Posture = WATCHED) -> dict[str, Any]:
    (group,) = yaml.safe_load(documents(given_posture)[1].content)["groups"]
    return {rule["alert"]: rule for rule in group["rules"]}


def routes_of(given_posture: Posture = WATCHED) -> list[dict[str, Any]]:
    (ours,) = yaml.safe_load(documents(given_posture)[0].content)["route"]["routes"]
    found: list[dict[str, Any]] = ours["routes"]
    return found


def test_a_bound_is_stated_with_its_direction_and_in_the_unit_of_the_reading() -> None:
    rules = rules_of()
    share = 'ai_control_human_review_reviewed_share_ratio{use_case="cv-screening"}'
    wait = 'ai_control_human_review_waiting_time_seconds{use_case="cv-screening"}'
    assert rules["HumanReviewReviewedShareBreached"]["expr"] == f"min by (use_case) ({share}) < 0.5"
    assert rules["HumanReviewTooLate"]["expr"] == f"max by (use_case) ({wait}) > 4 * 3600"


def test_each_rule_bears_the_posture_at_itself_because_a_group_cannot() -> None:
    (group,) = yaml.safe_load(documents()[1].content)["groups"]
    assert "labels" not in group
    assert {rule["labels"]["posture"] for rule in group["rules"]} == {WATCHED.id}


def test_what_has_no_reading_is_an_alert_too() -> None:
    rules = rules_of()
    unread = {name for name in rules if name.endswith("Unread")}
    assert unread == {
        "HumanReviewReviewedShareUnread",
        "HumanReviewWaitingTimeUnread",
        "ChangeControlUndecidedChangeUnread",
    }
    assert all(rules[name]["expr"].startswith("absent(") for name in unread)
    assert "90 * 86400 or absent(" in rules["HumanReviewReviewDue"]["expr"]


def test_an_escalation_names_the_job_and_the_time_and_the_owner_is_told_of_the_rest() -> None:
    rules = rules_of()
    told = {name: (rule["labels"]["role"], rule["labels"]["within_hours"]) for name, rule in rules.items()}
    assert told["HumanReviewTooLate"] == ("Head of review", "24")
    assert told["ChangeControlUndecidedChange"] == ("Product owner", "72")
    assert told["HumanReviewReviewDue"] == ("Head of something", "168")
    severities = {rule["labels"]["within_hours"]: rule["labels"]["severity"] for rule in rules.values()}
    assert severities == {"24": "critical", "72": "warning", "168": "info"}


def test_a_report_that_waits_raises_the_escalation_that_names_it() -> None:
    rule = rules_of()["ChangeControlUndecidedChange"]
    assert "for" not in rule
    assert rule["labels"]["signal"] == "term:signal.version-change"
    assert rule["expr"].endswith(
        '{control="ctl:change-control",signal="term:signal.version-change",use_case="cv-screening"}) > 0'
    )


def test_each_job_and_time_has_a_route_that_repeats_no_later_than_the_time_allowed() -> None:
    repeats = {(each["receiver"], each["matchers"][1]): each["repeat_interval"] for each in routes_of()}
    assert repeats == {
        ("Head of review", 'within_hours="24"'): "24h",
        ("Product owner", 'within_hours="72"'): "72h",
        ("Head of something", 'within_hours="168"'): "168h",
    }


@pytest.mark.parametrize(("hours", "repeat"), [("0", "1h"), ("0.5", "1h"), ("1.5", "5400s"), ("2.0", "2h")])
def test_a_time_allowed_of_any_length_is_a_length_alertmanager_takes(hours: str, repeat: str) -> None:
    required = replace(REVIEW, escalations=(escalation(WAIT, hours=hours),))
    told = next(e for e in routes_of(posture((required,))) if e["receiver"] == "Head of review")
    assert told["repeat_interval"] == repeat


def test_receivers_are_jobs_without_an_address_and_the_account_says_that_nobody_is_reached_yet() -> None:
    receivers = yaml.safe_load(documents()[0].content)["receivers"]
    assert receivers == [
        {"name": each} for each in ("everything else", "Head of review", "Head of something", "Product owner")
    ]
    assert all(TABLE.not_reached in each.reason for each in TARGET.render(WATCHED).held)


def test_monitoring_alone_never_holds_a_control_fully() -> None:
    held = TARGET.render(WATCHED).held
    assert {each.demand for each in held} == {"ctl:human-review", "ctl:change-control"}
    assert Extent.FULLY not in {each.extent for each in held}


def test_a_control_held_at_monitors_is_held_partly_and_any_other_is_only_watched() -> None:
    (monitor,) = TABLE.points
    for points, extent in (
        ((monitor,), Extent.PARTLY),
        ((Iri("term:point.output-filter"),), Extent.WATCHED),
        ((), Extent.WATCHED),
    ):
        asked = replace(REVIEW, enforcement_points=points)
        assert {each.extent for each in TARGET.render(posture((asked,))).held} == {extent}


def test_a_control_of_which_nothing_is_measured_is_not_handled() -> None:
    assert not TARGET.handles(LITERACY)
    assert not TARGET.handles(replace(LITERACY, review_days=90))
    assert TARGET.render(EXAMPLE).documents == ()


@pytest.mark.parametrize(
    ("given_watch", "said"),
    [
        (watch(SHARE, "", "below", "1"), "is no number"),
        (watch(SHARE, "NaN", "below", "1"), "compared with"),
        (watch(SHARE, "0.5", "beside", "1"), "which side"),
        (watch(SHARE, "0.5", "absent", "1"), "which side"),
        (watch(SHARE, "50", "below", "%"), "'%'"),
        (watch("ctl:human-review.metric.unheard-of", "1", "above", "1"), "no name is known"),
    ],
)
def test_a_bound_that_cannot_be_watched_is_told_and_takes_nothing_else_along(
    given_watch: Any, said: str
) -> None:
    alone = TARGET.render(
        posture((replace(REVIEW, monitoring=(given_watch,), escalations=(), review_days=0),))
    )
    assert alone.documents == () and said in alone.unsupported[0].reason
    beside = TARGET.render(posture((replace(REVIEW, monitoring=(given_watch,), escalations=()),)))
    assert said in beside.held[0].reason
    assert "HumanReviewReviewDue" in beside.documents[1].content


def test_every_metric_of_the_packs_has_a_name_in_the_unit_of_its_bound_and_no_name_is_left_over() -> None:
    metrics = {each.id: each for control in knowledge_base().controls.values() for each in control.metrics}
    assert {key: each.unit for key, each in metrics.items()} == {
        key: row.unit for key, row in TABLE.metrics.items()
    }
    assert len({row.name for row in TABLE.metrics.values()}) == len(TABLE.metrics)
    assert {row.unit for row in TABLE.metrics.values()} <= set(TABLE.units)


def test_every_metric_of_the_packs_is_breached_on_the_side_on_which_its_bound_is_looser() -> None:
    stricter = {Breach.ABOVE: Strictness.LOWER, Breach.BELOW: Strictness.HIGHER}
    metrics = [each for control in knowledge_base().controls.values() for each in control.metrics]
    assert len(metrics) > 40
    for each in metrics:
        assert knowledge_base().parameters[each.threshold].stricter is stricter[each.breach]


@given(watched_postures())
def test_each_demand_it_handles_is_accounted_for_once(drawn: Posture) -> None:
    rendering = TARGET.render(drawn)
    accounted = sorted(each.demand for each in rendering.accounts)
    assert accounted == sorted(demand_key(each) for each in drawn.requirements if TARGET.handles(each))
    assert {each.document for each in rendering.held} <= {each.name for each in rendering.documents}
    assert all(each.reason for each in rendering.accounts)


@given(watched_postures())
def test_whatever_the_words_what_is_rendered_passes_our_validator_and_is_stable(drawn: Posture) -> None:
    rendering = TARGET.render(drawn)
    assert TARGET.validate(rendering.documents) == ()
    turned = replace(drawn, requirements=tuple(reversed(drawn.requirements)))
    assert TARGET.render(turned).documents == rendering.documents


@given(watched_postures())
def test_no_alert_is_without_a_route_to_the_job_it_names(drawn: Posture) -> None:
    for document in TARGET.render(drawn).documents[1:]:
        (group,) = yaml.safe_load(document.content)["groups"]
        told = {(each["receiver"], each["matchers"][1]) for each in routes_of(drawn)}
        for rule in group["rules"]:
            role = rule["labels"]["role"].replace('{{ "{{" }}', "{{")
            assert (role, f'within_hours="{rule["labels"]["within_hours"]}"') in told


RULE_EDITS = {
    "typo in a rule": ("expr:", "exprr:"),
    "labels at the group": ("  interval: 1m", "  interval: 1m\n  labels: {a: b}"),
    "no duration": ("for: 10m", "for: ten minutes"),
    "a maximum held against a lower bound": ("> 4 * 3600", "< 4 * 3600"),
    "an unknown function": ("max by (use_case)", "maxx by (use_case)"),
    "a rule that looks at everything": ('{use_case="cv-screening"}) > 4', "{}) > 4"),
    "a rule that looks at another use case": ('{use_case="cv-screening"}) > 4', '{use_case="other"}) > 4'),
    "a template in a text": ("summary: Share", "summary: '{{ $value }}'\n      # Share"),
    "no posture": (f"      posture: {WATCHED.id}\n", ""),
    "a number for a text": ("severity: critical", "severity: 3"),
    "no YAML": ("groups:", "groups: ["),
    "another job than any route knows": ("role: Head of review", "role: Nobody"),
}


@pytest.mark.parametrize(("old", "new"), RULE_EDITS.values(), ids=RULE_EDITS.keys())
def test_a_broken_rule_file_is_refused(old: str, new: str) -> None:
    routes, rules = documents()
    assert old in rules.content
    broken = replace(rules, content=rules.content.replace(old, new, 1))
    assert TARGET.validate((routes, broken))


ROUTE_EDITS = {
    "typo in a route": ("group_wait", "group_wayt"),
    "a receiver nobody defined": ("receiver: Product owner", "receiver: Product owners"),
    "a receiver named twice": ("- name: Product owner", "- name: Product owner\n- name: Product owner"),
    "no repetition": ("repeat_interval: 24h", "repeat_interval: 0s"),
    "a route taken by another use case": ('use_case="cv-screening"', 'use_case="other"'),
    "a route to another job": ("receiver: Head of review", "receiver: Product owner"),
    "a matcher that matches all": ('role="Head of review"', 'role=~".*"'),
    "a silence": ("route:\n", "inhibit_rules: []\nroute:\n"),
    "no YAML": ("route:\n", "route: [\n"),
}


@pytest.mark.parametrize(("old", "new"), ROUTE_EDITS.values(), ids=ROUTE_EDITS.keys())
def test_broken_routes_are_refused(old: str, new: str) -> None:
    routes, rules = documents()
    assert old in routes.content
    assert TARGET.validate((replace(routes, content=routes.content.replace(old, new, 1)), rules))


def test_routes_without_their_rules_and_empty_files_are_refused() -> None:
    routes, rules = documents()
    assert "rules are not there" in str(TARGET.validate((routes,))[0])
    for empty in ("", "groups: []\n", "# nothing\n"):
        assert TARGET.validate((routes, replace(rules, content=empty)))
        assert TARGET.validate((replace(routes, content=empty), rules))


def test_two_rules_that_raise_the_same_alert_are_refused() -> None:
    routes, rules = documents()
    (group,) = yaml.safe_load(rules.content)["groups"]
    group["rules"].append(group["rules"][0])
    twice = replace(rules, content=yaml.safe_dump({"groups": [group]}))
    assert any("same alert" in str(each) for each in TARGET.validate((routes, twice)))


def test_what_the_organisation_added_to_a_receiver_is_kept_and_all_else_is_ours() -> None:
    routes, _ = documents()
    filled = routes.content.replace(
        "- name: Product owner", "- name: Product owner\n  webhook_configs:\n  - url: http://127.0.0.1:9/"
    ).replace("24h", "240h")
    merged = yaml.safe_load(with_receivers_of(routes.content, filled))
    assert {"name": "Product owner", "webhook_configs": [{"url": "http://127.0.0.1:9/"}]} in merged[
        "receivers"
    ]
    assert merged["route"] == yaml.safe_load(routes.content)["route"]
    for unreadable in ("", "[", "receivers: 3", "receivers: [{}]"):
        assert with_receivers_of(routes.content, unreadable) == routes.content


def test_two_use_cases_share_no_file() -> None:
    other = replace(WATCHED, use_case="another-case")
    names = {each.name for each in (*documents(), *TARGET.render(other).documents)}
    assert len(names) == 4
