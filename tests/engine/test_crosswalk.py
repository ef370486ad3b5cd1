"""From pack to pack: what sources state and what controls join are told apart, and neither is made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.crosswalk import CONTROLS, crosswalk, in_order, pack_of, packs
from engine.crosswalk_record import crosswalk_record, through
from engine.errors import InputError
from engine.knowledge import Concept, Instrument, Iri, KnowledgeBase, Mapping, Provision
from engine.loading.loader import read_knowledge_base
from explain.crosswalk import crosswalk_text
from tests.kb.twins import base

REVIEW = Iri("ctl:human-review")
NONE = Iri("sssom:NoTermFound")


def row(name: int, subject: str, predicate: str, object: str, **other: object) -> Mapping:
    made = Mapping(
        id=f"map:{name}",
        subject=Iri(subject),
        predicate=predicate,
        object=Iri(object),
        author="duecare:project",
        date="2026-11-24",
        comment=f"Comment {name}.",
    )
    return replace(made, **other)  # type: ignore[arg-type]


def serves(name: int, subject: str, **other: object) -> Mapping:
    return row(name, subject, "gov:partlySatisfiedBy", REVIEW, **other)


def two_packs(*rows: Mapping) -> KnowledgeBase:
    """The small knowledge base beside a standard with the entries 1, 2 and 10, and with no other rows."""
    small = read_knowledge_base(base()).draft.knowledge_base
    instrument = Instrument(id=Iri("std:s"), title="S", short="S", kind="standard", published="2020-01-01")
    entries = {
        Iri(f"std:{n}"): Provision(
            id=Iri(f"std:{n}"), instrument=instrument.id, parent=None, number=n, title=f"T{n}", citation=n
        )
        for n in ("1", "2", "10")
    }
    return replace(
        small,
        prefixes=small.prefixes | {"std": "https://example.org/kb/some-standard/"},
        instruments=small.instruments | {instrument.id: instrument},
        provisions=small.provisions | entries,
        mappings=rows,
    )


def test_packs_are_named_by_their_namespaces() -> None:
    known = two_packs()
    assert packs(known) == ("eu-ai-act", "some-standard")
    assert pack_of(known, Iri("std:10")) == "some-standard"


def test_nothing_leads_anywhere_where_nobody_stated_or_mapped_anything() -> None:
    found = crosswalk(two_packs(), "some-standard", "eu-ai-act")
    assert (found.stated, found.joined, found.links) == ((), (), ())
    text = crosswalk_text(two_packs(), found)
    assert text.count("  None.") == 2
    assert "(0 pairs; each is its author's)" in text


def test_a_stated_pair_keeps_its_author_and_its_words() -> None:
    known = two_packs(
        row(1, "std:1", "gov:subsetOf", "aia:art_1", author="source:them", authority="They", origin="x")
    )
    (pair,) = crosswalk(known, "some-standard", "eu-ai-act").stated
    assert (pair.predicate, pair.inverted) == ("gov:subsetOf", False)
    (written,) = crosswalk_record(known, crosswalk(known, "some-standard", "eu-ai-act"))["stated"]
    assert (written["author"], written["authority"], written["source"]) == ("source:them", "They", "x")
    assert written["comment"] == "Comment 1."


@pytest.mark.parametrize(
    ("predicate", "turned"),
    [
        ("gov:subsetOf", "gov:supersetOf"),
        ("gov:supersetOf", "gov:subsetOf"),
        ("gov:equalTo", "gov:equalTo"),
        ("gov:intersectsWith", "gov:intersectsWith"),
    ],
)
def test_a_pair_stated_the_other_way_round_is_turned_and_says_so(predicate: str, turned: str) -> None:
    known = two_packs(row(1, "aia:art_1", predicate, "std:1"))
    (pair,) = crosswalk(known, "some-standard", "eu-ai-act").stated
    assert (pair.subject, pair.object) == ("std:1", "aia:art_1")
    assert (pair.predicate, pair.inverted) == (turned, True)
    assert "stated the other way round" in crosswalk_text(
        known, crosswalk(known, "some-standard", "eu-ai-act")
    )


def test_stated_pairs_do_not_chain() -> None:
    known = two_packs(
        row(1, "std:1", "gov:equalTo", "aia:art_1"), row(2, "aia:art_1", "gov:equalTo", "aia:art_1.par_1")
    )
    assert [pair.object for pair in crosswalk(known, "some-standard", "eu-ai-act").stated] == ["aia:art_1"]


def test_a_control_joins_an_entry_with_the_provision_that_states_a_duty() -> None:
    known = two_packs(serves(1, "std:1"), serves(2, "aia:obl.oversee"))
    stated_in = known.concepts[Iri("aia:obl.oversee")].stated_in
    found = crosswalk(known, "some-standard", "eu-ai-act")
    assert found.stated == ()
    assert stated_in and [pair.object.provision for pair in found.joined] == list(stated_in)
    assert {pair.object.duty for pair in found.joined} == {"aia:obl.oversee"}
    assert through(known, found.joined[0]).startswith("through control ")
    assert through(known, found.joined[0]).endswith("; proposed")


@pytest.mark.parametrize("side", ["subject", "object"])
@pytest.mark.parametrize(
    "change",
    [
        {"negated": True},
        {"reviewer": "duecare:reviewer", "agreement": "0.1"},
        {"object": NONE, "negated": True},
    ],
    ids=["denied", "disputed", "none-found"],
)
def test_a_row_that_is_denied_or_disputed_joins_nothing(side: str, change: dict[str, object]) -> None:
    first, second = serves(1, "std:1"), serves(2, "aia:art_1")
    rows = (replace(first, **change), second) if side == "subject" else (first, replace(second, **change))  # type: ignore[arg-type]
    assert crosswalk(two_packs(first, second), "some-standard", "eu-ai-act").joined
    assert crosswalk(two_packs(*rows), "some-standard", "eu-ai-act").joined == ()


def test_rows_that_find_no_control_are_not_joined_by_having_none() -> None:
    none = [
        row(n, who, "gov:satisfiedBy", NONE, negated=True) for n, who in enumerate(("std:1", "aia:art_1"))
    ]
    assert crosswalk(two_packs(*none), "some-standard", "eu-ai-act").joined == ()


def test_a_joined_pair_is_reviewed_only_where_both_rows_are() -> None:
    review = {"reviewer": "duecare:reviewer", "agreement": "1"}
    one = crosswalk(
        two_packs(serves(1, "std:1", **review), serves(2, "aia:art_1")), "some-standard", "eu-ai-act"
    )
    both = crosswalk(
        two_packs(serves(1, "std:1", **review), serves(2, "aia:art_1", **review)),
        "some-standard",
        "eu-ai-act",
    )
    assert [pair.status for pair in one.joined] == ["proposed"]
    assert [pair.status for pair in both.joined] == ["reviewed"]


def test_towards_the_controls_every_row_is_told_with_those_that_deny() -> None:
    known = two_packs(
        serves(1, "std:1"),
        serves(2, "std:2", negated=True),
        row(3, "std:10", "gov:satisfiedBy", NONE, negated=True),
    )
    found = crosswalk(known, "some-standard", CONTROLS)
    assert [(link.provision, link.row.negated) for link in found.links] == [
        ("std:1", False),
        ("std:2", True),
        ("std:10", True),
    ]
    text = crosswalk_text(known, found)
    assert "partly served by" in text and "not served by" in text and "no control was found" in text
    assert "Comment 3." in text


def test_a_duty_that_several_provisions_state_is_told_at_each() -> None:
    known = two_packs(serves(1, "aia:obl.oversee"))
    duty: Concept = known.concepts[Iri("aia:obl.oversee")]
    both = replace(duty, stated_in=(Iri("aia:art_1"), Iri("std:2"), Iri("aia:art_1.par_1")))
    known = replace(known, concepts=known.concepts | {duty.id: both})
    assert [link.provision for link in crosswalk(known, "eu-ai-act", CONTROLS).links] == [
        "aia:art_1",
        "aia:art_1.par_1",
    ]
    assert [link.provision for link in crosswalk(known, "some-standard", CONTROLS).links] == ["std:2"]


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("some-standart", "eu-ai-act", "Nearest: some-standard."),
        ("some-standard", "eu-ai-atc", "Nearest: eu-ai-act."),
        ("some-standard", "control", "Nearest: controls."),
        ("controls", "eu-ai-act", "No pack is called 'controls'."),
        ("eu-ai-act", "eu-ai-act", "is where it starts from"),
    ],
)
def test_a_name_that_is_no_pack_is_refused_with_the_nearest(source: str, target: str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        crosswalk(two_packs(), source, target)
    assert words in str(refused.value)


def test_both_wrong_names_are_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        crosswalk(two_packs(), "x", "y")
    assert [fault.path for fault in refused.value.faults] == ["--from", "--to"]


def test_entries_come_in_the_order_people_count_them() -> None:
    known = two_packs(*(serves(n, name) for n, name in enumerate(("std:10", "std:2", "std:1"))))
    found = crosswalk(known, "some-standard", CONTROLS)
    assert [link.provision for link in found.links] == ["std:1", "std:2", "std:10"]
    assert in_order("a.9.4") < in_order("a.10.2")
