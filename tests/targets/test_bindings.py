"""The tables that say which control goes where."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from engine.errors import KnowledgeBaseError
from targets.bedrock.bindings import BedrockBindings
from targets.bedrock.bindings import shipped_bindings as bedrock_table
from targets.bindings import DIRECTORY, load
from targets.cedar.bindings import shipped_bindings as cedar_table
from targets.strict import service_model


def test_every_setting_of_the_tables_belongs_to_a_control_of_the_tables() -> None:
    for setting in bedrock_table().settings:
        assert setting.rpartition(".")[0] in bedrock_table().controls
    for control, binding in cedar_table().controls.items():
        assert all(setting.startswith(f"{control}.") for setting in binding.settings)


def test_every_control_and_parameter_of_the_tables_is_in_the_knowledge_base() -> None:
    text = "\n".join(each.read_text("utf-8") for each in (DIRECTORY.parent / "controls").glob("*.ttl"))
    defined = {line.split(" ")[0] for line in text.splitlines() if line.startswith("ctl:")}
    tables = {each.stem: each.read_text("utf-8") for each in DIRECTORY.glob("*.json")}
    named = {name: set(re.findall(r'"(ctl:[^"]+)"', text)) for name, text in tables.items()}
    assert {name for name, found in named.items() if not found} == {
        "cloudwatch"
    }  # all metrics are alike to it
    assert set().union(*named.values()) <= defined


def test_platform_and_enforcement_point_are_terms_of_the_vocabulary() -> None:
    text = "\n".join(each.read_text("utf-8") for each in (DIRECTORY.parent / "vocab").glob("*.ttl"))
    assert f"\n{bedrock_table().platform} a skos:Concept" in text
    for table in DIRECTORY.glob("*.json"):
        terms = re.findall(r'"(term:[^"]+)"', table.read_text("utf-8"))
        assert terms and all(f"\n{each} a skos:Concept" in text for each in terms)
    assert all(f"\n{kind} a skos:Concept" in text for kind in bedrock_table().wordless)


def test_the_strengths_are_those_of_the_service_model_weakest_first() -> None:
    known = service_model("bedrock").shape_for("GuardrailFilterStrength").metadata["enum"]
    assert list(bedrock_table().strengths) == list(known)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("setings",), {}),
        (("settings", "ctl:a.b"), {"kind": "unheard-of"}),
        (("settings", "ctl:a.b"), {"kind": "content-filter", "type": "HATE", "directions": []}),
        (("controls", "ctl:a"), {"extent": "totally", "because": "x"}),
        (("platform",), None),
    ],
)
def test_a_broken_table_does_not_load_and_says_where(
    tmp_path: Path, path: tuple[str, ...], value: Any
) -> None:
    table = json.loads((DIRECTORY / "bedrock.json").read_text("utf-8"))
    place = table
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    (tmp_path / "bedrock.json").write_text(json.dumps(table), "utf-8")
    with pytest.raises(KnowledgeBaseError, match="/".join(path)):
        load(BedrockBindings, tmp_path / "bedrock.json")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]"])
def test_a_file_that_is_no_table_does_not_load(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.json").write_bytes(content)
    with pytest.raises(KnowledgeBaseError, match=r"t\.json"):
        load(BedrockBindings, tmp_path / "t.json")


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match=r"t\.json.*cannot be read"):
        load(BedrockBindings, tmp_path / "t.json")
