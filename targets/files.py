"""A folder of configuration files, of which only those written here are ever replaced.

`managed.json` in the folder lists the names this project claims. Files are replaced as a whole: a reader sees
the old one or the new one, never half of either.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from engine.canonical import canonical_bytes
from targets.errors import AccessRefused, Conflict, ProviderError

CLAIMS = "managed.json"
_PLAIN = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_NAME = re.compile(rf"{_PLAIN}(/\.?{_PLAIN})?", re.ASCII)
"""A plain name, or one in a folder of its own, where some systems want names that begin with a dot."""


class Folder:
    """The files of one target in one place. The folder is made when the first file is written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        with _telling(f"read {name}"):
            try:
                return self._place(name).read_bytes()
            except FileNotFoundError:
                return None

    def claims(self, name: str) -> bool:
        """Whether the file of that name was written by this project."""
        return name in self._claimed()

    def write(self, name: str, content: str) -> str:
        """Replaces or creates a file and returns the digest of its bytes; refuses one that is not ours."""
        if self.read(name) is not None and not self.claims(name):
            raise Conflict(f"{name} was not written by duecare and is left as it is.")
        with _telling(f"write {name}"):
            if not self.claims(name):  # claimed first: after a crash the file is missing, not foreign
                self._replace(CLAIMS, canonical_bytes(sorted({*self._claimed(), name})))
            data = content.encode("utf-8")
            self._replace(name, data)
        return version_of(data)

    def _claimed(self) -> list[str]:
        listed = self.read(CLAIMS)
        if listed is None:
            return []
        try:
            names = json.loads(listed)
        except ValueError:
            names = None
        if not isinstance(names, list):
            raise Conflict(f"{CLAIMS} does not list file names, so nobody can tell which files are ours.")
        return [str(name) for name in names]

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise Conflict(f"{name!r} is no plain file name.")
        return self._path / name

    def _replace(self, name: str, data: bytes) -> None:
        place = self._place(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=place.parent, prefix=".writing-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(place)
        finally:
            Path(temporary).unlink(missing_ok=True)


def version_of(data: bytes) -> str:
    """The version of a file: the digest of its bytes."""
    return f"sha256:{sha256(data).hexdigest()}"


@contextmanager
def _telling(doing: str) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise AccessRefused(f"Not allowed to {doing}: {error.strerror}.") from error
    except OSError as error:
        raise ProviderError(f"Could not {doing}: {error.strerror}.") from error
