"""Every demand has exactly one verdict against the stack of its use case; what nothing holds is residual."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from engine.knowledge import Basis, Iri
from engine.posture import ControlRequirement, Posture, Reason
from engine.requirements import posture_of
from engine.terms import COMPENSATED_BY
from targets.accounts import Accounts, account_for
from targets.accounts_report import coverage_record, coverage_text
from targets.bedrock import BedrockGuardrail
from targets.cedar import CedarPolicies
from targets.coverage import coverage, render_all
from targets.interface import Extent, Rendering, Target, demand_key, demands_of
from targets.places import Verdict
from targets.points import Points
from targets.stack import Offer, OfferedStack, offered_by
from tests.support.profiles import HEAD, read
from tests.support.shipped import determined, knowledge_base
from tests.targets.postures import AGENT, CONTENT, LITERACY, permission, posture, postures, requirement

TARGETS: tuple[Target, ...] = (BedrockGuardrail(), CedarPolicies())
FILTER = Iri("term:point.output-filter")
LOG = Iri("term:point.event-log")
PEOPLE = Iri("term:point.human-process")
NOTHING = OfferedStack(is_listed=True)


def offering(*points: Iri, component: str = AGENT, unstated: tuple[str, ...] = ()) -> OfferedStack:
    return OfferedStack(
        is_listed=True,
        components=(component, *unstated),
        offers=tuple(Offer(component=component, point=point) for point in points),
        unstated=unstated,
    )


def at(*points: Iri, control: str = "ctl:grounding-check") -> ControlRequirement:
    return replace(requirement(control), enforcement_points=points)


def accounted(given_posture: Posture, stack: OfferedStack, *renderings: Rendering) -> Accounts:
    return account_for(given_posture, renderings, stack, knowledge_base())


def only(given_posture: Posture, stack: OfferedStack) -> Verdict:
    (account,) = accounted(given_posture, stack).accounts
    return account.verdict


def example(name: str) -> tuple[Posture, Accounts]:
    determination = determined(name)
    made = posture_of(determination)
    stack = offered_by(determination.use_case)
    return made, account_for(made, render_all(made, TARGETS), stack, knowledge_base())


@pytest.mark.parametrize("stack", [OfferedStack(is_listed=False), NOTHING, offering(FILTER)])
def test_where_nothing_is_demanded_nothing_is_accounted_for(stack: OfferedStack) -> None:
    found = accounted(posture(), stack)
    assert found.accounts == ()
    assert found.unused == stack.offers
    text = coverage_text(posture(), found, Points(knowledge_base()))
    assert "Nothing is demanded of it" in text
    assert "RESIDUAL" not in text


def test_a_stack_that_is_not_listed_is_unknown_and_not_empty() -> None:
    demanded = posture((at(FILTER),))
    found = accounted(demanded, OfferedStack(is_listed=False))
    assert only(demanded, OfferedStack(is_listed=False)) is Verdict.UNKNOWN
    assert found.accounts[0].proposal is None
    text = coverage_text(demanded, found, Points(knowledge_base()))
    assert "unknown, not nothing" in text
    assert "UNKNOWN: THE PROFILE DOES NOT SAY ENOUGH" in text


def test_an_empty_stack_holds_nothing_that_needs_software() -> None:
    demanded = posture((at(FILTER),))
    assert only(demanded, NOTHING) is Verdict.NONE
    text = coverage_text(demanded, accounted(demanded, NOTHING), Points(knowledge_base()))
    assert "The stack is empty, as stated" in text
    assert "owner: to be named; normally Head of something" in text


@pytest.mark.parametrize("stack", [OfferedStack(is_listed=False), NOTHING, offering(FILTER)])
def test_what_people_hold_is_attested_whatever_the_stack(stack: OfferedStack) -> None:
    assert only(posture((at(PEOPLE),)), stack) is Verdict.ATTESTED


def test_a_component_that_does_not_say_what_it_offers_leaves_it_unknown() -> None:
    assert only(posture((at(FILTER),)), offering(LOG, unstated=("b",))) is Verdict.UNKNOWN
    assert only(posture((at(FILTER),)), offering(FILTER, unstated=("b",))) is Verdict.ATTESTED


def test_a_component_that_says_too_broadly_what_it_offers_leaves_it_unknown() -> None:
    broad = offering(Iri("term:point.technical"))
    assert only(posture((at(FILTER),)), broad) is Verdict.UNKNOWN
    assert only(posture((at(FILTER),)), offering(LOG)) is Verdict.NONE


def test_a_demand_that_no_kind_of_place_could_hold_is_residual_even_where_the_stack_is_unknown() -> None:
    assert only(posture((at(),)), OfferedStack(is_listed=False)) is Verdict.NONE


def test_a_point_that_no_target_sets_is_attested_by_whoever_runs_it() -> None:
    demanded = posture((at(LOG),))
    (account,) = accounted(demanded, offering(LOG)).accounts
    (place,) = account.places
    assert (place.component, place.point, place.target) == (AGENT, LOG, "")
    assert f"whoever runs {AGENT} attests it" in place.reason


def test_a_tool_permission_is_held_by_the_policy_of_its_own_agent_alone() -> None:
    asked = posture((), (permission("search", "allow"), permission("search", "allow", component="other")))
    stack = offering(Iri("term:point.tool-policy"))
    found = account_for(asked, render_all(asked, TARGETS), stack, knowledge_base())
    assert [account.verdict for account in found.accounts] == [Verdict.FULLY, Verdict.PARTLY]
    assert [place.component for account in found.accounts for place in account.places] == [AGENT, "other"]


def test_what_the_stack_offers_and_nothing_demands_is_named() -> None:
    found = accounted(posture((at(FILTER),)), offering(FILTER, LOG))
    assert found.unused == (Offer(component=AGENT, point=LOG),)


def test_what_a_mapping_says_makes_up_for_it_is_proposed_with_what_that_leaves_open() -> None:
    demanded = posture((at(FILTER),))
    (account,) = accounted(demanded, NOTHING).accounts
    assert account.proposal is not None
    assert (account.proposal.control, account.proposal.relation) == ("ctl:output-evaluation", "stated")
    text = coverage_text(demanded, accounted(demanded, NOTHING), Points(knowledge_base()))
    assert "for the owner to judge: " in text
    assert "Left open: " in text
    assert "[map:compensation.grounding-check--output-evaluation, proposed]" in text


@pytest.mark.parametrize("stack", [NOTHING, offering(LOG), offering(FILTER)], ids=["none", "log", "filter"])
@pytest.mark.parametrize("control", sorted(knowledge_base().controls))
def test_a_proposal_is_another_control_with_a_ground_and_a_place_here(
    control: str, stack: OfferedStack
) -> None:
    points, known = Points(knowledge_base()), knowledge_base().controls[Iri(control)]
    (account,) = accounted(posture((replace(at(control=control), family=known.family),)), stack).accounts
    proposal = account.proposal
    if proposal is not None:
        assert proposal.control != control
        assert proposal.citations
        assert proposal.points
        offered = {offer.point for offer in stack.offers}
        assert all(points.is_organisational(p) or p in offered for p in proposal.points)


def test_every_control_that_only_software_can_hold_has_something_to_make_up_for_it() -> None:
    points = Points(knowledge_base())
    alone = [
        control.id
        for control in knowledge_base().controls.values()
        if not any(map(points.is_organisational, control.enforcement_points))
    ]
    assert len(alone) == 27
    for control in alone:
        (account,) = accounted(posture((at(control=control),)), NOTHING).accounts
        assert account.proposal is not None, control
        assert all(map(points.is_organisational, account.proposal.points))


def test_without_a_mapping_what_serves_the_same_duty_in_a_like_way_is_proposed_and_nothing_looser() -> None:
    own = knowledge_base()
    duty = Iri("aia:obl.disclose-deep-fake")
    silent = replace(own, mappings=tuple(r for r in own.mappings if r.predicate != COMPENSATED_BY))
    reason = Reason(
        finding=duty, subject="a", citations=("c",), basis=Basis.LAW, mapping="m", mapping_status="proposed"
    )
    for because, expected in (((reason,), "duty"), ((), None)):
        wanted = replace(at(FILTER, control="ctl:content-marking"), because=because)
        (account,) = account_for(posture((wanted,)), (), NOTHING, silent).accounts
        assert (account.proposal.relation if account.proposal else None) == expected


def test_what_is_accepted_as_not_met_is_not_proposed_for_something_else() -> None:
    determination = determined("meeting-assistant")
    made = posture_of(determination)
    stack = offered_by(determination.use_case)
    first = next(a for a in accounted(made, stack).accounts if a.proposal and a.proposal.is_required)
    assert first.proposal is not None
    from engine.posture import Acceptance

    accepted = Acceptance(
        control=first.proposal.control, by="a", on="2026-01-01", because="b", until="2027-01-01", pointer="/c"
    )
    without = replace(
        made,
        requirements=tuple(
            replace(r, acceptance=accepted) if r.control == first.proposal.control else r
            for r in made.requirements
        ),
    )
    again = next(a for a in accounted(without, stack).accounts if a.demand == first.demand)
    assert again.proposal is None or again.proposal.control != first.proposal.control


def test_a_control_the_catalogue_does_not_know_has_no_proposal() -> None:
    (account,) = accounted(posture((at(FILTER, control="ctl:unheard-of"),)), NOTHING).accounts
    assert account.verdict is Verdict.NONE
    assert account.proposal is None


@given(postures())
def test_every_demand_has_exactly_one_verdict(drawn: Posture) -> None:
    for stack in (OfferedStack(is_listed=False), NOTHING, offering(FILTER, LOG)):
        found = account_for(drawn, render_all(drawn, TARGETS), stack, knowledge_base())
        assert [account.demand for account in found.accounts] == [demand_key(d) for d in demands_of(drawn)]
        assert sum(len(found.with_verdict(verdict)) for verdict in Verdict) == len(found.accounts)
        for account in found.accounts:
            assert bool(account.reason) is (account.verdict in (Verdict.NONE, Verdict.UNKNOWN))
            assert account.citations
        assert coverage_text(drawn, found, Points(knowledge_base()))


@given(postures())
def test_what_a_document_holds_is_said_to_be_held_and_nothing_else_is(drawn: Posture) -> None:
    renderings = render_all(drawn, TARGETS)
    rows = coverage(drawn, renderings).rows
    found = account_for(drawn, renderings, NOTHING, knowledge_base())
    for verdict, extent in ((Verdict.FULLY, Extent.FULLY), (Verdict.PARTLY, Extent.PARTLY)):
        fully = {row.demand for row in rows if row.extent is Extent.FULLY}
        told = {account.demand for account in found.with_verdict(verdict)}
        held = {row.demand for row in rows if row.extent is extent}
        assert told == (held if extent is Extent.FULLY else held - fully)


def test_the_assistant_inside_a_bought_product_shows_residuals_and_is_not_silent() -> None:
    made, found = example("meeting-assistant")
    residual = found.with_verdict(Verdict.NONE)
    assert residual
    assert not found.with_verdict(Verdict.FULLY)
    assert any(account.proposal for account in residual)
    text = coverage_text(made, found, Points(knowledge_base()))
    assert "RESIDUAL: NOTHING IN THIS STACK CAN HOLD IT" in text
    assert all(account.label in text for account in residual)


def test_the_record_counts_what_it_lists() -> None:
    made, found = example("cv-screening")
    record = coverage_record(made, found)
    assert record["format"] == "duecare.coverage/1"
    assert sum(record["counts"].values()) == len(record["accounts"]) == len(demands_of(made))
    proofs = {place["proof"] for account in record["accounts"] for place in account["places"]}
    assert "exercised against the real engine" in proofs
    assert "attested by its owner, enforced by no document" in proofs


def test_a_profile_is_read_as_it_states_its_stack() -> None:
    assert not offered_by(read(HEAD)).is_listed
    assert offered_by(read(f"{HEAD}stack: []\n")) == NOTHING
    vague = offered_by(read(f"{HEAD}stack:\n  - {{id: a, kind: language-model}}\n"))
    assert (vague.is_listed, vague.unstated, vague.offers) == (True, ("a",), ())
    none = offered_by(read(f"{HEAD}stack:\n  - {{id: a, kind: language-model, enforcement_points: []}}\n"))
    assert (none.unstated, none.offers) == ((), ())


def test_the_hand_written_postures_are_known_to_the_vocabulary() -> None:
    assert only(posture((CONTENT,)), NOTHING) is Verdict.ATTESTED
    assert only(posture((LITERACY,)), NOTHING) is Verdict.ATTESTED
