"""How days, instants, citations and amounts look on a page, and that nothing in them becomes markup."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from markupsafe import Markup

from service.web import filters
from targets.interface import Document

EVIL = "<script>alert(1)</script>"
SAFE = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2027-12-02", '<time datetime="2027-12-02">2 December 2027</time>'),
        ("2028-02-29", '<time datetime="2028-02-29">29 February 2028</time>'),
        ("2027-02-29", "2027-02-29"),
        ("", ""),
        (EVIL, SAFE),
    ],
)
def test_a_day_is_written_for_people(iso: str, shown: str) -> None:
    assert filters.day(iso) == Markup(shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("binds from 2027-12-02.", 'binds from <time datetime="2027-12-02">2 December 2027</time>.'),
        ("map:x.2027-12-02", "map:x.2027-12-02"),
        ("1.2027-12-02-a", "1.2027-12-02-a"),
        ("2027-13-40", "2027-13-40"),
        ("", ""),
        (f"{EVIL} 2027", f"{SAFE} 2027"),
    ],
)
def test_days_within_a_sentence_are_written_for_people(text: str, shown: str) -> None:
    assert filters.dated(text) == Markup(shown)


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2026-11-22T09:14:05.123456Z", "22 November 2026, 09:14 UTC"),
        ("2026-11-22T00:30:00+02:00", "21 November 2026, 22:30 UTC"),
    ],
)
def test_an_instant_is_shown_in_utc(iso: str, shown: str) -> None:
    assert f">{shown}<" in filters.moment(iso)


def test_what_is_no_instant_stays_as_it_is() -> None:
    assert filters.moment(EVIL) == Markup(SAFE)


@pytest.mark.parametrize(
    ("iso", "as_of", "said"),
    [
        ("2027-12-02", "2026-11-22", "in 375 days"),
        ("2026-11-23", "2026-11-22", "tomorrow"),
        ("2026-11-22", "2026-11-22", ""),
        ("2026-11-21", "2026-11-22", ""),
        ("", "2026-11-22", ""),
        ("2036-11-22", "2026-11-22", "in 3\N{NARROW NO-BREAK SPACE}653 days"),
    ],
)
def test_the_distance_is_said_of_days_ahead_only(iso: str, as_of: str, said: str) -> None:
    assert filters.distance(iso, as_of) == said


def test_citations_do_not_break_where_they_belong_together() -> None:
    shown = filters.cited(("AI Act Art. 5(1)(f)", "AI Act Annex III", "AI Act Art. 5(1)(f)"))
    assert "Art.\N{NO-BREAK SPACE}5(1)\N{WORD JOINER}(f)" in shown
    assert "Annex\N{NO-BREAK SPACE}III" in shown
    assert shown.count("; ") == 1
    assert filters.cited(()) == ""
    assert filters.cited((EVIL,)) == Markup(SAFE)


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("term:point.human-process", "human process"),
        ("engineering-judgement", "engineering judgement"),
        ("profile-revision", "profile revision"),
        ("", ""),
    ],
)
def test_identifiers_become_words(identifier: str, words: str) -> None:
    assert filters.phrase(identifier) == words


@pytest.mark.parametrize(
    ("identifier", "fragment"),
    [("ctl:human-review", "ctl-human-review"), ("agent/send_it", "agent-send-it"), ("", "")],
)
def test_identifiers_become_fragments(identifier: str, fragment: str) -> None:
    assert filters.anchor(identifier) == fragment


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "no entries"), (1, "1 entry"), (2, "2 entries"), (1000, "1\N{NARROW NO-BREAK SPACE}000 entries")],
)
def test_things_are_counted_in_words(count: int, said: str) -> None:
    assert filters.plural(count, "entry", "entries") == said


def test_a_document_is_laid_out_without_changing_what_it_says() -> None:
    told = Document(
        target="t", name="n", posture="p", media_type="application/json", content='{"b":1,"a":[1]}'
    )
    assert json.loads(filters.pretty(told)) == {"b": 1, "a": [1]}
    assert "\n" in filters.pretty(told)
    plain = replace(told, media_type="text/plain", content="permit(x);")
    assert filters.pretty(plain) == "permit(x);"
