"""The page of a use case says how contested points were read and what other readings would change."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.service.test_web_pages import PAGE, words


def test_the_page_says_what_another_reading_of_the_law_would_change(recorded: FlaskClient) -> None:
    said = words(recorded.get(f"{PAGE}?as_of=2026-11-22").text)
    assert "Other readings of the law" in said
    assert "From when do Section 5 of Chapter III and Chapter IX bind?" in said
    assert "Read as: From 2 August 2026, as written" in said


def test_a_reading_chosen_on_the_page_is_named_and_carried_along(recorded: FlaskClient) -> None:
    page = recorded.get(f"{PAGE}?as_of=2026-11-22&reading=formal-dates").text
    assert "Read otherwise than by default: formal-dates" in words(page)
    assert '<input type="hidden" name="reading" value="formal-dates">' in page
    assert recorded.get(f"{PAGE}?reading=no-such").status_code == 422
