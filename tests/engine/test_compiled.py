"""The compiled form: the same knowledge base, faster, and never trusted when anything about it is odd."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import pytest

from engine.compiled import FORMAT, check_knowledge_base, compiled, content_hash
from engine.errors import KnowledgeBaseError
from engine.loading.files import SHAPES, read_files
from engine.loading.loader import load_knowledge_base
from tests.kb.twins import ROOT, base, write


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return write(base(), tmp_path / "kb")


def kept(cache: Path) -> list[Path]:
    return sorted(cache.iterdir()) if cache.exists() else []


def test_the_compiled_form_says_what_the_packs_say(directory: Path, tmp_path: Path) -> None:
    loaded = asdict(load_knowledge_base(directory))
    assert asdict(compiled(directory, tmp_path / "cache")) == loaded
    [path] = kept(tmp_path / "cache")
    assert asdict(compiled(directory, tmp_path / "cache")) == loaded
    assert kept(tmp_path / "cache") == [path]


def test_the_same_packs_give_the_same_bytes(directory: Path, tmp_path: Path) -> None:
    for cache in ("one", "other"):
        compiled(directory, tmp_path / cache)
    [one], [other] = kept(tmp_path / "one"), kept(tmp_path / "other")
    assert one.name == other.name
    assert one.read_bytes() == other.read_bytes()


def test_a_compiled_form_is_read_without_rdflib_and_pyshacl(directory: Path, tmp_path: Path) -> None:
    compiled(directory, tmp_path / "cache")
    program = (
        "import sys; from pathlib import Path; from engine.compiled import compiled; "
        "kb = compiled(Path(sys.argv[1]), Path(sys.argv[2])); "
        "print(len(kb.rules), sorted({'rdflib', 'pyshacl'} & sys.modules.keys()))"
    )
    command = [sys.executable, "-c", program, str(directory), str(tmp_path / "cache")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "6 []\n"


def forged(path: Path) -> bytes:
    """A form with a changed body and the hash that fits it, but made for other files."""
    body = path.read_bytes().partition(b"\n")[2].replace(b"Hiring", b"Firing")
    head = {"format": FORMAT, "content": "0" * 64, "body": hashlib.sha256(body).hexdigest()}
    return json.dumps(head).encode() + b"\n" + body


def not_a_knowledge_base(path: Path) -> bytes:
    body = b'{"version": "1.0.0"}'
    head = {"format": FORMAT, "content": path.stem, "body": hashlib.sha256(body).hexdigest()}
    return json.dumps(head).encode() + b"\n" + body


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: b"",
        lambda path: b"\xff\x00",
        lambda path: b"[]\n{}",
        lambda path: b"[" * 100_000,
        lambda path: path.read_bytes()[:-1],
        lambda path: path.read_bytes().replace(b"Hiring", b"Firing"),
        lambda path: path.read_bytes().replace(FORMAT.encode(), b"duecare-compiled-0"),
        forged,
        not_a_knowledge_base,
    ],
    ids=["empty", "binary", "list", "deep", "cut", "changed", "other-format", "foreign", "no-knowledge-base"],
)
def test_a_damaged_or_foreign_form_is_made_anew(damage: object, directory: Path, tmp_path: Path) -> None:
    compiled(directory, tmp_path / "cache")
    [path] = kept(tmp_path / "cache")
    sound = path.read_bytes()
    assert callable(damage)
    path.write_bytes(damage(path))
    assert asdict(compiled(directory, tmp_path / "cache")) == asdict(load_knowledge_base(directory))
    assert path.read_bytes() == sound


@pytest.mark.parametrize("file", ["base.ttl", "base.sssom.tsv", SHAPES])
def test_a_change_of_any_file_asks_for_another_form(file: str) -> None:
    assert content_hash(base() | {file: base()[file] + b"\n"}) != content_hash(base())


def test_where_one_file_ends_and_the_next_begins_matters() -> None:
    assert content_hash({"a": b"1", "b": b"2"}) != content_hash({"a": b"", "b": b"12"})
    assert content_hash({"a": b"", "b": b"2"}) != content_hash({"ab": b"2"})


def test_a_cache_that_cannot_be_written_is_no_error(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file stands where the directory would be")
    assert len(compiled(directory, tmp_path / "cache").rules) == 6

    def refuse(path: Path, target: Path) -> NoReturn:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", refuse)
    assert len(compiled(directory, tmp_path / "full").rules) == 6
    assert kept(tmp_path / "full") == []


def test_what_does_not_load_is_not_kept(directory: Path, tmp_path: Path) -> None:
    (directory / "more.ttl").write_text("<a> <b> .")
    with pytest.raises(KnowledgeBaseError):
        compiled(directory, tmp_path / "cache")
    assert kept(tmp_path / "cache") == []


def test_what_the_shapes_refuse_is_not_kept(directory: Path, tmp_path: Path) -> None:
    (directory / SHAPES).unlink()
    with pytest.raises(KnowledgeBaseError, match="There are no shapes"):
        compiled(directory, tmp_path / "cache")
    assert kept(tmp_path / "cache") == []


def test_without_a_cache_the_packs_are_loaded_and_checked(directory: Path) -> None:
    assert asdict(compiled(directory, None)) == asdict(load_knowledge_base(directory))
    (directory / "rules.ttl").unlink()
    with pytest.raises(KnowledgeBaseError, match="There is no rule"):
        compiled(directory, None)


def test_a_file_that_is_refused_stops_everything(directory: Path, tmp_path: Path) -> None:
    (directory / "link.ttl").symlink_to(directory / "base.ttl")
    with pytest.raises(KnowledgeBaseError, match="This is a link or a special file"):
        compiled(directory, tmp_path / "cache")


def test_a_check_tells_the_faults_of_files_statements_and_shapes(directory: Path) -> None:
    assert check_knowledge_base(directory) == ()
    rules = (directory / "rules.ttl").read_text()
    (directory / "rules.ttl").write_text(
        rules.replace("gov:defeats aia:rule.high", "gov:defeats aia:rule.hihg")
    )
    (directory / "link.ttl").symlink_to(directory / "base.ttl")
    messages = "\n".join(fault.message for fault in check_knowledge_base(directory))
    assert "This is a link" in messages
    assert "gov:defeats names aia:rule.hihg, which is no rule." in messages
    assert "An exception names a rule that exists" in messages


def test_every_module_that_makes_the_form_is_part_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    files, _ = read_files(ROOT / "tests" / "assets" / "kb" / "base")
    before = content_hash(files)
    monkeypatch.setattr("engine.compiled._MADE_BY", ("knowledge.py",))
    assert content_hash(files) != before
