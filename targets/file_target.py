"""The half of a target whose state is files in a folder, from which the enforcing system loads them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from targets.errors import NotConnected
from targets.files import Folder, version_of
from targets.interface import Applied, Change, Document, Observed
from targets.steps import Steps


class FileTarget(ABC):
    """Observes and replaces whole files. What is rendered, and which files say the same, its heirs decide."""

    def __init__(self, folder: Path | None = None) -> None:
        """Renders without `folder`; observing and applying need it."""
        self._folder = None if folder is None else Folder(folder)

    @property
    @abstractmethod
    def name(self) -> str:
        """What rows, plans and folders call the target."""

    @abstractmethod
    def compared(self, name: str, content: str) -> Any:
        """What a file of that name says, as JSON values; equal for files the system cannot tell apart.

        `content` may be anything a hand has left there, so a text that cannot be read is a state too.
        """

    def normalise(self, document: Document) -> Any:
        """What the document says, without layout."""
        return self.compared(document.name, document.content)

    def observe(self, document: Document) -> Observed:
        """The file of that name."""
        folder = self._connected()
        data = folder.read(document.name)
        if data is None:
            return Observed(exists=False)
        return Observed(
            exists=True,
            is_ours=folder.claims(document.name),
            state=self.compared(document.name, data.decode("utf-8", errors="replace")),
            provider_id=document.name,
            version=version_of(data),
        )

    def apply(self, change: Change, token: str) -> Applied:
        """Replaces the file; `token` is not needed, because writing the same bytes again changes nothing."""
        folder = self._connected()
        with Steps(change.document.name).next():
            version = folder.write(change.document.name, change.document.content)
        return Applied(provider_id=change.document.name, version=version)

    def _connected(self) -> Folder:
        if self._folder is None:
            raise NotConnected(
                f"{self.name} was given no folder, so it can be rendered but not looked at or changed."
            )
        return self._folder
