"""Mappings that nobody has reviewed can be refused; what only they serve is then a gap that names them."""

from __future__ import annotations

from engine.knowledge import Iri, Mapping
from engine.requirements import posture_of
from tests.engine.test_requirements import LOGGING, OVERSEE, REVIEW, SERVED, determined, packs, row, statuses


def reviewed(number: int, subject: Iri, to: Iri) -> Mapping:
    return row(number, subject, to, reviewer="counsel", review_date="2026-11-23", agreement="1.0")


def test_where_reviewed_mappings_are_required_a_proposed_one_leads_to_a_gap_that_names_it() -> None:
    found = posture_of(determined(SERVED), require_reviewed=True)
    assert found.requirements == ()
    (gap,) = found.gaps
    assert (gap.finding, gap.reason) == (
        OVERSEE,
        "Only mappings that nobody has reviewed lead to a control: map:1.",
    )


def test_where_reviewed_mappings_are_required_a_reviewed_one_counts() -> None:
    known = packs(reviewed(1, OVERSEE, REVIEW), row(2, OVERSEE, LOGGING))
    assert set(statuses(posture_of(determined(known), require_reviewed=True))) == {"review"}
    assert set(statuses(posture_of(determined(known)))) == {"review", "logging"}


def test_a_disputed_mapping_counts_neither_way() -> None:
    disputed = row(1, OVERSEE, REVIEW, reviewer="counsel", review_date="2026-11-23", agreement="-1.0")
    for strict in (False, True):
        assert posture_of(determined(packs(disputed)), require_reviewed=strict).requirements == ()
