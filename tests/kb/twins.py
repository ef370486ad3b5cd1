"""Negative twins: the small valid knowledge base of tests/assets/kb/base with one thing broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from engine.errors import Fault
from engine.loading.files import OVERLAY, SHAPES, read_files
from engine.loading.loader import read_knowledge_base

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "tests" / "assets" / "kb" / "overlay"
BASE = ROOT / "tests" / "assets" / "kb" / "base"


@cache
def base() -> dict[str, bytes]:
    """The files of the small knowledge base, with the ontology and the shapes that ship."""
    files, faults = read_files(BASE)
    assert not faults
    shared = {"ontology.ttl": ROOT / "kb" / "ontology.ttl", SHAPES: ROOT / "kb" / SHAPES}
    return files | {name: path.read_bytes() for name, path in shared.items()}


@cache
def under_overlay() -> dict[str, bytes]:
    """The small knowledge base with an organisation's own statements over it."""
    own, faults = read_files(OWN)
    assert not faults
    return base() | {f"{OVERLAY}{name}": content for name, content in own.items()}


def write(files: Mapping[str, bytes], directory: Path) -> Path:
    """The `files` as a directory."""
    for name, content in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(content)
    return directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """One statement `old` in `file` replaced by `new`, and the fault that must be found."""

    name: str
    file: str = "rules.ttl"
    old: str = ""
    """Empty: `new` is put at the end of the file."""
    new: str = ""
    at: str = ""
    """A text of the line at which the fault must be reported; empty where no line can be named."""
    says: str = ""
    """What the fault must say."""
    at_file: str = ""
    """The file the fault must be reported in, where it is not the one that is broken."""

    @property
    def faulty_file(self) -> str:
        """The file the fault must be reported in."""
        return self.at_file or self.file

    def files(self) -> dict[str, bytes]:
        """The small knowledge base, broken."""
        whole = under_overlay() if self.file.startswith(OVERLAY) else base()
        text = whole[self.file].decode()
        if self.old:
            assert text.count(self.old) == 1, f"{self.name}: {self.old!r} stands {text.count(self.old)} times"
            text = text.replace(self.old, self.new)
        else:
            text += "\n" + self.new
        return whole | {self.file: text.encode()}

    def line(self) -> int | None:
        """The number of the line that holds `at`, which must be the only one."""
        lines = self.files()[self.faulty_file].decode().split("\n")
        numbers = [number for number, line in enumerate(lines, 1) if self.at in line]
        if not self.at:
            return None
        assert len(numbers) == 1, f"{self.name}: {self.at!r} stands on the lines {numbers}"
        return numbers[0]

    def faults(self) -> tuple[Fault, ...]:
        """Every fault that loading finds."""
        return read_knowledge_base(self.files()).faults


def twins(table: str) -> tuple[Twin, ...]:
    """The twins of one table beside this file."""
    rows = yaml.safe_load((Path(__file__).parent / table).read_text(encoding="utf-8"))
    return tuple(Twin(**row) for row in rows)
