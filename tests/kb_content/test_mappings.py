"""The rows to controls as shipped: complete, argued, and signed by nobody who does not exist."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from rdflib import RDF

from tests.kb_content.packs import GOV, ROOT, expand, graph, of_class, rows

NONE = "sssom:NoTermFound"
COMPENSATIONS = "controls--controls"
FILES = sorted(
    path.name.removesuffix(".sssom.tsv")
    for path in (ROOT / "mappings").glob("*--controls.sssom.tsv")
    if not path.name.startswith(COMPENSATIONS)
)
ROWS = [row for name in FILES for row in rows(name)]
ACT, ISO_42001, NIST_AI_RMF = "eu-ai-act", "iso-42001", "nist-ai-rmf"

MOST_ALONE = 0.15
"""The largest share of a pack's subjects for which one control may be the only answer."""


def rows_of(pack: str) -> list[dict[str, str]]:
    """The rows of every file whose subjects are in `pack`."""
    return [row for name in FILES if name.startswith(pack) for row in rows(name)]


def served(pack: str) -> dict[str, set[str]]:
    """Each control with the subjects of one pack that it serves; rows that deny it are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(pack):
        if not row["predicate_modifier"]:
            found[row["object_id"]].add(row["subject_id"])
    return found


def test_the_files_are_of_the_three_packs() -> None:
    assert all(name.startswith((ACT, ISO_42001, NIST_AI_RMF)) for name in FILES)
    assert all(rows_of(pack) for pack in (ACT, ISO_42001, NIST_AI_RMF))


def test_every_obligation_is_served_or_none_was_found_to_serve_it() -> None:
    affirmed = {row["subject_id"] for row in rows_of(ACT) if not row["predicate_modifier"]}
    in_vain = {row["subject_id"] for row in rows_of(ACT) if row["object_id"] == NONE}
    assert set(map(expand, affirmed | in_vain)) == set(of_class("Obligation"))
    assert not affirmed & in_vain


@pytest.mark.parametrize("pack", [ACT, ISO_42001, NIST_AI_RMF, ""], ids=["act", "iso", "nist", "all"])
def test_no_control_is_the_only_answer_to_too_many_subjects(pack: str) -> None:
    by_subject: dict[str, set[str]] = defaultdict(set)
    for control, subjects in served(pack).items():
        for subject in subjects:
            by_subject[subject].add(control)
    alone = Counter(next(iter(controls)) for controls in by_subject.values() if len(controls) == 1)
    assert by_subject
    assert [name for name, times in alone.items() if times > MOST_ALONE * len(by_subject)] == []


def test_every_value_a_duty_makes_stricter_reaches_a_control_that_serves_the_duty() -> None:
    serving = {
        (expand(row["subject_id"]), expand(row["object_id"])) for row in ROWS if row["object_id"] != NONE
    }
    demands = [
        (duty, control)
        for value, duty in graph().subject_objects(GOV.requiredBy)
        if (duty, RDF.type, GOV.Obligation) in graph()
        for parameter in graph().subjects(GOV.parameterValue, value)
        for control in graph().subjects(GOV.hasParameter, parameter)
    ]
    demanded_by_rule = set(graph().objects(None, GOV.concludes))
    assert demands
    assert [pair for pair in demands if pair not in serving and pair[1] not in demanded_by_rule] == []


def test_a_row_that_found_no_control_denies() -> None:
    assert {row["predicate_modifier"] for row in ROWS if row["object_id"] == NONE} <= {"Not"}


def test_every_control_is_demanded_by_an_obligation_or_by_a_rule() -> None:
    demanded = {str(control) for control in graph().objects(None, GOV.concludes)}
    serving = {str(expand(control)) for control in served(ACT)}
    assert [control for control in of_class("ControlType") if str(control) not in demanded | serving] == []


def test_both_ends_of_every_row_are_described() -> None:
    for row in ROWS:
        subject = expand(row["subject_id"])
        assert {GOV.Obligation, GOV.Provision} & set(graph().objects(subject, RDF.type)), row["subject_id"]
        if row["object_id"] != NONE:
            assert (expand(row["object_id"]), RDF.type, GOV.ControlType) in graph(), row["object_id"]


def test_no_row_stands_twice() -> None:
    pairs = Counter((row["subject_id"], row["object_id"]) for row in ROWS)
    assert [pair for pair, times in pairs.items() if times > 1] == []
    assert len({row["record_id"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["record_id"]))
def test_a_row_argues_and_says_what_is_left_open(row: dict[str, str]) -> None:
    if row["predicate_modifier"] == "Not":
        assert "The project looked and found" in row["comment"]
    else:
        does, _, leaves = row["comment"].partition("Left open: ")
        assert len(does) > 25 and len(leaves) > 12


def test_no_argument_is_used_twice() -> None:
    assert [text for text, times in Counter(row["comment"] for row in ROWS).items() if times > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["record_id"]))
def test_a_row_is_signed_by_the_project_and_reviewed_by_nobody(row: dict[str, str]) -> None:
    assert row["author_id"] == "duecare:project"
    assert row["reviewer_id"] == row["review_date"] == row["reviewer_agreement"] == ""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["record_id"]))
def test_no_row_is_certain(row: dict[str, str]) -> None:
    assert row["predicate_id"] in {"gov:satisfiedBy", "gov:partlySatisfiedBy"}
    assert 0.3 <= float(row["confidence"]) <= 0.9


def test_many_controls_serve_three_regimes_at_once() -> None:
    three = set(served(ACT)) & set(served(ISO_42001)) & set(served(NIST_AI_RMF))
    assert {"ctl:logging", "ctl:human-review", "ctl:ai-literacy", "ctl:vendor-attestation"} <= three
    assert len(three) >= 12


def test_a_denied_row_never_contradicts_a_row_that_affirms() -> None:
    denied = {(row["subject_id"], row["object_id"]) for row in ROWS if row["predicate_modifier"]}
    affirmed = {(row["subject_id"], row["object_id"]) for row in ROWS if not row["predicate_modifier"]}
    assert denied and not denied & affirmed


COMPENSATING = rows(COMPENSATIONS)


@pytest.mark.parametrize("row", COMPENSATING, ids=lambda row: str(row["record_id"]))
def test_a_row_that_makes_up_for_a_control_leads_to_another_and_says_what_is_left_open(
    row: dict[str, str],
) -> None:
    assert row["predicate_id"] == "gov:compensatedBy"
    ends = [expand(row["subject_id"]), expand(row["object_id"])]
    assert all((end, RDF.type, GOV.ControlType) in graph() for end in ends) and ends[0] != ends[1]
    does, _, leaves = row["comment"].partition("Left open: ")
    assert len(does) > 25 and len(leaves) > 12
    assert 0.3 <= float(row["confidence"]) <= 0.5
    assert (row["author_id"], row["reviewer_id"]) == ("duecare:project", "")


def test_no_two_controls_are_joined_twice_and_no_argument_is_used_twice() -> None:
    assert len({(row["subject_id"], row["object_id"]) for row in COMPENSATING}) == len(COMPENSATING) == 52
    assert len({row["comment"] for row in COMPENSATING}) == len(COMPENSATING)
