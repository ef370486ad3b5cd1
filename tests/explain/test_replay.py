"""A saved determination is reproduced byte for byte, its proof is checked apart, and tampering is found."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import explain.replay
from engine.canonical import digest
from engine.errors import InputError
from engine.profile.profile import profile_from_record
from engine.record import determination_record, posture_record
from explain.replay.checker import Checked, check
from explain.replay.first_difference import ABSENT, first_difference
from explain.replay.saved import Saved, read_saved, saved_of
from tests.explain.mutations import Answered, answers
from tests.support.shipped import determined, example_files, knowledge_base

RULE = "aia:rule.high-risk.annex-iii"


def saved(determination: Any, posture: Any) -> Saved:
    """A determination saved and read back."""
    document = {**determination_record(determination), "posture": posture_record(posture)}
    return read_saved(json.dumps(document).encode(), "record")


def example(name: str = "cv-screening", as_of: str = "2026-11-22") -> Saved:
    """A saved example."""
    from engine.requirements import posture_of

    determination = determined(name, as_of)
    return saved(determination, posture_of(determination))


def checked(record: Saved) -> Checked:
    """What the checker says of `record` under the packs."""
    known = knowledge_base()
    return check(record, profile_from_record(record.profile, known), known)


def sealed(record: Saved) -> Saved:
    """The record with the digest that its content has: as who tampers with care would leave it."""
    record.determination["content_digest"] = record.content_digest
    return record


def finding(record: Saved, conclusion: str) -> dict[str, Any]:
    """The recorded finding of one conclusion."""
    return next(f for f in record.determination["findings"] if f["conclusion"] == conclusion)


@pytest.mark.parametrize("as_of", ["2025-03-01", "2026-11-22", "2028-09-01"])
@pytest.mark.parametrize("name", [path.stem for path in example_files()])
def test_every_step_of_every_example_holds(name: str, as_of: str) -> None:
    found = checked(example(name, as_of))
    assert found.failures == ()
    assert found.steps > 50


@settings(max_examples=25, deadline=None)
@given(answers())
def test_every_step_of_every_answer_holds_and_it_comes_again_byte_for_byte(answered: Answered) -> None:
    record = saved(*answered)
    assert checked(record).failures == ()
    assert record.content_digest == record.determination["content_digest"]
    assert saved(*answered).bytes == record.bytes


def test_the_checker_shares_no_semantics_with_the_engine() -> None:
    allowed = {"canonical", "errors", "kinds", "knowledge", "record", "usecase"}
    found = set()
    for file in Path(next(iter(explain.replay.__path__))).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("engine."):
                found.add((node.module or "").removeprefix("engine."))
    assert found
    assert found <= allowed


def no_applicants(record: Saved) -> None:
    record.determination["profile"]["functions"][0]["subjects"] = []


def no_purpose(record: Saved) -> None:
    del record.determination["profile"]["functions"][0]["purposes"]


def other_rule(record: Saved) -> None:
    finding(record, "aia:tier.high-risk")["rules"] = ["aia:rule.high-risk.product"]


def no_such_rule(record: Saved) -> None:
    finding(record, "aia:tier.high-risk")["rules"] = ["aia:rule.of-nobody"]


def no_rule(record: Saved) -> None:
    finding(record, "aia:tier.high-risk")["rules"] = []


def later(record: Saved) -> None:
    finding(record, "aia:tier.high-risk")["binding"]["from"] = "2028-12-02"


def other_window(record: Saved) -> None:
    finding(record, "aia:tier.high-risk")["binding"]["window"] = "aia:window.of-nobody"


def undated(record: Saved) -> None:
    finding(record, "aia:tier.high-risk")["binding"] = None


def other_day(record: Saved) -> None:
    record.determination["as_of"] = "2027-12-24"


def before_the_amendment(record: Saved) -> None:
    record.determination["known_at"] = "2024-08-01"


def in_doubt(record: Saved) -> None:
    finding(record, "aia:tier.high-risk")["contestable"] = True


def other_subject(record: Saved) -> None:
    finding(record, "aia:tier.high-risk")["subject"] = "nobody"


def tier_of_nothing(record: Saved) -> None:
    record.determination["tiers"].append({"tier": "aia:tier.prohibited", "label": "Prohibited"})


def premise_left_out(record: Saved) -> None:
    left = finding(record, "aia:entry.anx_III.pnt_4.pnt_a")
    record.determination["findings"].remove(left)


def reason_of_nobody(record: Saved) -> None:
    record.beside["posture"]["requirements"][0]["because"][0]["subject"] = "nobody"


def mapping_of_nothing(record: Saved) -> None:
    reasons = [reason for r in record.beside["posture"]["requirements"] for reason in r["because"]]
    next(reason for reason in reasons if reason["mapping"])["mapping"] = "map:none"


TAMPERED = (
    no_applicants,
    no_purpose,
    other_rule,
    no_such_rule,
    no_rule,
    later,
    other_window,
    undated,
    other_day,
    before_the_amendment,
    in_doubt,
    other_subject,
    tier_of_nothing,
    premise_left_out,
    reason_of_nobody,
    mapping_of_nothing,
)


@pytest.mark.parametrize("tamper", TAMPERED, ids=lambda tamper: tamper.__name__)
def test_a_record_that_was_tampered_with_is_found_though_it_was_sealed_again(
    tamper: Callable[[Saved], None],
) -> None:
    record = example()
    tamper(record)
    assert checked(sealed(record)).failures


def test_a_derogation_that_is_slipped_in_takes_the_tier_away() -> None:
    record = example()
    function = record.determination["profile"]["functions"][0]
    for name in ("narrow_procedural_task", "no_significant_risk"):
        function["judgements"][name]["answer"] = True
    function["processing"] = {"personal_data": True, "evaluates_personal_aspects": False, "infers": []}
    findings = record.determination["findings"]
    record.determination["findings"] = [f for f in findings if f["conclusion"] != "aia:concept.profiling"]
    failures = checked(sealed(record)).failures
    assert any(
        each.startswith(f"aia:tier.high-risk of ranking: {RULE} is taken away by") for each in failures
    )


def test_a_content_that_was_changed_no_longer_has_its_digest() -> None:
    record = example("faq-bot")
    record.determination["title"] = "Another"
    (failure,) = checked(record).failures
    assert failure.startswith("The digest is ")


def test_an_exception_that_does_not_defeat_is_found() -> None:
    record = example()
    record.determination["defeated"].append(
        {"rule": RULE, "subject": "ranking", "by": ["aia:rule.of-nobody"]}
    )
    assert any("does not take" in each for each in checked(sealed(record)).failures)


def test_the_first_difference_is_named_by_its_place() -> None:
    one = {"a": [1, {"b/c": "x"}], "d": True}
    assert first_difference(one, one) is None
    found = first_difference(one, {"a": [1, {"b/c": "y"}], "d": False})
    assert found is not None
    assert (found.path, found.recorded, found.current) == ("/a/1/b~1c", "x", "y")


@pytest.mark.parametrize(
    ("one", "other", "path"),
    [
        ([1], [1, 2], "/1"),
        ({"a": 1}, {}, "/a"),
        ({}, {"a": None}, "/a"),
        ({"a": True}, {"a": 1}, "/a"),
        ([], {}, ""),
    ],
)
def test_what_is_missing_and_what_is_of_another_kind_differs(one: Any, other: Any, path: str) -> None:
    found = first_difference(one, other)
    assert found is not None
    assert found.path == path


def test_what_is_not_there_is_not_the_same_as_null() -> None:
    found = first_difference({"a": None}, {})
    assert found is not None
    assert found.current is ABSENT


def test_a_ledger_entry_and_its_payload_are_records_too() -> None:
    record = example("faq-bot")
    payload = {"determination": record.determination, "posture": record.beside["posture"]}
    for document in (payload, {"payload": payload}, {"entry": {"payload": payload}}):
        assert saved_of(document).bytes == record.bytes


def test_who_decided_does_not_matter() -> None:
    record = example("faq-bot")
    before = record.bytes
    record.determination["executor"] = "somebody"
    assert record.bytes == before
    assert digest(record.content)


@pytest.mark.parametrize(
    "text",
    [b"", b"[", b"[]", b"null", b"{}", b'{"format": "duecare.posture/1"}', b"[" * 100_000, b"\xff", b"NaN"],
)
def test_what_is_no_record_is_refused(text: bytes) -> None:
    with pytest.raises(InputError, match="ledger entry of a determination"):
        read_saved(text, "file")


def test_every_fault_of_a_record_is_named() -> None:
    record = example("faq-bot")
    document = {**record.determination, "as_of": "someday", "findings": [{}], "tiers": 3}
    with pytest.raises(InputError) as raised:
        read_saved(json.dumps(document).encode(), "file")
    assert {fault.path for fault in raised.value.faults} >= {"/as_of", "/tiers"}
    document["tiers"] = []
    with pytest.raises(InputError) as raised:
        read_saved(json.dumps({**document, "as_of": "2026-11-22"}).encode(), "file")
    assert [fault.path for fault in raised.value.faults] == ["/findings/0"]
