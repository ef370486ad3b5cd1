"""Lists as Markdown and as a page: the same statements as in the text, each with its citations."""

from __future__ import annotations

import re
from html import unescape

import pytest

from engine.requirements import posture_of
from explain.difference import Answered
from explain.flips import flips
from explain.flips_report import flips_text
from explain.forms.listing import Line, Listing, listing_markdown, listing_page
from explain.forms.page import policy
from explain.listings import flips_listing, questions_listing, what_if_listing, who_listing
from explain.outcomes import consequences
from explain.portfolio import By, who
from explain.what_if import what_if_record
from tests.explain.forms import HOSTILE
from tests.support.shipped import determined, example_files, knowledge_base


def answered(name: str, as_of: str) -> Answered:
    determination = determined(name, as_of)
    return Answered(determination=determination, posture=posture_of(determination))


def told(name: str) -> Listing:
    match name:
        case "what-if":
            sides = answered("cv-screening", "2026-11-22"), answered("cv-screening", "2028-08-02")
            return what_if_listing(*sides, ("the day asked about is 2 Aug 2028",))
        case "flips":
            return flips_listing(flips(determined("faq-bot"), "transparency"))
        case "questions":
            return questions_listing(determined("meeting-assistant"))
        case _:
            pairs = [(d, posture_of(d)) for d in (determined(path.stem) for path in example_files())]
            return who_listing(who(knowledge_base(), pairs, By.CONTROL, "human-review"))


def lines(listing: Listing) -> list[Line]:
    found: list[Line] = []
    waiting = [line for part in listing.parts for line in part.lines]
    while waiting:
        line = waiting.pop(0)
        found.append(line)
        waiting.extend(line.below)
    return found


every = pytest.mark.parametrize("name", ["what-if", "flips", "questions", "who"])


@every
def test_every_statement_carries_its_citations(name: str) -> None:
    found = lines(told(name))
    assert found
    assert [line.text for line in found if not line.citations and not line.below] == []


@every
def test_the_page_holds_every_statement_and_asks_nobody_for_anything(name: str) -> None:
    listing = told(name)
    page = listing_page(listing)
    shown = unescape(page)
    assert page.startswith("<!doctype html>")
    assert all(line.text in shown and "; ".join(line.citations) in shown for line in lines(listing))
    assert unescape(policy()) in shown
    assert not re.search(r"<(script|img|link|iframe|form)|href=|src=", page)


@every
def test_markdown_holds_every_statement_as_a_point(name: str) -> None:
    listing = told(name)
    points = [line for line in listing_markdown(listing).splitlines() if re.match(r" *- ", line)]
    assert len(points) == len(lines(listing))
    assert listing_markdown(listing).count("\n## ") == len(listing.parts)


def test_what_is_quoted_cannot_change_the_structure() -> None:
    line = Line(text=HOSTILE, citations=(HOSTILE,))
    hostile = Listing(heading=HOSTILE, about=HOSTILE, opening=(HOSTILE,), parts=(), closing=(HOSTILE,))
    assert "<script>alert" not in listing_page(hostile)
    assert "<script>" not in listing_markdown(hostile)
    assert line.below == ()


def test_an_answer_without_parts_says_so_in_its_opening() -> None:
    side = answered("faq-bot", "2026-11-22")
    listing = what_if_listing(side, side, ())
    assert (listing.parts, listing.opening[0].startswith("Nothing differs")) == ((), True)
    assert questions_listing(determined("faq-bot")).opening == (
        "No open question: everything the rules ask is answered.",
    )


def test_the_parts_are_those_of_the_text_and_of_the_json() -> None:
    answer = flips(determined("faq-bot"), "transparency")
    text = flips_text(answer)
    listing = flips_listing(answer)
    assert all(part.heading in text for part in listing.parts)
    assert len(listing.parts) == len(answer.flips)
    assert all(closing in text for closing in listing.closing)
    sides = answered("cv-screening", "2026-11-22"), answered("cv-screening", "2028-08-02")
    record = what_if_record(*sides, ())
    differing = [below for line in lines(told("what-if")) for below in line.below]
    assert len(differing) == len(record["differences"])
    assert len(told("questions").parts) == len(consequences(determined("meeting-assistant"))[0])
