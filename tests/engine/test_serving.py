"""What of a knowledge base leads from findings to controls is worked out once, and never mixed up."""

from __future__ import annotations

import gc
from dataclasses import replace
from weakref import ref

from engine.knowledge import Iri
from engine.serving import serving
from tests.engine.test_requirements import KEEP, LOGGING, OVERSEE, RATE, REVIEW, SERVED, SETTING, packs, row
from tests.support.kb import knowledge_base

NOTHING = frozenset[Iri]()


def test_of_an_empty_knowledge_base_nothing_leads_anywhere() -> None:
    known = serving(knowledge_base())
    assert (known.mapped, known.serves, known.labels) == ({}, {}, {})


def test_where_nothing_is_permitted_or_forbidden_there_is_no_permission_to_choose() -> None:
    assert serving(replace(SERVED, facts={})).permissions == ()


def test_a_control_no_entry_of_a_standard_is_mapped_to_serves_none() -> None:
    assert serving(SERVED).serves == {REVIEW: (), LOGGING: ()}


def test_rows_are_found_by_what_they_are_about_in_their_order() -> None:
    mapped = serving(SERVED).mapped
    assert {subject: [r.object for r in rows] for subject, rows in mapped.items()} == {
        OVERSEE: [REVIEW],
        KEEP: [REVIEW, LOGGING],
    }


def test_a_row_that_leads_to_no_control_is_left_out() -> None:
    known = packs(replace(row(1, OVERSEE, REVIEW), predicate="skos:relatedMatch"))
    assert serving(known).mapped == {}


def test_what_holds_decides_a_setting_however_often_and_in_whatever_order_it_is_asked() -> None:
    known = serving(SERVED)
    for _ in range(2):
        assert known.configured(REVIEW, NOTHING, "2026-11-22").settings == ()
        assert [s.value for s in known.configured(REVIEW, frozenset({OVERSEE}), "2026-11-22").settings] == [
            "1"
        ]
        assert known.configured(REVIEW, frozenset({KEEP}), "2026-11-22").settings == ()


def test_the_day_decides_a_setting_however_often_and_in_whatever_order_it_is_asked() -> None:
    known = serving(SERVED)
    for _ in range(2):
        assert known.configured(REVIEW, frozenset({OVERSEE}), "2025-12-31").settings == ()
        assert [
            s.parameter for s in known.configured(REVIEW, frozenset({OVERSEE}), "2026-01-01").settings
        ] == [RATE]


def test_what_decides_no_setting_of_a_control_makes_no_new_one() -> None:
    known = serving(SERVED)
    one = known.configured(REVIEW, frozenset({OVERSEE}), "2026-11-22")
    assert known.configured(REVIEW, frozenset({OVERSEE, KEEP}), "2026-11-22") is one


def test_two_knowledge_bases_are_kept_apart() -> None:
    values = tuple(replace(value, value="2") for value in SETTING.values)
    stricter = replace(SERVED, parameters={RATE: replace(SETTING, values=values)})
    for known, wanted in ((SERVED, "1"), (stricter, "2"), (SERVED, "1")):
        (setting,) = serving(known).configured(REVIEW, frozenset({OVERSEE}), "2026-11-22").settings
        assert setting.value == wanted


def test_what_is_kept_does_not_keep_a_knowledge_base_alive() -> None:
    known = packs()
    serving(known).configured(REVIEW, frozenset({OVERSEE}), "2026-11-22")
    gone = ref(known)
    del known
    gc.collect()
    assert gone() is None
