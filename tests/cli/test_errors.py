"""Whatever is raised on purpose ends in one of the documented exit codes, and never in a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import evidence.errors
import targets.errors
from engine import errors
from engine.errors import DuecareError, Fault, InputError
from service.cli import answers
from service.cli.exits import ExitCode
from tests.cli.conftest import Command

Example = Callable[[str], Path]

CODES: dict[str, ExitCode] = {
    "InputError": ExitCode.WRONG_USE,
    "DocumentError": ExitCode.WRONG_USE,
    "ProfileError": ExitCode.WRONG_USE,
    "KnowledgeBaseError": ExitCode.WRONG_USE,
    "ReadingError": ExitCode.WRONG_USE,
    "UnknownSubject": ExitCode.WRONG_USE,
    "EntryRefused": ExitCode.WRONG_USE,
    "InvalidDocument": ExitCode.WRONG_USE,
    "RuleBaseRejected": ExitCode.REFUSED,
    "EngineDisagreement": ExitCode.REFUSED,
    "IncompleteDetermination": ExitCode.REFUSED,
    "PlanRefused": ExitCode.REFUSED,
    "ConflictingDemands": ExitCode.REFUSED,
    "ApprovalRefused": ExitCode.REFUSED,
    "StalePlan": ExitCode.REFUSED,
    "UnknownReceipt": ExitCode.REFUSED,
    "ApplyUnderWay": ExitCode.REFUSED,
    "ForeignResource": ExitCode.REFUSED,
    "LedgerError": ExitCode.REFUSED,
    "LedgerDamaged": ExitCode.REFUSED,
    "CheckpointRefused": ExitCode.REFUSED,
    "GuardMissing": ExitCode.REFUSED,
    "NothingToSign": ExitCode.REFUSED,
    "NothingToErase": ExitCode.REFUSED,
    "UnknownEntry": ExitCode.REFUSED,
    "KeyUnusable": ExitCode.REFUSED,
    "NoteRejected": ExitCode.REFUSED,
    "LedgerUnavailable": ExitCode.UNAVAILABLE,
    "DuecareError": ExitCode.UNAVAILABLE,
    "TargetError": ExitCode.UNAVAILABLE,
    "NotConnected": ExitCode.UNAVAILABLE,
    "ProviderError": ExitCode.UNAVAILABLE,
    "AccessRefused": ExitCode.UNAVAILABLE,
    "Throttled": ExitCode.UNAVAILABLE,
    "Conflict": ExitCode.UNAVAILABLE,
    "Unreachable": ExitCode.UNAVAILABLE,
    "NotReady": ExitCode.UNAVAILABLE,
    "PartlyApplied": ExitCode.UNAVAILABLE,
}


def raised_on_purpose() -> Iterator[type[DuecareError]]:
    for module in (errors, evidence.errors, targets.errors):
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, DuecareError):
                yield found


def test_the_table_holds_every_error_there_is() -> None:
    assert {error.__name__ for error in raised_on_purpose()} == set(CODES)


@pytest.mark.parametrize("error", {error.__name__: error for error in raised_on_purpose()}.values())
def test_every_error_ends_in_its_code_and_its_words(
    duecare: Command, example: Example, monkeypatch: pytest.MonkeyPatch, error: type[DuecareError]
) -> None:
    made = error.__new__(error)
    Exception.__init__(made, "what went wrong")
    if isinstance(made, InputError):
        made.faults = (Fault(message="what went wrong"),)

    def fail(*_: object) -> None:
        raise made

    monkeypatch.setattr(answers, "posture_record", fail)
    said = duecare("posture", example("faq-bot"))
    assert said.code == CODES[error.__name__]
    assert "what went wrong" in said.err
    assert said.out == ""


def test_a_home_that_cannot_be_made_is_told(duecare: Command, example: Example, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = duecare("--home", tmp_path / "file" / "home", "determine", example("faq-bot"))
    assert (said.code, said.out) == (ExitCode.UNAVAILABLE, "")
    assert "The file system refused:" in said.err


def test_a_file_that_cannot_be_read_is_told(
    duecare: Command, example: Example, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        said = duecare("determine", example("faq-bot"))
    assert (said.code, said.out) == (ExitCode.UNAVAILABLE, "")
    assert "Permission denied" in said.err
    assert "faq-bot.yaml" in said.err
    assert not home.exists()


def test_a_file_without_an_end_is_refused_for_its_size(duecare: Command, home: Path) -> None:
    said = duecare("determine", "/dev/zero")
    assert (said.code, said.out) == (2, "")
    assert "bytes" in said.err
    assert not home.exists()


def test_a_knowledge_base_that_does_not_load_is_told_with_its_faults(
    duecare: Command, example: Example, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "kb"
    broken.mkdir()
    (broken / "a.ttl").write_text("this is no Turtle\n")
    monkeypatch.setenv("DUECARE_KB", str(broken))
    said = duecare("determine", example("faq-bot"))
    assert said.code == ExitCode.WRONG_USE
    assert "a.ttl:1" in said.err


def started(arguments: list[str], cache: Path, **more: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DUECARE_CACHE": str(cache), **more}
    return subprocess.Popen(
        [sys.executable, "-m", "service.cli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )


def test_a_reader_that_goes_away_is_no_error(example: Example, cache: Path) -> None:
    process = started(["determine", "--no-record", str(example("cv-screening"))], cache)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == ExitCode.OK
    assert said == b""


def test_an_answer_is_utf_8_whatever_the_locale(example: Example, cache: Path) -> None:
    arguments = ["determine", "--no-record", str(example("cv-screening"))]
    process = started(arguments, cache, PYTHONIOENCODING="ascii")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (ExitCode.OK, b"")
    assert "“ranking”" in out.decode("utf-8")


@pytest.mark.parametrize(
    "command", [("plan",), ("approve", "--plan", "plan:x"), ("rollback", "--to", "receipt:x")]
)
def test_what_needs_a_name_says_so_before_anything_else(
    duecare: Command, example: Example, home: Path, command: tuple[str, ...]
) -> None:
    said = duecare(command[0], example("faq-bot"), *command[1:])
    assert (said.code, said.out) == (ExitCode.WRONG_USE, "")
    assert "Missing option '--as'" in said.err
    assert not home.exists()
