"""`--format` and `--depth`: which forms there are, and of how many use cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command

Example = Callable[[str], Path]
DAY = ("--as-of", "2026-11-22")
BEGINNINGS = {
    "text": "CV screening for engineering roles\nHigh-risk",
    "json": "{",
    "markdown": "# Why high-risk\n",
    "html": "<!doctype html>\n",
    "turtle": "@prefix ",
    "mermaid": "%% Why high-risk.",
    "dot": "digraph explanation {",
}


@pytest.mark.parametrize("form", BEGINNINGS)
def test_a_derivation_is_printed_in_every_form(duecare: Command, example: Example, form: str) -> None:
    said = duecare("why", example("cv-screening"), "high-risk", *DAY, "--format", form)
    assert said.code == 0
    assert said.out.startswith(BEGINNINGS[form])


def test_in_brief_a_business_owner_reads_three_sentences(duecare: Command, example: Example) -> None:
    said = duecare("why", example("cv-screening"), "high-risk", *DAY, "--depth", "brief")
    title, *sentences = said.out.splitlines()
    assert title == "CV screening for engineering roles"
    assert len(sentences) == 3
    assert all(sentence.endswith("]") for sentence in sentences)


def test_why_not_has_the_same_forms(duecare: Command, example: Example) -> None:
    file = example("faq-bot")
    assert duecare("why-not", file, "high-risk", *DAY, "--format", "dot").out.startswith("digraph")
    brief = duecare("why-not", file, "high-risk", *DAY, "--depth", "brief", "--format", "json")
    assert brief.json["format"] == "duecare.why-not-brief/1"


@pytest.mark.parametrize("form", ["html", "turtle", "mermaid", "dot"])
def test_one_document_is_about_one_use_case(duecare: Command, example: Example, form: str) -> None:
    files = (example("cv-screening"), example("faq-bot"))
    said = duecare("why", *files, "provider", *DAY, "--format", form)
    assert said.code == 2
    assert "one profile, or text, markdown or json" in said.err


def test_several_use_cases_are_told_one_after_the_other(duecare: Command, example: Example) -> None:
    files = (example("cv-screening"), example("faq-bot"))
    said = duecare("why", *files, "deployer", *DAY, "--format", "markdown")
    assert said.out.count("# Why deployer\n") == 2
