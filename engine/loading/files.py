"""The files of a knowledge base, as bytes: the only place where loading reads the disk.

A knowledge base may come from a stranger. So nothing outside its directory is read: links are refused, and so
is whatever is no plain file or is too large.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from engine.errors import Fault

LARGEST_FILE = 4 * 1024 * 1024
"""In bytes; the largest pack, the generated list of provisions of the AI Act, is a tenth of it."""

OVERLAY = "overlay/"
"""Before the names of an organisation's own files, which stand over the shipped packs."""

SHAPES = "shapes/kb.shapes.ttl"
"""Where the shapes stand, from the directory of the knowledge base."""


def read_files(directory: Path) -> tuple[dict[str, bytes], tuple[Fault, ...]]:
    """
    The bytes of every Turtle and SSSOM file under `directory`, by path from there, sorted; and what is wrong.

    A directory that is not there, or that holds no such file, is a fault: an empty knowledge base would find
    every use case free of duties.
    """
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for path in _candidates(directory):
        name = path.relative_to(directory).as_posix()
        try:
            fault = _refusal(path, name)
            if fault is None:
                files[name] = path.read_bytes()
            else:
                faults.append(fault)
        except OSError as error:
            faults.append(Fault(source=name, message=f"The file cannot be read: {error.strerror or error}."))
    if not files and not faults:
        faults.append(
            Fault(
                source=directory.name,
                message="There is no knowledge base here: no Turtle file was found.",
                expected="a directory with *.ttl files, such as the kb directory of the project.",
            )
        )
    return dict(sorted(files.items())), tuple(faults)


def read_with_overlay(directory: Path, overlay: Path | None) -> tuple[dict[str, bytes], tuple[Fault, ...]]:
    """The files of `directory`, and those of an `overlay` with `overlay/` before their names."""
    files, faults = read_files(directory)
    if overlay is None:
        return files, faults
    own, wrong = read_files(overlay)
    named = {f"{OVERLAY}{name}": content for name, content in own.items()}
    placed = (replace(fault, source=f"{OVERLAY}{fault.source}") for fault in wrong)
    return dict(sorted((files | named).items())), (*faults, *placed)


def packs(files: dict[str, bytes]) -> dict[str, bytes]:
    """The Turtle files that state something, which the shapes do not."""
    return {name: content for name, content in files.items() if name.endswith(".ttl") and not is_shape(name)}


def is_shape(name: str) -> bool:
    """Whether the file `name` says what a valid knowledge base is, rather than being part of one."""
    return name.startswith("shapes/")


def _candidates(directory: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(directory, followlinks=False):
        folders.sort()
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted(names) + linked:
            if name in linked or name.endswith((".ttl", ".sssom.tsv")):
                yield Path(folder) / name


def _refusal(path: Path, name: str) -> Fault | None:
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        return Fault(
            source=name,
            message="This is a link or a special file; nothing outside the knowledge base is read.",
            expected="a plain file inside the directory of the knowledge base.",
        )
    if found.st_size > LARGEST_FILE:
        return Fault(
            source=name,
            message=f"The file has {found.st_size} bytes.",
            expected=f"at most {LARGEST_FILE} bytes a file; split it by chapter.",
        )
    return None
