"""Every scenario holds: what must follow follows, and what must not does not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.scenarios.scenario import KEYS, read_scenario, scenario_files, unmet
from tests.support.shipped import determined, knowledge_base


@pytest.mark.parametrize("path", scenario_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_a_scenario_expects_follows_and_nothing_it_excludes(path: Path) -> None:
    scenario, found = read_scenario(path)
    assert set(scenario) <= KEYS
    assert scenario["name"].endswith(".")
    assert scenario["expect"]
    assert unmet(scenario["expect"], found) == []


def test_there_are_scenarios_of_both_slices_and_of_everyday_uses_and_none_has_the_name_of_another() -> None:
    files = scenario_files()
    assert {path.parent.name for path in files} >= {"slice-a", "slice-b", "everyday"}
    names = [path.read_text(encoding="utf-8").splitlines()[0] for path in files]
    assert len(set(names)) == len(names) >= 200


def test_no_scenario_excludes_what_no_rule_could_conclude() -> None:
    known = knowledge_base()
    possible = {conclusion for rule in known.rules.values() for conclusion in rule.concludes}
    scenarios = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in scenario_files()}
    assert {
        (name, excluded)
        for name, scenario in scenarios.items()
        for excluded in scenario["expect"].get("not", [])
        if excluded not in possible and not known.concepts[excluded].residual
    } == set()


WRONG: list[tuple[dict[str, object], str]] = [
    ({"tiers": ["aia:tier.prohibited"]}, "is no tier"),
    ({"holds": ["aia:concept.derogated"]}, "does not hold"),
    ({"not": ["aia:tier.high-risk"]}, "holds or may hold"),
    ({"undetermined": ["aia:tier.high-risk"]}, "is not open"),
    ({"certain": ["aia:tier.prohibited"]}, "is not certain"),
    ({"contestable": ["aia:tier.high-risk"]}, "is not contestable"),
    ({"cites": ["aia:art_5.par_1.pnt_f"]}, "is not cited"),
    ({"obligations": {"ranko": ["aia:obl.human-oversight"]}}, "does not owe"),
    ({"not_obligations": {"acme": ["aia:obl.human-oversight"]}}, "owes or may owe"),
    ({"undetermined_obligations": {"acme": ["aia:obl.human-oversight"]}}, "is not open"),
    ({"binds": {"aia:tier.high-risk": "2026-08-02"}}, "binds from"),
    ({"binds": {"aia:tier.prohibited": "2025-02-02"}}, "binds from"),
    ({"ends": {"aia:tier.high-risk": "2028-08-01"}}, "binds until"),
]


@pytest.mark.parametrize(("expect", "fault"), WRONG)
def test_an_expectation_that_does_not_hold_is_noticed(expect: dict[str, object], fault: str) -> None:
    (said,) = unmet(expect, determined("cv-screening"))
    assert fault in said


def test_an_expectation_that_nobody_checks_is_refused() -> None:
    with pytest.raises(KeyError, match="misspelt"):
        unmet({"misspelt": []}, determined("cv-screening"))
