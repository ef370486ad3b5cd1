"""`duecare new`: a form that is valid as it stands, and an interview that asks only what matters."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.determination import Determination
from engine.determine import determine
from engine.knowledge import FactKind, KnowledgeBase
from engine.profile.profile import read_profile
from engine.questions import open_questions
from service.authoring import commented_profile, slug
from service.interview import next_question
from service.profile_edits import answered, as_yaml
from tests.cli.conftest import Command
from tests.support.profiles import facts
from tests.support.shipped import knowledge_base


@pytest.fixture
def known() -> KnowledgeBase:
    return knowledge_base()


def uncommented(form: str) -> str:
    """The form with every example stated."""
    return re.sub(r"^( *)#(?!#)", r"\1", form, flags=re.MULTILINE)


def test_the_form_is_valid_as_it_stands_and_everything_is_open(known: KnowledgeBase) -> None:
    use_case = read_profile(commented_profile(known, "cv-check").encode(), "form", known)
    determination = determine(use_case, known, "2026-11-22")
    assert use_case.id == "cv-check"
    assert [facts(use_case, subject.level) for subject in use_case.subjects] == [{}, {}, {}]
    assert determination.tiers == ()
    assert not determination.is_complete
    assert open_questions(determination)


def test_every_question_and_every_term_stands_in_the_form(known: KnowledgeBase) -> None:
    form = commented_profile(known, "x")
    said = re.sub(r"\s*\n[ #]*", " ", form)
    asked = [fact for fact in known.facts.values() if fact.kind is not FactKind.CONCLUDED]
    assert asked
    for fact in asked:
        assert fact.question in said
    schemes = {fact.scheme for fact in asked if fact.scheme}
    for concept in known.concepts.values():
        if concept.scheme in schemes:
            assert re.search(rf"\b{re.escape(concept.id.split('.', 1)[1])}\b", form)


def test_without_the_marks_every_example_is_read(known: KnowledgeBase) -> None:
    form = uncommented(commented_profile(known, "x"))
    form = re.sub(r"(counsel_holds_\w+: \{answer: )true", r"\1false", form)  # they exclude one another
    use_case = read_profile(form.encode(), "form", known)
    stated = {fact for subject in use_case.subjects for fact in subject.facts}
    kinds = (FactKind.DECLARED, FactKind.JUDGEMENT, FactKind.COUNTED)
    asked = {fact.id for fact in known.facts.values() if fact.kind in kinds}
    shorthand = {fact.id for fact in known.facts.values() if fact.expands_into}
    assert stated == asked - shorthand
    assert use_case.unlisted == {}


@given(st.text(max_size=80))
def test_whatever_its_name_the_form_is_valid(name: str) -> None:
    known = knowledge_base()
    printable = "".join(c for c in name if c.isprintable())
    assert read_profile(commented_profile(known, printable).encode(), "form", known).id == slug(printable)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("CV Screening", "cv-screening"),
        ("", "use-case"),
        ("été", "t"),
        ("--", "use-case"),
        ("a" * 70, "a" * 64),
    ],
)
def test_a_name_becomes_an_identifier(name: str, short: str) -> None:
    assert slug(name) == short


def test_a_form_is_written_and_never_over_another_file(duecare: Command, tmp_path: Path, home: Path) -> None:
    said = duecare("new", "mine.yaml", "--template")
    assert (said.code, said.out) == (0, "")
    assert "duecare determine mine.yaml" in said.err
    written = (tmp_path / "mine.yaml").read_text()
    assert duecare("determine", "mine.yaml", "--no-record").code == 0
    again = duecare("new", "mine.yaml", "--template")
    assert again.code == 2
    assert "is there already" in again.err
    assert (tmp_path / "mine.yaml").read_text() == written
    assert not home.exists()


TO_HIGH_RISK = {
    "/functions/0/processing/infers": ["nothing-about-persons"],
    "/functions/0/purposes": ["job-application-filtering"],
    "/functions/0/subjects": ["job-applicants"],
}


def test_an_interview_ends_when_no_question_could_settle_a_tier(duecare: Command, tmp_path: Path) -> None:
    typed = ["Orders", "", "acme", "", "forecast", "", *["unknown"] * 300]
    said = duecare("new", "f.yaml", "--interactive", typed="\n".join(typed) + "\n")
    assert said.code == 0, said.err
    asked = re.findall(r"It bears on .* \((/.*)\)\.", said.err)
    assert asked
    assert len(asked) == len(set(asked))
    text = (tmp_path / "f.yaml").read_text()
    assert "# Left open:" in text
    assert "id: orders" in text


def asked_of(known: KnowledgeBase, knows: dict[str, Any]) -> tuple[list[str], Determination]:
    """The places a person who knows `knows` is asked about, in order, and what then follows."""
    profile: dict[str, Any] = {
        "id": "x",
        "title": "x",
        "actors": {"acme": {}},
        "functions": [{"id": "ranking"}],
    }
    asked: list[str] = []
    while True:
        determination = determine(read_profile(as_yaml(profile).encode(), "x", known), known, "2026-11-22")
        question = next_question(determination, set(asked))
        if question is None:
            return asked, determination
        asked.append(question.pointer)
        if question.pointer in knows:
            profile = answered(profile, question.pointer, knows[question.pointer])


def test_what_is_answered_settles_tiers_and_spares_questions(known: KnowledgeBase) -> None:
    everything, unsettled = asked_of(known, {})
    asked, settled = asked_of(known, TO_HIGH_RISK)
    assert unsettled.tiers == ()
    assert {"/functions/0/purposes", "/functions/0/subjects"} <= set(asked)
    assert "aia:tier.high-risk" in settled.tiers
    assert "/functions/0/processing/inference_reasons" in everything
    assert "/functions/0/processing/inference_reasons" not in asked


def test_an_answer_that_cannot_be_read_is_asked_again(duecare: Command, tmp_path: Path) -> None:
    typed = "X\nNot A Name\nx\nacme\n\nmain\n\nnonsense\n999\nnone\nstop\n"
    said = duecare("new", "x.yaml", "--interactive", typed=typed)
    assert said.code == 0, said.err
    assert "1 to 64 small letters" in said.err
    assert '"nonsense" is no term of this list.' in said.err
    assert "There is no term 999" in said.err
    assert ": []" in (tmp_path / "x.yaml").read_text()


def test_an_interview_that_is_stopped_before_its_names_writes_nothing(
    duecare: Command, tmp_path: Path
) -> None:
    said = duecare("new", "x.yaml", "--interactive", typed="stop\n")
    assert said.code == 2
    assert not (tmp_path / "x.yaml").exists()


def test_an_interview_whose_input_ends_writes_nothing(duecare: Command, tmp_path: Path) -> None:
    said = duecare("new", "x.yaml", "--interactive", typed="X\nx\n")
    assert said.code == 2
    assert "nothing more was written" in said.err
    assert not (tmp_path / "x.yaml").exists()


def test_no_question_is_next_where_everything_is_skipped(known: KnowledgeBase) -> None:
    use_case = read_profile(commented_profile(known, "x").encode(), "form", known)
    determination = determine(use_case, known, "2026-11-22")
    everything = {question.pointer for question in open_questions(determination)}
    assert next_question(determination, set()) is not None
    assert next_question(determination, everything) is None
