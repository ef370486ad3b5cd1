"""The legal status of a finding: whether it applies yet, and the strongest thing behind it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.citations import cite_conclusion, cite_rules, support_of_conclusion, support_of_rules
from engine.determine import determine
from engine.identifiers import Iri
from engine.kinds import Basis, LegalStatus, Level
from engine.knowledge import Rule
from engine.legal_status import resting_on, standing
from tests.engine.test_readings import EARLY, LATE, WIDE, contested
from tests.support.kb import concept, knowledge_base, name, rule, use_case, window

CASE = use_case(actors={"acme": {"a": True}})


def ground(*rules: Rule) -> str:
    found = determine(CASE, contested(*rules), "2026-11-22")
    return standing(found, found.findings_of(name("obligation.duty"))[0]).ground


def plain(short: str, **more: Any) -> Rule:
    return rule(short, "a", level=Level.ACTOR, then="obligation.duty", **more)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "text"),
        ({"explanation": "Says who is meant."}, "text"),
        ({"reading": "So read."}, "project-reading"),
        ({"reading": "So read.", "explanation": "Says who is meant."}, "project-reading"),
        ({"reading": "So read.", "legal_status": LegalStatus.RECITAL}, "recital"),
        ({"legal_status": LegalStatus.GUIDANCE_DRAFT}, "guidance-draft"),
        ({"basis": Basis.ORGANISATIONAL_POLICY}, "organisational-policy"),
        ({"under": (LATE,), "reading": "So read."}, "text"),
    ],
)
def test_a_finding_has_what_its_rule_has_behind_it(more: dict[str, Any], expected: str) -> None:
    assert ground(plain("one", **more)) == expected


def test_of_several_rules_the_strongest_counts() -> None:
    two = plain("two", legal_status=LegalStatus.RECITAL)
    assert ground(plain("one", reading="So read."), two) == "recital"


@pytest.mark.parametrize(
    ("day", "until", "application"),
    [
        ("2026-08-02", "", "binding"),
        ("2027-12-02", "", "adopted-not-yet-applicable"),
        ("2025-02-02", "2026-07-26", "no-longer-binding"),
    ],
)
def test_a_window_says_whether_it_applies_yet(day: str, until: str, application: str) -> None:
    known = contested(plain("one"), windows=(window("w", "obligation.duty", start=day, applies_until=until),))
    found = determine(CASE, known, "2026-11-22")
    assert standing(found, found.findings[0]) == (application, "text")


def test_what_has_no_date_has_no_application() -> None:
    found = determine(CASE, contested(plain("one")), "2026-11-22")
    assert standing(found, found.findings[0]).application == ""


def test_the_readings_a_finding_rests_on_are_those_of_its_rules_and_its_window_that_were_taken() -> None:
    windows = (
        window("late", "obligation.duty", start="2027-12-02", under=(LATE,)),
        window("early", "obligation.duty", start="2026-08-02", under=(EARLY,)),
    )
    known = contested(plain("one", under=(WIDE,)), plain("two"), windows=windows)
    found = determine(CASE, known, "2026-11-22")
    assert resting_on(found, found.findings[0]) == (LATE,)
    wide = determine(CASE, known, "2026-11-22", readings=["wide", "early"])
    assert resting_on(wide, wide.findings[0]) == (EARLY, WIDE)


def test_an_element_is_shown_as_one_and_never_cited_as_the_provision() -> None:
    part = rule("part", "a", then="nature.part", encodes=(), element_of=(Iri("t:art_2"),))
    known = knowledge_base(part)
    assert cite_rules(known, [part.id]) == ()
    assert cite_conclusion(known, name("nature.part"), [part.id]) == ()
    assert support_of_rules(known, [part.id]) == ("element of Act Art. 2",)
    assert support_of_conclusion(known, name("nature.part"), [part.id]) == ("element of Act Art. 2",)


def test_a_conclusion_that_says_what_it_is_an_element_of_is_shown_by_its_own_word() -> None:
    part = rule("part", "a", then="nature.part", encodes=(Iri("t:art_1"),))
    stated = concept("nature.part", element_of=(Iri("t:art_2"),))
    known = knowledge_base(part, concepts=[stated])
    assert support_of_conclusion(known, name("nature.part"), [part.id]) == (
        "Act Art. 1",
        "element of Act Art. 2",
    )
