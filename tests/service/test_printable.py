"""The page of a derivation that stands alone, in a real browser: quiet, accessible, and legible on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from pypdfium2 import PdfDocument

from explain.forms.graph import Depth, graph
from explain.forms.listing import listing_page
from explain.forms.page import policy
from explain.forms.render import Form, render
from explain.forms.stated import said as stated
from explain.forms.stated import short
from tests.explain.forms import ASKED, said
from tests.explain.test_listings import lines, told
from tests.service.samples import CV
from tests.service.test_web_browser import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("asked", [ASKED[0], ASKED[2], ASKED[8], ASKED[9]], ids=" ".join)
def test_the_page_is_quiet_accessible_and_legible_on_paper(
    browser: Browser, tmp_path: Path, asked: tuple[str, str, str]
) -> None:
    file = tmp_path / "why.html"
    file.write_text(render(said(*asked), Form.HTML, Depth.FULL), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("request", lambda sent: faults.append(sent.url) if sent.url != file.as_uri() else None)
    page.goto(file.as_uri())
    ends = "all => all.map(each => [each.dataset.from, each.dataset.to])"
    lines = page.locator("path.edge").evaluate_all(ends)
    assert lines
    assert lines == page.locator("tbody tr").evaluate_all(ends)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.emulate_media(media="print", color_scheme="light")
    page.set_viewport_size({"width": 680, "height": 971})  # what A4 leaves between its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    box = page.locator("svg.graph").bounding_box()
    assert box is not None
    assert box["height"] <= 971
    smallest = (
        "all => Math.min(...all.map(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a))"
    )
    assert page.locator("svg.graph tspan").evaluate_all(smallest) >= 7
    assert faults == []
    context.close()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("asked", [ASKED[0], ASKED[8]], ids=" ".join)
def test_axe_finds_nothing_on_the_page(browser: Browser, tmp_path: Path, asked: tuple[str, str, str]) -> None:
    file = tmp_path / "why.html"
    file.write_text(render(said(*asked), Form.HTML, Depth.FULL), encoding="utf-8")
    context = browser.new_context(bypass_csp=True)  # the page lets no script in; axe is one
    page = context.new_page()
    page.goto(file.as_uri())
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast") == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == []
    context.close()


BROKEN = "\x02"
"""How a hyphen at the end of a line is read from a PDF."""


def printed(browser: Browser, file: Path) -> list[str]:
    """The text of each page of the PDF that the browser prints of a file, blanks and breaks left out."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(file.as_uri())
    document = PdfDocument(page.pdf(prefer_css_page_size=True))
    context.close()
    texts = (each.get_textpage().get_text_bounded() for each in document)
    return ["".join(text.replace(BROKEN, "-").split()) for text in texts]


def whole_text(pages: list[str]) -> str:
    """The text of all pages without what stands in the foot of each."""
    return "".join(re.sub(r"^duecare\.Notlegaladvice\.\d+of\d+", "", page) for page in pages)


def solid(text: str) -> str:
    """`text` without blanks, which a printer moves as it likes."""
    return "".join(text.split())


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("asked", [ASKED[2], ASKED[8], ASKED[9]], ids=" ".join)
def test_what_is_printed_carries_every_row_and_every_statement(
    browser: Browser, tmp_path: Path, asked: tuple[str, str, str]
) -> None:
    file = tmp_path / "why.html"
    answer = said(*asked)
    file.write_text(render(answer, Form.HTML, Depth.FULL), encoding="utf-8")
    pages = printed(browser, file)
    text = whole_text(pages)
    whole = graph(answer.derivation)
    assert [node.sentence for node in whole.nodes if solid(stated(node).sentence) not in text] == []
    drawn = whole if len(whole.nodes) <= 40 else graph(answer.derivation, Depth.BRIEF)
    rows = [f"{e.number}{drawn.numbers[e.source.id]}{short(e.source).sentence}" for e in drawn.edges]
    assert rows
    assert [row for row in rows if solid(row) not in text] == []
    assert all(f"{number}of{len(pages)}" in page for number, page in enumerate(pages, 1))


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("name", ["what-if", "questions"])
def test_a_page_of_a_list_is_quiet_accessible_and_printed_whole(
    browser: Browser, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "list.html"
    listing = told(name)
    file.write_text(listing_page(listing), encoding="utf-8")
    context = browser.new_context(bypass_csp=True)  # the page lets no script in; axe is one
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.goto(file.as_uri())
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults == []
    context.close()
    text = whole_text(printed(browser, file))
    assert [line.text for line in lines(listing) if solid(line.text) not in text] == []


def test_why_links_the_page_to_print_and_shows_the_table(recorded: FlaskClient) -> None:
    shown = recorded.get(f"/use-cases/{CV}/why?of=high-risk").text
    assert f'href="/use-cases/{CV}/why.html?of=high-risk' in shown
    assert "As a table" in shown
    printed = recorded.get(f"/use-cases/{CV}/why.html?of=high-risk")
    assert printed.status_code == 200
    assert printed.text.startswith("<!doctype html>")
    assert printed.headers["Content-Security-Policy"] == f"{policy()}; frame-ancestors 'none'"


@pytest.mark.parametrize("of", ["", "no-such-thing"])
def test_what_is_unknown_has_no_page_to_print(recorded: FlaskClient, of: str) -> None:
    assert recorded.get(f"/use-cases/{CV}/why.html?of={of}").status_code == 404
