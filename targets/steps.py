"""The writing steps of one change, so that a failure can say which were done and which were not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from targets.errors import ProviderError


class Steps:
    """The steps of a change by name, in the order in which they are taken."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self._done = 0

    @contextmanager
    def next(self) -> Iterator[None]:
        """Runs the next step; a `ProviderError` in it leaves with an account of all of them."""
        try:
            yield
        except ProviderError as error:
            raise error.after(self._names[: self._done], self._names[self._done :]) from error
        self._done += 1
