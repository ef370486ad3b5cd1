"""The pages in a real browser: quiet, from this machine only, accessible, and readable on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

import pytest

from tests.service.samples import CV, SMALL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = (
    "/",
    f"/use-cases/{CV}",
    f"/use-cases/{CV}?as_of=2027-12-02",
    f"/use-cases/{CV}/why?of=human-review",
    f"/use-cases/{CV}/edit",
    "/use-cases/new",
    "/ledger?check=yes",
    "/ledger/entries/0",
    "/help/problems",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Open = Callable[..., "Page"]


@pytest.fixture
def visit(browser: Browser, address_of_service: str) -> Iterator[Open]:
    """Opens an address in a window of its own. A message on the console or a foreign request fails the test.

    What Chromium says of a form that was refused on purpose is no fault.
    """
    faults: list[str] = []
    contexts = []

    def visiting(path: str, width: int = 1440, scheme: Literal["light", "dark"] = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("request", lambda asked: _foreign(asked.url, address_of_service, faults))
        page.goto(address_of_service + path)
        return page

    yield visiting
    for context in contexts:
        context.close()
    assert [fault for fault in faults if "status of 422" not in fault] == []


def _foreign(url: str, ours: str, faults: list[str]) -> None:
    if not url.startswith(ours):
        faults.append(f"request to {url}")


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong with a page, by `rules` or by all of its rules, each with the first place."""
    from axe_playwright_python.sync_playwright import Axe

    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": RULES}
    found = Axe().run(page, options={"runOnly": only})
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_light_in_dark_and_on_a_phone(visit: Open, path: str) -> None:
    page = visit(path)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast") == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == []


def test_axe_would_find_something(visit: Open) -> None:
    page = visit("/ledger")
    page.evaluate("document.querySelector('h1').outerHTML = '<img src=\"/static/mark.svg\">'")
    assert any(found.startswith("image-alt") for found in violations(page))


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_its_window(visit: Open, path: str) -> None:
    page = visit(path)
    for width in (320, 390, 736, 768, 992, 1024, 1216, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_a_title_and_a_language(visit: Open, path: str) -> None:
    page = visit(path)
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.title().endswith("duecare")
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_ground_is_dark_where_the_system_is(visit: Open) -> None:
    light, dark = visit("/"), visit("/", scheme="dark")
    grounds = [page.evaluate("getComputedStyle(document.body).backgroundColor") for page in (light, dark)]
    assert grounds == ["rgb(250, 248, 243)", "rgb(20, 22, 26)"]


def test_the_fonts_are_our_own(visit: Open) -> None:
    page = visit("/")
    loaded = page.evaluate(
        "document.fonts.ready.then(all => [...all].filter(f => f.status == 'loaded').map(f => f.family))"
    )
    assert {name.strip('"') for name in loaded} >= {"Source Sans 3", "Source Serif 4"}


@pytest.mark.parametrize("path", [f"/use-cases/{CV}", "/use-cases/new"])
def test_where_the_keyboard_is_can_be_seen(visit: Open, path: str) -> None:
    page = visit(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return [document.activeElement.tagName, s.outlineStyle, parseFloat(s.outlineWidth)] })()"
        )
        if seen[0] == "BODY":  # past the last one
            break
        assert seen[1] != "none" and seen[2] >= 2, seen


def test_a_stranger_gets_from_the_list_to_a_reason(visit: Open) -> None:
    page = visit("/")
    page.get_by_role("link", name="CV screening for engineering roles").click()
    page.get_by_role("link", name="Why High-risk").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Why “High-risk”"
    assert page.get_by_text("AI Act Art. 6(2)").count() > 0


def test_another_day_is_chosen_with_the_form(visit: Open) -> None:
    page = visit(f"/use-cases/{CV}")
    page.get_by_label("Duties as of").fill("2027-12-02")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_text("This page looks at").is_visible()
    assert page.get_by_text("binding since 2 December 2027").first.is_visible()
    page.get_by_role("link", name="Back to today").click()
    assert page.get_by_text("This page looks at").count() == 0


def test_a_profile_is_pasted_mended_and_recorded(visit: Open) -> None:
    page = visit("/use-cases/new")
    page.get_by_label("Profile, as YAML or JSON").fill(SMALL.replace("id: small", "id: Pasted One"))
    with page.expect_response(lambda answer: answer.status == 422):
        page.get_by_role("button", name="Record and determine").click()
    assert "1 fault. Nothing was saved." in page.get_by_role("alert").inner_text()
    kept = page.get_by_label("Profile, as YAML or JSON")
    kept.fill(kept.input_value().replace("Pasted One", "pasted-one"))
    page.get_by_role("button", name="Record and determine").click()
    assert page.get_by_role("heading", level=1).inner_text() == "A small use case"


def test_a_determination_is_recorded_from_its_page(visit: Open) -> None:
    page = visit(f"/use-cases/{CV}?as_of=2028-08-02")
    assert page.get_by_text("Not recorded").is_visible()
    page.get_by_label("Your name, self-declared").fill("analyst")
    page.get_by_role("button", name="Record this determination").click()
    record = page.get_by_role("region", name="Record of this page")
    assert "analyst (self-declared)" in record.inner_text()
    record.get_by_role("link", name="Entry and proof").click()
    assert page.get_by_text("Proof holds, self-verified only").is_visible()


def test_what_a_page_holds_back_opens_without_scripts(browser: Browser, address_of_service: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address_of_service}/use-cases/{CV}")
    closed = page.locator("details.document").first
    closed.locator("summary").click()
    assert closed.locator("pre").is_visible()
    context.close()
