"""Files are replaced as a whole, and only those this project wrote."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from engine.errors import Fault
from targets.emit import render_to
from targets.errors import AccessRefused, Conflict, InvalidDocument, ProviderError
from targets.files import Folder, version_of
from targets.interface import Target
from tests.support.aws_fake import ContractFake
from tests.targets.postures import EXAMPLE, LITERACY, posture

Both = tuple[Target, ...]


def test_what_is_written_is_read_and_ours(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "new")
    assert folder.read("a.txt") is None
    assert not folder.claims("a.txt")
    assert folder.write("a.txt", "é") == version_of("é".encode())
    assert folder.read("a.txt") == "é".encode()
    assert Folder(tmp_path / "new").claims("a.txt")


@pytest.mark.parametrize("name", ["a/b.txt", "a/.manifest"])
def test_a_file_in_a_folder_of_its_own_is_written_and_ours(tmp_path: Path, name: str) -> None:
    folder = Folder(tmp_path)
    assert folder.read(name) is None
    folder.write(name, "x")
    assert (tmp_path / name).read_text("utf-8") == "x"
    assert Folder(tmp_path).claims(name) and not folder.claims("b.txt")


def test_a_file_somebody_else_wrote_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("theirs", "utf-8")
    folder = Folder(tmp_path)
    with pytest.raises(Conflict, match="Nothing was written"):
        folder.write("a.txt", "ours")
    assert (tmp_path / "a.txt").read_text("utf-8") == "theirs"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.txt"]


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "a/../b",
        "a/b/c",
        "a/",
        "a//b",
        "",
        ".",
        "..",
        "a/..",
        ".hidden",
        ".a/b",
        "a\x00b",
        "a\nb",
        "/a",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Conflict, match="plain file name"):
        Folder(tmp_path / "folder").write(name, "x")
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("content", ["{", "{}", '"a"', "null"])
def test_a_list_of_claims_that_says_nothing_makes_nothing_ours(tmp_path: Path, content: str) -> None:
    (tmp_path / "managed.json").write_text(content, "utf-8")
    with pytest.raises(Conflict, match="does not list"):
        Folder(tmp_path).write("a.txt", "x")


def test_a_crash_between_claim_and_file_leaves_it_missing_and_not_foreign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path)
    replace = Path.replace

    def crash(self: Path, target: Path) -> Path:
        if target.name == "a.txt":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        folder.write("a.txt", "x")
    monkeypatch.undo()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["managed.json"]
    assert folder.claims("a.txt") and folder.read("a.txt") is None
    folder.write("a.txt", "x")
    assert folder.read("a.txt") == b"x"


def test_a_failed_write_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)
    folder.write("a.txt", "old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProviderError, match="No space left"):
        folder.write("a.txt", "new")
    assert folder.read("a.txt") == b"old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.txt", "managed.json"]


def test_a_refused_permission_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(AccessRefused, match="Not allowed to read a"):
        Folder(tmp_path).read("a")


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(ProviderError, match="Could not read a"):
        Folder(tmp_path).read("a")


def test_rendering_to_a_folder_writes_documents_and_a_manifest(tmp_path: Path, both: Both) -> None:
    emitted = render_to(tmp_path / "out", EXAMPLE, both)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert emitted.paths == (*(each["path"] for each in manifest["documents"]), "manifest.json")
    assert len(emitted.paths) == 4
    for each in manifest["documents"]:
        data = (tmp_path / "out" / each["path"]).read_bytes()
        assert version_of(data) == f"sha256:{each['sha256']}"
    assert manifest["posture"] == EXAMPLE.id
    assert manifest["is_complete"] is True
    assert [each["demand"] for each in manifest["residuals"]][-1] == "ranker/send_offer"
    assert {each["proof"] for each in manifest["coverage"]} == {
        "exercised against a contract fake",
        "exercised against the real engine",
    }


def test_rendering_again_gives_the_same_bytes(tmp_path: Path, both: Both) -> None:
    def contents() -> dict[str, bytes]:
        return {str(each): each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}

    render_to(tmp_path, EXAMPLE, both)
    before = contents()
    render_to(tmp_path, EXAMPLE, both)
    assert contents() == before


def test_rendering_asks_no_provider(tmp_path: Path, both: Both, fake: ContractFake) -> None:
    render_to(tmp_path, EXAMPLE, both)
    assert fake.calls == []


def test_a_posture_without_documents_still_has_a_manifest_of_its_residuals(
    tmp_path: Path, both: Both
) -> None:
    emitted = render_to(tmp_path, posture((LITERACY,)), both)
    assert emitted.paths == ("manifest.json",)
    assert [each.demand for each in emitted.coverage.residuals] == ["ctl:ai-literacy"]


def test_nothing_is_written_where_a_document_is_refused(
    tmp_path: Path, both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(both[1], "validate", lambda documents: (Fault(message="broken"),))
    with pytest.raises(InvalidDocument, match="broken"):
        render_to(tmp_path / "out", EXAMPLE, both)
    assert not (tmp_path / "out").exists()
