"""Loading: what becomes of the statements, which files are refused, and that nothing else is touched."""

from __future__ import annotations

import builtins
import gc
import logging
import os
import socket
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import KnowledgeBaseError
from engine.knowledge import Basis, Iri, KnowledgeBase, Level, Operator, RuleKind, Source, ValueType
from engine.loading.files import LARGEST_FILE, read_files
from engine.loading.loader import load_knowledge_base, read_knowledge_base
from tests.kb.twins import base, write


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return load_knowledge_base(write(base(), tmp_path_factory.mktemp("kb")))


def faults_of(directory: Path) -> list[str]:
    with pytest.raises(KnowledgeBaseError) as refused:
        load_knowledge_base(directory)
    return [str(fault) for fault in refused.value.faults]


def test_a_rule_keeps_what_it_says_and_where(small: KnowledgeBase) -> None:
    rule = small.rules[Iri("aia:rule.high")]
    assert (rule.kind, rule.level, rule.basis) == (RuleKind.CLASSIFICATION, Level.FUNCTION, Basis.LAW)
    assert (rule.encodes, rule.concludes, rule.defeats) == (("aia:art_1",), ("aia:tier.high",), ())
    assert [(c.fact, c.operator, c.values) for c in rule.conditions] == [
        ("fact:function-concept", Operator.ANY_OF, ("aia:concept.selection",)),
        ("fact:personal-data", Operator.EQUAL, ("true",)),
    ]
    assert rule.source == Source(file="rules.ttl", line=23)
    assert rule.review_status == "proposed"


def test_an_exception_names_what_it_defeats(small: KnowledgeBase) -> None:
    rule = small.rules[Iri("aia:rule.narrow")]
    assert (rule.kind, rule.defeats, rule.concludes) == (RuleKind.EXCEPTION, ("aia:rule.high",), ())


def test_a_window_keeps_both_clocks(small: KnowledgeBase) -> None:
    window = small.windows[Iri("aia:window.oversee")]
    assert (window.applies_from, window.applies_until) == ("2027-12-02", "2040-12-31")
    assert (window.introduced_by, window.replaces) == ("aia:amending-act", ("aia:window.oversee-2024",))


def test_a_fact_keeps_its_place_in_a_profile(small: KnowledgeBase) -> None:
    fact = small.facts[Iri("fact:personal-data")]
    assert (fact.path, fact.value_type, fact.many) == (
        ("processing", "personal_data"),
        ValueType.BOOLEAN,
        False,
    )
    assert small.facts[Iri("fact:components")].opens is Level.COMPONENT
    assert small.facts[Iri("fact:claims")].expands_into == "fact:purposes"


def test_a_provision_right_under_its_instrument_has_no_parent(small: KnowledgeBase) -> None:
    assert small.provisions[Iri("aia:art_1")].parent is None
    assert small.provisions[Iri("aia:art_1.par_1")].parent == "aia:art_1"


def test_a_control_type_is_a_concept_too(small: KnowledgeBase) -> None:
    assert small.controls[Iri("ctl:human-review")].evidence_days == 90
    assert small.concepts[Iri("ctl:human-review")].scheme == "scheme:control"


def test_a_parameter_knows_its_control_and_its_dated_values(small: KnowledgeBase) -> None:
    parameter = small.parameters[Iri("ctl:human-review.share")]
    assert (parameter.control, parameter.minimum, parameter.maximum) == ("ctl:human-review", "0.0", "1.0")
    assert [(v.value, v.basis, v.required_by) for v in parameter.values] == [
        ("0.1", Basis.ENGINEERING_JUDGEMENT, ()),
        ("1.0", Basis.LAW, ("aia:obl.oversee",)),
    ]


def test_the_status_of_a_mapping_follows_from_its_review(small: KnowledgeBase) -> None:
    assert [(row.id, row.status) for row in small.mappings] == [("map:1", "proposed"), ("map:2", "reviewed")]


def test_the_version_names_each_pack(small: KnowledgeBase) -> None:
    assert (small.version, small.checked_until) == ("base 1.0.0", "2026-10-08")
    assert (small.coverage, small.not_covered) == (("What the tests need.",), ("Everything else.",))


def test_the_earliest_pack_says_until_when_the_law_was_checked() -> None:
    second = '\npack:a a gov:Pack ; owl:versionInfo "2.0" ; gov:checkedUntil "2026-09-01"^^xsd:date .\n'
    loaded = read_knowledge_base(base() | {"base.ttl": base()["base.ttl"] + second.encode()})
    assert loaded.faults == ()
    assert loaded.draft.knowledge_base.version == "a 2.0, base 1.0.0"
    assert loaded.draft.knowledge_base.checked_until == "2026-09-01"


def test_every_prefix_can_be_expanded(small: KnowledgeBase) -> None:
    assert small.prefixes["aia"] == "https://w3id.org/duecare/kb/eu-ai-act/"
    named = (*small.rules, *small.concepts, *small.facts, *small.provisions)
    assert all(name.partition(":")[0] in small.prefixes for name in named)


