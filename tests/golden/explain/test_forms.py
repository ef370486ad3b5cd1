"""What `why` and `why-not` print in each form for twelve scenarios, as a person read and approved it.

`pytest tests/golden --write-golden` writes the texts anew; read the difference before you commit it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explain.forms.graph import Depth
from explain.forms.render import Form, render
from tests.explain.forms import said

SCENARIOS: dict[str, tuple[str, ...]] = {
    "prohibited": ("emotions-in-meetings", "why", "prohibited"),
    "annex-iii": ("cv-screening", "why", "high-risk"),
    "carved-out": ("credit-and-fraud", "why-not", "high-risk", "fraud-check"),
    "derogation-barred-by-profiling": ("derogated-cv-screening", "why", "high-risk"),
    "transparency": ("faq-bot", "why", "transparency"),
    "general-purpose-model": ("filings-summariser", "why", "gpai-model"),
    "annex-i-product": ("medical-device", "why", "high-risk"),
    "undetermined": ("meeting-assistant", "why", "prohibited"),
    "tightened-by-incidents": ("leaking-faq-bot", "why", "logging.review-interval"),
    "bought-assistant": ("meeting-assistant", "why-not", "human-review"),
    "permission": ("cv-screening", "why", "recruiting-agent/send_rejection"),
    "minimal": ("demand-forecast", "why", "minimal"),
}
FORMS = (
    (Form.TEXT, Depth.BRIEF, "brief.txt"),
    (Form.MARKDOWN, Depth.BRIEF, "brief.md"),
    (Form.HTML, Depth.BRIEF, "brief.html"),
    (Form.TURTLE, Depth.BRIEF, "brief.ttl"),
    (Form.MERMAID, Depth.BRIEF, "brief.mmd"),
    (Form.DOT, Depth.BRIEF, "brief.dot"),
    (Form.JSON, Depth.BRIEF, "brief.json"),
    (Form.TEXT, Depth.FULL, "full.txt"),
    (Form.MARKDOWN, Depth.FULL, "full.md"),
)
HERE = Path(__file__).parent


def printed(scenario: str, form: Form, depth: Depth) -> str:
    """The text, without the digests that change whenever any statement of the packs does."""
    text = render(said(*SCENARIOS[scenario]), form, depth)
    text = re.sub(r"fingerprint [0-9a-f]{16}", "fingerprint of the packs", text)
    text = re.sub(r"(trace:(?:run|packs)-|determination:)[0-9a-f]{32}", r"\1digest", text)
    return re.sub(r'(gov:sha256 )"[0-9a-f]{64}"', r'\1"digest"', text)


@pytest.mark.parametrize(("form", "depth", "ending"), FORMS, ids=lambda each: str(each))
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_text_is_as_it_was_approved(
    scenario: str, form: Form, depth: Depth, ending: str, request: pytest.FixtureRequest
) -> None:
    golden = HERE / f"{scenario}.{ending}"
    if request.config.getoption("--write-golden"):
        golden.write_text(printed(scenario, form, depth), encoding="utf-8")
    assert printed(scenario, form, depth) == golden.read_text(encoding="utf-8")


def test_every_text_is_of_a_scenario() -> None:
    known = {f"{scenario}.{ending}" for scenario in SCENARIOS for *_, ending in FORMS}
    assert {file.name for file in HERE.iterdir() if file.is_file() and file.suffix != ".py"} == known
