"""The examples say what they are meant to show, and are read without a fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from engine import document_builder
from engine.kinds import FactKind, Level
from engine.knowledge import Iri
from engine.posture import StackComponent
from engine.profile.profile import profile_from_record, read_profile
from engine.usecase import UseCase
from tests.support.documents import LOADERS, parsed_by
from tests.support.shipped import determined, example_files, use_case
from tests.support.shipped import knowledge_base as shipped

NAMES = [path.stem for path in example_files()]
OPEN = ["meeting-assistant"]
"""Those that are meant to leave questions."""
JOBS = {"hiring lead", "head of consumer lending", "head of customer service"}


def test_the_documentation_names_every_example() -> None:
    readme = (example_files()[0].parent.parent / "README.md").read_text(encoding="utf-8")
    assert len(NAMES) >= 7
    assert [name for name in NAMES if f"examples/{name}.yaml" not in readme] == []


@pytest.mark.parametrize("path", example_files(), ids=lambda path: path.stem)
def test_an_example_is_named_like_its_file_and_explains_itself(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert use_case(path.stem).id == path.stem
    assert text.startswith("# ")
    assert text.count(" # ") + text.count("\n# ") >= 2


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_replayed_from_its_record(name: str) -> None:
    assert profile_from_record(use_case(name).document, shipped()) == use_case(name)


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: str(loader.__name__))
@pytest.mark.parametrize("path", example_files(), ids=lambda path: path.stem)
def test_every_parser_reads_an_example_alike(path: Path, loader: document_builder.Loader) -> None:
    with parsed_by(loader):
        assert read_profile(path.read_bytes(), path.name, shipped()) == use_case(path.stem)


@pytest.mark.parametrize("path", example_files(), ids=lambda path: path.stem)
def test_an_example_reads_alike_as_json(path: Path) -> None:
    plain = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    typed = json.loads(use_case(path.stem).document)
    assert _texts(typed) == _texts(plain)
    as_json = json.dumps(typed, indent=2).encode()
    assert read_profile(as_json, path.name, shipped()) == use_case(path.stem)


def _texts(value: object) -> object:
    if isinstance(value, dict):
        return {key: _texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_texts(inner) for inner in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_settles_its_tiers_unless_it_is_meant_to_leave_questions(name: str) -> None:
    assert determined(name).is_complete == (name not in OPEN)
    assert (not determined(name).undetermined) == (name not in OPEN)


def test_the_meeting_assistant_leaves_open_what_the_vendor_infers() -> None:
    transcription = use_case("meeting-assistant").of(Level.FUNCTION)[0]
    assert Iri("fact:inferences") not in transcription.facts


def test_two_examples_run_on_one_model() -> None:
    models = [_component(use_case(name), "shared-assistant-model") for name in ("cv-screening", "faq-bot")]
    assert {(model.kind, model.platform) for model in models} == {
        (Iri("term:component-kind.language-model"), Iri("term:platform.aws-bedrock"))
    }


def _component(example: UseCase, name: str) -> StackComponent:
    return next(component for component in example.stack if component.id == name)


def test_a_vendors_product_offers_no_place_to_enforce_anything() -> None:
    (product,) = use_case("meeting-assistant").stack
    assert product.enforcement_points == ()
    assert Iri("fact:enforcement-points") in use_case("meeting-assistant").of(Level.COMPONENT)[0].facts


def test_judgements_are_made_by_jobs_and_by_no_invented_person() -> None:
    judgements = [
        stated.by
        for name in NAMES
        for subject in use_case(name).subjects
        for fact, stated in subject.facts.items()
        if shipped().facts[fact].kind is FactKind.JUDGEMENT and stated.values
    ]
    assert set(judgements) == JOBS
