"""The crosswalks as shipped: rows of others, each with its authority, saying no more than its source."""

from __future__ import annotations

from collections import Counter

import pytest
from rdflib import RDF

from tests.kb_content.packs import GOV, ROOT, expand, graph, rows

FILES = {
    "nist-ai-rmf--iso-42001.microsoft": 71,
    "nist-ai-rmf--iso-42001.cookbook": 8,
    "nist-ai-rmf--eu-ai-act.cookbook": 7,
    "aige-topics--iso-42001": 34,
    "aige-topics--nist-ai-rmf": 31,
    "aige-topics--eu-ai-act": 41,
    "jtc21-programme--eu-ai-act": 16,
}
ROWS = [row for name in FILES for row in rows(name)]


def test_the_crosswalks_are_the_208_rows_that_sources_state() -> None:
    assert {name: len(rows(name)) for name in FILES} == FILES
    assert sum(FILES.values()) == 208


def test_every_sheet_that_does_not_lead_to_controls_is_a_crosswalk() -> None:
    sheets = {path.name.removesuffix(".sssom.tsv") for path in (ROOT / "mappings").glob("*.sssom.tsv")}
    assert {name for name in sheets if not name.endswith("--controls")} == set(FILES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["record_id"]))
def test_a_row_leads_from_a_provision_to_a_provision_of_another_instrument(row: dict[str, str]) -> None:
    ends = [expand(row["subject_id"]), expand(row["object_id"])]
    assert all((end, RDF.type, GOV.Provision) in graph() for end in ends)
    one, other = (graph().value(end, GOV.partOfInstrument) for end in ends)
    assert one != other


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["record_id"]))
def test_a_row_names_its_source_and_is_not_passed_off_as_ours(row: dict[str, str]) -> None:
    assert row["author_id"].startswith("source:")
    assert row["mapping_source"].startswith("source:")
    assert len(row["author_label"]) > 40
    assert row["comment"].startswith("Stated as ")


def test_no_source_says_more_than_that_two_entries_have_to_do_with_each_other() -> None:
    assert {row["predicate_id"] for row in ROWS} == {"gov:intersectsWith"}
    assert {row["confidence"] for row in ROWS} == {""}


def test_what_microsoft_contributed_is_not_called_a_work_of_nist() -> None:
    for row in rows("nist-ai-rmf--iso-42001.microsoft"):
        assert row["author_id"] == "source:microsoft"
        assert "listing is no endorsement" in row["author_label"]
    assert len({row["subject_id"] for row in rows("nist-ai-rmf--iso-42001.microsoft")}) == 20


def test_each_authority_keeps_its_own_rows() -> None:
    assert Counter(row["author_id"].removeprefix("source:") for row in ROWS) == {
        "microsoft": 71,
        "vintagedon": 15,
        "losanchos5": 106 + 13,
        "agentmetry": 3,
    }


def test_topics_are_a_hub_and_never_the_object_of_a_row() -> None:
    assert not [row for row in ROWS if row["object_id"].startswith("aige:")]
    topics = {row["subject_id"] for row in ROWS if row["subject_id"].startswith("aige:")}
    assert len(topics) == 12
    assert all("says nothing of the two" in row["comment"] for row in ROWS if row["subject_id"] in topics)


def test_clauses_the_source_had_not_verified_are_marked() -> None:
    assert sum("marks this clause as unverified" in row["comment"] for row in ROWS) == 5


def test_no_standard_in_preparation_is_said_to_give_a_presumption() -> None:
    for row in rows("jtc21-programme--eu-ai-act"):
        assert "Not cited in the Official Journal" in row["comment"]


def test_no_pair_is_stated_twice_by_one_source() -> None:
    stated = Counter((row["subject_id"], row["object_id"], row["mapping_source"]) for row in ROWS)
    assert [pair for pair, times in stated.items() if times > 1] == []
