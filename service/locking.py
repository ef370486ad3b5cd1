"""One apply at a time under one home: the lock goes with the process that holds it, however that ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from targets.errors import ApplyUnderWay

LOCK: Final = "apply.lock"


@contextmanager
def applying(home: Path, actor: str) -> Iterator[None]:
    """Holds the lock of `home` for the block; raises `ApplyUnderWay` at once where somebody else does."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise ApplyUnderWay(
                f"{holder} is applying a plan at this moment. Nothing was written by this call."
                " Next: wait until it is done, and make a new plan."
            ) from error
        file.truncate(0)
        file.write(f"{actor} (process {os.getpid()})")
        file.flush()
        yield
