"""Writing the documents of a posture to a folder: the default, which touches no live system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from engine.canonical import canonical_bytes
from engine.posture import Posture
from targets.coverage import Coverage, coverage, render_all
from targets.files import Folder
from targets.interface import Document, Rendering, Target
from targets.plan import check

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emitted:
    """What was written, and what the manifest says about it."""

    paths: tuple[str, ...]
    """Relative to the folder, the manifest last."""
    coverage: Coverage


def render_to(directory: Path, posture: Posture, targets: Sequence[Target]) -> Emitted:
    """Writes each document to `<directory>/<target>/<name>` and a manifest beside the targets.

    Raises `InvalidDocument` before anything is written, `Conflict` where a file of that name is not ours.
    Files of an earlier rendering that this one does not have are left where they are.
    """
    renderings = render_all(posture, targets)
    check(renderings, targets)
    covered = coverage(posture, renderings)
    written = []
    for rendering in renderings:
        folder = Folder(directory / rendering.target)
        for document in rendering.documents:
            folder.write(_file_name(document), document.content)
            written.append(f"{rendering.target}/{_file_name(document)}")
    manifest = canonical_bytes(_manifest(posture, renderings, covered)).decode("utf-8")
    Folder(directory).write(MANIFEST, manifest)
    return Emitted(paths=(*written, MANIFEST), coverage=covered)


def _file_name(document: Document) -> str:
    is_bare = "." not in document.name  # the name of a resource, not of a file
    return f"{document.name}.json" if is_bare else document.name


def _manifest(posture: Posture, renderings: Sequence[Rendering], covered: Coverage) -> dict[str, Any]:
    return {
        "version": 1,
        "posture": posture.id,
        "use_case": posture.use_case,
        "determination": posture.determination,
        "as_of": posture.as_of,
        "known_at": posture.known_at,
        "knowledge_base": posture.knowledge_base,
        "is_complete": posture.is_complete,
        "documents": [
            {
                "path": f"{rendering.target}/{_file_name(document)}",
                "id": document.id,
                "sha256": sha256(document.content.encode("utf-8")).hexdigest(),
                "media_type": document.media_type,
                "proof": rendering.proof.value,
            }
            for rendering in renderings
            for document in rendering.documents
        ],
        "coverage": [asdict(row) for row in covered.rows],
        "residuals": [asdict(residual) for residual in covered.residuals],
    }
