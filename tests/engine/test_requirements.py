"""Controls and why they are required; what no control serves is a gap, never dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.determination import Determination
from engine.determine import determine
from engine.kinds import Basis, Level, Strictness, ValueType
from engine.knowledge import ControlType, Iri, KnowledgeBase, Mapping, Parameter, ParameterValue
from engine.posture import Posture
from engine.requirements import posture_id, posture_of
from tests.support.kb import knowledge_base, name, rule, use_case, window

REVIEW, LOGGING = name("control-demand.review"), name("control-demand.logging")
OVERSEE, KEEP = name("obligation.oversee"), name("obligation.keep")
RATE = Iri("t:review.rate")


def control(identifier: Iri, *parameters: Iri) -> ControlType:
    return ControlType(
        id=identifier,
        label=f"Control {identifier}",
        definition="",
        function="",
        enforcement_points=(Iri("t:point"),),
        owner="risk officer",
        scope="use-case",
        evidence="A list.",
        evidence_days=30,
        parameters=parameters,
    )


def row(number: int, subject: Iri, to: Iri, **more: Any) -> Mapping:
    return Mapping(
        id=f"map:{number}",
        subject=subject,
        predicate=more.pop("predicate", "gov:partlySatisfiedBy"),
        object=to,
        author="project",
        date="2026-11-22",
        **more,
    )


RULES = (
    rule("oversee", "a", level=Level.ACTOR, then="obligation.oversee"),
    rule("unless", "b", level=Level.ACTOR, defeats="oversee"),
    rule("keep", "c", level=Level.ACTOR, then="obligation.keep", encodes=(Iri("t:art_2"),)),
    rule("log", "d", level=Level.USE_CASE, then="control-demand.logging", basis=Basis.STANDARD),
)
WINDOWS = (
    window("w.oversee", "obligation.oversee", start="2026-08-02"),
    window("w.keep", "obligation.keep", start="2027-12-02", applies_until="2030-01-01"),
)
SETTING = Parameter(
    id=RATE,
    control=REVIEW,
    label="Share reviewed",
    value_type=ValueType.DECIMAL,
    unit="1",
    stricter=Strictness.HIGHER,
    values=(
        ParameterValue(
            id=Iri("t:v1"),
            value="1",
            applies_from="2026-01-01",
            basis=Basis.LAW,
            rationale="",
            required_by=(OVERSEE,),
        ),
    ),
)


def packs(*rows: Mapping, **more: Any) -> KnowledgeBase:
    return knowledge_base(
        *RULES,
        windows=WINDOWS,
        mappings=rows,
        controls={REVIEW: control(REVIEW, RATE), LOGGING: control(LOGGING)},
        parameters={RATE: SETTING},
        **more,
    )


SERVED = packs(row(1, OVERSEE, REVIEW), row(2, KEEP, REVIEW), row(3, KEEP, LOGGING))
FIRM = {"a": True, "b": False, "c": False}


def determined(known: KnowledgeBase = SERVED, as_of: str = "2026-11-22", **facts: bool) -> Determination:
    whole = {"d": facts.pop("d", False)}
    return determine(use_case(actors={"acme": FIRM | facts}, whole=whole), known, as_of)


def posture(known: KnowledgeBase = SERVED, as_of: str = "2026-11-22", **facts: bool) -> Posture:
    return posture_of(determined(known, as_of, **facts))


def statuses(found: Posture) -> dict[str, str]:
    return {r.control.removeprefix("t:control-demand."): r.status for r in found.requirements}


def test_without_findings_nothing_is_required_and_nothing_is_missing() -> None:
    found = posture(a=False)
    assert (found.requirements, found.gaps, found.permissions) == ((), (), ())


def test_an_obligation_requires_the_controls_mapped_to_it_with_the_reason() -> None:
    (required,) = posture().requirements
    assert (required.control, required.owner, required.evidence_days) == (REVIEW, "risk officer", 30)
    (reason,) = required.because
    assert (reason.finding, reason.subject, reason.basis) == (OVERSEE, "acme", Basis.LAW)
    assert (reason.mapping, reason.mapping_status) == ("map:1", "proposed")
    assert (reason.binds_from, reason.citations) == ("2026-08-02", ("Act Art. 1",))
    assert not required.provisional


def test_one_control_can_serve_several_obligations_and_tells_each() -> None:
    found = posture(c=True)
    review = next(r for r in found.requirements if r.control == REVIEW)
    assert [r.finding for r in review.because] == [KEEP, OVERSEE]
    assert statuses(found) == {"review": "binding", "logging": "upcoming"}


@pytest.mark.parametrize(
    ("basis", "status"),
    [
        (Basis.STANDARD, "standard"),
        (Basis.ORGANISATIONAL_POLICY, "policy"),
        (Basis.GUIDANCE, "recommended"),
        (Basis.ENGINEERING_JUDGEMENT, "recommended"),
        (Basis.LAW, "recommended"),
    ],
)
def test_a_control_rule_demands_its_control_on_the_basis_it_states(basis: Basis, status: str) -> None:
    rules = (*RULES[:3], rule("log", "d", level=Level.USE_CASE, then="control-demand.logging", basis=basis))
    known = knowledge_base(*rules, windows=WINDOWS, controls={LOGGING: control(LOGGING)})
    (required,) = posture(known, a=False, d=True).requirements
    (reason,) = required.because
    assert (required.control, required.status) == (LOGGING, status)
    assert (reason.basis, reason.mapping, reason.binds_from) == (basis, "", "")


def test_law_that_binds_is_named_before_the_policy_that_asks_for_the_same() -> None:
    policy = rule(
        "log", "d", level=Level.USE_CASE, then="control-demand.review", basis=Basis.ORGANISATIONAL_POLICY
    )
    known = knowledge_base(
        *RULES[:3],
        policy,
        windows=WINDOWS,
        mappings=(row(1, OVERSEE, REVIEW),),
        controls={REVIEW: control(REVIEW)},
    )
    assert statuses(posture(known, d=True)) == {"review": "binding"}


def test_settings_follow_from_what_holds() -> None:
    (required,) = posture().requirements
    assert [(s.parameter, s.value) for s in required.settings] == [(RATE, "1")]
    (review, *_) = [r for r in posture(a=False, c=True).requirements if r.control == REVIEW]
    assert review.settings == ()


def test_what_an_exception_could_take_away_is_provisional_unless_another_reason_is_firm() -> None:
    case = use_case(actors={"acme": {"a": True, "c": False}})
    (required,) = posture_of(determine(case, SERVED, "2026-11-22")).requirements
    assert required.provisional and required.because[0].provisional
    also = use_case(actors={"acme": {"a": True, "c": True}})
    review = posture_of(determine(also, SERVED, "2026-11-22")).requirements[1]
    assert [r.provisional for r in review.because] == [False, True]
    assert not review.provisional


@pytest.mark.parametrize(
    ("as_of", "status"), [("2026-08-01", "upcoming"), ("2026-08-02", "binding"), ("2040-01-01", "binding")]
)
def test_a_control_binds_from_the_day_its_obligation_does(as_of: str, status: str) -> None:
    assert statuses(posture(as_of=as_of)) == {"review": status}


def test_what_ended_requires_nothing_and_is_no_gap() -> None:
    assert statuses(posture(as_of="2030-01-01", a=False, c=True)) == {
        "review": "binding",
        "logging": "binding",
    }
    found = posture(as_of="2030-01-02", a=False, c=True)
    assert (found.requirements, found.gaps) == ((), ())
    assert posture(packs(), as_of="2030-01-02", a=False, c=True).gaps == ()


def test_what_ended_demands_no_setting_either() -> None:
    demand = replace(SETTING.values[0], required_by=(KEEP,))
    known = replace(SERVED, parameters={RATE: replace(SETTING, values=(demand,))})

    def values(as_of: str) -> list[str]:
        found = posture(known, as_of=as_of, c=True).requirements
        return [s.value for r in found if r.control == REVIEW for s in r.settings]

    assert values("2030-01-01") == ["1"]
    assert values("2030-01-02") == []


# --- gaps ----------------------------------------------------------------------------------------


def test_an_obligation_no_control_serves_is_a_gap() -> None:
    found = posture(packs())
    (gap,) = found.gaps
    assert (gap.finding, gap.subject, gap.citations) == (OVERSEE, "acme", ("Act Art. 1",))
    assert gap.reason == "No control in the catalogue is mapped to this obligation."
    assert found.requirements == ()


def test_a_gap_tells_what_was_looked_for_and_not_found() -> None:
    looked = row(
        1, OVERSEE, Iri("sssom:NoTermFound"), negated=True, comment="Nothing in the catalogue does this."
    )
    (gap,) = posture(packs(looked)).gaps
    assert gap.reason == "Nothing in the catalogue does this."


def test_a_disputed_mapping_is_not_used() -> None:
    disputed = row(1, OVERSEE, REVIEW, reviewer="somebody", agreement="0.4")
    assert disputed.status == "disputed"
    found = posture(packs(disputed))
    assert (found.requirements, [g.finding for g in found.gaps]) == ((), [OVERSEE])


def test_a_reviewed_mapping_says_so() -> None:
    reviewed = row(1, OVERSEE, REVIEW, reviewer="somebody", agreement="0.5")
    assert posture(packs(reviewed)).requirements[0].because[0].mapping_status == "reviewed"


def test_a_row_between_texts_leads_to_no_control() -> None:
    assert posture(packs(row(1, OVERSEE, REVIEW, predicate="gov:subsetOf"))).requirements == ()


# --- the standards a control also serves ---------------------------------------------------------

ENTRY = Iri("t:art_2")


@pytest.mark.parametrize(
    ("entry", "serves"),
    [
        (row(2, ENTRY, REVIEW), ("Act Art. 2",)),
        (row(2, ENTRY, REVIEW, negated=True), ()),
        (row(2, ENTRY, LOGGING), ()),
        (row(2, ENTRY, REVIEW, reviewer="somebody", agreement="0"), ()),
        (row(2, KEEP, REVIEW), ()),
    ],
)
def test_a_control_names_the_entries_of_standards_it_serves(entry: Mapping, serves: tuple[str, ...]) -> None:
    (required,) = posture(packs(row(1, OVERSEE, REVIEW), entry)).requirements
    assert required.serves == serves


# --- identity ------------------------------------------------------------------------------------


def test_the_same_determination_gives_the_same_posture() -> None:
    assert posture() == posture()
    assert posture().id.startswith("posture:")
    assert len(posture().id) == len("posture:") + 32


def test_the_day_asked_about_changes_no_identity_while_nothing_demanded_changes() -> None:
    one, other = posture(as_of="2026-11-22"), posture(as_of="2026-11-23")
    assert one.id == other.id
    assert one.determination != other.determination


@pytest.mark.parametrize(
    "change",
    [
        {"requirements": ()},
        {"gaps": posture(packs()).gaps},
        {"is_complete": False},
        {"use_case": "other"},
        {"stack": (1,)},
    ],
)
def test_whatever_is_demanded_is_part_of_the_identity(change: dict[str, Any]) -> None:
    found = posture()
    if "is_complete" in change:
        change = {"is_complete": not found.is_complete}
    assert posture_id(replace(found, **change)) != found.id


def test_a_posture_names_what_it_follows_from() -> None:
    found = posture()
    assert (found.use_case, found.title, found.as_of, found.known_at) == (
        "case",
        "A case",
        "2026-11-22",
        "2026-11-01",
    )
    assert found.knowledge_base == f"test 1 {'0' * 64}"
    assert found.determination.startswith("determination:")
