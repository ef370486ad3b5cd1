"""The README's tables of commands and exit codes are those of the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.cli.exits import ExitCode
from tests.cli.test_operation import commands


def table(text: str, heading: str) -> list[list[str]]:
    """The rows of the table whose first column is called `heading`; that there is none is a fault."""
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if re.match(rf"\| *{heading} *\|", line))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.fixture
def readme(repository: Path) -> str:
    return (repository / "README.md").read_text(encoding="utf-8")


def test_every_command_stands_in_the_readme_and_no_other(readme: str) -> None:
    named = set()
    for row in table(readme, "command"):
        named |= set(re.findall(r"`(?:duecare )?((?:(?:kb|controls|ledger anchor|ledger) )?[a-z-]+)", row[0]))
    assert named == {name for name, _ in commands()}


def test_every_exit_code_stands_in_the_readme_and_no_other(readme: str) -> None:
    rows = table(readme, "exit code")
    assert [int(re.sub(r"\D", "", row[0])) for row in rows] == [code.value for code in ExitCode]
    assert all(row[1] for row in rows)