def without_places(knowledge_base: KnowledgeBase) -> dict[str, object]:
    """Everything but the files, which may be called as one likes."""
    found = asdict(knowledge_base)
    for thing in (*found["rules"].values(), *found["windows"].values()):
        del thing["source"]
    for row in found["mappings"]:
        del row["file"]
    return found


def test_the_order_of_files_and_statements_does_not_matter(small: KnowledgeBase) -> None:
    blocks = base()["rules.ttl"].decode().split("\n\n")
    turned = "\n\n".join([blocks[0], *reversed(blocks[1:])]).encode()
    files = {"z.ttl": base()["base.ttl"], "a.ttl": turned, "m.ttl": base()["ontology.ttl"]}
    moved = read_knowledge_base(files | {"deep/x.sssom.tsv": base()["base.sssom.tsv"]})
    assert moved.faults == ()
    assert without_places(moved.draft.knowledge_base) == without_places(small)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("rules.ttl", b"gov:value 0.1", b"gov:value 0.2"), ("base.sssom.tsv", b"\t0.8\t", b"\t0.7\t")],
)
def test_the_fingerprint_covers_packs_and_mappings(
    file: str, old: bytes, new: bytes, small: KnowledgeBase
) -> None:
    changed = read_knowledge_base(base() | {file: base()[file].replace(old, new)})
    assert changed.faults == ()
    assert changed.draft.knowledge_base.fingerprint != small.fingerprint


def test_all_faults_are_told_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    rules = (
        base()["rules.ttl"]
        .replace(b"fact:staff", b"fact:stuff")
        .replace(b"defeats aia:rule.high", b"defeats aia:x")
    )
    law = base()["base.ttl"].replace(b"skos:inScheme scheme:claim", b"skos:inScheme scheme:none")
    faults = faults_of(write(base() | {"rules.ttl": rules, "base.ttl": law}, tmp_path))
    assert len(faults) >= 3
    assert [fault.partition(":")[0] for fault in faults] == sorted(
        fault.partition(":")[0] for fault in faults
    )
    assert all(any(word in fault for fault in faults) for word in ("fact:stuff", "aia:x", "scheme:none"))


def test_a_directory_that_is_not_there_is_no_knowledge_base(tmp_path: Path) -> None:
    assert "There is no knowledge base here" in faults_of(tmp_path / "none")[0]


def test_an_empty_directory_is_no_knowledge_base(tmp_path: Path) -> None:
    faults = "\n".join(faults_of(tmp_path))
    assert "There is no knowledge base here" in faults
    assert "No pack says which version" in faults
    assert "There is no rule: every use case would seem free of duties." in faults


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    files = base() | {"latin.ttl": b"# Fine.\n# Pr\xfcfung.\n", "latin.sssom.tsv": b"a\tb\n\xff\n"}
    faults = faults_of(write(files, tmp_path))
    assert [fault for fault in faults if "This is not UTF-8" in fault] == [
        "latin.sssom.tsv:2: This is not UTF-8. Expected: text in UTF-8.",
        "latin.ttl:2: This is not UTF-8. Expected: text in UTF-8.",
    ]


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_knowledge_base(base() | {"base.ttl": b"\xef\xbb\xbf" + base()["base.ttl"]}).faults == ()


def test_a_syntax_error_is_named_with_its_line(tmp_path: Path) -> None:
    broken = b"@prefix gov: <https://w3id.org/duecare/ontology#> .\n\ngov:a gov:b ;;; [ .\n"
    faults = faults_of(write(base() | {"broken.ttl": broken}, tmp_path))
    assert faults[0].startswith("broken.ttl:3: This is no Turtle: ")


def test_an_empty_sheet_is_no_mapping(tmp_path: Path) -> None:
    faults = faults_of(write(base() | {"empty.sssom.tsv": b"#curie_map:\n\n"}, tmp_path))
    assert faults == ["empty.sssom.tsv: There is no table here. Expected: a line with record_id, …"]


def test_two_sheets_cannot_hold_one_record(tmp_path: Path) -> None:
    faults = faults_of(write(base() | {"copy.sssom.tsv": base()["base.sssom.tsv"]}, tmp_path))
    assert faults == [
        f"copy.sssom.tsv:{line} map:{number}: The record map:{number} stands in base.sssom.tsv too. "
        "Expected: a record_id of its own, or in an overlay the same assertion with a reviewer_id."
        for line, number in ((9, 1), (10, 2))
    ]


def test_one_prefix_cannot_mean_two_things(tmp_path: Path) -> None:
    faults = faults_of(write(base() | {"other.ttl": b"@prefix aia: <https://example.org/> .\n"}, tmp_path))
    assert faults == [
        "other.ttl: The prefix aia: stands for <https://example.org/> here and for "
        "<https://w3id.org/duecare/kb/eu-ai-act/> in another file. "
        "Expected: one namespace: <https://w3id.org/duecare/kb/eu-ai-act/>."
    ]


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    directory = write(base(), tmp_path)
    (directory / "large.ttl").write_bytes(b"#" * (LARGEST_FILE + 1))
    files, faults = read_files(directory)
    assert "large.ttl" not in files
    assert [str(fault) for fault in faults] == [
        f"large.ttl: The file has {LARGEST_FILE + 1} bytes. "
        f"Expected: at most {LARGEST_FILE} bytes a file; split it by chapter."
    ]


