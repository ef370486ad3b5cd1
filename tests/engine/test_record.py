"""The JSON form of determinations and postures: the same bytes for the same content, whoever executed it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.canonical import canonical_bytes, digest, digest_of_fields, remembered_digest
from engine.citations import cite, cite_all, cite_conclusion, cite_rules, label
from engine.determination import Determination
from engine.determine import Definition, determine
from engine.forward import ForwardExecutor
from engine.knowledge import Iri, Level
from engine.posture import Gap
from engine.record import determination_id, determination_record, posture_record
from engine.requirements import posture_of
from tests.support.kb import concept, knowledge_base, name, on, rule, use_case, window

BASE = rule("base", "a", then="tier.high")
EXCEPTION = rule("exception", "b", defeats="base", encodes=(Iri("t:art_2"),))
ASK = rule("ask", "w", level=Level.TOOL, then="permission.ask")
LATER = window("later", "tier.high", start="2028-01-01", conditions=(on("c"),))
KNOWN = knowledge_base(
    BASE,
    EXCEPTION,
    ASK,
    rule("c", "c", then="nature.c"),
    windows=[window("w", "tier.high", start="2026-08-02", applies_until="2030-01-01"), LATER],
    concepts=[concept("tier.high", stated_in=(Iri("t:art_2"), Iri("t:art_1")))],
)
FULL = use_case(
    {"a": True}, {"a": True, "b": True}, tools={"agent/send": {"w": True}}, components={"agent": {}}
)


def determined(executor: Any = None, as_of: str = "2026-11-22") -> Determination:
    return determine(FULL, KNOWN, as_of, executor=executor)


def test_a_record_is_json_and_survives_being_written_and_read() -> None:
    record = determination_record(determined())
    assert json.loads(canonical_bytes(record)) == record
    posture = posture_record(posture_of(determined()))
    assert json.loads(canonical_bytes(posture)) == posture


def test_the_same_inputs_give_the_same_bytes() -> None:
    again = knowledge_base(
        *reversed(KNOWN.rules.values()), windows=KNOWN.windows.values(), concepts=KNOWN.concepts.values()
    )
    one = canonical_bytes(determination_record(determined()))
    assert one == canonical_bytes(determination_record(determined()))
    assert one == canonical_bytes(determination_record(determine(FULL, again, "2026-11-22")))


def test_the_identity_does_not_depend_on_who_executed_it() -> None:
    found = [determined(executor) for executor in (None, Definition(), ForwardExecutor(trial=False))]
    assert len({determination_id(each) for each in found}) == 1
    records = [determination_record(each) for each in found]
    assert [(r["executor"], r["cross_checked"]) for r in records] == [
        ("definition", False),
        ("definition", False),
        ("durable-rules", True),
    ]
    for record in records:
        del record["executor"], record["cross_checked"]
    assert records[0] == records[1] == records[2]


def test_whatever_was_determined_is_part_of_the_identity() -> None:
    found = determined()
    ids = {
        determination_id(each)
        for each in (
            found,
            determined(as_of="2026-11-23"),
            replace(found, known_at="2026-01-01"),
            replace(found, tiers=()),
            replace(found, is_complete=not found.is_complete),
            replace(found, findings=found.findings[1:]),
            replace(found, undetermined=()),
            replace(found, use_case=replace(FULL, document='{"id":"other"}')),
            replace(found, knowledge_base=knowledge_base(*KNOWN.rules.values(), fingerprint="1" * 64)),
        )
    }
    assert len(ids) == 9
    assert all(len(each) == len("determination:") + 32 for each in ids)


def test_a_record_holds_everything_a_reader_or_a_replay_needs() -> None:
    record = determination_record(determined())
    assert record["format"] == "duecare.determination/1"
    assert record["id"] == determination_id(determined())
    assert (record["use_case"], record["title"], record["profile"]) == ("case", "A case", {"id": "case"})
    assert (record["as_of"], record["known_at"], record["notice"]) == (
        "2026-11-22",
        "2026-11-01",
        "Not legal advice.",
    )
    assert record["knowledge_base"] == {
        "version": "test 1",
        "fingerprint": "0" * 64,
        "checked_until": "2026-11-01",
        "not_covered": ["Everything else."],
    }
    assert record["tiers"] == [{"tier": "t:tier.high", "label": "Concept tier.high"}]


def test_a_finding_is_recorded_with_citations_and_dates() -> None:
    found = determination_record(determined())["findings"][0]
    assert found == {
        "conclusion": "t:tier.high",
        "label": "Concept tier.high",
        "family": "fact:tier",
        "level": "function",
        "subject": "f0",
        "contestable": True,
        "rules": ["t:base"],
        "citations": ["Act Art. 2", "Act Art. 1"],
        "elements": [],
        "legal_status": {"application": "binding", "ground": "text"},
        "readings": [],
        "binding": {
            "state": "binding",
            "from": "2026-08-02",
            "until": "2030-01-01",
            "window": "t:w",
            "alternatives": [{"window": "t:later", "from": "2028-01-01"}],
        },
    }


def test_what_was_defeated_is_recorded_with_what_defeated_it() -> None:
    assert determination_record(determined())["defeated"] == [
        {
            "rule": "t:base",
            "label": "Rule base",
            "subject": "f1",
            "by": ["t:exception"],
            "citations": ["Act Art. 2"],
        }
    ]


def test_what_may_hold_and_what_is_asked_is_recorded() -> None:
    record = determination_record(determined())
    assert [(o["conclusion"], o["subject"], o["rules"]) for o in record["undetermined"]] == [
        ("t:nature.c", "f0", ["t:c"]),
        ("t:nature.c", "f1", ["t:c"]),
    ]
    assert record["undetermined"][0]["citations"] == ["Act Art. 1"]
    question = record["questions"][0]
    assert (question["fact"], question["pointer"]) == ("fact:b", "/functions/0/b")
    assert question["decides"] == [
        {"conclusion": "t:tier.high", "label": "Concept tier.high", "subject": "f0"}
    ]


def test_a_finding_without_a_window_records_no_binding_and_an_open_end_is_null() -> None:
    known = knowledge_base(
        BASE, rule("n", "a", then="nature.n"), windows=[window("w", "tier.high", start="2026-08-02")]
    )
    nature, tier = determination_record(determine(use_case({"a": True}), known, "2026-11-22"))["findings"]
    assert nature["binding"] is None
    assert tier["binding"]["until"] is None


def test_a_posture_is_recorded_with_its_format() -> None:
    record = posture_record(posture_of(determined()))
    assert record["format"] == "duecare.posture/1"
    assert record["permissions"][0]["decision"] == "ask"
    assert isinstance(record["requirements"], list)


# --- canonical bytes -----------------------------------------------------------------------------


def test_canonical_bytes_are_sorted_tight_utf_8() -> None:
    assert canonical_bytes({"b": [1, True, None], "a": "é\n"}) == '{"a":"é\\n","b":[1,true,null]}'.encode()
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"bytes"])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical_bytes(value)


# --- citations -----------------------------------------------------------------------------------


def test_a_provision_is_cited_with_its_instrument() -> None:
    assert cite(KNOWN, Iri("t:art_1")) == "Act Art. 1"
    assert cite(KNOWN, Iri("t:act")) == "Act"
    assert cite(KNOWN, Iri("t:unknown")) == "t:unknown"


def test_each_citation_stands_once_in_the_order_given() -> None:
    assert cite_all(KNOWN, [Iri("t:art_2"), Iri("t:art_1"), Iri("t:art_2")]) == ("Act Art. 2", "Act Art. 1")
    assert cite_all(KNOWN, []) == ()
    assert cite_rules(KNOWN, [EXCEPTION.id, BASE.id, EXCEPTION.id]) == ("Act Art. 2", "Act Art. 1")


def test_a_conclusion_that_cites_nothing_is_cited_by_its_rules() -> None:
    assert cite_conclusion(KNOWN, name("tier.high"), [BASE.id]) == ("Act Art. 2", "Act Art. 1")
    assert cite_conclusion(KNOWN, name("nature.c"), [EXCEPTION.id]) == ("Act Art. 2",)
    assert cite_conclusion(KNOWN, name("nobody"), [BASE.id]) == ("Act Art. 1",)


def test_everything_has_a_label_or_its_identifier() -> None:
    assert label(KNOWN, name("tier.high")) == "Concept tier.high"
    assert label(KNOWN, BASE.id) == "Rule base"
    assert label(KNOWN, Iri("fact:a")) == "Fact a"
    assert label(KNOWN, name("w")) == "Window w"
    assert label(KNOWN, Iri("t:nobody")) == "t:nobody"


# --- digests of values as they are ---------------------------------------------------------------


def test_values_count_in_their_order_and_at_their_depth() -> None:
    given = [(), ("a",), ("a", "b"), ("b", "a"), (("a",), "b"), (("a", "b"),), ("ab",), (1,), ("1",), (None,)]
    assert len({digest_of_fields(each) for each in given}) == len(given)


def test_a_dataclass_counts_as_the_values_of_its_fields() -> None:
    values = {"finding": Iri("t:x"), "subject": "f0", "citations": ("Act Art. 1",), "reason": "None."}
    gap = Gap(**values)  # type: ignore[arg-type]
    assert digest_of_fields([gap]) == digest_of_fields([list(values.values())])
    assert digest_of_fields(gap) != digest_of_fields(replace(gap, reason="Another."))


def test_what_has_no_fields_is_refused() -> None:
    with pytest.raises(TypeError):
        digest_of_fields([object()])


def test_a_remembered_digest_is_that_of_the_value_whichever_was_asked_before() -> None:
    values = [(str(number),) for number in range(3)]
    for value in (*values, *reversed(values)):
        assert remembered_digest(value) == digest_of_fields(value)
        assert remembered_digest(tuple(list(value))) == digest_of_fields(value)


def test_digests_are_right_after_more_than_are_remembered() -> None:
    values = [(number,) for number in range(20_000)]
    found = {remembered_digest(value) for value in values}
    assert len(found) == len(values)
    assert remembered_digest(values[0]) == digest_of_fields([0])
