"""What the pages of the ledger say: its entries, older ones a page further, and the proof of each."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.service.samples import small
from tests.service.test_web_pages import BROWSER, words


@pytest.mark.parametrize("before", ["x", "-1", "1" * 30, "\N{SUPERSCRIPT TWO}"])
def test_a_place_in_the_ledger_that_is_no_number_is_refused(client: FlaskClient, before: str) -> None:
    answer = client.get("/ledger", query_string={"before": before}, headers=BROWSER)
    assert answer.status_code == 422


def test_older_entries_are_a_page_further(client: FlaskClient) -> None:
    for number in range(52):
        client.post("/v1/use-cases", data=small(id=f"u{number}"), content_type="application/json")
    first = client.get("/ledger").text
    assert "Entry 51" in first and "Entry 1<" not in first
    (older,) = re.findall(r'href="(/ledger\?before=[0-9]+)"', first)
    second = client.get(older).text
    assert "Entry 1<" in second and "Entry 0<" in second and "before=" not in second


def test_an_entry_shows_its_proof(recorded: FlaskClient) -> None:
    page = words(recorded.get("/ledger/entries/0").text)
    assert "Proof holds, self-verified only" in page
    assert "none needed: it is the only entry" in page
