"""Keeps a checked knowledge base as JSON, so that starting need neither parse nor check it again.

A compiled form is named by the content of the files it was made from and of the modules that made it. It
carries the hash of its own body; one that is damaged, or made for something else, is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from engine.errors import Fault, KnowledgeBaseError
from engine.knowledge import KnowledgeBase
from engine.loading.files import SHAPES, read_with_overlay

FORMAT = "duecare-compiled-1"
_MADE_BY = (
    *(
        "knowledge.py",
        "catalogue.py",
        "contested.py",
        "identifiers.py",
        "kinds.py",
        "graph.py",
        "turtle.py",
        "mappings.py",
        "shapes.py",
        "loading/*.py",
        "checks/*.py",
        "strata.py",
    ),
    *("terms.py", "profile/form.py"),
)


def compiled(directory: Path, cache: Path | None, overlay: Path | None = None) -> KnowledgeBase:
    """
    The knowledge base in `directory`, from its compiled form in the directory `cache` where there is one.

    An organisation's `overlay` stands over it, and is part of what is compiled.

    Where there is none, the packs are loaded, checked against the shapes, and kept in `cache`; that they
    cannot be written there is no error. Without `cache` nothing is kept, and the shapes are not run. Raises
    `KnowledgeBaseError` with every fault found.
    """
    files, faults = read_with_overlay(directory, overlay)
    if faults:
        raise KnowledgeBaseError(faults)
    if cache is None:
        return _checked(files, with_shapes=False)
    name = content_hash(files)
    path = cache / f"{name}.json"
    known = _read(path, name)
    if known is None:
        known = _checked(files, with_shapes=True)
        _write(path, name, known)
    return known


def check_knowledge_base(directory: Path, overlay: Path | None = None) -> tuple[Fault, ...]:
    """Every fault of the packs in `directory` under an `overlay`: of files, statements and shapes."""
    from engine.loading.loader import read_knowledge_base
    from engine.shapes import check_shapes

    files, faults = read_with_overlay(directory, overlay)
    reading = read_knowledge_base(files)
    return (*faults, *reading.faults, *check_shapes(reading.draft.ground, files.get(SHAPES)))


def content_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256, in hexadecimal, over the names and bytes of `files` and over the modules that load them."""
    whole = hashlib.sha256(FORMAT.encode())
    package = Path(__file__).parent
    modules = {
        path.relative_to(package).as_posix(): path.read_bytes()
        for pattern in _MADE_BY
        for path in package.glob(pattern)
    }
    for name, content in (*sorted(modules.items()), *sorted(files.items())):
        whole.update(f"\n{len(name)} {name} {len(content)} ".encode())
        whole.update(content)
    return whole.hexdigest()


def _checked(files: dict[str, bytes], *, with_shapes: bool) -> KnowledgeBase:
    from engine.loading.loader import read_knowledge_base  # rdflib and pySHACL are slow to import

    reading = read_knowledge_base(files)
    faults = reading.faults
    if with_shapes:
        from engine.shapes import check_shapes

        faults = (*faults, *check_shapes(reading.draft.ground, files.get(SHAPES)))
    if faults:
        raise KnowledgeBaseError(faults)
    return reading.draft.knowledge_base


def _read(path: Path, name: str) -> KnowledgeBase | None:
    """The knowledge base kept in `path`; None where it is missing, damaged or made for something else."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        if json.loads(head) != _head(name, body):
            return None
        return TypeAdapter(KnowledgeBase).validate_json(body)
    except (OSError, ValueError, ValidationError, RecursionError):
        return None


def _write(path: Path, name: str, knowledge_base: KnowledgeBase) -> None:
    """Keeps `knowledge_base` in `path`, whole or not at all."""
    body = TypeAdapter(KnowledgeBase).dump_json(knowledge_base)
    content = json.dumps(_head(name, body), sort_keys=True).encode() + b"\n" + body
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".compiled-")
    except OSError:
        return
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)


def _head(name: str, body: bytes) -> dict[str, str]:
    return {"format": FORMAT, "content": name, "body": hashlib.sha256(body).hexdigest()}
