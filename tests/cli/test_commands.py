"""Commands are imported when they are used, and the table that says where they lie is complete."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

import service.cli
from service.cli import duecare
from service.cli.commands import MODULE_OF

MODULES = sorted(path.stem for path in Path(service.cli.__file__).parent.glob("[!_]*.py"))


def test_the_table_names_every_command_of_every_module_and_no_other() -> None:
    found = {
        command.name: module
        for module in MODULES
        for command in getattr(import_module(f"service.cli.{module}"), "COMMANDS", ())
    }
    assert found
    assert found == dict(MODULE_OF)


@pytest.mark.parametrize("name", sorted(MODULE_OF))
def test_each_name_gives_the_command_of_that_name(name: str) -> None:
    command = duecare.get_command(click.Context(duecare), name)
    assert command is not None
    assert command.name == name


def test_no_command_has_a_name_nobody_gave() -> None:
    assert duecare.get_command(click.Context(duecare), "determin") is None


def test_the_command_line_itself_imports_no_library_of_a_provider_or_a_store() -> None:
    asked = (
        "import sys, service.cli; print([m for m in ('botocore', 'sqlalchemy', 'flask') if m in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout == "[]\n"
