"""Reads one scenario: a profile, a day, and what is expected of the determination."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from engine.determination import Determination
from engine.determine import determine
from engine.profile.profile import read_profile
from engine.semantics import Verdict
from tests.support.shipped import knowledge_base

DAY = "2026-11-22"
"""The day of a scenario that names none."""
KEYS = {"name", "profile", "expect", "as_of", "readings", "reaches", "without"}


def scenario_files() -> list[Path]:
    """Every scenario there is, those of a second reading of the law included."""
    here = Path(__file__).parent
    folders = ("act-*", "everyday", "readings", "second-*", "slice-*")
    return sorted(path for folder in folders for path in here.glob(f"{folder}/*.yaml"))


def read_scenario(path: Path) -> tuple[dict[str, Any], Determination]:
    """The scenario in `path` with what is determined of its profile, as it is written there."""
    text = path.read_text(encoding="utf-8")
    scenario: dict[str, Any] = yaml.safe_load(text)
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    written = {key.value: value for key, value in root.value}
    profile = yaml.serialize(written["profile"]).encode()
    known = knowledge_base()
    use_case = read_profile(profile, path.name, known)
    readings = scenario.get("readings", ())
    return scenario, determine(use_case, known, scenario.get("as_of", DAY), readings=readings)


def unmet(expect: dict[str, Any], found: Determination) -> list[str]:
    """What `expect` says and `found` does not; raises `KeyError` for a key nobody checks."""
    return [fault for key, wanted in expect.items() for fault in _CHECKS[key](wanted, found)]


def _holding(found: Determination) -> set[str]:
    return {finding.conclusion for finding in found.findings} | set(found.tiers)


def _tiers(wanted: list[str], found: Determination) -> Iterator[str]:
    yield from (f"{tier} is no tier of it" for tier in set(wanted) - set(found.tiers))


def _holds(wanted: list[str], found: Determination) -> Iterator[str]:
    yield from (f"{conclusion} does not hold" for conclusion in set(wanted) - _holding(found))


def _not(wanted: list[str], found: Determination) -> Iterator[str]:
    might = _holding(found) | {waiting.conclusion for waiting in found.undetermined}
    yield from (f"{conclusion} holds or may hold" for conclusion in set(wanted) & might)


def _undetermined(wanted: list[str], found: Determination) -> Iterator[str]:
    open_ones = {waiting.conclusion for waiting in found.undetermined}
    yield from (f"{conclusion} is not open" for conclusion in set(wanted) - open_ones)


def _certain(wanted: list[str], found: Determination) -> Iterator[str]:
    for conclusion in wanted:
        if not any(not finding.contestable for finding in found.findings_of(conclusion)):  # type: ignore[arg-type]
            yield f"{conclusion} is not certain"


def _contestable(wanted: list[str], found: Determination) -> Iterator[str]:
    for conclusion in wanted:
        if not any(finding.contestable for finding in found.findings_of(conclusion)):  # type: ignore[arg-type]
            yield f"{conclusion} is not contestable"


def _cites(wanted: list[str], found: Determination) -> Iterator[str]:
    rules = found.rule_base.rules
    fired = [
        rule
        for rule, _, _, verdict in found.outcomes()
        if verdict in (Verdict.FIRED, Verdict.FIRED_CONTESTABLY)
    ]
    concluded = [found.knowledge_base.concepts[finding.conclusion] for finding in found.findings]
    cited = {str(provision) for rule in fired for provision in rules[rule].encodes}
    cited |= {str(provision) for concept in concluded for provision in concept.stated_in}
    yield from (f"{provision} is not cited" for provision in set(wanted) - cited)


def _owed(found: Determination) -> set[tuple[str, str]]:
    return {(finding.subject, finding.conclusion) for finding in found.findings}


def _waiting(found: Determination) -> set[tuple[str, str]]:
    return {(waiting.subject, waiting.conclusion) for waiting in found.undetermined}


def _pairs(wanted: dict[str, list[str]]) -> set[tuple[str, str]]:
    return {(actor, obligation) for actor, obligations in wanted.items() for obligation in obligations}


def _obligations(wanted: dict[str, list[str]], found: Determination) -> Iterator[str]:
    yield from (f"{actor} does not owe {duty}" for actor, duty in _pairs(wanted) - _owed(found))


def _not_obligations(wanted: dict[str, list[str]], found: Determination) -> Iterator[str]:
    might = _owed(found) | _waiting(found)
    yield from (f"{actor} owes or may owe {duty}" for actor, duty in _pairs(wanted) & might)


def _undetermined_obligations(wanted: dict[str, list[str]], found: Determination) -> Iterator[str]:
    yield from (
        f"whether {actor} owes {duty} is not open" for actor, duty in _pairs(wanted) - _waiting(found)
    )


def _binds(wanted: dict[str, Any], found: Determination) -> Iterator[str]:
    for conclusion, day in wanted.items():
        days = {
            finding.binding.applies_from if finding.binding else None
            for finding in found.findings_of(conclusion)  # type: ignore[arg-type]
        }
        if days != {str(day)}:
            yield f"{conclusion} binds from {days}, not from {day}"


def _ends(wanted: dict[str, Any], found: Determination) -> Iterator[str]:
    for conclusion, day in wanted.items():
        days = {
            finding.binding.applies_until if finding.binding else None
            for finding in found.findings_of(conclusion)  # type: ignore[arg-type]
        }
        if days != {str(day)}:
            yield f"{conclusion} binds until {days}, not until {day}"


_CHECKS: dict[str, Any] = {
    "tiers": _tiers,
    "holds": _holds,
    "not": _not,
    "undetermined": _undetermined,
    "certain": _certain,
    "contestable": _contestable,
    "cites": _cites,
    "obligations": _obligations,
    "not_obligations": _not_obligations,
    "undetermined_obligations": _undetermined_obligations,
    "binds": _binds,
    "ends": _ends,
}
