"""A profile becomes subjects with facts; what is left out stays unknown and is never taken for a no."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from engine.errors import KnowledgeBaseError, ProfileError
from engine.kinds import Level, ValueType
from engine.profile.profile import profile_from_record, read_profile
from engine.usecase import Stated
from tests.support.kb import fact, fact_name, knowledge_base
from tests.support.profiles import HEAD, STACK, facts, read
from tests.support.shipped import knowledge_base as shipped


def function(text: str) -> dict[str, Stated]:
    """The facts of a function with these lines."""
    return facts(read(HEAD + "".join(f"    {line}\n" for line in dedent(text).splitlines())), Level.FUNCTION)


def actor(text: str) -> dict[str, Stated]:
    """The facts of an actor that says `text`."""
    return facts(read(HEAD.replace("acme: {}", f"acme: {text}")), Level.ACTOR)


def test_a_minimal_profile_states_nothing() -> None:
    use_case = read(HEAD)
    assert (use_case.id, use_case.title) == ("case", "A case")
    assert [(s.level, s.id, s.pointer, facts(use_case, s.level)) for s in use_case.subjects] == [
        (Level.USE_CASE, "case", "", {}),
        (Level.ACTOR, "acme", "/actors/acme", {}),
        (Level.FUNCTION, "main", "/functions/0", {}),
    ]


def test_an_act_of_the_organisation_that_is_not_stated_was_not_done() -> None:
    acts = {fact.id: fact.level for fact in shipped().facts.values() if fact.recorded_act}
    (function,) = read(HEAD).of(Level.FUNCTION)
    assert acts and set(acts.values()) == {Level.FUNCTION}
    assert {act: function.facts[act].values for act in acts} == dict.fromkeys(acts, ())


def test_facts_stand_under_their_keys_with_their_places() -> None:
    found = function(
        """\
        purposes: [job-application-filtering, candidate-evaluation]
        on_behalf_of: private
        effect: {human_role: some, decides_on_persons: true}
        """
    )
    assert found == {
        "purposes": Stated(
            values=("term:purpose.job-application-filtering", "term:purpose.candidate-evaluation"),
            pointers=("/functions/0/purposes/0", "/functions/0/purposes/1"),
        ),
        "on-behalf-of": Stated(
            values=("term:on-behalf-of.private",), pointers=("/functions/0/on_behalf_of",)
        ),
        "human-role": Stated(values=("term:human-role.some",), pointers=("/functions/0/effect/human_role",)),
        "decides-on-persons": Stated(values=("true",), pointers=("/functions/0/effect/decides_on_persons",)),
    }


def test_what_is_left_out_is_unknown_and_an_empty_list_states_that_there_is_none() -> None:
    assert "subjects" not in function("outputs: [score]")
    assert function("subjects: []")["subjects"] == Stated(values=(), pointers=("/functions/0/subjects",))


def test_false_is_stated_and_not_the_same_as_nothing() -> None:
    assert function("processing: {personal_data: false}")["personal-data"].values == ("false",)
    assert "personal-data" not in function("processing: {evaluates_personal_aspects: true}")


def test_one_value_stands_for_a_list_of_one() -> None:
    assert function("subjects: workers")["subjects"] == Stated(
        values=("term:subject.workers",), pointers=("/functions/0/subjects",)
    )


def test_a_value_that_is_said_twice_counts_once() -> None:
    assert function("subjects: [workers, children, workers]")["subjects"] == Stated(
        values=("term:subject.workers", "term:subject.children"),
        pointers=("/functions/0/subjects/0", "/functions/0/subjects/1"),
    )


@pytest.mark.parametrize("written", ["de", "DE", "[DE]", '"de"'])
def test_a_country_is_named_by_its_code_in_small_letters_or_capitals(written: str) -> None:
    assert actor(f"{{established_in: {written}}}")["established-in"].values == ("term:place.de",)


def test_norway_is_no_truth_value() -> None:
    assert actor("{established_in: [no, NO]}")["established-in"].values == ("term:place.no",)


def test_a_date_keeps_its_text() -> None:
    use_case = read(HEAD + "market: {placed_on_eu_market: 2028-02-29}\n")
    assert facts(use_case, Level.USE_CASE)["placed-on-eu-market"].values == ("2028-02-29",)


def test_a_judgement_carries_who_made_it_when_and_why() -> None:
    found = function(
        """\
        judgements:
          narrow_procedural_task: {answer: false, by: counsel, on: 2026-11-02, because: It ranks people.}
        """
    )
    assert found["narrow-procedural-task"] == Stated(
        values=("false",),
        pointers=("/functions/0/judgements/narrow_procedural_task/answer",),
        by="counsel",
        on="2026-11-02",
        because="It ranks people.",
    )


def test_a_role_is_shorthand_for_what_the_organisation_does() -> None:
    assert actor("{roles: [provider]}") == {
        "activities": Stated(
            values=("term:activity.develops", "term:activity.supplies-in-eu"),
            pointers=("/actors/acme/roles/0", "/actors/acme/roles/0"),
        )
    }


def test_shorthand_and_what_it_stands_for_add_up() -> None:
    found = actor("{activities: [develops], roles: [deployer, provider]}")
    assert found == {
        "activities": Stated(
            values=(
                "term:activity.develops",
                "term:activity.uses-under-own-authority",
                "term:activity.supplies-in-eu",
            ),
            pointers=("/actors/acme/activities/0", "/actors/acme/roles/0", "/actors/acme/roles/1"),
        )
    }


def test_no_role_amounts_to_no_activity_unless_one_is_stated() -> None:
    assert actor("{roles: []}")["activities"] == Stated(values=(), pointers=("/actors/acme/roles",))
    assert actor("{roles: [], activities: [imports]}")["activities"].values == ("term:activity.imports",)


def test_actors_are_sorted_by_name_and_lists_keep_their_order() -> None:
    text = HEAD.replace("acme: {}", "zoe: {}\n  acme: {}") + "  - id: another\n"
    assert [s.id for s in read(text).subjects] == ["case", "acme", "zoe", "main", "another"]


def test_the_document_is_canonical_and_holds_what_is_meant() -> None:
    text = HEAD.replace("acme: {}", "acme: {established_in: DE, controls_logs: true}") + STACK
    document = json.loads(read(text).document)
    assert document["actors"] == {"acme": {"established_in": "de", "controls_logs": True}}
    assert document["stack"][0]["version"] == "4.60"
    assert document["stack"][1]["tools"][0]["arguments"]["amount"] == {"type": "integer", "maximum": 100}
    assert document["stack"][1]["tools"][1]["effects"] == []


def test_a_recorded_document_gives_the_same_use_case_again() -> None:
    text = HEAD.replace("acme: {}", "zoe: {roles: deployer}\n  acme: {established_in: [DE]}") + STACK
    use_case = read(text)
    assert profile_from_record(use_case.document, shipped()) == use_case


def test_the_order_of_keys_changes_nothing() -> None:
    turned = "functions: [{id: main}]\nactors: {acme: {}}\ntitle: A case\nid: case\n"
    assert read(turned) == read(HEAD)


def test_numbers_and_texts_are_read_as_their_fact_says() -> None:
    types = {"count": ValueType.INTEGER, "share": ValueType.DECIMAL, "note": ValueType.TEXT}
    base = knowledge_base(facts=[fact(name, value_type=kind) for name, kind in types.items()])
    text = HEAD + "    count: -12\n    share: 0.250\n    note: no\n"
    use_case = read_profile(text.encode(), "f", base)
    stated = use_case.of(Level.FUNCTION)[0].facts
    assert {name: stated[fact_name(name)].values for name in types} == {
        "count": ("-12",),
        "share": ("0.25",),
        "note": ("no",),
    }
    assert json.loads(use_case.document)["functions"][0] == {
        "id": "main",
        "count": -12,
        "share": "0.25",
        "note": "no",
    }
    assert profile_from_record(use_case.document, base) == use_case


@pytest.mark.parametrize(
    ("written", "meant"), [("-0", "0"), ("-0.0", "0"), ("7", "7"), ("1.10", "1.1"), ("100", "100")]
)
def test_one_number_has_one_writing(written: str, meant: str) -> None:
    base = knowledge_base(facts=[fact("share", value_type=ValueType.DECIMAL)])
    use_case = read_profile(f"{HEAD}    share: {written}\n".encode(), "f", base)
    assert use_case.of(Level.FUNCTION)[0].facts[fact_name("share")].values == (meant,)


@pytest.mark.parametrize("written", ["1e3", ".5", "1.", "0x1", "1,5", "[1]", "", "true", "1" * 40])
@pytest.mark.parametrize("value_type", [ValueType.DECIMAL, ValueType.INTEGER])
def test_what_is_no_exact_number_is_refused(written: str, value_type: ValueType) -> None:
    base = knowledge_base(facts=[fact("share", value_type=value_type)])
    with pytest.raises(ProfileError) as caught:
        read_profile(f"{HEAD}    share: {written}\n".encode(), "f", base)
    assert [(f.line, f.path) for f in caught.value.faults] == [(7, "/functions/0/share")]


@pytest.mark.parametrize(
    "paths", [[("a",), ("a", "b")], [("a", "b"), ("a",)], [("id",)], [("a", "b"), ("a", "b")]]
)
def test_facts_cannot_share_a_place(paths: list[tuple[str, ...]]) -> None:
    base = knowledge_base(facts=[fact(f"f{number}", path=path) for number, path in enumerate(paths)])
    with pytest.raises(KnowledgeBaseError, match=r"is taken"):
        read_profile(HEAD.encode(), "f", base)
