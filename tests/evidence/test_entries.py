"""What an entry's bytes are, and which entries are refused, with all that is wrong with them."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from evidence import Actor, Entry, EntryKind, EntryRefused, verify
from evidence.canonical import MAX_DEPTH, MAX_INTEGER, json_faults, plain
from evidence.entries import MAX_LEAF_BYTES, content_id, content_of, instant_of, parse_kind, seal, unseal
from tests.evidence.samples import AT, ORIGIN, entry

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=8,
)


def sealed(recorded: Entry, seq: int = 0) -> bytes:
    content = content_of(recorded)
    return seal(content, entry_id=content_id(content), log=ORIGIN, seq=seq)


def faults_of(recorded: Entry) -> list[str]:
    with pytest.raises(EntryRefused) as refused:
        content_of(recorded)
    return [fault.path for fault in refused.value.faults]


def test_the_envelope_says_who_what_when_and_where() -> None:
    said = json.loads(sealed(entry(1), seq=7))
    assert said == {
        "actor": {"authenticated": False, "name": "A. Sample"},
        "at": AT,
        "id": content_id(content_of(entry(1))),
        "kind": "determination",
        "knowledge_base": "sha256:00",
        "log": ORIGIN,
        "payload": {"number": 1},
        "seq": 7,
        "subject": "cv-screening",
        "v": 1,
    }


def test_an_actor_that_nothing_vouches_for_is_self_declared() -> None:
    assert str(Actor(name="Ann")) == "Ann (self-declared)"
    assert str(Actor(name="Ann", authenticated=True)) == "Ann"


def test_the_identifier_follows_from_the_content_and_not_from_the_place() -> None:
    assert content_id(content_of(entry(1))) == content_id(content_of(entry(1)))
    assert content_id(content_of(entry(1))) != content_id(content_of(entry(2)))
    assert sealed(entry(1), seq=0) != sealed(entry(1), seq=1)


@given(payload=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), json_values))
def test_whatever_is_sealed_is_read_back_and_stays_canonical(payload: dict[str, Any]) -> None:
    leaf = sealed(replace(entry(0), payload=payload))
    assert unseal(leaf) == replace(entry(0), payload=json.loads(rfc8785.dumps(payload)))
    assert verify.canonical(json.loads(leaf)).encode() == leaf


@given(value=json_values)
def test_the_verifier_writes_canonical_json_as_the_library_does(value: Any) -> None:
    assert verify.canonical(value).encode() == rfc8785.dumps(value)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (1e21, "1e+21"),
        (1e20, "100000000000000000000"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (-1.25e-9, "-1.25e-9"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (333333333.33333329, "333333333.3333333"),
    ],
)
def test_numbers_are_written_as_rfc_8785_shows_them(number: float, written: str) -> None:
    assert verify.canonical(number) == rfc8785.dumps(number).decode() == written


def test_keys_are_sorted_by_utf_16_code_units() -> None:
    beyond, within = "\U0001f600", "\ufb33"
    assert sorted([beyond, within]) == [within, beyond]
    assert list(json.loads(verify.canonical({within: 1, beyond: 2}))) == [beyond, within]
    assert verify.canonical({within: 1, beyond: 2}).encode() == rfc8785.dumps({within: 1, beyond: 2})


def test_identifiers_are_brought_to_nfc_and_payloads_are_left_alone() -> None:
    composed, decomposed = "é", unicodedata.normalize("NFD", "é")
    assert composed != decomposed
    one = replace(
        entry(0), subject=decomposed, actor=Actor(name=decomposed), payload={decomposed: decomposed}
    )
    said = content_of(one)
    assert said["subject"] == said["actor"]["name"] == composed
    assert said["payload"] == {decomposed: decomposed}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (float("nan"), "no JSON number"),
        (float("-inf"), "no JSON number"),
        (MAX_INTEGER + 1, "54 bits is not exact"),
        ([-(10**5000)], "not exact"),
        ("\ud800", "surrogate"),
        ({"\udfff": 1}, "surrogate"),
        ({1: 1}, "no text"),
        (b"bytes", "A bytes is no JSON value"),
        ({1, 2}, "A set is no JSON value"),
        (object(), "A object is no JSON value"),
    ],
)
def test_a_value_without_an_exact_form_is_refused_with_its_place(value: object, reason: str) -> None:
    (fault,) = json_faults({"settings": [0, value]}, "/payload")
    assert reason in fault.message
    assert fault.path.startswith("/payload/settings/1")
    assert fault.expected
    assert str(fault).encode()


def test_a_place_is_a_json_pointer() -> None:
    (fault,) = json_faults({"a/b~c": [float("nan")]}, "")
    assert fault.path == "/a~1b~0c/0"


def test_nesting_is_refused_from_the_limit_on_and_however_deep_it_is() -> None:
    def nested(levels: int) -> Any:
        value: Any = 1
        for _ in range(levels):
            value = [value]
        return value

    assert list(json_faults(nested(MAX_DEPTH), "")) == []
    assert "deeper" in next(json_faults(nested(MAX_DEPTH + 1), "")).message
    assert "deeper" in next(json_faults(nested(50_000), "")).message


def test_mappings_and_tuples_become_objects_and_lists() -> None:
    from types import MappingProxyType

    assert plain(MappingProxyType({"a": (1, MappingProxyType({}))})) == {"a": [1, {}]}


def test_all_faults_of_an_entry_are_told_at_once() -> None:
    wrong = replace(
        entry(0),
        subject=" ",
        actor=Actor(name=""),
        at="yesterday",
        knowledge_base="",
        payload={"a": float("nan"), "b": 2**60},
    )
    assert faults_of(wrong) == [
        "/subject",
        "/actor/name",
        "/knowledge_base",
        "/at",
        "/payload/a",
        "/payload/b",
    ]


def test_an_entry_may_rest_on_no_knowledge_base() -> None:
    assert content_of(replace(entry(0), knowledge_base=None))["knowledge_base"] is None


@pytest.mark.parametrize(
    "text",
    [AT, "2026-11-22t09:30:00z", "2026-11-22T09:30:00.123456+02:00", "2024-02-29T23:59:59-11:30"],
)
def test_an_instant_has_a_date_a_time_and_an_offset(text: str) -> None:
    found = instant_of(text)
    assert found is not None
    assert found.tzinfo is not None


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "2026-11-22", "2026-11-22T09:30:00", "20261122T093000Z", "2026-W47-7T09:30:00Z"),
        *("2026-02-30T00:00:00Z", "2026-11-22T25:00:00Z", "2026-11-22T09:30:00Z\n", "٢٠٢٦-11-22T09:30:00Z"),
    ],
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    assert instant_of(text) is None
    assert faults_of(replace(entry(0), at=text)) == ["/at"]


def test_an_entry_beyond_the_size_limit_is_refused() -> None:
    with pytest.raises(EntryRefused, match="record a digest"):
        sealed(entry(0, text="x" * MAX_LEAF_BYTES))
    assert len(sealed(entry(0, text="x" * (MAX_LEAF_BYTES - 1000)))) <= MAX_LEAF_BYTES


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    assert parse_kind("plan") is EntryKind.PLAN
    with pytest.raises(EntryRefused, match="determination, plan, approval"):
        parse_kind("plans")
