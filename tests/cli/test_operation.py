"""`schema`, `kb check`, `doctor` and `serve`, and the help every command has."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator

from service import doctor
from service.cli import duecare as group
from service.cli.exits import ExitCode
from service.settings import SHIPPED_KB
from tests.cli.conftest import Command
from tests.support.shipped import example_files, use_case


def commands(at: click.Command = group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command, nested ones too, by the words that call it."""
    if isinstance(at, click.Group):
        context = click.Context(at)
        for key in at.list_commands(context):
            inner = at.get_command(context, key)
            assert inner is not None
            yield from commands(inner, f"{name} {key}".strip())
    else:
        yield name, at


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_has_help(duecare: Command, home: Path, name: str) -> None:
    said = duecare(*name.split(), "--help")
    assert (said.code, said.err) == (0, "")
    assert f"Usage: duecare {name}" in said.out
    assert not home.exists()


def test_every_command_says_what_it_does_and_every_option_what_it_is_for() -> None:
    for name, command in commands():
        assert (command.help or "").strip().split("\n")[0].endswith((".", ":")), name
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name not in ("form", "host", "port"):
                assert parameter.help, f"{name} {parameter.name}"


def test_the_version_is_told(duecare: Command) -> None:
    said = duecare("--version")
    assert said.code == 0
    assert "0.1.0" in said.out


def test_the_schema_is_one_and_every_example_fits_it(duecare: Command) -> None:
    schema = duecare("schema").json
    Draft202012Validator.check_schema(schema)
    for path in example_files():
        document = json.loads(use_case(path.stem).document)
        assert list(Draft202012Validator(schema).iter_errors(document)) == []
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_shipped_knowledge_base_has_no_fault(duecare: Command) -> None:
    said = duecare("kb", "check")
    assert (said.code, said.err) == (0, "")
    assert "no fault" in said.out
    assert "fingerprint" in said.out


def test_a_broken_knowledge_base_is_told_fault_by_fault(duecare: Command, tmp_path: Path) -> None:
    broken = tmp_path / "kb"
    shutil.copytree(SHIPPED_KB, broken)
    rules = broken / "regulations" / "eu-ai-act" / "art-04-literacy.ttl"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(
        text.replace("gov:encodes aia:art_4.par_1 ;", "", 1).replace("fact:role ;", "fact:rule ;", 1)
    )
    said = duecare("kb", "check", broken)
    assert said.code == ExitCode.WRONG_USE
    assert said.out.count("art-04-literacy.ttl:") >= 2
    assert "does not load" in said.err


def test_a_folder_without_statements_is_no_knowledge_base(duecare: Command, tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    assert duecare("kb", "check", tmp_path / "kb").code == ExitCode.WRONG_USE


def test_a_sound_installation_has_nothing_to_mend(duecare: Command, home: Path) -> None:
    said = duecare("doctor")
    assert said.code == 0, said.out
    assert "MEND" not in said.out
    assert "durable-rules runs" in said.out
    assert not home.exists()


def test_what_is_amiss_is_named_with_its_remedy(
    duecare: Command, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(doctor, "UNAVAILABLE", "durable-rules does not import")
    monkeypatch.setenv("DUECARE_KB", str(tmp_path))
    home.mkdir()
    (home / "ledger.sqlite").write_text("no database")
    said = duecare("doctor")
    assert said.code == ExitCode.FINDINGS
    amiss = [line for line in said.out.splitlines() if line.startswith("MEND")]
    assert len(amiss) == 3
    assert said.out.count("Next: ") == 3