def test_links_are_refused_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write({"secret.ttl": base()["base.ttl"]}, outside)
    directory = write(base(), tmp_path / "kb")
    (directory / "file.ttl").symlink_to(outside / "secret.ttl")
    (directory / "folder").symlink_to(outside)
    os.mkfifo(directory / "pipe.ttl")
    files, faults = read_files(directory)
    assert files == base()
    assert [fault.source for fault in faults] == ["file.ttl", "pipe.ttl", "folder"]


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    _, faults = read_files(write({"a.ttl": b""}, tmp_path))
    assert [str(fault) for fault in faults] == ["a.ttl: The file cannot be read: Permission denied."]


HOSTILE = b"""@base <file:///etc/> .
@prefix gov: <https://w3id.org/duecare/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix remote: <http://example.org/pack.ttl#> .
remote:a a gov:Pack , owl:Ontology ; owl:imports <file:///etc/passwd> , <http://example.org/more.ttl> ;
    rdfs:seeAlso <passwd> ;
    skos:note "SELECT * WHERE { SERVICE <http://example.org/sparql> { ?s ?p ?o } }" ;
    skos:note "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"^^rdf:XMLLiteral ;
    skos:note "<img src='http://example.org/x.png'>"^^rdf:HTML .
"""


def test_a_hostile_pack_reaches_no_network_and_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    read_knowledge_base(base())  # whatever is imported late is imported now

    def refuse(*arguments: object, **options: object) -> NoReturn:
        raise AssertionError(f"loading tried to open {arguments[:1]}")

    for module, name in ((builtins, "open"), (os, "open"), (socket, "socket"), (socket, "getaddrinfo")):
        monkeypatch.setattr(module, name, refuse)
    reading = read_knowledge_base(base() | {"hostile.ttl": HOSTILE})
    monkeypatch.undo()
    assert "Nothing is imported" in "\n".join(fault.message for fault in reading.faults)


@pytest.mark.parametrize(
    "directive", [b"@import <file:///etc/passwd> .", b"LOAD <file:///etc/passwd>", b"{ } => { } ."]
)
def test_what_is_not_turtle_is_refused(directive: bytes) -> None:
    faults = read_knowledge_base(base() | {"other.ttl": directive}).faults
    assert [fault.source for fault in faults] == ["other.ttl"]
    assert faults[0].message.startswith("This is no Turtle")


def test_deep_nesting_is_refused_without_a_traceback() -> None:
    faults = read_knowledge_base(base() | {"deep.ttl": b"<a> <b> " + b"[ <b> " * 50_000}).faults
    assert [(fault.source, fault.message) for fault in faults] == [
        ("deep.ttl", "This is no Turtle: RecursionError.")
    ]


def test_a_false_literal_is_a_fault_and_no_log_entry(caplog: pytest.LogCaptureFixture) -> None:
    broken = base()["base.ttl"].replace(b'"2026-10-08"', b'"2026-02-30"')
    with caplog.at_level(logging.DEBUG):
        faults = read_knowledge_base(base() | {"base.ttl": broken}).faults
    assert [fault.message for fault in faults] == ['"2026-02-30" is no xsd:date.']
    assert caplog.records == []


def test_an_iri_with_a_character_that_no_iri_has_is_a_fault(tmp_path: Path) -> None:
    text = (
        base()["rules.ttl"]
        + b"\nterm:purpose.x a skos:Concept ; skos:exactMatch <http://example.org/a\\u0020b> .\n"
    )
    faults = faults_of(write(base() | {"rules.ttl": text}, tmp_path))
    assert [fault for fault in faults if "is no IRI" in fault] == [
        "rules.ttl:227 term:purpose.x: 'http://example.org/a b' is no IRI. Expected: no such character."
    ]


@given(st.data())
@settings(max_examples=40)
def test_no_damage_to_a_file_makes_loading_fail_with_an_error_of_a_library(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(["base.ttl", "rules.ttl", "base.sssom.tsv"]))
    content = base()[file]
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 200))
    symbols = st.text("<>\"'[]().;,:@^#\\ \t\nae1_", max_size=20).map(str.encode)
    put = data.draw(st.one_of(st.binary(max_size=20), symbols))
    damaged = base() | {file: content[:start] + put + content[start + length :]}
    assert all(fault.message for fault in read_knowledge_base(damaged).faults)


@pytest.mark.parametrize("wanted", [True, False])
def test_loading_leaves_garbage_collection_as_it_was(tmp_path: Path, wanted: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if wanted else gc.disable)()
        with pytest.raises(KnowledgeBaseError):
            load_knowledge_base(tmp_path)
        assert gc.isenabled() is wanted
    finally:
        (gc.enable if was else gc.disable)()
